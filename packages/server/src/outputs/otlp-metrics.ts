import { PbfWriter } from "pbf";
import type { Metric } from "./metric.ts";
import { message, writeNanoseconds } from "./protobuf.ts";

/** Headers of an export of OpenTelemetry over HTTP. */
export const otlpHeaders = { "content-type": "application/x-protobuf" } as const;

/**
 * An `ExportMetricsServiceRequest` in protobuf. Counters are cumulative sums. They do not state when they began: they hold every event of
 * the ledger, however old.
 */
export function otlpRequest(metrics: readonly Metric[], timeMilliseconds: number, version: string): Uint8Array {
  const writer = new PbfWriter();
  message(writer, 1, (resourceMetrics) => {
    message(resourceMetrics, 1, (resource) => {
      message(resource, 1, (attribute) => writeAttribute(attribute, "service.name", "wattledger"));
      message(resource, 1, (attribute) => writeAttribute(attribute, "service.version", version));
    });
    message(resourceMetrics, 2, (scopeMetrics) => {
      message(scopeMetrics, 1, (scope) => {
        scope.writeStringField(1, "wattledger");
        scope.writeStringField(2, version);
      });
      for (const metric of metrics)
        if (metric.samples.length > 0) message(scopeMetrics, 2, (one) => writeMetric(one, metric, timeMilliseconds));
    });
  });
  return writer.finish();
}

function writeMetric(writer: PbfWriter, { name, help, unit, kind, samples }: Metric, timeMilliseconds: number): void {
  writer.writeStringField(1, name);
  writer.writeStringField(2, help);
  writer.writeStringField(3, unit);
  message(writer, kind === "counter" ? 7 : 5, (data) => {
    for (const { labels, value } of samples) {
      message(data, 1, (point) => {
        writeNanoseconds(point, 3, timeMilliseconds);
        // Written also where it is zero: a point without a value is another thing.
        point.writeTag(4, 1);
        point.writeDouble(value);
        for (const [key, text] of Object.entries(labels))
          if (text !== "") message(point, 7, (attribute) => writeAttribute(attribute, key, text));
      });
    }
    if (kind !== "counter") return;
    data.writeVarintField(2, 2);
    data.writeBooleanField(3, true);
  });
}

function writeAttribute(writer: PbfWriter, key: string, text: string): void {
  writer.writeStringField(1, key);
  message(writer, 2, (value) => value.writeStringField(1, text));
}
