// Fits the processor curve of packages/sensors/src/models/cpu-curve.ts to measured load profiles, and says how far it and the
// usual curves are from machines that the fit has not seen. `node scripts/fit-cpu-curve.mjs` prints what the code and
// docs/sensors.md state; scripts/fit-cpu-curve.test.mjs holds them to it.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

/** Share of the thermal design power at a load in [0, 1]. */
export const curve = ([idle, full, exponent], load) => idle + (full - idle) * load ** exponent;

/** Curves in common use, as shares of the thermal design power. */
export const usualCurves = [
  { name: "CodeCarbon 3, 0.1 + 0.9 u³", share: (load) => 0.1 + 0.9 * load ** 3 },
  { name: "CodeCarbon linear, max(u, 0.1)", share: (load) => Math.max(load, 0.1) },
  { name: "linear, 0.1 + 0.9 u", share: (load) => 0.1 + 0.9 * load },
  { name: "half of TDP at any load", share: () => 0.5 },
  { name: "0.25 + 0.75 u^0.75, expert choice", share: (load) => 0.25 + 0.75 * load ** 0.75 },
];

/** Measured machines; a point has the load and the power as a share of the thermal design power. */
export function readMachines() {
  const file = new URL("../packages/sensors/data/codecarbon-3.3.0-load-profiles.json", import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")).machines.map(({ key, tdpWatts, packages, spread, filled }) => ({
    key,
    points: [...spread, ...filled].map(([load, watts]) => ({ load, share: watts / (tdpWatts * packages) })),
  }));
}

/**
 * Constants that make the mean squared logarithm of measured to modelled power least. Errors are ratios, as power spans a
 * decade, and every machine weighs the same. The search narrows a grid, so it gives the same on every computer.
 */
export function fit(machines) {
  const bounds = [
    [0.02, 0.4],
    [0.3, 1.1],
    [0.2, 1.5],
  ];
  const steps = 6;
  let box = bounds;
  let best = { loss: Number.POSITIVE_INFINITY, constants: [] };
  for (let round = 0; round < 18; round += 1) {
    const axes = box.map(([low, high]) =>
      Array.from({ length: steps + 1 }, (_, step) => low + ((high - low) * step) / steps),
    );
    for (const idle of axes[0]) {
      for (const full of axes[1]) {
        for (const exponent of axes[2]) {
          const constants = [idle, full, exponent];
          const loss = mean(machines.map(({ points }) => squaredLogError(constants, points)));
          if (loss < best.loss) best = { loss, constants };
        }
      }
    }
    box = box.map(([low, high], axis) => {
      const reach = (high - low) * 0.3;
      const [least, most] = bounds[axis];
      return [Math.max(least, best.constants[axis] - reach), Math.min(most, best.constants[axis] + reach)];
    });
  }
  return best.constants;
}

function squaredLogError(constants, points) {
  return mean(points.map(({ load, share }) => Math.log(share / curve(constants, load)) ** 2));
}

/** What each machine is told by a fit to all the others. */
export function heldOut(machines) {
  return machines.map((machine) => {
    const constants = fit(machines.filter((other) => other !== machine));
    return { machine, constants, shareOf: (load) => curve(constants, load) };
  });
}

/** Errors of one curve a machine: `predicted` pairs each machine with what it is told. */
export function errorsOf(predicted) {
  const points = predicted.flatMap(({ machine, shareOf }) =>
    machine.points.map(({ load, share }) => ({ share, told: shareOf(load) })),
  );
  const ratios = points.map(({ share, told }) => share / told).toSorted((a, b) => a - b);
  return {
    meanAbsolute: mean(points.map(({ share, told }) => Math.abs(told / share - 1))),
    /** Root mean square of the logarithm of measured to modelled. */
    logError: Math.sqrt(mean(ratios.map((ratio) => Math.log(ratio) ** 2))),
    median: quantile(ratios, 0.5),
    low: quantile(ratios, 0.05),
    high: quantile(ratios, 0.95),
    /** Of each machine: measured to modelled power, summed over its points, which last alike. */
    machines: predicted.map(({ machine: { points: own }, shareOf }) => {
      return sum(own.map(({ share }) => share)) / sum(own.map(({ load }) => shareOf(load)));
    }),
  };
}

/**
 * Part of the points inside an interval of 90 % that nobody who drew it had seen: for each machine the curve and its
 * log-normal width come from the other three, the width again by leaving each of these out.
 */
export function coverage(machines) {
  const z = 1.645;
  let inside = 0;
  let all = 0;
  for (const { machine, shareOf } of heldOut(machines)) {
    const { logError } = errorsOf(heldOut(machines.filter((other) => other !== machine)));
    for (const { load, share } of machine.points) {
      all += 1;
      if (Math.abs(Math.log(share / shareOf(load))) <= z * logError) inside += 1;
    }
  }
  return { inside, all };
}

/** The same curve for every machine. */
export const everywhere = (machines, shareOf) => machines.map((machine) => ({ machine, shareOf }));

/** The table of docs/sensors.md. */
export function table(machines) {
  const constants = fit(machines);
  const fitted = everywhere(machines, (load) => curve(constants, load));
  const rows = [
    ...usualCurves.map(({ name, share }) => ({ name, errors: errorsOf(everywhere(machines, share)) })),
    { name: "fitted, on the machines it was fitted to", errors: errorsOf(fitted) },
    { name: "**fitted, each machine left out in turn**", errors: errorsOf(heldOut(machines)) },
  ];
  return [
    `| curve | mean absolute error | measured ÷ modelled: median | 5 % | 95 % | log error | ${machines.map(({ key }) => key).join(" | ")} |`,
    `| --- | ${machines.map(() => "--- |").join(" ")} --- | --- | --- | --- | --- |`,
    ...rows.map(({ name, errors }) => {
      const figures = [errors.median, errors.low, errors.high, errors.logError, ...errors.machines];
      return `| ${name} | ${Math.round(errors.meanAbsolute * 100)} % | ${figures.map((one) => one.toFixed(2)).join(" | ")} |`;
    }),
  ].join("\n");
}

const sum = (values) => values.reduce((total, value) => total + value, 0);
const mean = (values) => sum(values) / values.length;

function quantile(sorted, level) {
  const place = (sorted.length - 1) * level;
  const below = Math.floor(place);
  return sorted[below] + (place - below) * ((sorted[below + 1] ?? sorted[below]) - sorted[below]);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const machines = readMachines();
  const [idle, full, exponent] = fit(machines);
  const { inside, all } = coverage(machines);
  const { logError } = errorsOf(heldOut(machines));
  console.log(
    `idle ${idle.toFixed(3)}, full ${full.toFixed(3)}, exponent ${exponent.toFixed(3)} of thermal design power`,
  );
  console.log(`log error with each machine left out in turn: ${logError.toFixed(3)}`);
  console.log(`intervals of 90 % made from other machines hold ${inside} of ${all} points`);
  console.log(`\n${table(machines)}`);
}
