import { equation, input, method } from "@wattledger/core";
import {
  codecarbonBoundary,
  codecarbonClaim,
  codecarbonEquations,
  codecarbonExample,
  codecarbonGiven,
  codecarbonCautions,
  codecarbonInputs,
  codecarbonLocator,
  codecarbonTitle,
} from "./codecarbon-shared.ts";

/**
 * CodeCarbon: energy and carbon of a machine or process, from counters where there are any and else from its models of
 * processor and memory power.
 *
 * Equations and constants as in release 3.3.2.
 */
export const codecarbon = method({
  id: "codecarbon",
  version: "3.3.2",
  title: "CodeCarbon",
  claim: codecarbonClaim,
  source: {
    title: codecarbonTitle,
    version: "3.3.2, package codecarbon on PyPI (2026-10)",
    locator: `${codecarbonLocator}, core/gpu_device.py, emissions_tracker.py`,
    retrieved: "2026-11-30",
    license: "MIT",
  },
  accepts: { "compute-run": codecarbonGiven },
  boundary: codecarbonBoundary,
  whenToUse: "To repeat or check what CodeCarbon wrote of a run, in each of its modes.",
  whenNotToUse:
    "As the measurement itself where counters can be read: its model of a processor is half off at middle loads. Let `wattledger run` measure.",
  example: codecarbonExample,
  inputs: {
    ...codecarbonInputs,
    intensity: input("kgCO2e/kWh", "Carbon intensity of the electricity", { min: 0, from: "codecarbon-grid.3-3-2" }),
  },
  equations: {
    ...codecarbonEquations,
    meanCpuPower: equation(
      "W",
      "pue × sum(one in readings: one.cpuPower) ÷ sum(one in readings: 1)",
      "Plain mean over readings of any length; with the facility since 3.3.2",
    ),
    meanGpuPower: equation("W", "pue × sum(one in readings: one.gpuPower) ÷ sum(one in readings: 1)"),
    meanRamPower: equation("W", "pue × sum(one in readings: one.ramPower) ÷ sum(one in readings: 1)"),
  },
  outputs: { energy: "energy", gwp: "carbon", water: "water" },
  cautions: codecarbonCautions,
  roles: { pue: "pue", intensity: "intensity" },
  critique: [
    "Against 86 points that the project measured itself, the cubic curve has a mean error of 46 % and gives half of the processor's power at middle loads.",
    "In process mode the processor has no idle share and children that ended between two readings are lost, while RAPL and GPUs are charged whole.",
    "The memory model is not monotone (128 GiB 38 W, 129 GiB 42 W, 1 TiB 38 W) and gives each process at least 10 W; the memory counter of RAPL is never added.",
    "The time that a reading takes is lost for all parts that are modelled: 1 s for each reading of 15 s.",
    "A GPU named by its UUID is not tracked.",
    "The power columns contain PUE since 3.3.2, and did not before. They are means over readings of any length, the empty first one included: use energy over time.",
    "Which table an intensity came from, and of which year, is in no output. Fossil sources are combustion only, others life cycle; the provinces of China are CO2 only.",
    "A place that is not in its tables gets its country's figure, and a line in a log says so: Puerto Rico the mean of the United States, Hong Kong the mean of the mainland where its country is CHN.",
    "Several trackers on one machine each count all of it.",
    "Its two dashboards compare with cars of 254 and 133 g/km, and with television of 97 g an hour and 3.3 kWh a day, both without a source.",
  ],
});
