import { equation, fail, given, input, method } from "@wattledger/core";
import type { ActivityOf, Given, Result } from "@wattledger/core";
import { acceleratorsOf, allJoules, seconds } from "./activity-data.ts";
import * as credible from "./credible.ts";
import { notOf } from "./stand-in.ts";

/**
 * Training by processor hours: hours × processors × mean system power × PUE × carbon intensity.
 *
 * Patterson et al. 2021, arXiv 2104.10350.
 */
export const pattersonTraining = method({
  id: "patterson-training",
  version: "1",
  title: "Training by processor hours (Patterson et al. 2021)",
  claim:
    "Energy and carbon of a training run, from processor hours and the mean power of a processor with its share of the system.",
  source: {
    title: "Patterson et al.: Carbon Emissions and Large Neural Network Training",
    version: "arXiv 2104.10350 (2021)",
    locator: "section 2, table 4",
    retrieved: "2026-11-21",
    license: "facts",
  },
  accepts: { "compute-run": givenFrom, "training-plan": givenFrom },
  boundary: {
    energy: "facility",
    components: ["gpu", "cpu", "dram", "network"],
    overheads: ["pue"],
    lifeCycle: ["use"],
    excludes: [
      "failed runs, restarts and experiments before: the final run only",
      "architecture search, where it is not repeated",
      "idle machines",
      "storage outside the machine",
      "embodied",
      "water",
    ],
  },
  whenToUse:
    "For a training of which processor hours and mean power per accelerator are known: the soundest estimate without a meter.",
  whenNotToUse:
    "With thermal design power in place of mean power, unless nothing else is known; nor for a whole project.",
  example: { time: "14.8 d", processors: 10000, power: "330 W/processor", pue: 1.1, intensity: "0.429 kgCO2e/kWh" },
  inputs: {
    time: input("d", "Time of the run", { usual: [0.01, 366], min: 0 }),
    processors: input("processor", "Accelerators in use", { credible: credible.accelerators, min: 0 }),
    power: input(
      "W/processor",
      "Mean power of one accelerator as measured, with memory and its share of host and network; thermal design power is another figure",
      { min: 0, usual: [10, 5000] },
    ),
    pue: input("1", "Power usage effectiveness of the facility at the time", {
      min: 1,
      from: "facility.pue",
      standIn: notOf("the paper", "pue"),
    }),
    intensity: input("kgCO2e/kWh", "Carbon intensity of the electricity at place and time", {
      min: 0,
      from: "grid",
      standIn: notOf("the paper", "intensity"),
    }),
  },
  equations: {
    processorTime: equation("h", "time × processors", "Processor hours; given instead where a log has them"),
    energy: equation("MWh", "processorTime × power × pue", "Energy of the run, with the facility"),
    carbon: equation("tCO2e", "energy × intensity", "Carbon footprint"),
  },
  outputs: { energy: "energy", gwp: "carbon" },
  roles: { pue: "pue", intensity: "intensity" },
  critique: [
    "Mean power is seldom published. Thermal design power in its place overstates the chips by 5 to 40 % and leaves out hosts, which are 15 to 40 %: the errors may cancel.",
    "The published days and processors are rounded: energies come out within 1 %, GShard's carbon within 2 %.",
    "The final run only: whole projects took 1 to 19 times as much on top, so state the rest apart.",
    "The annual mean of a grid is used for the hours of a run.",
  ],
});

function givenFrom(work: ActivityOf<"compute-run"> | ActivityOf<"training-plan">): Result<Given, string> {
  const accelerators = acceleratorsOf(work);
  if (!accelerators.ok) return accelerators;
  const { count } = accelerators.value;
  const power = work.kind === "training-plan" ? work.meanPowerWatts : meanPower(work, count);
  if (count === 0 || power === undefined) {
    return fail("it starts from the mean power of an accelerator with its share of the host, as measured");
  }
  return given({ time: seconds(work.durationSeconds), processors: count, power });
}

function meanPower(run: ActivityOf<"compute-run">, count: number): number | undefined {
  const energy = allJoules(run);
  return energy === undefined || count === 0 ? undefined : energy / run.durationSeconds / count;
}
