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
 * What a machine draws in addition to its measured components (power supply, fans, board, display, network, disks), as a share of
 * theirs: wall = components × (1 + share). A reading at the wall replaces it.
 */
export const restOfNode: FactorFamily = figureFamily({
  id: "rest-of-node",
  title: "Power of the rest of a machine, as a share of its measured components",
  unit: "1",
  critique: [
    "It is a share, although fans, boards and power supplies also draw much of this power when the machine is idle.",
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
