import { equation, fail, given, input, method } from "@wattledger/core";
import type { ActivityOf, Given, Result } from "@wattledger/core";
import { seconds } from "./activity-data.ts";
import * as credible from "./credible.ts";
import { notOf } from "./stand-in.ts";

/**
 * Strubell, Ganesh and McCallum: energy, carbon and cost of training from the mean power that was measured on the
 * authors' machines and the hours that a paper reports.
 *
 * ACL 2019, equations 1 and 2, tables 3 and 4.
 */
export const strubell2019 = method({
  id: "strubell-2019",
  version: "1",
  title: "Strubell, Ganesh and McCallum 2019",
  claim: "Energy and carbon of training, from mean power of processors, memory and GPUs × hours; and what it costs.",
  source: {
    title: "Strubell, Ganesh, McCallum: Energy and Policy Considerations for Deep Learning in NLP",
    version: "ACL 2019, doi 10.18653/v1/P19-1355, arXiv 1906.02243",
    locator: "equations 1 and 2, tables 3 and 4",
    retrieved: "2026-11-21",
    license: "facts",
  },
  accepts: { "compute-run": givenFrom },
  boundary: {
    energy: "facility",
    components: ["cpu", "dram", "gpu"],
    overheads: ["pue"],
    lifeCycle: ["use"],
    excludes: ["rest of the node", "storage", "network", "idle machines", "embodied", "water"],
  },
  whenToUse: "To repeat the paper's table, or for a training whose mean power was measured, with its cost.",
  whenNotToUse: "With its PUE and intensity for a place of today, nor its row of the architecture search as a fact.",
  example: { cpuPower: "180 W", dramPower: "35 W", gpuPower: "250 W/GPU", gpus: 8, time: "84 h", pue: 1.2, zone: "US" },
  inputs: {
    cpuPower: input("W", "Mean power of all processor sockets (p_c)", { min: 0, usual: [0.5, 5000] }),
    dramPower: input("W", "Mean power of memory (p_r)", { min: 0, usual: [0.1, 2000] }),
    gpuPower: input("W/GPU", "Mean power of one GPU (p_g)", { min: 0, usual: [0.5, 3000] }),
    gpus: input("GPU", "GPUs, or other devices that are hired (g)", { credible: credible.accelerators, min: 0 }),
    time: input("h", "Hours of training (t)", { usual: [0.01, 8784], min: 0 }),
    pue: input("1", "Power usage effectiveness of the facility", {
      min: 1,
      from: "facility.pue",
      standIn: notOf("the paper", "pue"),
      default: 1.58,
      source: "equation 1: mean of data centres in the world, 2018",
    }),
    intensity: input("lbCO2e/kWh", "Carbon intensity of the electricity; the paper's is CO2 alone, called CO2e", {
      min: 0,
      from: "grid",
      standIn: notOf("the paper", "intensity"),
      default: 0.954,
      source: "equation 2: US EPA 2018, mean of the United States",
    }),
    electricityPrice: input("USD/kWh", "Price of the electricity", {
      min: 0,
      default: 0.12,
      source: "section 4.2: mean of the United States",
    }),
    cloudPrice: input("USD/h", "Price of one device for an hour; the paper has a low and a high one", { min: 0 }),
  },
  equations: {
    power: equation("W", "cpuPower + dramPower + gpus × gpuPower", "Mean power of the machine's parts"),
    energy: equation("kWh", "pue × time × power", "Equation 1; the paper calls it power, p_t"),
    carbonPounds: equation("lbCO2e", "energy × intensity", "Equation 2, in pounds"),
    carbon: equation("kgCO2e", "carbonPounds", "The same in kilograms"),
    deviceTime: equation("h", "gpus × time", "Hours of all devices together"),
    cloudCost: equation("USD", "deviceTime × cloudPrice", "Hiring the devices"),
    electricityCost: equation("USD", "energy × electricityPrice"),
  },
  outputs: { energy: "energy", gwp: "carbon" },
  roles: { pue: "pue", intensity: "intensity" },
  critique: [
    "Power was sampled for a day at most on the authors' three GPUs; rows for eight and for 64 devices scale it up.",
    "The row of the architecture search extrapolates from another search; Patterson et al. (2021) put its energy 88 times lower.",
    "Rows on TPUs have a cost and no energy, for want of their power.",
    "Its carbon is in pounds, and the figure is often quoted as kilograms.",
    "The 79 hours of BERT are 79.2 in its own energy, carbon and cost; the 32,623 hours of the search on TPUs are 32,633 in its cost.",
  ],
});

function givenFrom(work: ActivityOf<"compute-run">): Result<Given, string> {
  const { cpu, dram, gpu } = work.energyJoules ?? {};
  const { count = 0 } = work.accelerators?.[0] ?? {};
  if (cpu === undefined || dram === undefined || (count > 0 && gpu === undefined)) {
    return fail("it starts from the mean power of processors, memory and GPUs, as measured");
  }
  const { durationSeconds } = work;
  return given({
    cpuPower: cpu / durationSeconds,
    dramPower: dram / durationSeconds,
    gpuPower: count === 0 ? 0 : (gpu ?? 0) / durationSeconds / count,
    gpus: count,
    time: seconds(durationSeconds),
  });
}
