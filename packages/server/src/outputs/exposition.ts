import { prometheusName } from "./metric.ts";
import type { Metric } from "./metric.ts";

/** Content type of {@link exposition}. */
export const expositionType = "text/plain; version=0.0.4; charset=utf-8";

/** Metrics as Prometheus scrapes them. A metric without values is left out. */
export function exposition(metrics: readonly Metric[]): string {
  const lines = metrics
    .filter(({ samples }) => samples.length > 0)
    .flatMap((metric) => {
      const name = prometheusName(metric);
      return [
        `# HELP ${name} ${metric.help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}`,
        `# TYPE ${name} ${metric.kind}`,
        ...metric.samples.map(({ labels, value }) => {
          const list = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
          return `${name}${list.length === 0 ? "" : `{${list.join(",")}}`} ${value}`;
        }),
      ];
    });
  return `${lines.join("\n")}\n`;
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
