import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openJournal, openLedger } from "../packages/ledger/dist/index.js";

// Usage events in batches of 1,000 until they are durable and the engine has them, against the limit measured in the same run:
// the same bytes into the journal, and rows of the same columns into DuckDB by hand. `npm run build` first.

const batches = Number(process.argv[2] ?? 50);
const perBatch = 1000;

const models = Array.from({ length: 60 }, (_, index) => `model-${index}`);
let state = 7;
const random = () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
const hex = () =>
  Array.from({ length: 4 }, () =>
    Math.floor(random() * 2 ** 31)
      .toString(16)
      .padStart(8, "0"),
  ).join("");

function event(place) {
  const mean = 10 ** (2 + 2 * random());
  return {
    kind: "usage-event",
    id: hex(),
    project: `project-${Math.floor(40 * random() ** 3)}`,
    source: "otlp",
    timeMilliseconds: 1_780_275_600_000 + place * 3,
    activity: {
      kind: "llm-request",
      model: models[Math.floor(60 * random() ** 2)],
      provider: "openai",
      inputTokens: Math.floor(4000 * random()),
      outputTokens: Math.floor(1000 * random()),
    },
    figures: {
      energy: { mean, low: mean * 0.4, high: mean * 2.5 },
      gwp_location: { mean: mean * 1e-4, low: mean * 3e-5, high: mean * 4e-4 },
      water: { mean: mean * 5e-7, low: mean * 1e-7, high: mean * 9e-7 },
    },
    energyBasis: "estimated",
    method: { id: "api-inference", version: "1" },
    factorSet: "2026-11",
    factorBasis: "life-cycle",
    environment: "production",
    region: "eu-west-1",
  };
}

const all = Array.from({ length: batches }, (_, batch) =>
  Array.from({ length: perBatch }, (_unused, index) => event(batch * perBatch + index)),
);
const count = batches * perBatch;
const rate = (milliseconds) => `${Math.round(count / (milliseconds / 1000)).toLocaleString("en")} events/s`;
const folder = mkdtempSync(join(tmpdir(), "wattledger-ledger-bench-"));

const payloads = all.map((records) => Buffer.from(JSON.stringify(records)));
const journal = await openJournal({ folder: join(folder, "plain") });
let started = performance.now();
for (const payload of payloads) await journal.append(payload);
const journalMs = performance.now() - started;
await journal.close();

const { DuckDBDataChunk, DuckDBInstance, BIGINT, INTEGER, VARCHAR } = await import("@duckdb/node-api");
const instance = await DuckDBInstance.create(join(folder, "limit.duckdb"), { threads: "2", memory_limit: "1GB" });
const connection = await instance.connect();
const types = [VARCHAR, ...Array.from({ length: 25 }, () => INTEGER), ...Array.from({ length: 32 }, () => BIGINT)];
await connection.run(`CREATE TABLE limit_rows (${types.map((type, index) => `c${index} ${String(type)}`).join(", ")})`);
const rows = all.map((records) =>
  records.map((one, index) => types.map((type, at) => (at === 0 ? one.id : at < 26 ? index % 50 : BigInt(index * at)))),
);
started = performance.now();
for (let from = 0; from < rows.length; from += 10) {
  await connection.run("BEGIN");
  const appender = await connection.createAppender("limit_rows");
  const some = rows.slice(from, from + 10).flat();
  for (let at = 0; at < some.length; at += 2048) {
    const chunk = DuckDBDataChunk.create(types);
    chunk.setRows(some.slice(at, at + 2048));
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
  await connection.run("COMMIT");
}
const engineMs = performance.now() - started;
connection.closeSync();
instance.closeSync();

const opened = await openLedger({ folder: join(folder, "ledger"), onNotice: console.error });
if (!opened.ok) throw new Error(opened.error.message);
const ledger = opened.value;
await ledger.settled();
started = performance.now();
const cpu = process.cpuUsage();
for (const records of all) {
  const result = await ledger.append(records);
  if (!result.ok || result.value.accepted !== perBatch) throw new Error("A batch was refused.");
}
const durableMs = performance.now() - started;
await ledger.settled();
const wholeMs = performance.now() - started;
const { user, system } = process.cpuUsage(cpu);
await ledger.totals({ fromMilliseconds: 0, toMilliseconds: 2e12, figures: ["energy"], groupBy: ["project"] });
const queryStarted = performance.now();
const totals = await ledger.totals({
  fromMilliseconds: 0,
  toMilliseconds: 2e12,
  figures: ["energy"],
  groupBy: ["project"],
});
const queryMs = performance.now() - queryStarted;
await ledger.compressJournal();
await ledger.close();

const bytes = (name) => (statSync(join(folder, "ledger", name)).size / count).toFixed(1);
const journalBytes = readdirSync(join(folder, "ledger/journal")).reduce(
  (sum, name) => sum + statSync(join(folder, "ledger/journal", name)).size,
  0,
);
const limitMs = journalMs + engineMs;
console.log(`${count.toLocaleString("en")} events in batches of ${perBatch}`);
console.log(`journal alone            ${rate(journalMs)}`);
console.log(`engine alone             ${rate(engineMs)}`);
console.log(`limit: one after another ${rate(limitMs)}`);
console.log(`ledger until durable     ${rate(durableMs)}`);
console.log(
  `ledger until in engine   ${rate(wholeMs)}, ${Math.round((100 * limitMs) / wholeMs)} % of the limit, ${((user + system) / 1000 / batches).toFixed(0)} ms of CPU per 1,000`,
);
console.log(
  `totals by project        ${queryMs.toFixed(0)} ms, ${totals.kind === "totals" ? totals.groups.length : 0} groups`,
);
console.log(`bytes per event          engine ${bytes("engine.duckdb")}, journal ${(journalBytes / count).toFixed(1)}`);
rmSync(folder, { recursive: true });
