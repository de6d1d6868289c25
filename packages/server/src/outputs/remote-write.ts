import { PbfWriter } from "pbf";
import { prometheusName } from "./metric.ts";
import type { Metric } from "./metric.ts";
import { message } from "./protobuf.ts";
import { snappyBlock } from "./snappy.ts";

/** Headers of a request of Prometheus' remote write 1.0. */
export const remoteWriteHeaders = {
  "content-type": "application/x-protobuf",
  "content-encoding": "snappy",
  "x-prometheus-remote-write-version": "0.1.0",
} as const;

/** A `prometheus.WriteRequest`, compressed: every value at one time. Labels without a text are left out, as Prometheus wants. */
export function remoteWriteRequest(metrics: readonly Metric[], timeMilliseconds: number): Uint8Array {
  const writer = new PbfWriter();
  const withValues = metrics.filter(({ samples }) => samples.length > 0);
  for (const metric of withValues) {
    const name = prometheusName(metric);
    for (const { labels, value } of metric.samples) {
      const named = Object.entries({ ...labels, __name__: name, job: "wattledger" })
        .filter(([, text]) => text !== "")
        .toSorted(([a], [b]) => (a < b ? -1 : 1));
      message(writer, 1, (series) => {
        for (const [label, text] of named) {
          message(series, 1, (one) => {
            one.writeStringField(1, label);
            one.writeStringField(2, text);
          });
        }
        message(series, 2, (sample) => {
          sample.writeDoubleField(1, value);
          sample.writeVarintField(2, timeMilliseconds);
        });
      });
    }
  }
  for (const metric of withValues) {
    message(writer, 3, (metadata) => {
      metadata.writeVarintField(1, metric.kind === "counter" ? 1 : 2);
      metadata.writeStringField(2, prometheusName(metric));
      metadata.writeStringField(4, metric.help);
    });
  }
  return snappyBlock(writer.finish());
}
