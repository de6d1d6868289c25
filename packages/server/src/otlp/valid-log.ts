import { idFault } from "./identity.ts";
import type { Messages } from "./messages.ts";
import type { Attributes, LogRecord, Resource } from "./signals.ts";

/** A log record that is valid, or nothing: then its fault was said. Empty ids mean that it belongs to no trace. */
export function validLog(
  log: {
    readonly time: bigint;
    readonly observed: bigint;
    readonly traceId: string;
    readonly spanId: string;
    readonly eventName: string;
    readonly attributes: Attributes;
    readonly resource: Resource;
    readonly scope: string;
  },
  messages: Messages,
): LogRecord | undefined {
  const { time, observed, traceId, spanId, eventName, attributes, resource, scope } = log;
  const timeNanoseconds = time === 0n ? observed : time;
  const faults = [
    ...(stated(traceId) ? [idFault("trace id", traceId, 32)] : []),
    ...(stated(spanId) ? [idFault("span id", spanId, 16)] : []),
    timeNanoseconds === 0n ? "A log record has no time. Send timeUnixNano or observedTimeUnixNano." : undefined,
  ].filter((fault) => fault !== undefined);
  const [fault] = faults;
  if (fault !== undefined) {
    messages.reject(fault);
    return undefined;
  }
  const ids = stated(traceId) && stated(spanId) ? { traceId, spanId } : {};
  return { ...ids, timeNanoseconds, eventName, attributes, resource, scope };
}

/** Zeros mean that the id is missing. */
function stated(id: string): boolean {
  return /[^0]/.test(id);
}
