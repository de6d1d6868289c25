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
 * CodeCarbon 3.3.0: energy and carbon of a machine or process, from counters where there are any and else from its models of
 * processor and memory power. The memory model of release 2.8 is available next to that of release 3.
 */
export const codecarbon330 = method({
  id: "codecarbon-3-3-0",
  version: "3.3.0",
  title: "CodeCarbon 3.3.0",
  claim: codecarbonClaim,
  source: {
    title: codecarbonTitle,
    version: "3.3.0, github.com/mlco2/codecarbon, commit b05965e43b690cdc53787c7577adbe6e2caf4ed9 (2026-08-08)",
    locator: codecarbonLocator,
    retrieved: "2026-11-21",
    license: "MIT",
  },
  accepts: { "compute-run": codecarbonGiven },
  boundary: codecarbonBoundary,
  whenToUse: "To repeat or check what CodeCarbon 3.2.1 to 3.3.0 wrote of a run, in each of its modes.",
  whenNotToUse: "For new figures: codecarbon is the current release.",
  recordedAs: [{ id: "codecarbon", version: "3.3.0" }],
  example: codecarbonExample,
  inputs: {
    ...codecarbonInputs,
    intensity: input("kgCO2e/kWh", "Carbon intensity of the electricity", { min: 0, from: "codecarbon-grid.3-3-0" }),
  },
  equations: {
    ...codecarbonEquations,
    meanCpuPower: equation(
      "W",
      "sum(one in readings: one.cpuPower) ÷ sum(one in readings: 1)",
      "Plain mean over readings of any length, without the facility",
    ),
    meanGpuPower: equation("W", "sum(one in readings: one.gpuPower) ÷ sum(one in readings: 1)"),
    meanRamPower: equation("W", "sum(one in readings: one.ramPower) ÷ sum(one in readings: 1)"),
  },
  outputs: { energy: "energy", gwp: "carbon", water: "water" },
  cautions: codecarbonCautions,
  roles: { pue: "pue", intensity: "intensity" },
  critique: [
    "Against 86 points that the project measured itself, the cubic curve has a mean error of 46 % and gives half of the processor's power at middle loads.",
    "In process mode the processor has no idle share and children that ended between two readings are lost, while RAPL and GPUs are charged whole.",
    "The memory model is not monotone (128 GiB 38 W, 129 GiB 42 W, 1 TiB 38 W) and gives each process at least 10 W; the memory counter of RAPL is never added.",
    "Dies of one package that mirror one counter are added up, which doubles them; a GPU named by its UUID is not tracked; one without a counter is 0 kWh.",
    "The power columns are means over readings of any length, the empty first one included: use energy over time.",
    "Which table an intensity came from, and of which year, is in no output; fossil sources are combustion only, others life cycle.",
    "Several trackers on one machine each count all of it.",
    "Its two dashboards compare with cars of 254 and 133 g/km, and with television of 97 g an hour and 3.3 kWh a day, both without a source.",
  ],
});
