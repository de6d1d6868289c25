// Error of the energy that the meter's own integration makes of instruments whose true energy is known, on power that is constant, steps,
// rises, comes in bursts, keeps in step with the meter, and where reads fail, the meter is stopped, counters wrap or begin
// again. For each trace and kind of instrument: the median and the worst error, the stated half-width of the 90 % interval,
// and how often the truth is within it. The bar is the worst error of the counters that are renewed within 100 ms; intervals are
// to hold in 80 % of the runs of each row or more, but where an instrument cannot see the load at all. The wall clock's jumps are not among the traces, as no duration comes from it.
// For comparison: CodeCarbon's rule for power, the last power times the time since the last reading, at its own interval of 15 s and
// at 1 s, by our method `codecarbon`.
import { evaluate, normalQuantile, seededRandom } from "@wattledger/core";
import { codecarbon } from "@wattledger/methods";
import { build } from "esbuild";
import { root } from "../scripts/dependencies.mjs";
import { format, report } from "./report.mjs";

const runs = process.argv.includes("--full") ? 200 : 40;
const leastKept = 0.8;
const z90 = normalQuantile(0.95);

const { traces, instruments, isCounter, tryOut, errorOfEnergy } = await load();
const rows = traces.flatMap((trace) => instruments.map((instrument) => row(trace, instrument)));
const asJson = process.argv.includes("--json");
if (!asJson) {
  const lines = [
    ["trace", "instrument", "median", "worst", "stated", "kept", "CodeCarbon's rule, median, at 1 s", "at 15 s"],
    ...rows.map(({ trace, instrument, middle, worst, stated, kept, peer }) => [
      trace.name,
      instrument.name,
      `${format(middle)} %`,
      `${format(worst)} %`,
      `±${format(stated)} %`,
      `${Math.round(100 * kept)} %`,
      ...peer.map((one) => `${format(one)} %`),
    ]),
  ];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((cells) => (cells[column] ?? "").length)));
  for (const cells of lines)
    console.log(
      cells
        .map((cell, column) => cell.padEnd(widths[column]))
        .join("  ")
        .trimEnd(),
    );
  console.log("");
}
const fast = rows.filter(({ instrument }) => isCounter(instrument) && instrument.refreshSeconds <= 0.1);
const broken = rows.filter(({ kept }) => kept < leastKept);
// An instant power that is renewed each second is the same at each look at a load of one second.
const isBlind = ({ trace, instrument }) =>
  trace.name === "period of 1 s" && instrument.averageSeconds === 0 && instrument.refreshSeconds === 1;
report({
  what: "integration error with counters, worst of all traces",
  unit: "%",
  values: [Math.max(...fast.filter(({ trace }) => trace.resetSeconds === undefined).map(({ worst }) => worst))],
  atMost: 0.5,
  beside: [
    `the 90 % interval holds in ${leastKept * 100} % of the runs or more in ${rows.length - broken.length} of ${rows.length} rows (trace × instrument)`,
    ...broken.map(
      ({ trace, instrument, kept }) => `not kept: ${trace.name}, ${instrument.name}: ${Math.round(100 * kept)} %`,
    ),
  ],
});
if (!broken.every(isBlind)) process.exitCode = 1;

function row(trace, instrument) {
  const random = seededRandom(1);
  const errors = [];
  const stated = [];
  const peers = [[], []];
  let kept = 0;
  for (let run = 0; run < runs; run += 1) {
    const { truthJoules, energy, wattsAt, endSeconds } = tryOut(trace, instrument, random);
    if (energy.state !== "known") throw new Error(`${trace.name}, ${instrument.name}: nothing is known`);
    const error = Math.abs(energy.joules - truthJoules);
    const halfWidth = z90 * errorOfEnergy(0, energy) * energy.joules;
    // The trace is a thousandth of a second coarse.
    if (error <= halfWidth + 1e-5 * truthJoules) kept += 1;
    errors.push((100 * error) / truthJoules);
    stated.push((100 * halfWidth) / truthJoules);
    if (!isCounter(instrument) && trace.failing === undefined && trace.unread === undefined) {
      for (const [index, interval] of [1, 15].entries()) {
        const joules = rectangles(wattsAt, endSeconds, interval);
        peers[index].push((100 * Math.abs(joules - truthJoules)) / truthJoules);
      }
    }
  }
  const peer = isCounter(instrument) ? [] : peers.map((one) => median(one)).filter((one) => one !== undefined);
  return {
    trace,
    instrument,
    middle: median(errors),
    worst: Math.max(...errors),
    stated: median(stated),
    kept: kept / runs,
    peer,
  };
}

function rectangles(wattsAt, endSeconds, interval) {
  const readings = [];
  for (let at = interval, last = 0; last < endSeconds; last = at, at = Math.min(endSeconds, at + interval)) {
    const now = Math.min(at, endSeconds);
    readings.push({ duration: now - last, gpuPower: wattsAt(now), cpuPower: 0, ramPower: 0 });
    if (now === endSeconds) break;
  }
  return 3.6e6 * evaluate(codecarbon, { readings }, ["energy"]).energy;
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

/** The meter's sources with the traces, which are of its tests. */
async function load() {
  const { outputFiles } = await build({
    stdin: {
      contents: [
        'export { traces, instruments, isCounter, tryOut } from "./packages/meter/test/synthetic-power.ts";',
        'export { errorOfEnergy } from "./packages/meter/src/attribute/settle.ts";',
      ].join("\n"),
      resolveDir: root,
    },
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    logLevel: "warning",
  });
  return await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}
