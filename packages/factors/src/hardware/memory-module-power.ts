import type { FactorFamily } from "@wattledger/core";
import { figureFamily } from "../family/figure-table.ts";

/** Power of a memory module, for machines that say which modules they have. */
export const memoryModulePower: FactorFamily = figureFamily({
  id: "memory.module-power",
  title: "Power of an installed memory module",
  unit: "W",
  critique: ["One figure for modules of all sizes and generations."],
  key: { name: "module", help: "Kind of module", examples: ["registered"] },
  tables: async () => {
    const files = await import("../tables/machine.ts");
    return [
      {
        name: "codecarbon-3.3.0-modules",
        meaning: {
          boundary: "component",
          basis: "not-applicable",
          signal: "not-applicable",
          accounting: "not-applicable",
        },
        file: files.codecarbonModules,
      },
    ];
  },
});
