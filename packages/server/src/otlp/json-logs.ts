import { decodeJsonEnvelope } from "./json-envelope.ts";
import type { JsonItem } from "./json-envelope.ts";
import { lowered } from "./json-traces.ts";
import { eachMember, nanoseconds, readAttributes, shortText } from "./json.ts";
import type { Messages } from "./messages.ts";
import type { AttributeValue, DecodeFailure, Decoded, LogRecord, Wanted } from "./signals.ts";
import { validLog } from "./valid-log.ts";

/** Reads an `ExportLogsServiceRequest` in JSON. */
export function decodeLogsJson(body: Uint8Array, wanted: Wanted): Decoded<LogRecord> | DecodeFailure {
  return decodeJsonEnvelope(body, "logs", wanted, (item, messages) => readLog(item, wanted, messages));
}

function readLog({ cursor, resource, scope }: JsonItem, wanted: Wanted, messages: Messages): LogRecord | undefined {
  let time = 0n;
  let observed = 0n;
  let traceId = "";
  let spanId = "";
  let eventName = "";
  let listed = true;
  const attributes = new Map<string, AttributeValue>();
  eachMember(cursor, (key) => {
    if (key === "timeUnixNano") time = nanoseconds(cursor);
    else if (key === "observedTimeUnixNano") observed = nanoseconds(cursor);
    else if (key === "traceId") traceId = lowered(shortText(cursor));
    else if (key === "spanId") spanId = lowered(shortText(cursor));
    else if (key === "eventName") eventName = shortText(cursor);
    else if (key === "attributes") listed = readAttributes(cursor, wanted, attributes, messages);
  });
  if (!listed) {
    messages.reject("The attributes of a log record are not a list. OTLP/JSON writes [{key, value}].");
    return undefined;
  }
  return validLog({ time, observed, traceId, spanId, eventName, attributes, resource, scope }, messages);
}
