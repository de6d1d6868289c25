import type { FactorFamily } from "@wattledger/core";
import { figureFamily } from "../family/figure-table.ts";
import type { Meaning } from "../family/figure-table.ts";

const meaning: Meaning = {
  boundary: "component",
  basis: "not-applicable",
  signal: "not-applicable",
  accounting: "not-applicable",
};

/**
 * What a machine draws beside its measured components (power supply, fans, board, display, network, disks), as a share of
 * theirs: wall = components × (1 + share). A reading at the wall replaces it.
 */
export const restOfNode: FactorFamily = figureFamily({
  id: "rest-of-node",
  title: "Power of the rest of a machine, as a share of its measured components",
  unit: "1",
  critique: [
    "A share stands for what is partly constant: fans, boards and supplies draw much of it when nothing runs.",
  ],
  key: {
    name: "machine",
    help: "`server`, `laptop` (processors, memory and GPUs measured) or `desktop` (processor alone measured)",
    examples: ["server", "laptop", "desktop"],
  },
  tables: async () => {
    const files = await import("../tables/machine.ts");
    return [
      { name: "wattledger-2026", meaning, file: files.wattledgerRestOfNode },
      { name: "codecarbon-3.3.0", meaning, file: files.codecarbonRestOfNode },
    ];
  },
  general: { key: "server", step: "No kind of machine was given: the expert default for a server is used." },
});
