import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLedger } from "../packages/ledger/dist/index.js";
import { refreshRollups } from "../packages/ledger/dist/store/rollups.js";
import { benchEvent, benchStart, randomOf } from "./ledger-events.mjs";
import { fillEngine } from "./ledger-fill.mjs";

// The questions of a dashboard over 30 days of many events, idle and while events come in at half the rate of the bar; and how long it
// takes to open the ledger. `npm run build`, then `node bench/ledger-questions.mjs [EVENTS] [FOLDER]`. A folder that is given is kept,
// and used again where it is there.

const events = Number(process.argv[2] ?? 10_000_000);
const given = process.argv[3];
const rounds = 15;
const perSecond = 10_000;
const days = 30;
const day = 86_400_000;
const folder = given ?? mkdtempSync(join(tmpdir(), "wattledger-questions-"));
const engineFile = join(folder, "engine.duckdb");

if (!existsSync(engineFile)) {
  mkdirSync(folder, { recursive: true });
  const started = performance.now();
  const { engine } = await fillEngine(engineFile, events, days, (count) =>
    console.error(`${count.toLocaleString("en")} events, ${((performance.now() - started) / 1000).toFixed(0)} s`),
  );
  const summed = performance.now();
  await refreshRollups(engine);
  await engine.run("CHECKPOINT");
  console.log(`sums of hours and days   ${((performance.now() - summed) / 1000).toFixed(1)} s`);
  await engine.close();
}
console.log(`bytes per event          ${(statSync(engineFile).size / events).toFixed(1)}`);

const opening = performance.now();
const opened = await openLedger({ folder, onNotice: console.error });
if (!opened.ok) throw new Error(opened.error.message);
const ledger = opened.value;
await ledger.settled();
console.log(`opening                  ${(performance.now() - opening).toFixed(0)} ms`);

// Not at midnight: the ends of the period are read from events.
const period = { fromMilliseconds: benchStart + 5_000_123, toMilliseconds: benchStart + days * day };
const figures = ["energy", "gwp_location", "water", "requests", "input_tokens", "output_tokens"];
const berlin = [{ fromMilliseconds: 0, offsetMilliseconds: 7_200_000 }];
const questions = {
  "totals, six figures": { question: "totals", query: { ...period, figures } },
  "by day in Berlin": {
    question: "series",
    query: { ...period, figures: ["energy", "gwp_location"], step: "day", zone: berlin },
  },
  "by day and model, top 7": {
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
  "top 10 projects": {
    question: "totals",
    query: {
      ...period,
      figures: ["energy", "gwp_location"],
      groupBy: ["project"],
      top: { figure: "energy", count: 10 },
    },
  },
  "by region": { question: "totals", query: { ...period, figures: ["energy", "gwp_location"], groupBy: ["region"] } },
  "one project by hour, 3 days": {
    question: "series",
    query: {
      fromMilliseconds: period.toMilliseconds - 3 * day,
      toMilliseconds: period.toMilliseconds,
      figures: ["energy"],
      step: "hour",
      filters: { project: ["project-3"] },
    },
  },
  "change to the 15 days before": {
    question: "change",
    query: {
      before: { fromMilliseconds: period.fromMilliseconds, toMilliseconds: benchStart + 15 * day },
      after: { fromMilliseconds: benchStart + 15 * day, toMilliseconds: period.toMilliseconds },
      figures: ["energy", "gwp_location"],
      groupBy: ["project"],
    },
  },
  "latest 50 events": { question: "events", query: { ...period, toMilliseconds: 2e12, count: 50 } },
};
/** Read from every event of the period: not among the bar's questions. */
const fromEvents = {
  "by tag": { question: "totals", query: { ...period, figures: ["energy"], groupByTags: ["customer"] } },
  "distribution of energy": {
    question: "distribution",
    query: { ...period, figure: "energy", binsPerDoubling: 4, probabilities: [0.5, 0.95] },
  },
  "20 events by weight": { question: "sample", query: { ...period, figure: "energy", count: 20, seed: 1 } },
};

const quantile = (times, share) =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(share * times.length))];

async function timesOf(asked) {
  const times = Object.fromEntries(Object.keys(asked).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, question] of Object.entries(asked)) {
      const started = performance.now();
      const answer = await ledger.ask(question, { waitFor: "nothing" });
      if (answer.kind === "refused") throw new Error(answer.reasons.join(" "));
      if (round > 0) times[name].push(performance.now() - started);
    }
  }
  return times;
}

function print(title, times) {
  console.log(title);
  for (const [name, each] of Object.entries(times)) {
    console.log(
      `  ${name.padEnd(30)} median ${quantile(each, 0.5).toFixed(0).padStart(5)} ms, p95 ${quantile(each, 0.95).toFixed(0).padStart(5)} ms`,
    );
  }
  const all = Object.values(times).flat();
  console.log(
    `  ${"all".padEnd(30)} median ${quantile(all, 0.5).toFixed(0).padStart(5)} ms, p95 ${quantile(all, 0.95).toFixed(0).padStart(5)} ms`,
  );
}

print("idle", await timesOf(questions));
print("idle, read from every event", await timesOf(fromEvents));

const stop = new AbortController();
let sent = 0;
const random = randomOf(11);
const sending = (async () => {
  const started = performance.now();
  while (!stop.signal.aborted) {
    const records = Array.from({ length: 1000 }, (_, index) =>
      benchEvent(random, benchStart + days * day - 1000 + (index % 1000)),
    );
    await ledger.append(records);
    sent += 1000;
    const ahead = (sent / perSecond) * 1000 - (performance.now() - started);
    if (ahead > 0) await new Promise((resolve) => setTimeout(resolve, ahead));
  }
  return sent / ((performance.now() - started) / 1000);
})();
print("while events come in", await timesOf(questions));
stop.abort();
console.log(`events came in at        ${Math.round(await sending).toLocaleString("en")}/s`);
await ledger.close();
if (given === undefined) rmSync(folder, { recursive: true });
