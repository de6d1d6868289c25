// node scripts/prediction-coverage.mjs: how often the interval of a prediction holds, on synthetic runs of known kinds, written
// into docs/prediction.md. `--check` compares instead, and `--runs N` takes fewer runs of each kind.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { root } from "./dependencies.mjs";

const { values } = parseArgs({ options: { check: { type: "boolean" }, runs: { type: "string", default: "2000" } } });
const runs = Number(values.runs);
const path = join(root, "docs/prediction.md");
const planned = 100;
const ended = [1, 2, 3, 5, 10, 20, 50];
const pastRuns = 20;

const { predict, missAt, wideningFrom, seededRandom, drawRun, kinds } = await load();
const header = ["kind of run", ...ended.map((count) => `after ${count}`)];
const tables = [
  ["first", header, ...kinds.map((kind) => [kind.name, ...ended.map((count) => first(kind, count))])],
  ["past", header, ...kinds.map((kind) => [kind.name, ...ended.map((count) => afterPast(kind, count))])],
];
const text = readFileSync(path, "utf8");
let renewed = text;
for (const [name, ...rows] of tables) renewed = replaceTable(renewed, name, rows);
if (values.check === true) {
  if (renewed !== text) {
    console.error("docs/prediction.md does not say what is measured: run node scripts/prediction-coverage.mjs");
    process.exitCode = 1;
  }
} else {
  writeFileSync(path, renewed);
  for (const [, ...rows] of tables) console.log(`${tableOf(rows)}\n`);
}

/** Of runs that are the first of their name: share within the interval, median half-width and mean error in percent of the total. */
function first(kind, count) {
  const random = seededRandom(1);
  let [within, error] = [0, 0];
  const widths = [];
  for (let run = 0; run < runs; run += 1) {
    const { holds, halfWidth, off } = outcome(drawRun(kind, random, planned), count);
    within += holds;
    error += off;
    widths.push(halfWidth);
  }
  return `${share(within)}, ±${percent(median(widths))}, ${percent(error / runs)}`;
}

/** Of runs that have past ones of the same kind to learn from: share and half-width. */
function afterPast(kind, count) {
  const random = seededRandom(2);
  let within = 0;
  const widths = [];
  // A ring of runs, of which each has those before it for past ones.
  const drawn = Array.from({ length: runs }, () => drawRun(kind, random, planned));
  const misses = drawn.map((run) => missAt({ basis: "epochs", parts: run.map(partOf) }, count / planned));
  for (const [index, run] of drawn.entries()) {
    const past = Array.from({ length: pastRuns }, (_, back) => misses[(index - back - 1 + runs) % runs]);
    const { holds, halfWidth } = outcome(run, count, wideningFrom(past));
    within += holds;
    widths.push(halfWidth);
  }
  return `${share(within)}, ±${percent(median(widths))}`;
}

function outcome(run, count, widening) {
  const parts = run.slice(0, count).map(partOf);
  const [total, used] = [sum(run), sum(run.slice(0, count))];
  const { joules } = predict({
    basis: "epochs",
    parts,
    planned,
    done: count,
    soFar: { joules: used, seconds: count },
    ...(widening === undefined ? {} : { widening }),
  });
  const holds = joules.low <= total && total <= joules.high ? 1 : 0;
  return { holds, halfWidth: (joules.high - joules.low) / 2 / total, off: Math.abs(joules.nominal - total) / total };
}

function partOf(joules) {
  return { work: 1, seconds: 1, joules };
}

function replaceTable(page, name, rows) {
  const [begin, end] = [`<!-- ${name}: written by scripts/prediction-coverage.mjs -->`, `<!-- end of ${name} -->`];
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`docs/prediction.md has no place for the table: ${begin} ... ${end}`);
  return `${before}${begin}\n\n${tableOf(rows)}\n\n${end}${after}`;
}

function tableOf([head, ...rows]) {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function share(within) {
  return `${Math.round((100 * within) / runs)} %`;
}

function percent(part) {
  return (100 * part).toFixed(part < 0.1 ? 1 : 0);
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

/** The sources themselves, so that nothing has to be built before. */
async function load() {
  const { outputFiles } = await build({
    stdin: {
      contents: [
        'export { predict } from "./packages/meter/src/progress/predict.ts";',
        'export { missAt, wideningFrom } from "./packages/meter/src/progress/past-misses.ts";',
        'export { drawRun, kinds } from "./packages/meter/test/synthetic-runs.ts";',
        'export { seededRandom } from "./packages/core/src/random.ts";',
      ].join("\n"),
      resolveDir: root,
    },
    bundle: true,
    write: false,
    format: "esm",
    logLevel: "warning",
  });
  return await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}
