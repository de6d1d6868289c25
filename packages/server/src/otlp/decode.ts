import { decodeLogsJson } from "./json-logs.ts";
import { decodeMetricsJson } from "./json-metrics.ts";
import { decodeTracesJson } from "./json-traces.ts";
import { decodeLogsProtobuf } from "./protobuf-logs.ts";
import { decodeMetricsProtobuf } from "./protobuf-metrics.ts";
import { decodeTracesProtobuf } from "./protobuf-traces.ts";
import type { DecodeFailure, Decoded, LogRecord, Metric, Span, Wanted } from "./signals.ts";

/** The two encodings of OTLP over HTTP. */
export type Encoding = "protobuf" | "json";

/** Reads spans; of their attributes and those of their resource only the wanted ones. */
export function decodeTraces(body: Uint8Array, encoding: Encoding, wanted: Wanted): Decoded<Span> | DecodeFailure {
  return encoding === "json" ? decodeTracesJson(body, wanted) : decodeTracesProtobuf(body, wanted);
}

/** Reads log records; of their attributes and those of their resource only the wanted ones. */
export function decodeLogs(body: Uint8Array, encoding: Encoding, wanted: Wanted): Decoded<LogRecord> | DecodeFailure {
  return encoding === "json" ? decodeLogsJson(body, wanted) : decodeLogsProtobuf(body, wanted);
}

/** Reads the metrics of wanted names, with all their attributes: these tell one series from another. */
export function decodeMetrics(
  body: Uint8Array,
  encoding: Encoding,
  wantedName: Wanted,
): Decoded<Metric> | DecodeFailure {
  return encoding === "json" ? decodeMetricsJson(body, wantedName) : decodeMetricsProtobuf(body, wantedName);
}
