import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  openSync,
  writeSync,
  closeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLedger } from "../packages/ledger/dist/index.js";

// Damages a ledger in ways that machines do, and counts: 50 damaged tails of the journal, an engine file that is deleted or overwritten,
// a disk that is full, a clock that jumps. What was acknowledged is there, and nothing counts twice. `npm run build`, then
// `node scripts/ledger-faults.mjs`. The full disk needs the right to mount a file system in memory, and is said where it is left out.

const start = Date.UTC(2026, 5, 1);
const perBatch = 20;
let problems = 0;

function eventsOf(batch) {
  return Array.from({ length: perBatch }, (_, index) => ({
    kind: "usage-event",
    id: `b${batch}-${index}`,
    project: "faults",
    source: "api",
    timeMilliseconds: start + batch * 1000 + index,
    activity: { kind: "llm-request", model: `m${index % 5}`, outputTokens: 7 },
    figures: { energy: { mean: 1, low: 0.5, high: 2 } },
    energyBasis: "estimated",
  }));
}

async function opened(folder, options = {}) {
  const result = await openLedger({ folder, segmentBytes: 200_000, ...options });
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** Events of the ledger, and how many ids they have; with its sums compared. */
async function countOf(ledger) {
  const { differences } = await ledger.verify();
  const [row] = await ledger.query("SELECT count(*) AS events, count(DISTINCT id) AS ids FROM usage_events");
  return { events: Number(row.events), ids: Number(row.ids), differences: differences.length };
}

function report(what, { events, ids, differences }, acknowledged) {
  const lost = Math.max(0, acknowledged - ids);
  const twice = events - ids;
  if (lost > 0 || twice > 0 || differences > 0) problems += 1;
  console.log(`${what}: ${lost} of ${acknowledged} events lost, ${twice} counted twice, ${differences} differences`);
}

function lastSegment(folder) {
  const names = readdirSync(join(folder, "journal")).toSorted();
  return join(folder, "journal", names.at(-1) ?? "");
}

let state = 5;
function random() {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 4_294_967_296;
}

/** What a power loss can leave after the last acknowledged byte. */
function damageTail(path) {
  const kind = Math.floor(random() * 4);
  const length = 1 + Math.floor(random() * 5000);
  if (kind === 0) appendFileSync(path, Buffer.alloc(length));
  else if (kind === 1) appendFileSync(path, Buffer.from(Array.from({ length }, () => Math.floor(random() * 256))));
  else if (kind === 2)
    appendFileSync(path, Buffer.concat([Buffer.from([0x57, 0x4c, 0x4a, 0xf7]), Buffer.alloc(length, 9)]));
  else {
    // The last batch again, cut short.
    const { size } = statSync(path);
    truncateSync(path, size);
    appendFileSync(path, Buffer.from("57", "hex"));
  }
}

async function damagedTails() {
  const folder = mkdtempSync(join(tmpdir(), "wattledger-tails-"));
  let batches = 0;
  let notices = 0;
  for (let round = 0; round < 50; round += 1) {
    const ledger = await opened(folder, { onNotice: () => (notices += 1) });
    for (let index = 0; index < 3; index += 1) {
      const answer = await ledger.append(eventsOf(batches));
      if (answer.ok) batches += 1;
    }
    await ledger.close();
    damageTail(lastSegment(folder));
  }
  const ledger = await opened(folder, { onNotice: () => (notices += 1) });
  report(`50 damaged tails, ${notices} notices`, await countOf(ledger), batches * perBatch);
  await ledger.close();
  rmSync(folder, { recursive: true });
}

async function engineFiles() {
  const folder = mkdtempSync(join(tmpdir(), "wattledger-engine-"));
  let batches = 0;
  for (const damage of ["deleted", "overwritten", "cut short"]) {
    const ledger = await opened(folder);
    for (let index = 0; index < 50; index += 1) if ((await ledger.append(eventsOf(batches))).ok) batches += 1;
    await ledger.settled();
    await ledger.close();
    const path = join(folder, "engine.duckdb");
    // As after a crash: a file that was closed well is not looked at.
    rmSync(`${path}.closed`);
    if (damage === "deleted") rmSync(path);
    else if (damage === "cut short") truncateSync(path, Math.floor(statSync(path).size / 2));
    else {
      const file = openSync(path, "r+");
      writeSync(file, Buffer.alloc(100_000, 7), 0, 100_000, 4096);
      closeSync(file);
    }
    const again = await opened(folder);
    report(`engine file ${damage}`, await countOf(again), batches * perBatch);
    await again.close();
  }
  rmSync(folder, { recursive: true });
}

async function clockJumps() {
  const folder = mkdtempSync(join(tmpdir(), "wattledger-clock-"));
  let time = start;
  let batches = 0;
  for (const jump of [0, -86_400_000, 3_600_000, -30 * 86_400_000, 400 * 86_400_000]) {
    time += jump;
    const ledger = await opened(folder, { now: () => time });
    // The batch before comes again, too.
    for (const batch of [Math.max(0, batches - 1), batches]) await ledger.append(eventsOf(batch));
    batches += 1;
    await ledger.close();
  }
  const ledger = await opened(folder, { now: () => time });
  report("clock jumps", await countOf(ledger), batches * perBatch);
  await ledger.close();
  rmSync(folder, { recursive: true });
}

async function fullDisk() {
  const folder = mkdtempSync(join(tmpdir(), "wattledger-full-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64m", "tmpfs", folder], { stdio: "pipe" });
  } catch {
    console.log("full disk: left out, a file system in memory cannot be mounted here");
    return;
  }
  try {
    const path = join(folder, "ledger");
    const filler = join(folder, "filler");
    writeFileSync(filler, Buffer.alloc(30 * 1024 * 1024));
    const notices = [];
    const ledger = await opened(path, { onNotice: (notice) => notices.push(notice) });
    let batches = 0;
    const refused = new Set();
    for (let tries = 0; tries < 20_000 && refused.size === 0; tries += 1) {
      const answer = await ledger.append(eventsOf(batches));
      if (answer.ok) batches += 1;
      else refused.add(answer.error.kind);
    }
    console.log(`full disk: after ${batches} batches the answer is ${[...refused].join(", ")}`);
    rmSync(filler);
    const answer = await ledger.append(eventsOf(batches));
    if (answer.ok) batches += 1;
    report("room was made, the same process", await countOf(ledger), batches * perBatch);
    await ledger.close();
    const again = await opened(path);
    report("room was made, another start", await countOf(again), batches * perBatch);
    await again.close();
    for (const notice of new Set(notices)) console.log(`  ${notice.slice(0, 160)}`);
  } finally {
    execFileSync("umount", ["-l", folder]);
    rmSync(folder, { recursive: true, force: true });
  }
}

await damagedTails();
await engineFiles();
await clockJumps();
await fullDisk();
process.exitCode = problems === 0 ? 0 : 1;
