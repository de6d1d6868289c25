import type { ImpactCategory } from "@wattledger/core";

/**
 * The midpoints of ReCiPe 2016 (hierarchist) as the footprint's schema names them, with the short names of the literature.
 * Other families, such as the sixteen categories of the European PEF, have other units and no conversion to these.
 */
export const recipeMidpoints = {
  gwp: { short: "gwp", unit: "kgCO2e", name: "global warming" },
  "recipe-stratospheric-ozone-depletion": { short: "sod", unit: "kgCFC11e", name: "stratospheric ozone depletion" },
  "recipe-ionizing-radiation": { short: "ir", unit: "kBqCo60e", name: "ionizing radiation" },
  "recipe-ozone-formation-human-health": { short: "ofhh", unit: "kgNOxe", name: "ozone formation, human health" },
  "recipe-fine-particulate-matter": { short: "fpmf", unit: "kgPM2.5e", name: "fine particulate matter formation" },
  "recipe-ozone-formation-terrestrial": {
    short: "ofte",
    unit: "kgNOxe",
    name: "ozone formation, terrestrial ecosystems",
  },
  "recipe-terrestrial-acidification": { short: "ta", unit: "kgSO2e", name: "terrestrial acidification" },
  "recipe-freshwater-eutrophication": { short: "feut", unit: "kgPe", name: "freshwater eutrophication" },
  "recipe-marine-eutrophication": { short: "meut", unit: "kgNe", name: "marine eutrophication" },
  "recipe-terrestrial-ecotoxicity": { short: "te", unit: "kgDCBe", name: "terrestrial ecotoxicity" },
  "recipe-freshwater-ecotoxicity": { short: "fe", unit: "kgDCBe", name: "freshwater ecotoxicity" },
  "recipe-marine-ecotoxicity": { short: "me", unit: "kgDCBe", name: "marine ecotoxicity" },
  "recipe-human-carcinogenic-toxicity": { short: "hct", unit: "kgDCBe", name: "human carcinogenic toxicity" },
  "recipe-human-non-carcinogenic-toxicity": {
    short: "hnct",
    unit: "kgDCBe",
    name: "human non-carcinogenic toxicity",
  },
  /** Square metres occupied by an annual crop for a year. */
  "recipe-land-use": { short: "lu", unit: "m2·year", name: "land use" },
  "recipe-mineral-resource-scarcity": { short: "mrs", unit: "kgCue", name: "mineral resource scarcity" },
  "recipe-fossil-resource-scarcity": { short: "frs", unit: "kgOile", name: "fossil resource scarcity" },
  "recipe-water-consumption": { short: "wc", unit: "m3", name: "water consumption" },
} as const satisfies Partial<Record<ImpactCategory, Midpoint>>;

/** A category of impact halfway from emission to damage. */
interface Midpoint {
  readonly short: string;
  readonly unit: string;
  readonly name: string;
}
