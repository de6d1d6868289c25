import { equation, fail, given, input, method } from "@wattledger/core";
import type { ActivityOf, Given, Result } from "@wattledger/core";
import { acceleratorsOf, seconds } from "./activity-data.ts";
import { notOf } from "./stand-in.ts";

/**
 * The life cycle of BLOOM's training: what computing drew, what the machine drew while idle, and the share of the
 * hardware's making; and a deployment that was metered.
 *
 * Luccioni, Viguier and Ligozat 2023.
 */
export const bloom = method({
  id: "bloom",
  version: "1",
  title: "Life-cycle carbon of BLOOM",
  claim: "Carbon of a training run with the idle power of the cluster and the making of servers and GPUs.",
  source: {
    title: "Luccioni, Viguier, Ligozat: Estimating the Carbon Footprint of BLOOM, a 176B Parameter Language Model",
    version: "JMLR 24 (2023) 253, arXiv 2211.02001",
    locator: "sections 4 and 5, tables 1 and 3",
    retrieved: "2026-11-21",
    license: "CC-BY-4.0",
  },
  accepts: { "compute-run": givenFrom, "training-plan": givenFrom },
  boundary: {
    energy: "full-stack",
    components: ["gpu", "rest of the node", "network", "storage"],
    overheads: ["idle power of the cluster"],
    lifeCycle: ["manufacturing", "use"],
    excludes: [
      "experiments and smaller models before: the final run only",
      "making of network, storage and building",
      "end of life",
      "water",
    ],
  },
  whenToUse:
    "For a training or a deployment on a cluster that you know, where idle nodes and the making of the hardware are to be counted.",
  whenNotToUse:
    "With its idle ratio for another cluster, nor for a project of many runs: it is one machine's ratio and the final run alone.",
  example: { gpuTime: "1082990 h", intensity: "57 gCO2e/kWh" },
  inputs: {
    gpuTime: input("h", "Hours of all GPUs together", { min: 0, usual: [0.01, 1e8] }),
    gpuPower: input("W/GPU", "Thermal design power of a GPU, taken as always drawn", {
      min: 0,
      usual: [10, 3000],
      from: "hardware.accelerator.tdp",
      standIn: notOf("the paper", "gpuPower"),
      default: 400,
      source: "section 4.2: NVIDIA A100 SXM4 80 GB",
    }),
    pue: input("1", "Power usage effectiveness, used for idle equipment; the paper measures that equipment instead", {
      min: 1,
      default: 1,
      source: "section 4.2: dynamic consumption is that of the GPUs alone; 1.2 for the comparison of table 4",
    }),
    idleRatio: input("1", "Energy of the idle machine around the GPUs ÷ energy of the GPUs", {
      min: 0,
      default: 256_646 / 433_196,
      source: "section 4.3: 256,646 kWh next to 433,196 kWh; measured on the cluster as 27, 64 and 109 kW by mode",
    }),
    intensity: input("gCO2e/kWh", "Carbon intensity of the electricity", {
      min: 0,
      from: "grid",
      standIn: notOf("the paper", "intensity"),
      default: 57,
      source: "section 4.2: France",
    }),
    serverSize: input("GPU/server", "GPUs of one server", { min: 1, default: 8, source: "section 3: 384 in 48 nodes" }),
    serverMaking: input("kgCO2e/server", "Making one server without its GPUs", {
      min: 0,
      default: 2500,
      source: "section 4.1: HPE ProLiant DL345 Gen10 Plus, as the nearest with a life-cycle assessment",
    }),
    gpuMaking: input("kgCO2e/GPU", "Making one GPU", {
      min: 0,
      default: 150,
      source: "section 4.1: a lower bound, since no vendor figure was published then",
    }),
    lifetime: input("year", "Years until the hardware is replaced", {
      usual: [1, 15],
      min: 0,
      default: 6,
      source: "section 4.1: as the operator says",
    }),
    utilisation: input("1", "Part of that time in which the hardware works", {
      min: 0,
      max: 1,
      default: 0.85,
      source: "section 4.1: as the operator says",
    }),
    deploymentEnergy: input("kWh", "Metered energy of a deployment over a period", { min: 0 }),
    requests: input("request", "Requests that it answered in that period", { min: 0 }),
  },
  equations: {
    dynamicEnergy: equation("kWh", "gpuTime × gpuPower × pue", "What the GPUs draw at full power"),
    idleEnergy: equation("kWh", "dynamicEnergy × idleRatio", "Nodes, network, storage and cooling without work"),
    energy: equation("kWh", "dynamicEnergy + idleEnergy"),
    dynamicCarbon: equation("tCO2e", "dynamicEnergy × intensity"),
    idleCarbon: equation("tCO2e", "idleEnergy × intensity"),
    operationalCarbon: equation("tCO2e", "dynamicCarbon + idleCarbon", "Electricity of the run"),
    serverCarbon: equation(
      "tCO2e",
      "serverMaking × gpuTime ÷ serverSize ÷ (lifetime × utilisation)",
      "The run's share of the making of servers",
    ),
    gpuCarbon: equation(
      "tCO2e",
      "gpuMaking × gpuTime ÷ (lifetime × utilisation)",
      "The run's share of the making of GPUs",
    ),
    embodiedCarbon: equation("tCO2e", "serverCarbon + gpuCarbon", "The run's share of the making of the hardware"),
    carbon: equation("tCO2e", "operationalCarbon + embodiedCarbon", "Life cycle of the run"),
    requestEnergy: equation(
      "Wh",
      "deploymentEnergy ÷ requests",
      "A request of the deployment, with its share of waiting",
    ),
    requestCarbon: equation("gCO2e", "requestEnergy × intensity"),
  },
  outputs: {
    energy: "energy",
    gwp: "carbon",
    "operational-gwp": "operationalCarbon",
    "embodied-gwp": "embodiedCarbon",
  },
  roles: { pue: "pue", intensity: "intensity", embodied: "embodiedCarbon" },
  critique: [
    "GPUs count at thermal design power all the time; their power was not measured.",
    "The idle ratio is one cluster's, and the paper does not show how 256,646 kWh follow from the 27, 64 and 109 kW that it measured by mode: 64 kW over 118 days are 182 MWh.",
    "A GPU of 150 kg is a lower bound; later vendor figures of like boards are of the same size without their baseboard.",
    "Only the final run: the whole project emitted more than twice as much.",
    "On a clean grid a fifth is the making of hardware; at 400 g/kWh it is a twentieth.",
  ],
});

function givenFrom(work: ActivityOf<"compute-run"> | ActivityOf<"training-plan">): Result<Given, string> {
  const accelerators = acceleratorsOf(work);
  if (!accelerators.ok) return accelerators;
  const { count, model } = accelerators.value;
  if (count === 0 || work.durationSeconds === undefined) return fail("it asks for the hours of accelerators");
  return given({ gpuTime: seconds(work.durationSeconds * count), accelerator: model });
}
