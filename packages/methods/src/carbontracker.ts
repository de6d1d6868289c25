import { choice, equation, fail, given, input, list, method } from "@wattledger/core";
import type { ActivityOf, Given, Result } from "@wattledger/core";
import { needsMeasurement } from "./activity-data.ts";

/**
 * Carbontracker: energy and carbon of a training from the mean power of its epochs, and of the whole of it after one.
 *
 * Anthony, Kanding, Selvan 2020; equations as in release 2.3.0.
 */
export const carbontracker = method({
  id: "carbontracker",
  version: "2.3.0",
  title: "Carbontracker",
  claim: "Energy and carbon of the epochs that were watched, and a prediction for all of the training from their mean.",
  source: {
    title:
      "Anthony, Kanding, Selvan: Carbontracker: Tracking and Predicting the Carbon Footprint of Training Deep Learning Models",
    version: "arXiv 2007.03051; github.com/lfwa/carbontracker, commit 8beb2b9 (after 2.3.0)",
    locator: "carbontracker/tracker.py, predictor.py, components/component.py, constants.py",
    retrieved: "2026-11-21",
    license: "MIT",
  },
  accepts: { "compute-run": givenFrom },
  boundary: {
    energy: "facility",
    components: ["cpu", "gpu"],
    overheads: ["pue"],
    lifeCycle: ["use"],
    excludes: [
      "a division among processes (everybody on the machine counts)",
      "what happens outside of epochs",
      "memory (its counter is not read)",
      "storage",
      "network",
      "rest of the node",
      "embodied",
      "water",
    ],
  },
  whenToUse: "To repeat what Carbontracker said of a training, and its prediction from the first epochs.",
  whenNotToUse: "For one job on a machine that others use, or for an interval around the prediction: it has neither.",
  example: {
    "epochTimes.first.duration": "600 s",
    "powers.gpu.power": "250 W",
    "powers.gpu.duration": "600 s",
    fetched: "[]",
    zone: "DE",
  },
  inputs: {
    powers: list("Each component in each epoch that was watched", {
      inputs: {
        power: input("W", "Mean of all readings of all its devices in the epoch", { min: 0, usual: [1, 20_000] }),
        devices: input("device", "Devices of the component", { min: 0, default: 1, source: "one unless stated" }),
        duration: input("s", "Time that the epoch took", { min: 0, usual: [1, 3.2e6] }),
      },
      equations: {},
    }),
    epochTimes: list("Each epoch that was watched", {
      inputs: { duration: input("s", "Time that it took", { min: 0, usual: [1, 3.2e6] }) },
      equations: {},
    }),
    plannedEpochs: input("1", "Epochs of the whole training", { min: 0, default: 1, source: "one unless stated" }),
    devicesAveraged: choice(
      ["no", "yes"],
      "Take the mean over the devices of a component for their sum, as the original does since 2.0",
      { default: "no", source: "off: a defect of the original" },
    ),
    pue: input("1", "Power usage effectiveness of the facility", {
      min: 1,
      default: 1.58,
      source: "constants.py, PUE_2023 (global mean of 2023, Uptime Institute)",
    }),
    intensity: input("gCO2e/kWh", "Mean of the intensities that were fetched during the epochs", {
      min: 0,
      from: "carbontracker-grid.2-3-0",
    }),
    fetched: list("Each intensity that was fetched so far, one in 15 minutes", {
      inputs: { intensity: input("gCO2e/kWh", "Carbon intensity of the electricity", { min: 0 }) },
      equations: {},
    }),
    forecastIntensity: input("gCO2e/kWh", "Intensity that is foreseen for the time of the prediction", {
      min: 0,
      from: "carbontracker-grid.2-3-0",
    }),
    fetchInterval: input("s", "Time between two fetches", {
      min: 1,
      usual: [10, 86_400],
      default: 900,
      source: "tracker.py, update_interval",
    }),
  },
  equations: {
    itEnergy: equation(
      "kWh",
      'sum(one in powers: one.power × if(devicesAveraged = "yes", 1, one.devices) × one.duration)',
      "Mean power times the time of each epoch",
    ),
    energy: equation("kWh", "itEnergy × pue", "With the facility"),
    carbon: equation("gCO2e", "energy × intensity"),
    time: equation("s", "sum(one in epochTimes: one.duration)", "All epochs that were watched"),
    epochs: equation("1", "sum(one in epochTimes: 1)"),
    predictedEnergy: equation("kWh", "plannedEpochs × energy ÷ epochs", "All epochs like the mean of those watched"),
    predictedTime: equation("s", "plannedEpochs × time ÷ epochs"),
    forecastFetches: equation("1", "1 + floor(predictedTime ÷ fetchInterval)", "How often the forecast is counted"),
    predictedIntensity: equation(
      "gCO2e/kWh",
      "(sum(one in fetched: one.intensity) + forecastFetches × forecastIntensity) ÷ (sum(one in fetched: 1) + forecastFetches)",
      "Plain mean of what was fetched and as many forecasts as there will be fetches",
    ),
    predictedCarbon: equation("gCO2e", "predictedEnergy × predictedIntensity"),
  },
  outputs: { energy: "energy", gwp: "carbon" },
  roles: { pue: "pue", intensity: "intensity" },
  critique: [
    "Since 2.0 the power of an epoch is the mean over devices instead of their sum, so eight GPUs are reported as one (repeated only with devicesAveraged).",
    "A prediction after one epoch counts its warm-up for each epoch: 135 for a truth of 100.4 where the first epoch costs 35 % more. It states no interval.",
    "Readings are one second in two, and GPUs are read once per cycle; the mean of readings times the time is biased where they are irregular.",
    "Without RAPL, the processor power is half of the design power of one part, at any load and for any number of processors.",
    "A counter that wraps makes all zones of that reading 0 W.",
    "An epoch without a reading takes over that of another epoch.",
    "If monitoring fails, the default ends the training with exit code 70.",
  ],
});

function givenFrom(work: ActivityOf<"compute-run">): Result<Given, string> {
  const { cpu, gpu } = work.energyJoules ?? {};
  const parts = [cpu, gpu].filter((part) => part !== undefined);
  if (parts.length === 0) return fail(needsMeasurement);
  const duration = work.durationSeconds;
  return given({
    powers: parts.map((energy) => ({ fields: { power: energy / duration, duration } })),
    epochTimes: [{ fields: { duration } }],
    fetched: [],
  });
}
