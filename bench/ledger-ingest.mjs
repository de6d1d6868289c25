import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openJournal, openLedger } from "../packages/ledger/dist/index.js";
import { benchEvent, benchStart, randomOf } from "./ledger-events.mjs";

// Usage events in batches of 1,000, four batches on their way at a time, until they are durable and the engine has them, against the
// limit measured in the same run: the same bytes into the journal, and then columns of the same types into DuckDB from memory.
// `npm run build`, then `node bench/ledger-ingest.mjs [SECONDS]`; the bar is for 300.

const seconds = Number(process.argv[2] ?? 30);
const perBatch = 1000;
const onTheWay = 4;
const folder = mkdtempSync(join(tmpdir(), "wattledger-ledger-bench-"));
const rate = (count, milliseconds) => Math.round(count / (milliseconds / 1000));
const text = (number) => number.toLocaleString("en");

const random = randomOf(7);
const pool = Array.from({ length: 100 }, (_, batch) =>
  Array.from({ length: perBatch }, (_unused, index) => benchEvent(random, benchStart + batch * perBatch + index)),
);

/** Another batch of the pool: with other ids, and later. */
function batchOf(round) {
  const records = pool[round % pool.length];
  const turn = Math.floor(round / pool.length);
  if (turn > 0) {
    const mark = turn.toString(16).padStart(6, "0");
    for (const record of records) {
      record.id = mark + record.id.slice(6);
      record.timeMilliseconds += pool.length * perBatch;
    }
  }
  return records;
}

/** Sends batches until the time is over. Returns how many. */
async function send(milliseconds, append) {
  const end = performance.now() + milliseconds;
  let round = 0;
  await Promise.all(
    Array.from({ length: onTheWay }, async () => {
      while (performance.now() < end) await append(batchOf(round++));
    }),
  );
  return round;
}

async function journalLimit() {
  const payloads = pool.map((records) => Buffer.from(JSON.stringify(records)));
  const journal = await openJournal({ folder: join(folder, "plain") });
  const started = performance.now();
  let round = 0;
  await Promise.all(
    Array.from({ length: onTheWay }, async () => {
      while (round < pool.length * 2) await journal.append(payloads[round++ % pool.length]);
    }),
  );
  const milliseconds = performance.now() - started;
  await journal.close();
  return milliseconds / (round * perBatch);
}

async function engineLimit() {
  const { BIGINT, DuckDBDataChunk, DuckDBInstance, INTEGER, VARCHAR } = await import("@duckdb/node-api");
  const { default: duckdb } = await import("@duckdb/node-bindings");
  const instance = await DuckDBInstance.create(join(folder, "limit.duckdb"), { threads: "2", memory_limit: "1GB" });
  const connection = await instance.connect();
  const types = [VARCHAR, ...Array.from({ length: 26 }, () => INTEGER), ...Array.from({ length: 31 }, () => BIGINT)];
  await connection.run(`CREATE TABLE limit_rows (${types.map((type, at) => `c${at} ${String(type)}`).join(", ")})`);
  const chunkRows = 2000;
  const numbers = types.map((type) =>
    type === BIGINT
      ? BigInt64Array.from({ length: chunkRows }, () => BigInt(Math.floor(random() * 1e9)))
      : Int32Array.from({ length: chunkRows }, () => Math.floor(random() * 50)),
  );
  const ids = pool[0].concat(pool[1]).map(({ id }) => id);
  const groups = 10;
  const chunksPerGroup = 10;
  const started = performance.now();
  for (let group = 0; group < groups; group += 1) {
    await connection.run("BEGIN");
    const appender = await connection.createAppender("limit_rows");
    for (let at = 0; at < chunksPerGroup; at += 1) {
      const chunk = DuckDBDataChunk.create(types, chunkRows);
      chunk.setColumnValues(0, ids);
      for (const [index, values] of numbers.entries()) {
        if (index === 0) continue;
        const vector = duckdb.data_chunk_get_vector(chunk.chunk, index);
        duckdb.copy_data_to_vector(vector, 0, values.buffer, 0, values.byteLength);
      }
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
    await connection.run("COMMIT");
  }
  const milliseconds = performance.now() - started;
  connection.closeSync();
  instance.closeSync();
  return milliseconds / (groups * chunksPerGroup * chunkRows);
}

const journalMs = await journalLimit();
const engineMs = await engineLimit();
const limit = 1000 / (journalMs + engineMs);

const opened = await openLedger({ folder: join(folder, "ledger"), onNotice: console.error });
if (!opened.ok) throw new Error(opened.error.message);
const ledger = opened.value;
await ledger.settled();
const started = performance.now();
const cpu = process.cpuUsage();
const sent = await send(seconds * 1000, async (records) => {
  const result = await ledger.append(records);
  if (!result.ok || result.value.accepted !== perBatch) throw new Error("A batch was refused.");
});
const count = sent * perBatch;
const durableMs = performance.now() - started;
await ledger.settled();
const wholeMs = performance.now() - started;
const { user, system } = process.cpuUsage(cpu);
const memory = process.memoryUsage().rss / 2 ** 20;
const [row] = await ledger.query("SELECT count(*) AS events FROM usage_events");
await ledger.compressJournal();
await ledger.close();

const sizeOf = (path) => readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0);
const engineBytes = statSync(join(folder, "ledger/engine.duckdb")).size / count;
const journalBytes = sizeOf(join(folder, "ledger/journal")) / count;
console.log(`${text(count)} events in batches of ${perBatch}, ${seconds} s; ${text(Number(row.events))} in the engine`);
console.log(`journal alone            ${text(rate(1, journalMs))} events/s`);
console.log(`engine alone             ${text(rate(1, engineMs))} events/s`);
console.log(`limit: one after another ${text(Math.round(limit))} events/s`);
console.log(`ledger until durable     ${text(rate(count, durableMs))} events/s`);
console.log(
  `ledger until in engine   ${text(rate(count, wholeMs))} events/s, ${Math.round((100 * rate(count, wholeMs)) / limit)} % of the limit, ${((user + system) / 1000 / sent).toFixed(1)} ms of CPU per 1,000`,
);
console.log(`memory                   ${memory.toFixed(0)} MB`);
console.log(`bytes per event          engine ${engineBytes.toFixed(1)}, journal compressed ${journalBytes.toFixed(1)}`);
rmSync(folder, { recursive: true });
