import type { FactorFamily } from "@wattledger/core";
import { figureFamily } from "../family/figure-table.ts";
import type { Meaning } from "../family/figure-table.ts";

const device: FactorFamily["key"] = {
  name: "device",
  help: "Class of device or accelerator; a server with eight GPUs is server-8-gpu-host and eight of the GPU",
  examples: ["laptop", "server", "nvidia-h100-sxm", "server-8-gpu-host"],
};

const notApplicable = { basis: "not-applicable", signal: "not-applicable", accounting: "not-applicable" } as const;

const gate: Meaning = { ...notApplicable, boundary: "cradle-to-gate" };

const withoutUse: Meaning = { ...notApplicable, boundary: "cradle-to-grave-without-use" };

/** Carbon embodied in one device. Boundaries differ by source; each figure names its own. */
export const embodiedDevice: FactorFamily = figureFamily({
  id: "embodied.device",
  title: "Embodied carbon of a device",
  unit: "kgCO2e",
  critique: [
    "Boundaries differ by row: a card up to the factory gate, a laptop up to the end of its life. Compare only figures with the same boundary.",
    "Published figures for one accelerator differ by a factor of three and more. The default is ADEME's model of 2026; the maker's own footprint is next to it under a key that ends in -pcf.",
  ],
  key: device,
  tables: async () => {
    const files = await import("../tables/embodied.ts");
    return [
      { name: "ademe-2026", meaning: withoutUse, file: files.ademe2026 },
      { name: "nvidia-pcf-2025", meaning: gate, file: files.nvidiaPcf2025 },
      { name: "falk-2025", meaning: gate, file: files.falk2025 },
      { name: "schneider-2025", meaning: withoutUse, file: files.schneider2025 },
      { name: "boavizta-2023", meaning: withoutUse, file: files.boavizta2023 },
      { name: "ecodiag-2022", meaning: gate, file: files.ecodiag2022 },
      { name: "wattledger-2026", meaning: gate, file: files.wattledger2026 },
    ];
  },
});

/** Years in service over which embodied carbon is spread. */
export const embodiedLifetime: FactorFamily = figureFamily({
  id: "embodied.lifetime",
  title: "Service life of a device",
  unit: "year",
  usual: [0.5, 20],
  critique: ["Mostly conventions from accounting, not the years until devices are scrapped."],
  key: device,
  tables: async () => {
    const meaning: Meaning = { ...notApplicable, boundary: "use" };
    const files = await import("../tables/embodied.ts");
    return [
      { name: "wattledger-2026-lifetime", meaning, file: files.wattledger2026Lifetime },
      { name: "boaviztapi-2.4.1-lifetime", meaning, file: files.boaviztapiLifetime },
      { name: "ecodiag-2022-lifetime", meaning, file: files.ecodiag2022Lifetime },
    ];
  },
});

/** Carbon of making a gigabyte of memory or storage, by process or product. */
export const embodiedMemory: FactorFamily = figureFamily({
  id: "embodied.memory",
  title: "Embodied carbon of memory and storage per gigabyte",
  unit: "gCO2e/GB",
  key: {
    name: "memory",
    help: "Process of memory or flash, or model of hard disk",
    examples: ["ddr4-10nm", "nand-tlc-v3", "exosx16"],
  },
  tables: async () => {
    const files = await import("../tables/embodied-memory.ts");
    return [{ name: "act-2.0-memory", meaning: gate, file: files.act2 }];
  },
  general: {
    key: "ddr4-10nm",
    step: "No kind of memory was given: DDR4 of 10 nm is used. ACT's figures for memory range from 48 to 600 g/GB.",
  },
});

/**
 * Share of its life in which a device is used or reserved by anybody: embodied carbon is spread over that share, so
 * that the parts of all workloads add up to the whole. `sci` is 1, the convention of the SCI standard.
 */
export const embodiedUtilisation: FactorFamily = figureFamily({
  id: "embodied.utilisation",
  title: "Share of its life in which a device is in use",
  unit: "1",
  critique: [
    "Expert values and conventions, because no public statistic of reserved time was found. With 1, the idle part of a machine's life is not attributed to anyone.",
  ],
  key: device,
  tables: async () => {
    const meaning: Meaning = { ...notApplicable, boundary: "use" };
    const files = await import("../tables/embodied.ts");
    return [
      { name: "wattledger-2026-utilisation", meaning, file: files.wattledger2026Utilisation },
      { name: "boaviztapi-2.4.1-utilisation", meaning, file: files.boaviztapiUtilisation },
      { name: "sci-utilisation", meaning, file: files.sciUtilisation },
    ];
  },
});
