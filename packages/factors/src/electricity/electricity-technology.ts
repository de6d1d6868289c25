import type { FactorFamily } from "@wattledger/core";
import { figureFamily } from "../family/figure-table.ts";
import type { Meaning } from "../family/figure-table.ts";

const carbon: Meaning = {
  boundary: "life-cycle",
  basis: "production",
  signal: "average",
  accounting: "location",
};

/**
 * Carbon of electricity by how it is generated, over the life of the plant: for mixes of one's own. Medians of the IPCC; the
 * newer figures of UNECE stand under keys that end in `-unece`, and the two are not to be mixed.
 */
export const electricityTechnology: FactorFamily = figureFamily({
  id: "electricity-technology",
  title: "Carbon intensity of electricity by how it is generated, life cycle",
  unit: "gCO2e/kWh",
  usual: [1, 1500],
  key: {
    name: "technology",
    help: "Technology of generation; with -unece at its end for the figures of UNECE",
    examples: ["coal", "gas", "wind-onshore", "solar-pv", "nuclear-unece"],
  },
  tables: async () => {
    const files = await import("../tables/electricity-technology.ts");
    return [
      { name: "ipcc-2014", meaning: carbon, file: files.ipcc2014 },
      { name: "unece-2021", meaning: carbon, file: files.unece2021 },
    ];
  },
});

/** Water consumed in operation by how electricity is generated and cooled. */
export const electricityTechnologyWater: FactorFamily = figureFamily({
  id: "electricity-technology-water",
  title: "Water consumed in generating electricity, by technology and cooling",
  unit: "L/kWh",
  key: {
    name: "technology",
    help: "Technology of generation with its cooling",
    examples: ["nuclear-tower", "gas-combined-cycle-tower", "hydro", "wind"],
  },
  tables: async () => {
    const files = await import("../tables/electricity-technology.ts");
    return [
      {
        name: "macknick-2012-water",
        meaning: {
          boundary: "use",
          basis: "production",
          signal: "average",
          accounting: "location",
          convention: "consumption (not withdrawal) in operation; evaporation of reservoirs only under hydro",
        },
        file: files.macknick2012,
      },
    ];
  },
});
