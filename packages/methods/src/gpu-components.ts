import { choice, equation, input, method, use } from "@wattledger/core";
import { actDie } from "./act-die.ts";

const board = "NVIDIA: HGX H100 Product Carbon Footprint Summary, 2025";

/**
 * Our component model of a GPU that has no published footprint: dies by ACT, memory, heat sink and the rest as the maker's
 * footprint of the HGX H100 splits them.
 */
export const gpuComponents = method({
  id: "gpu-components",
  version: "1",
  title: "GPU by its components, anchored on the HGX H100",
  claim:
    "Carbon of making a GPU with its share of a baseboard, from its dies, memory and power, where its maker publishes none.",
  source: {
    title: "Wattledger: component model of GPUs, after NVIDIA's product carbon footprint of the HGX H100 and ACT",
    version: "1 (2026)",
    locator: "each parameter from the split of 1312 kg over the parts of eight modules",
    retrieved: "2026-11-21",
    license: "Apache-2.0",
    caveat: "The split was read as cited by public repositories; the summary itself was not reachable.",
  },
  accepts: {},
  boundary: {
    components: ["gpu"],
    overheads: ["assembly", "transport to the customer"],
    lifeCycle: ["raw-materials", "manufacturing", "distribution"],
    excludes: ["host server", "rack, network and building", "use", "end of life"],
  },
  inputs: {
    dieArea: input("cm2", "Area of the GPU's logic dies", { min: 0 }),
    process: input("nm", "Feature size of their process, as its maker calls it", { min: 3, max: 28 }),
    memory: input("GB", "Memory of the GPU", { min: 0, usual: [0.01, 24_000] }),
    memoryType: choice(["HBM", "GDDR"], "Kind of that memory", {
      default: "HBM",
      source: "data-centre modules unless stated",
    }),
    power: input("W", "Thermal design power, which its heat sink is sized for", { min: 0 }),
    boardGpus: input("1", "GPUs of the board that anchors the model", { min: 1, default: 8, source: board }),
    boardTotal: input("kgCO2e", "That board in all", { min: 0, default: 1312, source: board }),
    boardMemory: input("kgCO2e", "Its memory", { min: 0, default: 546, source: board }),
    boardChips: input("kgCO2e", "Its integrated circuits without memory", { min: 0, default: 332, source: board }),
    boardThermal: input("kgCO2e", "Its heat sinks", { min: 0, default: 230, source: board }),
    boardRest: input("kgCO2e", "Its other components", {
      min: 0,
      default: 83.8,
      source: `${board}: electromechanical 52, common 10.6, printed circuit board 9, mechanical 7.4, interconnect 4.8`,
    }),
    anchorMemory: input("GB", "Memory of one of its GPUs", {
      min: 1,
      usual: [0.01, 24_000],
      default: 80,
      source: "H100 SXM",
    }),
    anchorArea: input("cm2", "Area of the die of one of them", { min: 0, default: 8.14, source: "H100: 814 mm²" }),
    anchorPower: input("W", "Thermal design power of one of them", { min: 1, default: 700, source: "H100 SXM" }),
    gddrShare: input("1", "Making a gigabyte of GDDR ÷ making one of HBM", {
      min: 0,
      default: 0.5,
      source: "an assumption: no product footprint of a card with GDDR by parts was found",
      distribution: { kind: "interval", low: 0.15, high: 1, level: 0.9 },
    }),
    cardError: input("1", "What making the GPU truly emits ÷ what this says", {
      min: 0,
      default: 1,
      source:
        "expert default, a factor of 2 each way: fitted to one module; +4 % on the B200, −15 % on the A100 40 GB of Falk et al.",
      distribution: { kind: "interval", low: 0.5, high: 2, level: 0.9 },
    }),
  },
  uses: {
    die: use(actDie, { process: "process", area: "dieArea", packages: "0" }),
    // The fab of the anchor is the card's, so that what ACT errs by in both is counted once.
    anchorDie: use(actDie, {
      process: "5 [nm]",
      area: "anchorArea",
      packages: "0",
      fabIntensity: "die.fabIntensity",
      abatement: "die.abatement",
      fabYield: "die.fabYield",
      modelError: "die.modelError",
    }),
  },
  equations: {
    boardComponents: equation("kgCO2e", "boardMemory + boardChips + boardThermal + boardRest", "Parts of the board"),
    componentShare: equation("1", "boardComponents ÷ boardTotal", "Of the board's whole"),
    boardPerGpu: equation("kgCO2e", "boardTotal ÷ boardGpus", "The anchor itself, as published"),
    uplift: equation("1", "boardTotal ÷ boardComponents", "Assembly and transport on top of components"),
    memoryRate: equation("kgCO2e/GB", "boardMemory ÷ (boardGpus × anchorMemory)", "Making a gigabyte of HBM"),
    chipOverhead: equation(
      "kgCO2e",
      "boardChips ÷ boardGpus − anchorDie.dieCarbon",
      "Integrated circuits besides the GPU's own dies: switches, voltage regulators",
    ),
    thermalRate: equation("kgCO2e/W", "boardThermal ÷ boardGpus ÷ anchorPower", "Heat sink per watt"),
    fixed: equation("kgCO2e", "boardRest ÷ boardGpus", "Board, connectors and the like, for any GPU"),
    memoryCarbon: equation("kgCO2e", 'memory × memoryRate × if(memoryType = "HBM", 1, gddrShare)'),
    chipCarbon: equation("kgCO2e", "die.dieCarbon + chipOverhead"),
    thermalCarbon: equation("kgCO2e", "power × thermalRate"),
    components: equation("kgCO2e", "memoryCarbon + chipCarbon + thermalCarbon + fixed"),
    carbon: equation("kgCO2e", "components × uplift × cardError", "One GPU with its share of the board"),
  },
  outputs: { "embodied-gwp": "carbon" },
  critique: [
    "Fitted to one product: memory, circuits, heat sink and the rest of an HGX H100. Two published modules check it, the B200 (+4 %, with two dies of 8 cm² assumed) and the A100 40 GB (−15 %).",
    "A card in a PCI Express slot has no share of switches and no heat sink of that kind: this says too much of small cards.",
    "Half of HBM's carbon per gigabyte for GDDR is an assumption.",
    "Die area alone, as in LLMCarbon, gives an H100 14.7 kg: a ninth of the maker's figure is left. Memory is 42 %, heat sinks 18 %, all circuits 25 % of it.",
    "The same ACT die is taken out of the anchor and put back for the card, so an error of ACT cancels for dies alike and remains for others.",
  ],
  whenToUse: "The maker of a data-centre GPU publishes no product footprint.",
  whenNotToUse:
    "There is a published footprint (`wattledger factors embodied.device`): embodied-hardware takes it. Small cards in a slot come out too high.",
  example: { dieArea: "826 mm2", process: "7 nm", memory: "80 GB", power: "400 W" },
});
