import { idFault, timeFault } from "./identity.ts";
import type { Messages } from "./messages.ts";
import { decodeEnvelope } from "./protobuf-envelope.ts";
import type { ProtobufItem } from "./protobuf-envelope.ts";
import { eachField, messageEnd, readHex, readKeyValue, readShortText, readTime, readWhole } from "./protobuf.ts";
import type { AttributeValue, DecodeFailure, Decoded, Span, Wanted } from "./signals.ts";

/** Reads an `ExportTraceServiceRequest` in protobuf. */
export function decodeTracesProtobuf(body: Uint8Array, wanted: Wanted): Decoded<Span> | DecodeFailure {
  return decodeEnvelope(body, wanted, (item, messages) => readSpan(item, wanted, messages));
}

function readSpan(
  { reader, end, resource, scope }: ProtobufItem,
  wanted: Wanted,
  messages: Messages,
): Span | undefined {
  let traceId = "";
  let spanId = "";
  let parentSpanId = "";
  let traceState = "";
  let kind = 0;
  let start = 0n;
  let stop = 0n;
  let statusCode = 0;
  let timeFirst = false;
  const attributes = new Map<string, AttributeValue>();
  eachField(reader, end, (field) => {
    if (field === 1) {
      timeFirst = reader.type === 1;
      traceId = readHex(reader, end);
    } else if (field === 2) spanId = readHex(reader, end);
    else if (field === 3) traceState = readShortText(reader, end);
    else if (field === 4) parentSpanId = readHex(reader, end);
    else if (field === 6) kind = readWhole(reader);
    else if (field === 7) start = readTime(reader);
    else if (field === 8) stop = readTime(reader);
    else if (field === 9) readKeyValue(reader, end, wanted, attributes, messages);
    else if (field === 15) {
      const statusEnd = messageEnd(reader, end);
      if (statusEnd === undefined) return;
      eachField(reader, statusEnd, (part) => {
        if (part === 3) statusCode = readWhole(reader);
      });
    }
  });
  const fault =
    otherSignal(traceId, timeFirst) ??
    idFault("trace id", traceId, 32) ??
    idFault("span id", spanId, 16) ??
    timeFault(start, stop);
  if (fault !== undefined) {
    messages.reject(fault);
    return undefined;
  }
  const parent = /[1-9a-f]/.test(parentSpanId) ? { parentSpanId } : {};
  return {
    traceId,
    spanId,
    ...parent,
    kind,
    startNanoseconds: start,
    endNanoseconds: stop,
    statusCode,
    traceState,
    attributes,
    resource,
    scope,
  };
}

/** The field numbers of the signals overlap: the first field of a log record is a time, that of a metric is its name. */
function otherSignal(traceId: string, timeFirst: boolean): string | undefined {
  if (timeFirst) return "This looks like a log record, not a span. Send logs to /v1/logs.";
  const text = Buffer.from(traceId, "hex").toString("latin1");
  if (traceId.length !== 32 && /^[A-Za-z][\w./-]*$/.test(text))
    return "This looks like a metric, not a span. Send metrics to /v1/metrics.";
  return undefined;
}
