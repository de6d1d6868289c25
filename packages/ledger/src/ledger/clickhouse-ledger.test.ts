import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clickHouseTests } from "../../test/engines.ts";
import { someTime, usageEvent } from "../../test/events.ts";
import { buildThread, threadFile } from "../../test/thread-file.ts";
import { openLedger } from "./open-ledger.ts";
import type { Ledger } from "./open-ledger.ts";

const { skipped, start } = clickHouseTests;

describe.skipIf(skipped !== undefined)(`a ledger on ClickHouse${skipped === undefined ? "" : ` (${skipped})`}`, () => {
  let folder = "";
  let server: { readonly url: string; readonly stop: () => Promise<void> };
  let ledger: Ledger;
  beforeAll(async () => {
    buildThread();
    folder = mkdtempSync(join(tmpdir(), "wattledger-clickhouse-"));
    server = await start();
    const opened = await openLedger({ folder, threadFile, engine: { kind: "clickhouse", url: server.url } });
    if (!opened.ok) throw new Error(opened.error.message);
    ledger = opened.value;
  });
  afterAll(async () => {
    await ledger.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function count(): Promise<bigint | undefined> {
    const totals = await ledger.totals({ fromMilliseconds: 0, toMilliseconds: 2e12, figures: ["energy"] });
    return totals.kind === "totals" ? totals.groups[0]?.events : undefined;
  }

  test("it is exported, rebuilt and erased", { timeout: 120_000 }, async () => {
    await ledger.append([
      usageEvent({ id: "a", team: "o'neil", owner: "jane-doe" }),
      usageEvent({ id: "b", figures: {}, timeMilliseconds: someTime + 1 }),
      usageEvent({ id: "c", timeMilliseconds: someTime + 2 }),
    ]);
    expect(await count()).toBe(3n);
    const period = { fromMilliseconds: 0, toMilliseconds: 2e12 };
    await ledger.exportEvents({ ...period, path: join(folder, "e.jsonl"), format: "json-lines" });
    const lines = readFileSync(join(folder, "e.jsonl"), "utf8").trim().split("\n");
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { id: "a", team: "o'neil", energy_uJ: 1_000_000_000, water_nl: null, output_tokens: 30 },
      { id: "b", team: null, energy_uJ: null },
      { id: "c" },
    ]);
    await ledger.exportEvents({ ...period, path: join(folder, "e.csv"), format: "csv" });
    expect(readFileSync(join(folder, "e.csv"), "utf8").split("\n")[0]).toContain('"energy_uJ"');
    await ledger.exportEvents({ ...period, path: join(folder, "e.parquet"), format: "parquet" });
    expect(readFileSync(join(folder, "e.parquet")).subarray(0, 4).toString()).toBe("PAR1");
    expect((await ledger.verify()).differences).toEqual([]);
    await ledger.rebuild();
    expect(await count()).toBe(3n);
    expect(await ledger.erase({ dimension: "owner", value: "jane-doe", author: "admin" })).toMatchObject({
      ok: true,
      value: { events: 1 },
    });
    expect(await count()).toBe(2n);
    expect(await ledger.query("SELECT number FROM dictionary WHERE value = 'jane-doe'")).toEqual([]);
  });
});
