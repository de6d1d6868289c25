import { equation, equationPerCategory, given, input, inputPerCategory, method } from "@wattledger/core";
import * as credible from "../credible.ts";
import { recipeMidpoints } from "./recipe-2016.ts";

const paper = "Loubet et al. 2023, table with phases";

/**
 * Impacts of making and of using the desktop, over five years in France. Terrestrial ozone formation is not in the paper.
 * End of life is counted in part, as part of the making.
 */
const desktop: Readonly<Record<string, readonly [manufacturing: number, use: number]>> = {
  gwp: [288, 80],
  "recipe-stratospheric-ozone-depletion": [1.7e-5, 1.6e-5],
  "recipe-ionizing-radiation": [27, 876],
  "recipe-ozone-formation-human-health": [0.95, 0.2],
  "recipe-fine-particulate-matter": [0.8, 0.17],
  "recipe-terrestrial-acidification": [1.71, 0.39],
  "recipe-freshwater-eutrophication": [0.79, 0.056],
  "recipe-marine-eutrophication": [0.025, 0.019],
  "recipe-terrestrial-ecotoxicity": [3515, 952],
  "recipe-freshwater-ecotoxicity": [128, 36],
  "recipe-marine-ecotoxicity": [184, 45],
  "recipe-human-carcinogenic-toxicity": [49, 10],
  "recipe-human-non-carcinogenic-toxicity": [4405, 222],
  "recipe-land-use": [4.99, 0.56],
  "recipe-mineral-resource-scarcity": [9.8, 1.49],
  "recipe-fossil-resource-scarcity": [75, 21],
  "recipe-water-consumption": [5.1, 4.9],
};

const midpoints = Object.entries(recipeMidpoints);
const units = Object.fromEntries(midpoints.map(([category, { unit }]) => [category, unit]));
const perYear = Object.fromEntries(midpoints.map(([category, { unit }]) => [category, `${unit}/year`]));
const shares = Object.fromEntries(midpoints.map(([category]) => [category, "1"]));

/** Figures of Loubet's desktop are given with two or three digits and no error. */
const stated = (phase: 0 | 1) => (category: string) => {
  const value = desktop[category]?.[phase];
  return value === undefined
    ? { min: 0 }
    : {
        min: 0,
        default: value,
        source: `${paper}: desktop`,
        distribution: { kind: "interval", low: value / 1.5, high: value * 1.5, level: 0.9 } as const,
      };
};

/**
 * Life cycle of a device in the midpoints of ReCiPe 2016: what is paid once, what each year of use adds, what falls to a task,
 * and whether to keep it or replace it. Unless others are given, the impacts are those of the desktop of Loubet et al.
 */
export const deviceLifeCycle = method({
  id: "device-life-cycle",
  version: "1",
  title: "Life cycle of a device in ReCiPe 2016 midpoints",
  claim:
    "Impacts of having and using a device for some years, in seventeen categories; unless others are given, of a desktop in France.",
  source: {
    title:
      "Loubet, Vincent, Collin, Dejous, Ghiotto, Jego: life cycle assessment of desktop and single-board computers; after ISO 14040 and 14044, ReCiPe 2016 midpoints (H)",
    version: "Int J Life Cycle Assess, 2023",
    locator: "table of the desktop by phases",
    retrieved: "2026-11-21",
    license: "facts",
    caveat:
      "The paper's tables were read in slides that reprint them. A second table there, of totals alone, lacks a row and is one category off from terrestrial ecotoxicity on; it is not used.",
  },
  accepts: {
    "device-use": ({ durationSeconds, count }) =>
      given({ years: { value: durationSeconds, unit: "s" }, machines: count }),
  },
  boundary: {
    components: ["device"],
    overheads: [],
    lifeCycle: ["raw-materials", "manufacturing", "distribution", "use", "end-of-life"],
    excludes: [
      "ozone formation in terrestrial ecosystems: not in the paper",
      "a part of the end of life",
      "repair and spare parts",
      "what the device is connected to: network, services, screen",
      "social and economic aspects, which ISO 14040 does not treat",
    ],
  },
  inputs: {
    manufacturing: inputPerCategory(
      units,
      "What is paid once: raw materials, manufacturing, distribution, end of life as far as it is counted",
      stated(0),
    ),
    use: inputPerCategory(units, "Use over the reference life", stated(1)),
    referenceLife: input("year", "Time that the figure of use covers", {
      min: 0.01,
      usual: [0.5, 20],
      default: 5,
      source: `${paper}: functional unit, the use of one desktop for 5 years`,
    }),
    years: input("year", "Time for which each machine is kept", {
      usual: [0.5, 20],
      min: 0.01,
      default: 5,
      source: `${paper}: functional unit`,
    }),
    machines: input("1", "Machines, one after another or at once", {
      credible: credible.machinesAlike,
      min: 0,
      usual: [1, 100_000],
      default: 1,
      source: "one unless stated",
    }),
    otherYears: input("year", "In the other option: time for which each machine is kept", {
      min: 0.01,
      usual: [0.5, 20],
    }),
    otherMachines: input("1", "In the other option: machines", {
      min: 0,
      default: 1,
      source: "one unless stated",
    }),
    yearlyTime: input("h", "Hours of use in a year", {
      min: 1e-3,
      usual: [10, 8784],
      max: 8784,
      default: 1607,
      source: "legal working time in France: 7 hours on 229.6 days",
    }),
    taskTime: input("h", "Hours of use for the task", { within: "years", min: 0, usual: [0.001, 8784] }),
    budget: input("kgCO2e", "A budget of carbon that the machines are held against", { min: 1e-9 }),
  },
  equations: {
    machineTotal: equationPerCategory(
      units,
      "manufacturing[category] + use[category] × years ÷ referenceLife",
      "Of one machine: use grows with the years, the rest does not",
    ),
    total: equationPerCategory(units, "machines × machineTotal[category]"),
    manufacturingShare: equationPerCategory(
      shares,
      "manufacturing[category] ÷ machineTotal[category]",
      "Part of it that is paid once",
    ),
    yearly: equationPerCategory(perYear, "machineTotal[category] ÷ years", "For each year of having one"),
    task: equationPerCategory(
      units,
      "machineTotal[category] × taskTime ÷ (yearlyTime ÷ 1 [year] × years)",
      "Share of a task, by its hours among those in which the machine is used",
    ),
    otherTotal: equationPerCategory(
      units,
      "otherMachines × (manufacturing[category] + use[category] × otherYears ÷ referenceLife)",
      "The other option",
    ),
    saved: equationPerCategory(units, "total[category] − otherTotal[category]", "What the other option saves"),
    neededSaving: equationPerCategory(
      shares,
      "manufacturing[category] ÷ (use[category] × years ÷ referenceLife)",
      "Part of the use that a machine bought now must save to pay for its making in these years; above 1, none can",
    ),
    budgetShare: equation("1", "total[gwp] ÷ budget", "Part of the budget"),
  },
  outputs: Object.fromEntries(Object.keys(desktop).map((category) => [category, `total.${category}`])),
  roles: { count: "machines" },
  critique: [
    "The desktop's figures are those of slides after the paper, with two or three digits and no error; the intervals here, a factor of 1.5 each way, are ours.",
    "A second table of the same slides lacks terrestrial ecotoxicity, so that its values from there on stand one category off: what it prints as acidification, 3890 kg SO2, is ecotoxicity. Put right, it has the same making and 0.4 times the use.",
    "Those slides print kilograms of cobalt-60 for ionizing radiation; ReCiPe counts kilobecquerels.",
    "Made in a fossil grid and used in a nuclear one: 78 % of climate is the making, 97 % of ionizing radiation the use. Elsewhere the use weighs more.",
    "Use is taken as proportional to years; batteries and drives that are replaced, and age, are not.",
    "Categories of ReCiPe and of the European PEF have no conversion (copper and antimony, cobalt and uranium): nothing is added across them.",
    "Of a personal budget, 217 kg of digital are 10.9 % of 2 t and 2.2 % of 10 t; statements of more than half are of another boundary.",
  ],
  whenToUse:
    "You have impacts of a device in the midpoints of ReCiPe 2016, by phases, and ask for a year, an hour, a task, or for keeping it longer; or you want to see that climate alone misleads.",
  whenNotToUse:
    "You ask for the carbon of a laptop, a phone or any other device in your country: boavizta-terminal. Impacts of the European PEF: a conversion does not exist.",
  example: { years: "8 year" },
});
