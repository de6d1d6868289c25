import { prometheusName } from "./metric.ts";
import type { Metric } from "./metric.ts";

/** Headers of a request in InfluxDB's line protocol. */
export const lineProtocolHeaders = { "content-type": "text/plain; charset=utf-8" } as const;

/**
 * Metrics in InfluxDB's line protocol: a measurement per metric, with Prometheus' name, labels as tags, one field `value`, time in
 * nanoseconds. What the protocol cannot hold is changed: line breaks to spaces, backslashes at the end of a tag to `_`.
 */
export function lineProtocol(metrics: readonly Metric[], timeMilliseconds: number): string {
  const lines = metrics.flatMap((metric) => {
    const name = prometheusName(metric);
    return metric.samples.map(({ labels, value }) => {
      const tags = Object.entries(labels)
        .filter(([, text]) => text !== "")
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, text]) => `,${key}=${tagText(text)}`);
      return `${name}${tags.join("")} value=${value} ${timeMilliseconds}000000`;
    });
  });
  return lines.map((line) => `${line}\n`).join("");
}

function tagText(text: string): string {
  return text
    .replaceAll(/[\r\n]+/gu, " ")
    .replace(/\\+$/u, (run) => "_".repeat(run.length))
    .replaceAll(/[,= ]/gu, (one) => `\\${one}`);
}
