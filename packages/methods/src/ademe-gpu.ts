import { choice, equation, equationPerCategory, graphOf, input, inputPerCategory, method, use } from "@wattledger/core";

/** Figures of the model's list of cards, and factors that its code computes from them. */
const calculator = "hubblo-org/gpu-calculator, commit 2308a62 (2026-03-30)";
const h100 = `${calculator}, gpus.json, NVIDIA H100 PCIe 80GB`;
const code = `${calculator}, calculations.ts`;

/** Categories of the three criteria that are carried, of the sixteen of the original. */
const units = { gwp: "kgCO2e", adpe: "kgSbeq", fossil: "MJ" } as const;

type Figures = Readonly<Record<keyof typeof units, number>>;

function factors(help: string, per: string, figures: Figures, source: string): ReturnType<typeof inputPerCategory> {
  const byName: Readonly<Record<string, number>> = figures;
  const unitsOf = Object.fromEntries(Object.entries(units).map(([name, unit]) => [name, `${unit}/${per}`]));
  return inputPerCategory(unitsOf, help, (category) => ({ min: 0, default: byName[category] ?? Number.NaN, source }));
}

const mean = `${calculator}, average_model.json: mean of seven cards that were taken apart and the GH200`;
const haul = `${calculator}, transport_impacts.json`;

/** Wafer that one good die takes: what is lost at the rim, between dies and to defects is in it. */
const die = graphOf({
  inputs: {
    area: input("mm2", "Area of one die", { min: 0 }),
    kerf: input("mm", "Width that is lost between dies", { min: 0, default: 0.2, source: code }),
    wafer: input("mm", "Diameter of a wafer", { min: 1, default: 300, source: code }),
    defects: input("1/cm2", "Defects for each cm2 of die", { min: 0, default: 0.1, source: code }),
  },
  equations: {
    waferArea: equation("mm2", "3.141592653589793 × (wafer ÷ 2) ^ 2", "A disc"),
    cell: equation("mm2", "(sqrt(max(area, 1 [mm2])) + kerf) ^ 2", "A die with the cut around it"),
    dies: equation(
      "1",
      "floor(waferArea ÷ cell − 3.141592653589793 × wafer ÷ sqrt(2 × cell) + 0.5)",
      "Whole dies on a wafer: by area, less those that the rim cuts",
    ),
    good: equation(
      "1",
      "exp(−sqrt(max(area, 1 [mm2]) × defects))",
      "Share without a defect; the documentation names Murphy's model, the code has this one",
    ),
    used: equation("mm2", "if(area < 1 [mm2], 0 [mm2], waferArea ÷ (dies × good))", "Wafer for one good die"),
  },
});

/**
 * ADEME's parametric model of a graphics card: casing, heat sink, board, dies and memory, transport and end of life.
 *
 * Lees-Perasso, Ekchajzer, Roussilhe, De Latour 2026, as the authors' calculator computes it.
 */
export const ademeGpu = method({
  id: "ademe-gpu",
  version: "2026-03",
  title: "ADEME: life cycle of a GPU",
  claim:
    "Carbon, minerals and fossil resources of making, moving and discarding a graphics card, from what it is made of.",
  source: {
    title:
      "Lees-Perasso, Ekchajzer, Roussilhe, De Latour: Life cycle assessments of GPUs for artificial intelligence (ADEME)",
    version: "2026; hubblo-org/gpu-calculator, commit 2308a62 (2026-03-30)",
    locator: "docs/doc-en.md and src/lib/gpu/calculations.ts",
    retrieved: "2026-11-30",
    license: "Apache-2.0 (code), CC-BY-SA-4.0 (text)",
    caveat:
      "The report was not read. The factors are the means that the calculator computes with; Table 2 of its documentation prints others for memory, board and casing.",
  },
  accepts: {},
  boundary: {
    components: ["gpu"],
    overheads: [],
    lifeCycle: ["raw-materials", "manufacturing", "distribution", "end-of-life"],
    excludes: ["use", "host server", "rack, network and building", "thirteen other criteria of the original"],
  },
  inputs: {
    cards: input("1", "Cards of this kind", { min: 0, default: 1, source: "one card" }),
    mass: input("kg", "Mass of one card", { min: 0, default: 1.69, source: h100 }),
    casingMass: input("kg", "Of that, casing", { min: 0, within: "mass", default: 0.79, source: h100 }),
    heatSinkMass: input("kg", "Of that, heat sink; 53 % where it is not known, by the documentation", {
      min: 0,
      within: "mass",
      default: 0.9,
      source: h100,
    }),
    boardArea: input("cm2", "Area of the printed board", { min: 0, default: 296, source: h100 }),
    dieArea: input("mm2", "Area of the processor's die", { min: 0, default: 814, source: h100 }),
    memory: input("GB", "Memory of one card", { min: 0, usual: [0.01, 24_000], default: 80, source: h100 }),
    memoryDies: input("1", "Dies or stacks that the memory is made of", { min: 1, default: 6, source: h100 }),
    memoryDieArea: input("mm2", "Area of one of them, if known; 0: from the memory", {
      min: 0,
      default: 0,
      source: `${h100}: not stated`,
    }),
    memoryDensity: input("mm2/GB", "Die area of memory for each gigabyte", {
      min: 0,
      default: 15.5,
      source: `${code}: mean of the P100 (20.6) and of two A100 (12.9)`,
    }),
    memoryCount: choice(["all-dies", "one-die"], "Which memory dies are counted where the area of one is known", {
      default: "all-dies",
      source: "the documentation counts all; the original's code counts one, a defect",
    }),
    plane: input("km", "Distance by aeroplane", { min: 0, default: 9908, source: `${code}: Shenzhen to Paris` }),
    truck: input("km", "Distance by lorry", { min: 0, default: 1000, source: code }),
    boat: input("km", "Distance by ship", { min: 0, default: 0, source: code }),
    casingFactor: factors("Making the casing", "kg", { gwp: 7.8205403, adpe: 4.9587513e-4, fossil: 219.910_09 }, mean),
    heatSinkFactor: factors(
      "Making the heat sink",
      "kg",
      { gwp: 5.742022, adpe: 1.865_690_4e-3, fossil: 84.946_544 },
      mean,
    ),
    boardFactor: factors(
      "Making the board",
      "cm2",
      { gwp: 0.073_035_646, adpe: 2.135_297_9e-5, fossil: 1.000_265_8 },
      mean,
    ),
    dieFactor: factors(
      "Making the processor, by area of wafer",
      "mm2",
      { gwp: 0.043_302_642, adpe: 1.941_061_3e-7, fossil: 0.565_316_49 },
      mean,
    ),
    memoryFactor: factors(
      "Making the memory, by area of wafer",
      "mm2",
      { gwp: 0.034_407_165, adpe: 9.509_895_7e-10, fossil: 0.450_221_53 },
      mean,
    ),
    supplyFactor: factors(
      "Transport of what it is made of",
      "kg",
      { gwp: 0.261_058_27, adpe: 1.025_840_9e-8, fossil: 3.637221 },
      mean,
    ),
    planeFactor: factors("Transport by aeroplane", "(kg·km)", { gwp: 2.11e-3, adpe: 8.31e-11, fossil: 0.0295 }, haul),
    truckFactor: factors("Transport by lorry", "(kg·km)", { gwp: 5.04e-5, adpe: 1.98e-12, fossil: 7.03e-4 }, haul),
    boatFactor: factors("Transport by ship", "(kg·km)", { gwp: 1.33e-5, adpe: 4.62e-13, fossil: 1.63e-4 }, haul),
    endOfLifeFactor: factors("End of life", "kg", { gwp: 1.477_389_2, adpe: 3.439_733_7e-6, fossil: 18.969_733 }, mean),
    cardError: input("1", "What a card truly causes ÷ what this says", {
      min: 0,
      default: 1,
      source:
        "expert default, a factor of 2 each way: the maker states 0.7 of it to the gate for the H100, BoaviztAPI 2.1 times (docs/embodied-gpu.md)",
      distribution: { kind: "interval", low: 0.5, high: 2, level: 0.9 },
    }),
  },
  uses: {
    logic: use(die, { area: "dieArea" }),
    stack: use(die, {
      area: "stackArea",
      kerf: "logic.kerf",
      wafer: "logic.wafer",
      defects: "logic.defects",
    }),
  },
  equations: {
    stackArea: equation(
      "mm2",
      "if(memoryDieArea > 0 [mm2], memoryDieArea, floor(memory × memoryDensity ÷ memoryDies ÷ 1 [mm2] + 0.5) × 1 [mm2])",
      "One memory die or stack, in whole mm2",
    ),
    countedDies: equation("1", 'if(memoryDieArea > 0 [mm2] and memoryCount = "one-die", 1, memoryDies)', "Memory dies"),
    casing: equationPerCategory(units, "casingMass × casingFactor[category]", "Casing"),
    heatSink: equationPerCategory(units, "heatSinkMass × heatSinkFactor[category]", "Heat sink"),
    board: equationPerCategory(units, "boardArea × boardFactor[category]", "Printed board without its chips"),
    processor: equationPerCategory(units, "logic.used × dieFactor[category]", "Processor"),
    video: equationPerCategory(units, "countedDies × stack.used × memoryFactor[category]", "Memory"),
    transport: equationPerCategory(
      units,
      "mass × (supplyFactor[category] + plane × planeFactor[category] + truck × truckFactor[category] + boat × boatFactor[category])",
      "Of its parts, and of the card to its user",
    ),
    endOfLife: equationPerCategory(units, "mass × endOfLifeFactor[category]", "End of life"),
    card: equationPerCategory(
      units,
      "casing[category] + heatSink[category] + board[category] + processor[category] + video[category] + transport[category] + endOfLife[category]",
      "One card",
    ),
    total: equationPerCategory(units, "cards × card[category] × cardError", "All of them"),
  },
  outputs: { "embodied-gwp": "total.gwp", adpe: "total.adpe", "fossil-resources": "total.fossil" },
  critique: [
    "Seven cards of 2016 to 2022 and the GH200 make the means; the H100 itself was not taken apart, and no card with HBM3 was.",
    "The documentation's Table 2 has 0.184 kgCO2e for each mm2 of memory, the code 0.0344: five times apart, and memory is 30 % of the H100 by the smaller one. Which the authors hold for right is not stated.",
    "Where the area of a memory die is known, the original counts that die once instead of four or six times: 181 kg for the A100 PCIe instead of 203 kg.",
    "A factor per mm2 knows nothing of the process: a die of 5 nm counts as one of 16 nm.",
    "The maker states 164 kg for the H100 to the factory's gate; without transport and end of life this has 236 kg.",
  ],
  whenToUse: "A card has no published footprint, and its mass, board, die and memory are known or can be looked up.",
  whenNotToUse:
    "The maker publishes a footprint and you compare cards of that maker: use embodied-hardware with that figure. Not for processors or servers.",
  example: {
    mass: "1.69 kg",
    casingMass: "0.79 kg",
    heatSinkMass: "0.9 kg",
    boardArea: "296 cm2",
    dieArea: "814 mm2",
    memory: "80 GB",
    memoryDies: 6,
  },
});
