import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { openLedger } from "../packages/ledger/dist/index.js";

// Kills a process that writes a ledger, at random moments, and counts at the end: what was acknowledged is there, and nothing
// counts twice. `npm run build`, then `node scripts/ledger-kills.mjs 200 [seed]`.

const [mode = "20", seedText = "1"] = process.argv.slice(2);
const eventsPerBatch = 50;

function event(batch, index) {
  return {
    kind: "usage-event",
    id: `b${batch}-${index}`,
    project: "kills",
    source: "api",
    timeMilliseconds: 1_780_275_600_000 + batch * 1000 + index,
    activity: { kind: "llm-request", model: `m${index % 5}`, outputTokens: 7 },
    figures: { energy: { mean: 1, low: 0.5, high: 2 } },
    energyBasis: "estimated",
  };
}

/** The child: writes batch after batch from a number on, says `ack N` after each, and sends an earlier batch again at times. */
async function write(folder, first) {
  const opened = await openLedger({
    folder,
    segmentBytes: 200_000,
    onNotice: (notice) => console.log(`notice ${notice}`),
  });
  if (!opened.ok) throw new Error(opened.error.message);
  const ledger = opened.value;
  console.log("open");
  for (let batch = first; ; batch += 1) {
    const answers = [batch, Math.max(0, batch - 3)].map((one) =>
      ledger.append(Array.from({ length: eventsPerBatch }, (_, index) => event(one, index))),
    );
    const [answer] = await Promise.all(answers);
    if (answer.ok) console.log(`ack ${batch}`);
    if (batch % 10 === 0) await ledger.settled();
    if (batch % 40 === 0) await ledger.compressJournal();
  }
}

async function main(kills, seed) {
  const folder = mkdtempSync(join(tmpdir(), "wattledger-kills-"));
  let state = seed;
  const random = () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
  let acknowledged = -1;
  const notices = [];
  for (let kill = 0; kill < kills; kill += 1) {
    const child = spawn(process.execPath, [import.meta.filename, "write", folder, String(acknowledged + 1)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const lines = createInterface({ input: child.stdout });
    lines.on("line", (line) => {
      const [word, value] = line.split(" ");
      if (word === "ack") acknowledged = Number(value);
      if (word === "notice") notices.push(line);
      if (word === "open") setTimeout(() => child.kill("SIGKILL"), random() * 1500);
    });
    const started = Date.now();
    await new Promise((resolve) => child.once("close", resolve));
    if (Date.now() - started > 60_000) throw new Error(`Start ${kill} took longer than a minute.`);
  }
  const opened = await openLedger({ folder });
  if (!opened.ok) throw new Error(opened.error.message);
  const ledger = opened.value;
  const verified = await ledger.verify();
  const [row] = await ledger.query("SELECT count(*) AS events, count(DISTINCT id) AS ids FROM usage_events");
  const expected = BigInt((acknowledged + 1) * eventsPerBatch);
  await ledger.close();
  rmSync(folder, { recursive: true });
  // The batch that was being written when the process died may be there as a whole: it was sent, and not acknowledged.
  const lost = row.ids < expected ? expected - row.ids : 0n;
  console.log(
    `${kills} kills, ${acknowledged + 1} batches acknowledged: ${lost} events lost, ${row.events - row.ids} counted twice, ` +
      `${row.ids - expected + lost} of batches not acknowledged, ${verified.differences.length} differences, ${notices.length} notices`,
  );
  for (const notice of new Set(notices.map((line) => line.slice(0, 200)))) console.log(notice);
  process.exitCode = lost === 0n && row.events === row.ids && verified.differences.length === 0 ? 0 : 1;
}

await (mode === "write" ? write(process.argv[3], Number(process.argv[4])) : main(Number(mode), Number(seedText)));
