import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { someTime, usageEvent } from "../../test/events.ts";
import { buildThread, threadFile } from "../../test/thread-file.ts";
import { openJournal } from "../journal/journal.ts";
import type { UsageEvent } from "../model/records.ts";
import { restoreBackup, restoreSegments } from "./backup.ts";
import { openLedger } from "./open-ledger.ts";
import type { Ledger, LedgerOptions } from "./open-ledger.ts";

let folder = "";
let notices: string[] = [];

beforeAll(buildThread);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "wattledger-ledger-"));
  notices = [];
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function opened(options: Partial<LedgerOptions> = {}): Promise<Ledger> {
  const result = await openLedger({ folder, threadFile, onNotice: (notice) => notices.push(notice), ...options });
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

async function energyOf(ledger: Ledger): Promise<unknown> {
  const totals = await ledger.totals({
    fromMilliseconds: 0,
    toMilliseconds: 2e12,
    figures: ["energy", "water", "output_tokens"],
  });
  if (totals.kind === "refused") return totals.reasons;
  const [group] = totals.groups;
  return {
    events: group?.events,
    ...Object.fromEntries((group?.figures ?? []).map(({ figure, mean }) => [figure, mean])),
  };
}

test("what was acknowledged is in the totals, before and after a restart", async () => {
  const ledger = await opened();
  const result = await ledger.append([usageEvent({ id: "a" }), { kind: "nonsense" }, usageEvent({ id: "b" })]);
  expect(result).toMatchObject({ ok: true, value: { accepted: 2, rejected: [{ index: 1 }] } });
  expect(await energyOf(ledger)).toEqual({ events: 2n, energy: 2000, water: 0, output_tokens: 60 });
  await ledger.append([usageEvent({ id: "a" }), usageEvent({ id: "c" })]);
  await ledger.close();
  const again = await opened();
  expect(await energyOf(again)).toEqual({ events: 3n, energy: 3000, water: 0, output_tokens: 90 });
  expect(await again.verify()).toEqual({ events: 3n, hours: 1, journal: "compared", differences: [] });
  await again.close();
  expect(notices).toEqual([]);
});

test("an engine file that is deleted or damaged is put aside, rebuilt from the journal, and said", async () => {
  const ledger = await opened();
  await ledger.append([usageEvent({ id: "a" }), usageEvent({ id: "b" })]);
  await energyOf(ledger);
  await ledger.close();
  rmSync(join(folder, "engine.duckdb"));
  const second = await opened();
  expect(await energyOf(second)).toMatchObject({ events: 2n });
  await second.close();
  expect(notices).toEqual([expect.stringContaining("The engine file")]);
  writeFileSync(join(folder, "engine.duckdb"), Buffer.alloc(40_000, 7));
  rmSync(join(folder, "engine.duckdb.closed"));
  const third = await opened();
  expect(await energyOf(third)).toMatchObject({ events: 2n });
  expect(await third.verify()).toMatchObject({ differences: [] });
  await third.close();
  expect(notices[1]).toContain("could not be opened");
  expect(readdirSync(folder).some((name) => name.startsWith("engine.duckdb.aside-"))).toBe(true);
});

test("a second process is refused and told who holds the ledger", async () => {
  const ledger = await opened();
  const second = await openLedger({ folder, threadFile });
  expect(second.ok ? "" : second.error.message).toContain(`open in process ${process.pid}`);
  await ledger.close();
  // A process that was killed holds nothing.
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", "console.log(process.pid)"]);
  writeFileSync(join(folder, "owner.json"), JSON.stringify({ pid: Number(stdout), started: "" }));
  const third = await opened();
  await third.close();
});

test("a clock that jumps does not change what counts once", async () => {
  let time = someTime;
  const ledger = await opened({ now: () => time, windowMilliseconds: 3_600_000 });
  await ledger.append([usageEvent({ id: "a" })]);
  time = someTime - 86_400_000;
  await ledger.append([usageEvent({ id: "a" })]);
  await ledger.close();
  const again = await opened({ now: () => time, windowMilliseconds: 3_600_000 });
  await again.append([usageEvent({ id: "a" }), usageEvent({ id: "b" })]);
  expect(await energyOf(again)).toMatchObject({ events: 2n });
  await again.close();
});

test("verify finds a sum that was changed behind its back", async () => {
  const ledger = await opened();
  await ledger.append([usageEvent({ id: "a" })]);
  await energyOf(ledger);
  await ledger.verify();
  await ledger.query("UPDATE hour_sums SET energy = energy + 1");
  const { differences } = await ledger.verify();
  expect(differences.join("\n")).toContain("energy 1000000000 and 1000000001");
  await ledger.rebuild();
  expect((await ledger.verify()).differences).toEqual([]);
  await ledger.close();
});

test("a journal that is compressed rebuilds the same", async () => {
  const ledger = await opened({ segmentBytes: 1000 });
  for (let index = 0; index < 20; index += 1) await ledger.append([usageEvent({ id: `e${index}` })]);
  expect(await ledger.compressJournal()).toBeGreaterThan(3);
  await ledger.rebuild();
  expect(await energyOf(ledger)).toMatchObject({ events: 20n });
  await ledger.close();
});

test("a backup that is made while the ledger is written gives the same totals elsewhere, and a damaged one is refused", async () => {
  const ledger = await opened({ segmentBytes: 2000 });
  for (let index = 0; index < 12; index += 1) await ledger.append([usageEvent({ id: `e${index}` })]);
  await ledger.compressJournal();
  await ledger.append([usageEvent({ id: "last" })]);
  const [manifest] = await Promise.all([
    ledger.backUp(join(folder, "backup")),
    ledger.append([usageEvent({ id: "meanwhile" })]),
  ]);
  expect(manifest.batches).toBeGreaterThanOrEqual(13);
  await ledger.close();
  const target = join(folder, "restored");
  expect(await restoreBackup(join(folder, "backup"), target)).toMatchObject({ ok: true });
  expect(await restoreBackup(join(folder, "backup"), target)).toMatchObject({
    ok: false,
    error: expect.stringContaining("already"),
  });
  const restored = await opened({ folder: target });
  expect(await energyOf(restored)).toMatchObject({ events: BigInt(manifest.batches) });
  await restored.close();
  const file = join(folder, "backup", manifest.files[0]?.name ?? "");
  writeFileSync(file, "damaged");
  expect(await restoreBackup(join(folder, "backup"), join(folder, "other"))).toMatchObject({
    ok: false,
    error: expect.stringContaining("is damaged"),
  });
  expect(await restoreBackup(folder, join(folder, "other"))).toMatchObject({
    ok: false,
    error: expect.stringContaining("is not a backup"),
  });
});

test("segments that a backup holds are expired; without them nothing is rebuilt or erased until they are put back", async () => {
  const ledger = await opened({ segmentBytes: 1000 });
  for (let index = 0; index < 12; index += 1) await ledger.append([usageEvent({ id: `e${index}` })]);
  const backup = join(folder, "backup");
  await ledger.backUp(backup);
  // Compressed since the backup: the batches are the same.
  await ledger.compressJournal();
  for (let index = 12; index < 15; index += 1) await ledger.append([usageEvent({ id: `e${index}` })]);
  const expired = await ledger.expireJournal(backup);
  expect(expired).toMatchObject({ ok: true });
  expect(readdirSync(join(folder, "journal")).length).toBeLessThan(6);
  expect(await energyOf(ledger)).toMatchObject({ events: 15n });
  expect(await ledger.verify()).toMatchObject({ events: 15n, journal: "expired in part", differences: [] });
  expect(await ledger.erase({ dimension: "project", value: "search", author: "a" })).toMatchObject({
    ok: false,
    error: { kind: "journal-expired" },
  });
  await ledger.close();
  // The engine has everything: the ledger opens as before, and knows its ids.
  const again = await opened({ segmentBytes: 1000 });
  await again.append([usageEvent({ id: "e0" })]);
  expect(await energyOf(again)).toMatchObject({ events: 15n });
  await again.close();
  rmSync(join(folder, "engine.duckdb"));
  const lost = await opened({ segmentBytes: 1000 });
  await expect(energyOf(lost)).rejects.toThrow("Put them back from a backup");
  await lost.close();
  expect(await restoreSegments(backup, folder)).toMatchObject({ ok: true });
  const whole = await opened({ segmentBytes: 1000 });
  expect(await energyOf(whole)).toMatchObject({ events: 15n });
  expect(await whole.verify()).toMatchObject({ journal: "compared", differences: [] });
  expect(await whole.expireJournal(folder)).toMatchObject({
    ok: false,
    error: expect.stringContaining("not a backup"),
  });
  await whole.close();
});

function owned(id: string, owner: string): UsageEvent {
  return usageEvent({ id, owner, tags: { person: owner } });
}

test("what is erased is in no file any more, and the audit entry does not name it", async () => {
  const ledger = await opened({ segmentBytes: 1000 });
  for (let index = 0; index < 6; index += 1)
    await ledger.append([owned(`e${index}`, index % 2 === 0 ? "jane-doe" : "other")]);
  await ledger.compressJournal();
  await ledger.append([owned("e6", "jane-doe"), owned("e7", "other")]);
  expect(await ledger.erase({ dimension: "owner", value: "jane-doe", author: "admin" })).toMatchObject({
    ok: true,
    value: { events: 4 },
  });
  expect(await energyOf(ledger)).toMatchObject({ events: 4n });
  expect(await ledger.verify()).toMatchObject({ differences: [] });
  await ledger.close();
  const journal = await openJournal({ folder: join(folder, "journal") });
  let text = "";
  for await (const { payload } of journal.read()) text += Buffer.from(payload).toString();
  await journal.close();
  expect(text).not.toContain("jane-doe");
  expect(text).toContain('"author":"admin","events":4');
  const engineFiles = readdirSync(folder).filter((name) => name.startsWith("engine"));
  expect(engineFiles.filter((name) => readFileSync(join(folder, name)).includes("jane-doe"))).toEqual([]);
});

test("an export has the events with texts and units, and nothing where nothing is known", async () => {
  const ledger = await opened();
  await ledger.append([
    usageEvent({ id: "a", team: "o'neil" }),
    usageEvent({ id: "b", figures: {}, timeMilliseconds: someTime + 1 }),
  ]);
  const period = { fromMilliseconds: 0, toMilliseconds: 2e12 };
  await ledger.exportEvents({ ...period, path: join(folder, "it's.jsonl"), format: "json-lines" });
  const lines = readFileSync(join(folder, "it's.jsonl"), "utf8").trim().split("\n");
  expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
    { id: "a", team: "o'neil", energy_uJ: 1_000_000_000, water_nl: null, output_tokens: 30 },
    { id: "b", energy_uJ: null },
  ]);
  await ledger.exportEvents({ ...period, path: join(folder, "e.csv"), format: "csv" });
  expect(readFileSync(join(folder, "e.csv"), "utf8")).toContain("energy_uJ");
  await ledger.exportEvents({ ...period, path: join(folder, "e.parquet"), format: "parquet" });
  const rows = await ledger.query(`SELECT sum("energy_uJ") AS energy FROM '${join(folder, "e.parquet")}'`);
  expect(rows).toEqual([{ energy: 1_000_000_000n }]);
  await ledger.close();
});

test("importing the ledger loads no engine", () => {
  for (const file of ["ledger/open-ledger.ts", "ledger/engine-host.ts", "thread/remote.ts", "thread/operations.ts"]) {
    const text = readFileSync(join(import.meta.dirname, "..", file), "utf8");
    expect(text).not.toMatch(/^import (?!type).*(?:duckdb\/node-api|clickhouse\/client)/mu);
  }
});
