import { choice, equation, fail, given, input, list } from "@wattledger/core";
import type { ActivityOf, Given, Result } from "@wattledger/core";
import { needsMeasurement } from "../activity-data.ts";

// What releases 0.9.1 and 1.0.0 of perun have in common: all but the defaults of carbon and price.

/** Title that the versions of the method perun share. */
export const perunTitle =
  "Gutiérrez Hermosillo Muriedas et al.: perun: Benchmarking Energy Consumption of High-Performance Computing Applications";
/** Claim that the versions of the method perun share. */
export const perunClaim = "Energy, cost and carbon of a run on whole nodes, from the power that their sensors showed.";
/** Locator that the versions of the method perun share. */
export const perunLocator = "perun/processing.py, perun/configuration.py";

/** Boundary that the versions of the method perun share. */
export const perunBoundary = {
  energy: "facility",
  components: ["cpu", "dram", "gpu", "other"],
  overheads: ["rest-of-node", "pue"],
  lifeCycle: ["use"],
  excludes: ["a division among processes (whole nodes count)", "storage", "network", "embodied", "water"],
} as const;

/** Example that the versions of the method perun share. */
export const perunExample = {
  "points.start.time": "0 s",
  "points.start.power": "300 W",
  "points.middle.time": "1800 s",
  "points.middle.power": "420 W",
  "points.end.time": "3600 s",
  "points.end.power": "380 W",
  "hosts.node1.runtime": "3600 s",
};

/** Inputs that the versions of the method perun share. */
export const perunInputs = {
  points: list("Readings of all sensors, those of one sensor in a row", {
    inputs: {
      sensor: input("1", "Number of the sensor", { default: 0, source: "one sensor unless stated" }),
      time: input("s", "Time of the reading since the start"),
      power: input(
        "W",
        "Power; of a counter, that of the interval that ends here, and at its first reading that of the interval that begins there",
        {
          min: 0,
          usual: [0.5, 50_000],
        },
      ),
      counter: choice(["no", "yes"], "Whether the power comes from an energy counter", {
        default: "no",
        source: "a power sensor unless stated",
      }),
    },
    equations: {},
  }),
  regionStart: input("s", "Start of the region that counts", {
    default: -1e15,
    standsFor: "no limit",
    source: "from the first reading on",
  }),
  regionEnd: input("s", "End of the region that counts", {
    default: 1e15,
    standsFor: "no limit",
    source: "to the last reading",
  }),
  hosts: list("Each node that has power data", {
    inputs: {
      runtime: input("s", "Time of the run on this node: the longest of any of its sensors", {
        min: 0,
        usual: [10, 3.2e7],
      }),
    },
    equations: {},
  }),
  overheadPower: input("W", "Power of what has no sensor, per node", {
    min: 0,
    default: 0,
    source: "perun/configuration.py, power_overhead",
  }),
  pue: input("1", "Power usage effectiveness of the facility", {
    min: 1,
    default: 1,
    source: "perun/configuration.py, pue, since 0.5",
  }),
  counterByTrapezoid: choice(
    ["no", "yes"],
    "Integrate the power of counters by trapezoids, which does not give back what they counted",
    { default: "yes", source: "perun/processing.py, processEnergyData" },
  ),
};

/** Equations that the versions of the method perun share. */
export const perunEquations = {
  sensorEnergy: equation(
    "J",
    'sum((a, b) in points: if(a.sensor = b.sensor and min(b.time, regionEnd) > max(a.time, regionStart), (min(b.time, regionEnd) − max(a.time, regionStart)) × if(b.counter = "yes" and counterByTrapezoid = "no", b.power, a.power + (b.power − a.power) × ((max(a.time, regionStart) + min(b.time, regionEnd)) ÷ 2 − a.time) ÷ (b.time − a.time)), 0))',
    "Trapezoids between readings, cut at the region's edges",
  ),
  firstPower: equation(
    "W",
    "sum((a, b) in points: if(a.time ≤ regionStart and b.time > regionStart, a.power + (b.power − a.power) × (regionStart − a.time) ÷ (b.time − a.time), 0))",
    "Power where the region begins; 0 where it begins before the readings",
  ),
  lastPower: equation(
    "W",
    "sum((a, b) in points: if(a.time < regionEnd and b.time ≥ regionEnd, a.power + (b.power − a.power) × (regionEnd − a.time) ÷ (b.time − a.time), 0))",
    "Power where the region ends; 0 where it ends after the readings",
  ),
  edges: equation(
    "1",
    "sum((a, b) in points: if(a.time ≤ regionStart and b.time > regionStart, 1, 0) + if(a.time < regionEnd and b.time ≥ regionEnd, 1, 0))",
  ),
  pointsInside: equation("1", "sum(one in points: if(one.time ≥ regionStart and one.time ≤ regionEnd, 1, 0))"),
  sensorPower: equation(
    "W",
    "(firstPower + lastPower + sum(one in points: if(one.time ≥ regionStart and one.time ≤ regionEnd, one.power, 0))) ÷ (edges + pointsInside)",
    "Plain mean of the readings of one sensor, those at the region's edges interpolated",
  ),
  power: equation(
    "W",
    "sum(one in points: one.power ÷ sum(other in points: if(other.sensor = one.sensor, 1, 0))) + sum(host in hosts: overheadPower)",
    "Mean power of all sensors together, and of the parts without a sensor",
  ),
  overheadEnergy: equation("J", "sum(host in hosts: overheadPower × host.runtime)", "What has no sensor"),
  itEnergy: equation("J", "sensorEnergy + overheadEnergy", "All nodes"),
  energy: equation("kWh", "itEnergy × pue", "With the facility"),
  carbon: equation("gCO2e", "energy × intensity"),
  cost: equation("EUR", "energy × price"),
};

/** Critique that the versions of the method perun share. */
export const perunCritique = [
  "Counters are turned into power and integrated again, so energy is not what was counted when the power changes: 0, 100, 300 J over two seconds give 250 J (`counterByTrapezoid=no` takes what was counted).",
  "Whole nodes count: a job on a shared node is charged for its neighbours.",
  "A failed reading is recorded as 0, which looks like a wrapped counter.",
  "PUE multiplies the energy of the run only, not that of devices or any power.",
  "GPU power is a one-second average on recent boards; the energy counter is not used.",
];

/** A measured run, each part as a sensor that shows its mean. */
export function perunGiven(work: ActivityOf<"compute-run">): Result<Given, string> {
  const parts = Object.values(work.energyJoules ?? {});
  if (parts.length === 0) return fail(needsMeasurement);
  const runtime = work.durationSeconds;
  return given({
    points: parts.flatMap((energy, sensor) =>
      [0, runtime].map((time) => ({ fields: { sensor, time, power: energy / runtime } })),
    ),
    hosts: [{ fields: { runtime } }],
  });
}
