import type { FactorFamily } from "@wattledger/core";
import { figureFamily } from "./figure-table.ts";
import type { Meaning } from "./figure-table.ts";

const device: FactorFamily["key"] = {
  name: "device",
  help: "Class of device or accelerator; a server with eight GPUs is server-8-gpu-host and eight of the GPU",
  examples: ["laptop", "server", "nvidia-h100-sxm", "server-8-gpu-host"],
};

const notApplicable = { basis: "not-applicable", signal: "not-applicable", accounting: "not-applicable" } as const;

const gate: Meaning = { ...notApplicable, boundary: "cradle-to-gate" };

const withoutUse: Meaning = { ...notApplicable, boundary: "cradle-to-grave-without-use" };

/** Carbon embodied in one device. Boundaries differ by source and stand in each figure. */
export const embodiedDevice: FactorFamily = figureFamily({
  id: "embodied.device",
  title: "Embodied carbon of a device",
  unit: "kgCO2e",
  key: device,
  tables: async () => {
    const [nvidia, falk, tpu, boavizta, own] = await Promise.all([
      import("./data/embodied/nvidia-pcf-2025.json", { with: { type: "json" } }),
      import("./data/embodied/falk-2025.json", { with: { type: "json" } }),
      import("./data/embodied/schneider-2025.json", { with: { type: "json" } }),
      import("./data/embodied/boavizta-2023.json", { with: { type: "json" } }),
      import("./data/embodied/wattledger-2026.json", { with: { type: "json" } }),
    ]);
    return [
      { name: "nvidia-pcf-2025", meaning: gate, file: nvidia.default },
      { name: "falk-2025", meaning: gate, file: falk.default },
      { name: "schneider-2025", meaning: withoutUse, file: tpu.default },
      { name: "boavizta-2023", meaning: withoutUse, file: boavizta.default },
      { name: "wattledger-2026", meaning: gate, file: own.default },
    ];
  },
});

/** Years in service over which embodied carbon is spread. */
export const embodiedLifetime: FactorFamily = figureFamily({
  id: "embodied.lifetime",
  title: "Service life of a device",
  unit: "year",
  key: device,
  tables: async () => {
    const meaning: Meaning = { ...notApplicable, boundary: "use" };
    const [own, boavizta] = await Promise.all([
      import("./data/embodied/wattledger-2026-lifetime.json", { with: { type: "json" } }),
      import("./data/embodied/boaviztapi-2.4.1-lifetime.json", { with: { type: "json" } }),
    ]);
    return [
      { name: "wattledger-2026-lifetime", meaning, file: own.default },
      { name: "boaviztapi-2.4.1-lifetime", meaning, file: boavizta.default },
    ];
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
  key: device,
  tables: async () => {
    const meaning: Meaning = { ...notApplicable, boundary: "use" };
    const [own, boavizta, sci] = await Promise.all([
      import("./data/embodied/wattledger-2026-utilisation.json", { with: { type: "json" } }),
      import("./data/embodied/boaviztapi-2.4.1-utilisation.json", { with: { type: "json" } }),
      import("./data/embodied/sci-utilisation.json", { with: { type: "json" } }),
    ]);
    return [
      { name: "wattledger-2026-utilisation", meaning, file: own.default },
      { name: "boaviztapi-2.4.1-utilisation", meaning, file: boavizta.default },
      { name: "sci-utilisation", meaning, file: sci.default },
    ];
  },
});
