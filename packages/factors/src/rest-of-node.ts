import type { FactorFamily } from "@wattledger/core";
import { figureFamily } from "./figure-table.ts";
import type { Meaning } from "./figure-table.ts";

const meaning: Meaning = {
  boundary: "component",
  basis: "not-applicable",
  signal: "not-applicable",
  accounting: "not-applicable",
};

/**
 * What a machine draws beside its measured components (power supply, fans, board, network, disks), as a share of
 * theirs: wall = components × (1 + share). A reading at the wall replaces it.
 */
export const restOfNode: FactorFamily = figureFamily({
  id: "rest-of-node",
  title: "Power of the rest of a machine, as a share of its measured components",
  unit: "1",
  key: {
    name: "machine",
    help: "`server` (processors, memory and GPUs measured) or `desktop` (processor alone measured)",
    examples: ["server", "desktop"],
  },
  tables: async () => {
    const [own, codecarbon] = await Promise.all([
      import("./data/rest-of-node/wattledger-2026.json", { with: { type: "json" } }),
      import("./data/rest-of-node/codecarbon-3.3.0.json", { with: { type: "json" } }),
    ]);
    return [
      { name: "wattledger-2026", meaning, file: own.default },
      { name: "codecarbon-3.3.0", meaning, file: codecarbon.default },
    ];
  },
  general: { key: "server", step: "No kind of machine was given: the expert default for a server is used." },
});
