import type { FactorFamily } from "@wattledger/core";
import { figureFamily } from "../family/figure-table.ts";
import type { Meaning } from "../family/figure-table.ts";

const meaning: Meaning = {
  boundary: "use",
  basis: "not-applicable",
  signal: "not-applicable",
  accounting: "not-applicable",
};

/** Electricity that a device draws in a year of ordinary use at work. */
export const deviceElectricity: FactorFamily = figureFamily({
  id: "device.electricity",
  title: "Electricity of a device in a year",
  unit: "kWh/year",
  key: { name: "device", help: "Class of device", examples: ["laptop", "desktop", "monitor", "server"] },
  tables: async () => {
    const files = await import("../tables/device.ts");
    return [{ name: "ecodiag-2022-electricity", meaning, file: files.ecodiag2022Electricity }];
  },
});

/** Power of a device of users while it is in use. */
export const deviceUsePower: FactorFamily = figureFamily({
  id: "device.use-power",
  title: "Power of a device while it is in use",
  unit: "W",
  usual: [0.5, 2000],
  critique: ["One value for all devices of a kind; games and video use several times the power of reading."],
  key: { name: "device", help: "Class of device", examples: ["laptop", "desktop", "smartphone", "tablet", "monitor"] },
  tables: async () => {
    const files = await import("../tables/device.ts");
    return [{ name: "boaviztapi-2.4.1-use-power", meaning, file: files.boaviztapiUsePower }];
  },
});

/** Share of the time in which a device of users is in use. */
export const deviceUseShare: FactorFamily = figureFamily({
  id: "device.use-share",
  title: "Share of the time in which a device is in use",
  unit: "1",
  critique: ["A convention of BoaviztAPI, the same for all kinds but boxes."],
  key: { name: "device", help: "Class of device", examples: ["laptop", "desktop", "smartphone", "tablet", "monitor"] },
  tables: async () => {
    const files = await import("../tables/device.ts");
    return [{ name: "boaviztapi-2.4.1-use-share", meaning, file: files.boaviztapiUseShare }];
  },
});
