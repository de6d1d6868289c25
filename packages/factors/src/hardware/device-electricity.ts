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
