import type { Messages } from "./messages.ts";
import { decodeEnvelope } from "./protobuf-envelope.ts";
import type { ProtobufItem } from "./protobuf-envelope.ts";
import { eachField, readHex, readKeyValue, readShortText, readTime } from "./protobuf.ts";
import type { AttributeValue, DecodeFailure, Decoded, LogRecord, Wanted } from "./signals.ts";
import { validLog } from "./valid-log.ts";

/** Reads an `ExportLogsServiceRequest` in protobuf. */
export function decodeLogsProtobuf(body: Uint8Array, wanted: Wanted): Decoded<LogRecord> | DecodeFailure {
  return decodeEnvelope(body, wanted, (item, messages) => readLog(item, wanted, messages));
}

function readLog(item: ProtobufItem, wanted: Wanted, messages: Messages): LogRecord | undefined {
  const { reader, end, resource, scope } = item;
  let time = 0n;
  let observed = 0n;
  let traceId = "";
  let spanId = "";
  let eventName = "";
  let idFirst = false;
  const attributes = new Map<string, AttributeValue>();
  eachField(reader, end, (field) => {
    if (field === 1) {
      idFirst = reader.type === 2;
      time = readTime(reader);
    } else if (field === 6) readKeyValue(reader, end, wanted, attributes, messages);
    else if (field === 9) traceId = readHex(reader, end);
    else if (field === 10) spanId = readHex(reader, end);
    else if (field === 11) observed = readTime(reader);
    else if (field === 12) eventName = readShortText(reader, end);
  });
  if (idFirst) {
    messages.reject(
      "This looks like a span or a metric, not a log record. Send spans to /v1/traces and metrics to /v1/metrics.",
    );
    return undefined;
  }
  return validLog({ time, observed, traceId, spanId, eventName, attributes, resource, scope }, messages);
}
