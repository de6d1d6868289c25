import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { refreshRollups } from "../packages/ledger/dist/store/rollups.js";
import { startServer } from "../packages/server/dist/index.js";
import { benchStart } from "./ledger-events.mjs";
import { fillEngine } from "./ledger-fill.mjs";

// The questions of a dashboard over 30 days of many events, over HTTP, next to the same questions in the process and next to SQL that a
// person would write over the events. The bar: p95 of all over HTTP at most 100 ms for 10 million events.
// `npm run build`, then `node bench/api-queries.mjs [EVENTS] [FOLDER]`. A folder that is given is kept, and used again where it is there.

const events = Number(process.argv[2] ?? 1_000_000);
const given = process.argv[3];
const rounds = 15;
const days = 30;
const day = 86_400_000;
const folder = given ?? mkdtempSync(join(tmpdir(), "wattledger-api-"));
const engineFile = join(folder, "engine.duckdb");

if (!existsSync(engineFile)) {
  mkdirSync(folder, { recursive: true });
  const { engine } = await fillEngine(engineFile, events, days);
  await refreshRollups(engine);
  await engine.run("CHECKPOINT");
  await engine.close();
}

const started = await startServer({
  folder,
  host: "127.0.0.1",
  port: 0,
  version: "bench",
  limits: { requestsPerSecond: 1e6, bytesPerSecond: 1e12 },
});
if (!started.ok) throw new Error(started.error);
const { url, parts, close } = started.value;

// Not at midnight: the ends of the period are read from events.
const from = benchStart + 5_000_123;
const to = benchStart + days * day;
const middle = benchStart + 15 * day;
const period = { fromMilliseconds: from, toMilliseconds: to };
const figures = ["energy", "gwp_location", "water", "requests", "input_tokens", "output_tokens"];
const berlin = [{ fromMilliseconds: 0, offsetMilliseconds: 7_200_000 }];
const inPeriod = `time_ms >= ${from} AND time_ms < ${to}`;
const sums = (names) => names.map((name) => `sum(${name})`).join(", ");

/** Path → the same question in the process, and SQL. */
const asked = {
  "totals, six figures": [
    `totals?from=${from}&to=${to}&figures=${figures.join(",")}`,
    { question: "totals", query: { ...period, figures } },
    `SELECT count(*), ${sums(figures)} FROM usage_events WHERE ${inPeriod}`,
  ],
  "by day": [
    `series?from=${from}&to=${to}&figures=energy,gwp_location&step=day&timeZone=Europe/Berlin`,
    { question: "series", query: { ...period, figures: ["energy", "gwp_location"], step: "day", zone: berlin } },
    `SELECT (time_ms + 7200000) // ${day} AS bucket, ${sums(["energy", "gwp_location"])} FROM usage_events WHERE ${inPeriod} GROUP BY bucket`,
  ],
  "by day and model, top 7": [
    `series?from=${from}&to=${to}&figures=energy&step=day&timeZone=Europe/Berlin&groupBy=model&top=7`,
    {
      question: "series",
      query: {
        ...period,
        figures: ["energy"],
        step: "day",
        zone: berlin,
        groupBy: ["model"],
        top: { figure: "energy", count: 7 },
      },
    },
    `SELECT (time_ms + 7200000) // ${day} AS bucket, model, sum(energy) FROM usage_events WHERE ${inPeriod} GROUP BY bucket, model`,
  ],
  "top 10 projects": [
    `totals?from=${from}&to=${to}&figures=energy,gwp_location&groupBy=project&top=10`,
    {
      question: "totals",
      query: {
        ...period,
        figures: ["energy", "gwp_location"],
        groupBy: ["project"],
        top: { figure: "energy", count: 10 },
      },
    },
    `SELECT project, sum(energy) AS e, sum(gwp_location) FROM usage_events WHERE ${inPeriod} GROUP BY project ORDER BY e DESC LIMIT 10`,
  ],
  "change to the 15 days before": [
    `change?from=${middle}&to=${to}&against=${from}..${middle}&groupBy=project`,
    {
      question: "change",
      query: {
        before: { fromMilliseconds: from, toMilliseconds: middle },
        after: { fromMilliseconds: middle, toMilliseconds: to },
        figures: ["energy", "gwp_location"],
        groupBy: ["project"],
      },
    },
    `SELECT project, time_ms < ${middle} AS side, ${sums(["energy", "gwp_location"])} FROM usage_events WHERE ${inPeriod} GROUP BY project, side`,
  ],
  "latest 50 events": [
    `events?from=${from}&to=${to}&count=50`,
    { question: "events", query: { ...period, count: 50 } },
    `SELECT * FROM usage_events WHERE ${inPeriod} ORDER BY time_ms DESC LIMIT 50`,
  ],
};

/** Read from every event of the period: not among the bar's questions. */
const fromEvents = {
  "largest 50 events": [
    `events?from=${from}&to=${to}&count=50&sort=-energy`,
    { question: "events", query: { ...period, count: 50, largest: "energy" } },
    `SELECT * FROM usage_events WHERE ${inPeriod} ORDER BY energy DESC LIMIT 50`,
  ],
  "distribution of energy": [
    `distribution?from=${from}&to=${to}&figure=energy`,
    {
      question: "distribution",
      query: { ...period, figure: "energy", binsPerDoubling: 2, probabilities: [0.05, 0.5, 0.95] },
    },
    `SELECT floor(log2(energy) * 16) AS bin, count(*) FROM usage_events WHERE ${inPeriod} AND energy > 0 GROUP BY bin`,
  ],
  "values of model": [
    `dimensions/model?from=${from}&to=${to}`,
    { question: "values", query: { ...period, of: { kind: "dimension", dimension: "model" }, count: 100 } },
    `SELECT model, count(*), min(time_ms), max(time_ms) FROM usage_events WHERE ${inPeriod} GROUP BY model`,
  ],
};

const quantile = (times, share) =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(share * times.length))];

async function timeOf(work) {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

async function overHttp(path) {
  const answer = await fetch(`${url}/api/v1/${path}`);
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${path}: ${text}`);
}

async function inProcess(question) {
  const answer = await parts.ledger.ask(question);
  if (answer.kind === "refused") throw new Error(answer.reasons.join(" "));
}

function show(times) {
  return `${quantile(times, 0.5).toFixed(0).padStart(5)} ${quantile(times, 0.95).toFixed(0).padStart(5)}`;
}

async function measure(title, questions) {
  const times = Object.fromEntries(Object.keys(questions).map((name) => [name, { http: [], process: [], sql: [] }]));
  // In turns, so that a slow moment of the machine falls on all of them.
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, [path, question, sql]] of Object.entries(questions)) {
      const one = {
        http: await timeOf(() => overHttp(path)),
        process: await timeOf(() => inProcess(question)),
        sql: await timeOf(() => parts.ledger.query(sql)),
      };
      if (round > 0) for (const way of Object.keys(one)) times[name][way].push(one[way]);
    }
  }
  console.log(`${title.padEnd(32)}      HTTP       process           SQL   (median and p95, ms)`);
  const ways = ["http", "process", "sql"];
  for (const [name, each] of Object.entries(times)) {
    console.log(`  ${name.padEnd(30)} ${ways.map((way) => show(each[way])).join("   ")}`);
  }
  const all = (way) => Object.values(times).flatMap((each) => each[way]);
  console.log(`  ${"all".padEnd(30)} ${ways.map((way) => show(all(way))).join("   ")}`);
}

console.log(`${events.toLocaleString("en")} events over ${days} days, ${rounds} rounds`);
await measure("from the sums of hours and days", asked);
await measure("from every event", fromEvents);
await close();
if (given === undefined) rmSync(folder, { recursive: true });
