import type { FactorFamily } from "@wattledger/core";
import { figureFamily } from "../family/figure-table.ts";

/** Power of an installed drive at any load. */
export const drivePower: FactorFamily = figureFamily({
  id: "storage.drive-power",
  title: "Power of an installed drive",
  unit: "W",
  critique: ["One figure for idle and busy drives."],
  key: { name: "drive", help: "`ssd` or `hdd`, of servers and desktops", examples: ["ssd", "hdd"] },
  tables: async () => {
    const files = await import("../tables/machine.ts");
    return [
      {
        name: "lbnl-2016",
        meaning: {
          boundary: "component",
          basis: "not-applicable",
          signal: "not-applicable",
          accounting: "not-applicable",
        },
        file: files.lbnlDrives,
      },
    ];
  },
});
