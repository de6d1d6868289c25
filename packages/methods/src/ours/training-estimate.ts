import { equation, fail, given, input, method } from "@wattledger/core";
import { acceleratorsOf } from "../activity-data.ts";
import * as credible from "../credible.ts";
import { afterItEnergy, hardware, hostAssumed, hostOfAccelerators, machinePower, place } from "./service-around.ts";

/**
 * A training before or after it ran: accelerator hours, known or from FLOP, times mean power with the host, times what the
 * project took around the final run. Give `acceleratorTime` or `itEnergy` where they are known.
 */
export const trainingEstimate = method({
  id: "training-estimate",
  preference: 20,
  version: "1",
  title: "Training of a model (ours)",
  claim:
    "Energy, carbon and water of training a model, with failed runs and search shown separately, and the making of the hardware.",
  source: {
    title: "Wattledger: accelerator hours × mean power, or 6 × parameters × tokens ÷ (peak × utilisation)",
    version: "November 2026",
    locator: "after Patterson et al. 2021, arXiv 2104.10350, and Kaplan et al. 2020, arXiv 2001.08361 (6 FLOP)",
    retrieved: "2026-11-22",
    license: "Apache-2.0",
  },
  accepts: {
    "training-plan": (plan) => {
      const accelerators = acceleratorsOf(plan);
      if (!accelerators.ok) return accelerators;
      const { count, model } = accelerators.value;
      const { activeParametersBillions, tokens, durationSeconds, meanPowerWatts, modelFlopUtilisation } = plan;
      // Planned hours are more accurate than hours computed from operations.
      if (durationSeconds !== undefined && count > 0) {
        const acceleratorTime = { value: durationSeconds * count, unit: "s" };
        return given({ acceleratorTime, systemPower: meanPowerWatts, accelerator: model });
      }
      if (activeParametersBillions === undefined || tokens === undefined) {
        return fail("it needs the parameters and tokens, or the time and the accelerators");
      }
      return given({
        activeParametersBillions,
        tokensBillions: tokens / 1e9,
        accelerator: model,
        utilisationOfPeak: modelFlopUtilisation,
        systemPower: meanPowerWatts,
      });
    },
  },
  boundary: {
    energy: "facility",
    components: ["gpu", "cpu", "dram", "other"],
    overheads: ["pue"],
    lifeCycle: ["use", "manufacturing"],
    excludes: [
      "storage and network outside the nodes",
      "idle machines between runs",
      "data preparation",
      "building",
      "end of life",
      "embodied water",
    ],
  },
  inputs: {
    activeParametersBillions: input("1", "Active parameters of the model: those that each token uses, in billions", {
      credible: credible.parametersBillions,
      min: 0,
    }),
    tokensBillions: input("1", "Training tokens, including repetitions, in billions", {
      credible: credible.tokensBillions,
      min: 0,
    }),
    recomputation: input("1", "Computing with recomputed activations, divided by computing without", {
      min: 1,
      max: 1.5,
      default: 1,
      source: "none unless stated; 4/3 if all activations are recomputed",
    }),
    peak: input("TFLOP/s", "Peak rate of one accelerator at the training's precision", {
      min: 0.1,
      from: "hardware.accelerator.peak",
    }),
    utilisationOfPeak: input("1", "Share of the peak rate that the model's own operations reach (MFU)", {
      min: 0.01,
      max: 1,
      default: 0.38,
      source: "Wattledger, expert default: published large trainings reach 0.2 to 0.55",
      distribution: { kind: "interval", low: 0.2, high: 0.55, level: 0.9 },
    }),
    load: input("1", "Mean power of an accelerator as a share of its limit; 0 if unknown", {
      min: 0,
      max: 1,
      default: 0,
      standsFor: "not known",
      source: "unknown unless stated",
    }),
    usualLoad: input("1", "Mean power of an accelerator in dense training, as a share of its limit", {
      min: 0,
      max: 1,
      default: 0.85,
      source: "Wattledger, expert default: dense training mostly 0.8 to 0.95",
      distribution: { kind: "interval", low: 0.65, high: 0.97, level: 0.9 },
    }),
    smallMachine: input(
      "1",
      "Power of an accelerator of at most 300 W with its share of the host, divided by its limit",
      {
        min: 0,
        default: 0.976,
        source:
          "ten measured trainings on P100, V100, GTX 1080 Ti and TPU v3 (Strubell et al. 2019, table 3; Patterson et al. 2021, table 4; Faiz et al. 2024, table 4): geometric mean and 90 % interval of prediction. Predicted from the other nine, each of the ten lies in its interval",
        distribution: { kind: "interval", low: 0.541, high: 1.761, level: 0.9 },
      },
    ),
    ...machinePower,
    failedShare: input("1", "Energy of failed runs and restarts, divided by that of the final run", {
      min: 0,
      default: 0,
      source: "none unless stated",
    }),
    searchShare: input("1", "Energy of search, experiments and smaller models, divided by that of the final run", {
      min: 0,
      default: 0,
      source: "none unless stated; whole projects took 1 to 19 times the final run on top",
    }),
    ...place,
    ...hardware,
    ...hostOfAccelerators,
  },
  equations: {
    acceleratorTime: equation(
      "h",
      "6 × activeParametersBillions × tokensBillions × recomputation × 1e6 [TFLOP] ÷ (peak × utilisationOfPeak)",
      "Accelerator hours of the final run: 6 FLOP per parameter and token. Give it if you know it",
    ),
    isSmall: equation(
      "1",
      "if(load = 0 and hostPower = 0 [W] and limit ≤ 300 [W], 1, 0)",
      "1 if only the kind of accelerator is known, and its limit is at most 300 W",
    ),
    hostAssumed: equation("1", "if(isSmall = 0 and hostPower = 0 [W], 1, 0)", "1 if the host's power is unknown"),
    systemPower: equation(
      "W",
      "if(isSmall = 1, limit × smallMachine, limit × if(load > 0, load, usualLoad) + if(hostPower > 0 [W], hostPower, usualHostPower))",
      "Power of one accelerator with its share of the host",
    ),
    runEnergy: equation("kWh", "acceleratorTime × systemPower", "Energy of the final run"),
    projectMultiple: equation("1", "1 + failedShare + searchShare", "Final run, failed runs and search"),
    itEnergy: equation("kWh", "runEnergy × projectMultiple", "Energy of the machines for the whole project"),
    ...afterItEnergy,
    finalEnergy: equation("kWh", "runEnergy × pue", "Energy of the final run alone, with the facility's overhead"),
    embodied: equation(
      "gCO2e",
      "acceleratorTime × projectMultiple × (acceleratorEmbodied + serverEmbodied ÷ 8) ÷ (lifetime × utilisation)",
      "The project's share of making the hardware",
    ),
  },
  outputs: {
    energy: "energy",
    gwp: "carbon",
    "market-gwp": "marketCarbon",
    "embodied-gwp": "embodied",
    water: "water",
    "final-run-energy": "finalEnergy",
  },
  cautions: {
    hostAssumed,
    isSmall:
      "The power of the machine is unknown: the mean of ten trainings on P100, V100, GTX 1080 Ti and TPU v3 is used. Give load= and hostPower=, or systemPower=.",
  },
  whenToUse: "For a planned training, or a finished one of which you know only the accelerator hours.",
  whenNotToUse: "The energy was measured: use measured, or the tool that measured it.",
  example: { activeParametersBillions: 8, tokensBillions: 15_000, accelerator: "H100", zone: "US" },
  roles: { pue: "pue", intensity: "intensity", embodied: null },
  critique: [
    "From FLOP, the result depends on the share of the peak: 0.2 and 0.55 differ by a factor of 2.7. Accelerator hours from a log are better. Measured energy is best.",
    "Machines of one kind differ: a V100 with its host took 188 W in one published training and 342 W in another. If you know the power, give it.",
    "Failed runs and search count as 0 unless stated. Often they need more than the final run.",
    "Load and host power are those of servers with eight NVIDIA accelerators.",
  ],
});
