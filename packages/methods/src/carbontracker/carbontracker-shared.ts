import { choice, equation, fail, given, input, list } from "@wattledger/core";
import type { ActivityOf, Given, Result } from "@wattledger/core";
import { needsMeasurement } from "../activity-data.ts";

// What releases 2.3.0 and 2.4.7 of Carbontracker have in common.

/** Title that the versions of the method Carbontracker share. */
export const carbontrackerTitle =
  "Anthony, Kanding, Selvan: Carbontracker: Tracking and Predicting the Carbon Footprint of Training Deep Learning Models";
/** Claim that the versions of the method Carbontracker share. */
export const carbontrackerClaim =
  "Energy and carbon of the epochs that were watched, and a prediction for all of the training from their mean.";
/** Locator that the versions of the method Carbontracker share. */
export const carbontrackerLocator = "carbontracker/tracker.py, predictor.py, components/component.py, constants.py";

/** Boundary that the versions of the method Carbontracker share. */
export const carbontrackerBoundary = {
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
} as const;

/** Example that the versions of the method Carbontracker share. */
export const carbontrackerExample = {
  "epochTimes.first.duration": "600 s",
  "powers.gpu.power": "250 W",
  "powers.gpu.duration": "600 s",
  fetched: "[]",
  zone: "DE",
};

/** Inputs that the versions of the method Carbontracker share. */
export const carbontrackerInputs = {
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
  fetched: list("Each intensity that was fetched so far, one in 15 minutes", {
    inputs: { intensity: input("gCO2e/kWh", "Carbon intensity of the electricity", { min: 0 }) },
    equations: {},
  }),
  fetchInterval: input("s", "Time between two fetches", {
    min: 1,
    usual: [10, 86_400],
    default: 900,
    source: "tracker.py, update_interval",
  }),
};

/** Equations that the versions of the method Carbontracker share. */
export const carbontrackerEquations = {
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
};

/** Critique that holds for all versions of the method Carbontracker. */
export const carbontrackerCritique = [
  "Since 2.0 the power of an epoch is the mean over devices instead of their sum, so eight GPUs are reported as one (repeated only with devicesAveraged).",
  "A prediction after one epoch counts its warm-up for each epoch: 135 for a truth of 100.4 where the first epoch costs 35 % more. It states no interval.",
  "Readings are one second in two, and GPUs are read once per cycle; the mean of readings times the time is biased where they are irregular.",
  "Without RAPL, the processor power is half of the design power of one part, at any load and for any number of processors.",
  "A counter that wraps makes all zones of that reading 0 W.",
  "An epoch without a reading takes over that of another epoch.",
  "If monitoring fails, the default ends the training with exit code 70.",
];

/** A measured run as one epoch. */
export function carbontrackerGiven(work: ActivityOf<"compute-run">): Result<Given, string> {
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
