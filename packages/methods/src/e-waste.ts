import { equation, fail, given, input, method, use } from "@wattledger/core";
import type { Source } from "@wattledger/core";
import * as credible from "./credible.ts";
import { embodiedHardware } from "./embodied-hardware.ts";

const monitor: Source = {
  title: "ITU, UNITAR: The Global E-waste Monitor 2024",
  version: "2024",
  locator: "world, 2022: 62 Mt, of which 22.3 % documented as formally collected and recycled",
  retrieved: "2026-11-22",
  license: "facts",
  caveat: "Read as quoted by several summaries. Europe: 17.6 kg a person, 42.8 % documented.",
};

/**
 * Equipment that a workload turns into waste, and the elements that its making took: its share of the hardware's life, as
 * with embodied carbon.
 */
export const eWaste = method({
  id: "e-waste",
  version: "1",
  title: "E-waste and materials of AI hardware",
  claim: "Kilograms of equipment that a workload uses up, what of it is collected, and minerals that its making took.",
  source: {
    title: "Wattledger: mass and minerals of AI hardware by its share of life",
    version: "1, 2026-11",
    locator: "mass × share × time ÷ (life × utilisation)",
    retrieved: "2026-11-22",
    license: "Apache-2.0",
  },
  accepts: {
    "compute-run": ({ accelerators, durationSeconds: value }) =>
      accelerators === undefined
        ? fail("it asks for the accelerators that were reserved")
        : given({ gpus: countOf(accelerators), time: { value, unit: "s" } }),
    "training-plan": ({ accelerators, durationSeconds: value }) =>
      accelerators === undefined || value === undefined
        ? fail("it asks for the accelerators and the time for which they are reserved")
        : given({ gpus: countOf(accelerators), time: { value, unit: "s" } }),
  },
  boundary: {
    components: ["gpu", "cpu", "dram", "storage", "other"],
    overheads: ["time in which nobody has the hardware"],
    lifeCycle: ["raw-materials", "end-of-life"],
    excludes: [
      "credits for what recycling gives to others (cut-off)",
      "impacts of collecting, sorting and dumping",
      "waste of mining and of factories",
      "network, power and cooling of the facility",
      "how scarce or politically at risk a material is",
    ],
  },
  inputs: {
    gpus: input("GPU", "Accelerators reserved for the workload", { credible: credible.fleet, min: 0 }),
    time: input("h", "Time for which they are reserved, busy or idle", { min: 0, usual: [0.01, 8784] }),
    slotMass: input("kg/GPU", "Mass of an accelerator with its share of the server", {
      min: 0,
      default: 16,
      source:
        "expert default: a server with eight modules weighs about 130 kg; with its part of the baseboard alone a module is 3 kg (HGX H100, 24 kg) or 4 kg (HGX B200, 32 kg)",
      distribution: { kind: "interval", low: 12, high: 22, level: 0.9 },
    }),
    collected: input("1", "Part of e-waste that is documented as collected and recycled", {
      min: 0,
      max: 1,
      default: 0.223,
      source: monitor,
      // A data centre's equipment is collected more often than a household's.
      distribution: { kind: "interval", low: 0.2, high: 0.95, level: 0.9 },
    }),
    recovered: input("1", "Part of the collected mass whose materials are recovered", { min: 0, max: 1 }),
    fleet: input("GPU", "Accelerators of an operator", { min: 0 }),
  },
  uses: { hardware: use(embodiedHardware, { gpus: "gpus", time: "time" }) },
  equations: {
    waste: equation("kg", "hardware.lives × slotMass × 1 [GPU]", "Equipment that the workload uses up"),
    uncollected: equation("kg", "waste × (1 − collected)", "Of it, without documented collection"),
    recoveredMass: equation("kg", "waste × collected × recovered", "Of it, back as material"),
    hourWaste: equation(
      "g/h",
      "slotMass × 1 [GPU] ÷ (hardware.lifetime × hardware.utilisation)",
      "For each hour of one accelerator",
    ),
    yearWaste: equation("kg/year", "fleet × slotMass ÷ hardware.lifetime", "Of a fleet that is renewed as it ages"),
    minerals: equation("kgSbeq", "hardware.minerals", "Elements used up by making the hardware (ADPe)"),
  },
  outputs: { "e-waste": "waste", "e-waste-uncollected": "uncollected", adpe: "minerals" },
  critique: [
    "The mass of a server is taken by class of machine; the racks, switches and supplies around it weigh as much again in places and are left out.",
    "Collection and recovery are two numbers that are often printed as one: 27 % recycled of what, the whole or the collected, decides between 27 and 12 %.",
    "The documented share is of all e-waste; operators of data centres return more of theirs, which the interval allows for.",
    "ADPe by CML (antimony, ultimate reserves) does not describe the risk of supply, and cannot be converted to ReCiPe's scarcity (copper).",
    "Some data sets show negative totals from recycling credits: a credit belongs to who uses the recycled material, and is never a gain here.",
    "About 90 % of an accelerator's mass are heavy metals, of 32 elements that were found: kilograms say nothing of toxicity.",
  ],
  whenToUse:
    "You want kilograms of equipment as well as tonnes of carbon, for a training, an hour or a fleet (`--explain yearWaste`).",
  whenNotToUse:
    "You want the carbon of the hardware: embodied-hardware. Or impacts of treating the waste: nothing here.",
  example: { gpus: 512, time: "240 h", "hardware.utilisation": "80 %" },
});

function countOf(accelerators: readonly { readonly count: number }[]): number {
  return accelerators.reduce((sum, { count }) => sum + count, 0);
}
