// node scripts/prediction-coverage.mjs: how often the interval of a prediction holds, on synthetic runs of known kinds, written
// into docs/prediction.md. `--check` compares instead, and `--runs N` takes fewer runs of each kind.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { root } from "./dependencies.mjs";

const { values } = parseArgs({ options: { check: { type: "boolean" }, runs: { type: "string", default: "4000" } } });
const runs = Number(values.runs);
const page = join(root, "docs/prediction.md");
const [begin, end] = ["<!-- coverage: written by scripts/prediction-coverage.mjs -->", "<!-- end of coverage -->"];

const { predict, seededRandom } = await load();
const planned = 100;
const noise = 0.03;
const ended = [1, 2, 3, 5, 10, 20, 50];

/** Kinds of runs: relative energy of each of their epochs. */
const kinds = [
  ["independent epochs", (normal) => repeat(() => 1 + noise * normal())],
  ["the first costs 35 % more", (normal) => repeat((index) => 1 + noise * normal() + (index === 0 ? 0.35 : 0))],
  [
    "warm-up from −10 % over 6 epochs",
    (normal) => repeat((index) => (1 + noise * normal()) * (1 - 0.1 * Math.exp(-index / 6))),
  ],
  [
    "drift by 15 % over the run",
    (normal) => repeat((index) => (1 + noise * normal()) * (1 + (0.15 * index) / planned)),
  ],
  ["autocorrelation 0.9", autocorrelated],
];

const header = ["kind of run", ...ended.map((count) => `after ${count}`)];
const rows = kinds.map(([name, make]) => [name, ...ended.map((count) => cell(make, count))]);
const table = [header, header.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
const text = readFileSync(page, "utf8");
const [before, after] = [text.split(begin)[0], text.split(end)[1]];
if (before === undefined || after === undefined)
  throw new Error(`${page} has no place for the table: ${begin} ... ${end}`);
const renewed = `${before}${begin}\n\n${table}\n\n${end}${after}`;
if (values.check === true) {
  if (renewed !== text) {
    console.error("docs/prediction.md does not say what is measured: run node scripts/prediction-coverage.mjs");
    process.exitCode = 1;
  }
} else {
  writeFileSync(page, renewed);
  console.log(table);
}

/** Share of runs whose total lies within the interval, median half-width and mean error, the latter two in percent of the total. */
function cell(make, count) {
  // Every cell draws the same runs.
  const normal = normals(seededRandom(1));
  let within = 0;
  let error = 0;
  const widths = [];
  for (let run = 0; run < runs; run += 1) {
    const epochs = make(normal);
    const total = sum(epochs);
    const first = epochs.slice(0, count);
    const used = { joules: sum(first), seconds: count };
    const prediction = predict({
      epochs: first.map((joules) => ({ joules, seconds: 1 })),
      plannedEpochs: planned,
      soFar: used,
      modelled: false,
    });
    const { low, nominal, high } = prediction.joules;
    if (low <= total && total <= high) within += 1;
    error += Math.abs(nominal - total) / total;
    widths.push((high - nominal) / total);
  }
  widths.sort((a, b) => a - b);
  return `${Math.round((100 * within) / runs)} %, ±${percent(widths[Math.floor(runs / 2)])}, ${percent(error / runs)}`;
}

function percent(share) {
  return (100 * share).toFixed(share < 0.1 ? 1 : 0);
}

function repeat(epoch) {
  return Array.from({ length: planned }, (_, index) => epoch(index));
}

function autocorrelated(normal) {
  let state = normal();
  return repeat(() => {
    const epoch = 1 + noise * state;
    state = 0.9 * state + Math.sqrt(1 - 0.9 ** 2) * normal();
    return epoch;
  });
}

/** Standard normal draws, by Box and Muller. */
function normals(random) {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

/** The sources themselves, so that nothing has to be built before. */
async function load() {
  const { outputFiles } = await build({
    stdin: {
      contents:
        'export { predict } from "./packages/meter/src/predict.ts"; export { seededRandom } from "./packages/core/src/random.ts";',
      resolveDir: root,
    },
    bundle: true,
    write: false,
    format: "esm",
    logLevel: "warning",
  });
  return await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}
