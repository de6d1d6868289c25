import { join } from "node:path";
import { startOutput } from "../outputs/output.ts";
import type { OutputOptions } from "../outputs/output.ts";
import type { Parts } from "./parts.ts";

/** Sends the metrics of a server to receivers until it is closed. What cannot be sent waits in the folder of the ledger. */
export function sendMetrics(
  { metrics, now, version }: Pick<Parts, "metrics" | "now" | "version">,
  receivers: readonly OutputOptions[],
  { folder, onNotice }: { readonly folder: string; readonly onNotice: (notice: string) => void },
): { readonly close: () => Promise<void> } {
  const outputs = receivers.map((receiver) => {
    const collect = () => metrics.collect(null);
    const output = startOutput(receiver, { folder: join(folder, "outputs"), version, collect, now, onNotice });
    metrics.watch(output);
    return output;
  });
  return {
    close: async () => {
      await Promise.all(outputs.map((output) => output.close()));
    },
  };
}
