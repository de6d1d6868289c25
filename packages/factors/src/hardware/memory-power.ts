import type { FactorFamily } from "@wattledger/core";
import { figureFamily } from "../family/figure-table.ts";
import type { Meaning } from "../family/figure-table.ts";

const meaning: Meaning = {
  boundary: "component",
  basis: "not-applicable",
  signal: "not-applicable",
  accounting: "not-applicable",
};

/** Power of memory per gigabyte, for machines whose memory has no energy counter. */
export const memoryPower: FactorFamily = figureFamily({
  id: "memory.power",
  title: "Power of memory per gigabyte",
  unit: "W/GB",
  critique: [
    "Per installed gigabyte, for any modules. Fewer and larger modules draw less, and load changes the power by about half.",
  ],
  key: {
    name: "memory",
    help: "Kind of memory, or the method whose published value is wanted",
    examples: ["ddr", "green-algorithms", "cloud-carbon-footprint"],
  },
  tables: async () => {
    const files = await import("../tables/machine.ts");
    return [
      { name: "wattledger-2026", meaning, file: files.wattledgerMemory },
      { name: "green-algorithms-3.0", meaning, file: files.greenAlgorithmsMemory },
      { name: "cloud-carbon-footprint-0.17.3", meaning, file: files.cloudCarbonFootprintMemory },
    ];
  },
  general: { key: "ddr", step: "No kind of memory was given: the expert default for DDR4 and DDR5 modules is used." },
});
