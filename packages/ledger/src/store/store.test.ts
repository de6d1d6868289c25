import { equation, graphOf, input } from "@wattledger/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { testEngines } from "../../test/engines.ts";
import { batchOf, someTime, usageEvent } from "../../test/events.ts";
import { tablesOf } from "../../test/tables-of.ts";
import type { Engine } from "../engine/engine.ts";
import { restatementOf } from "../ledger/restatement.ts";
import type { LedgerDocument, UsageEvent } from "../model/records.ts";
import { totalsOf } from "../questions/totals.ts";
import { tablesOfVersion2 } from "../sql/former-tables.ts";
import { tables } from "../sql/tables.ts";
import { migrate, readMeta, tablesVersion, writeMeta } from "./migrate.ts";
import { refreshRollups } from "./rollups.ts";
import { Store } from "./store.ts";

function large(id: string): UsageEvent {
  return usageEvent({ id, figures: { energy: { mean: 9_200_000_000, low: 0, high: 9_200_000_000 } } });
}

function setting(value: number): LedgerDocument {
  return { kind: "setting", id: "pue", project: "p", timeMilliseconds: someTime, author: "o'neil", body: { value } };
}

for (const { name, skipped, open } of testEngines) {
  describe.skipIf(skipped !== undefined)(`store on ${name}${skipped === undefined ? "" : ` (${skipped})`}`, () => {
    // What rests on no difference of the engines is tested on the quick one.
    const everything = name === "DuckDB";
    let engine: Engine;
    let store: Store;
    beforeAll(async () => {
      engine = await open();
      await migrate(engine);
    });
    afterAll(async () => {
      await engine.close();
    });
    beforeEach(async () => {
      for (const table of tables) await engine.run(`TRUNCATE TABLE ${table.name}`);
      store = await Store.open(engine);
    });

    async function totals(table = "usage_events"): Promise<unknown> {
      const count = table === "usage_events" ? "count(*)" : "sum(CAST(events AS Int128))";
      const [row] = await engine.query(
        `SELECT CAST(${count} AS Int64) AS events, coalesce(sum(CAST(energy AS Int128)), CAST(0 AS Int128)) AS energy, coalesce(sum(CAST(output_tokens AS Int128)), CAST(0 AS Int128)) AS tokens FROM ${table}`,
      );
      return row;
    }

    test("events are stored as whole numbers, and a batch that comes again counts once", async () => {
      const batch = batchOf(0, [usageEvent({ id: "a" }), usageEvent({ id: "b", timeNanoseconds: 400 })]);
      expect(await store.takeIn([batch])).toMatchObject({ added: 2, repeated: 0 });
      expect(await totals()).toEqual({ events: 2n, energy: 2_000_000_000n, tokens: 60n });
      // The same batch, and then the same events in another batch.
      expect(await store.takeIn([batch])).toMatchObject({ batches: 0 });
      expect(await store.takeIn([batchOf(1, [usageEvent({ id: "a" }), usageEvent({ id: "c" })])])).toMatchObject({
        added: 1,
        repeated: 1,
      });
      expect(await totals()).toEqual({ events: 3n, energy: 3_000_000_000n, tokens: 90n });
      expect(store.offset).toBe(2);
    });

    test("the same id with another time and a tag more takes the place of the first, an hour later and after a restart", async () => {
      await store.takeIn([batchOf(0, [usageEvent({ id: "s1", timeNanoseconds: 123_456 })])]);
      store = await Store.open(engine);
      const again = usageEvent({ id: "s1", timeMilliseconds: someTime - 5_000_000, tags: { tenant: "x" } });
      expect(await store.takeIn([batchOf(1, [again], someTime + 86_400_000)])).toMatchObject({ added: 0, replaced: 1 });
      expect(await totals()).toEqual({ events: 1n, energy: 1_000_000_000n, tokens: 30n });
      const [row] = await engine.query("SELECT time_ns, tags FROM usage_events");
      expect(row?.["time_ns"]).toBe(0);
      expect(store.dictionary.valueOf(Number(row?.["tags"]))).toBe('{"tenant":"x"}');
      await refreshRollups(engine);
      expect(await totals("hour_sums")).toEqual({ events: 1n, energy: 1_000_000_000n, tokens: 30n });
    });

    test.skipIf(!everything)("the same id in two projects is two events", async () => {
      await store.takeIn([batchOf(0, [usageEvent({ id: "a" }), usageEvent({ id: "a", project: "other" })])]);
      expect(await totals()).toMatchObject({ events: 2n });
    });

    test.skipIf(!everything)("an id that comes again after the window counts again, as documented", async () => {
      store = await Store.open(engine, { windowMilliseconds: 1000 });
      await store.takeIn([batchOf(0, [usageEvent({ id: "a" })], someTime)]);
      await store.takeIn([batchOf(1, [usageEvent({ id: "a" })], someTime + 1000)]);
      expect(await totals()).toMatchObject({ events: 1n });
      await store.takeIn([batchOf(2, [usageEvent({ id: "a" })], someTime + 5000)]);
      expect(await totals()).toMatchObject({ events: 2n });
    });

    test("zero that was stated is known, and what was not stated is not", async () => {
      const zero = usageEvent({
        id: "z",
        activity: { kind: "llm-request", inputTokens: 0, outputTokens: 0 },
        figures: {},
      });
      await store.takeIn([batchOf(0, [zero])]);
      await refreshRollups(engine);
      const [row] = await engine.query(
        "SELECT input_tokens_known, cached_input_tokens_known, energy_known, water_known FROM day_sums",
      );
      expect(row).toEqual({ input_tokens_known: 1n, cached_input_tokens_known: 0n, energy_known: 0n, water_known: 0n });
    });

    test("whole numbers above 2^53 and sums above 2^63 are exact", async () => {
      await store.takeIn([
        batchOf(
          0,
          Array.from({ length: 1100 }, (_, index) => large(`e${index}`)),
        ),
      ]);
      expect(await totals()).toMatchObject({ energy: 1100n * 9_200_000_000_000_000n });
    });

    test("roll-ups are the sums of the events, for each step, and change with their hours alone", async () => {
      const events = Array.from({ length: 200 }, (_, index) =>
        usageEvent({ id: `e${index}`, timeMilliseconds: someTime + index * 977_123, project: `p${index % 3}` }),
      );
      await store.takeIn([batchOf(0, events)]);
      expect(await refreshRollups(engine)).toBeGreaterThan(50);
      for (const table of ["hour_sums", "day_sums"]) expect(await totals(table)).toEqual(await totals());
      await store.takeIn([batchOf(1, [usageEvent({ id: "late", timeMilliseconds: someTime + 10 })])]);
      expect(await refreshRollups(engine)).toBe(1);
      for (const table of ["hour_sums", "day_sums"]) expect(await totals(table)).toEqual(await totals());
    });

    test("retention removes events and keeps the sums of hours and days; what is older is counted, not stored", async () => {
      const day = 86_400_000;
      await store.takeIn([
        batchOf(0, [usageEvent({ id: "old" }), usageEvent({ id: "new", timeMilliseconds: someTime + 3 * day })]),
      ]);
      const before = someTime + day;
      const report = await store.takeIn([
        batchOf(1, [{ kind: "retention", beforeMilliseconds: before }, usageEvent({ id: "late" })]),
      ]);
      expect(report).toMatchObject({ added: 0, expired: 1 });
      expect(await totals()).toMatchObject({ events: 1n });
      await refreshRollups(engine);
      for (const table of ["hour_sums", "day_sums"]) expect(await totals(table)).toMatchObject({ events: 2n });
      expect((await Store.open(engine)).keptSince).toBe(Math.floor(before / day) * day);
    });

    test("a restatement computes figures again, keeps the former ones, and a rebuild repeats it", async () => {
      const day = Math.floor(someTime / 86_400_000) * 86_400_000;
      const graph = graphOf({
        inputs: { tokens: input("1", "output tokens"), each: input("1", "J per token") },
        equations: {
          energy: equation("1", "tokens × each"),
          least: equation("1", "energy ÷ 2"),
          most: equation("1", "energy × 2"),
        },
      });
      const restated = restatementOf({
        fromMilliseconds: day,
        toMilliseconds: day + 86_400_000,
        projects: ["search"],
        author: "jane",
        graph,
        results: { energy: { mean: "energy", low: "least", high: "most" } },
        inputs: { tokens: { kind: "figure", figure: "output_tokens" }, each: { kind: "factor", factor: "each" } },
        factors: {
          by: ["model"],
          rows: [
            { of: ["m"], values: { each: 5 } },
            { of: ["unheard of"], values: { each: 9 } },
          ],
        },
        method: { id: "new", version: "2" },
        factorSet: "2027",
        factorBasis: "life-cycle",
      });
      if (!restated.ok) throw new Error(restated.error);
      const { figures: _, ...rest } = usageEvent({ id: "unknown" });
      const batches = [
        batchOf(0, [
          usageEvent({ id: "a" }),
          usageEvent({ id: "other-model", activity: { kind: "llm-request", model: "x", outputTokens: 30 } }),
          usageEvent({ id: "other-project", project: "chat" }),
          usageEvent({ id: "next-day", timeMilliseconds: someTime + 86_400_000 }),
          { ...rest, figures: {} },
        ]),
        batchOf(1, [restated.value]),
        // The same event again; another that comes late, with the figures of its day.
        batchOf(2, [
          usageEvent({ id: "a" }),
          usageEvent({ id: "late", figures: { energy: { mean: 7, low: 7, high: 7 } } }),
        ]),
      ];
      await store.takeIn(batches.slice(0, 1));
      await refreshRollups(engine);
      await store.takeIn(batches.slice(1));
      const energies = async (upTo?: number): Promise<unknown> => {
        const query = {
          fromMilliseconds: 0,
          toMilliseconds: 2e12,
          figures: ["energy"],
          groupBy: ["method"],
          ...(upTo === undefined ? {} : { upToRestatement: upTo }),
        } as const;
        const answer = await totalsOf(tablesOf(engine, store), query);
        if (answer.kind === "refused") return answer.reasons;
        return answer.groups.map(({ group, events, figures: [figure] }) => [
          group.method,
          Number(events),
          figure?.mean,
          Number(figure?.unknownEvents),
        ]);
      };
      // a and unknown: 30 tokens × 5 J each. 1000 J of three that keep theirs, and 7 J.
      const after = [
        ["api-inference@1", 4, 3007, 0],
        ["new@2", 2, 300, 0],
      ];
      expect(await energies()).toEqual(after);
      expect(await energies(0)).toEqual([["api-inference@1", 5, 4000, 1]]);
      await refreshRollups(engine);
      expect(await energies()).toEqual(after);
      expect(await energies(0)).toEqual([["api-inference@1", 5, 4000, 1]]);
      for (const table of tables) await engine.run(`TRUNCATE TABLE ${table.name}`);
      store = await Store.open(engine);
      await store.takeIn(batches);
      expect(await energies()).toEqual(after);
      // A correction of the event takes the place of all its versions.
      await store.takeIn([batchOf(3, [usageEvent({ id: "a", figures: { energy: { mean: 1, low: 1, high: 1 } } })])]);
      expect(await energies()).toEqual([
        ["api-inference@1", 5, 3008, 0],
        ["new@2", 1, 150, 0],
      ]);
    });

    test.skipIf(!everything)(
      "readings of pools and documents are stored; the latest version of a document is the last",
      async () => {
        const reading = {
          kind: "pool-reading" as const,
          id: "r",
          project: "p",
          source: "dcgm",
          asset: "gpu-1",
          component: "gpu",
          fromMilliseconds: someTime,
          toMilliseconds: someTime + 60_000,
          energyJoules: 42_000,
          energyBasis: "measured" as const,
        };
        await store.takeIn([batchOf(0, [reading, reading, setting(1.2)]), batchOf(1, [reading, setting(1.1)])]);
        await store.takeIn([batchOf(2, [reading])]);
        expect(await engine.query("SELECT energy FROM pool_readings")).toEqual([{ energy: 42_000_000_000n }]);
        expect(await engine.query("SELECT body FROM documents ORDER BY version")).toEqual([
          { body: '{"value":1.2}' },
          { body: '{"value":1.1}' },
        ]);
      },
    );

    test("text of any kind comes back as it was", async () => {
      const model = 'o\'neil \\ "x" \u{1F600} {a:b} $1 \n;--';
      await store.takeIn([
        batchOf(0, [usageEvent({ id: "i'd\\", activity: { kind: "llm-request", model, outputTokens: 1 } })]),
      ]);
      const reopened = await Store.open(engine);
      expect(reopened.dictionary.find("model", model)).toBe(store.dictionary.find("model", model));
      await reopened.takeIn([batchOf(1, [usageEvent({ id: "i'd\\", tags: { a: "b" } })])]);
      expect(await totals()).toMatchObject({ events: 1n });
    });

    test.skipIf(!everything)(
      "a program from before the tables were changed refuses and names the version",
      async () => {
        await writeMeta(engine, "tables_version", tablesVersion + 1);
        await expect(Store.open(engine)).rejects.toThrow(`tables of version ${tablesVersion + 1}`);
      },
    );

    test("tables of every earlier version are brought to this one, with the sums of events that were removed", async () => {
      for (let version = 0; version < tablesVersion; version += 1) {
        await dropTables(engine);
        await migrate(engine, version);
        expect(await readMeta(engine, "tables_version")).toBe(version);
        if (version === 2) await formerSum(engine);
        store = await Store.open(engine);
        await store.takeIn([batchOf(0, [usageEvent({ id: "a" })])]);
        await refreshRollups(engine);
        const former = version === 2 ? 5n : 0n;
        for (const table of ["hour_sums", "day_sums"])
          expect(await totals(table)).toMatchObject({ events: 1n + former });
        expect(await totals()).toMatchObject({ events: 1n });
      }
    });

    test("a migration that is broken off after any of its steps is finished by the next start", async () => {
      for (let steps = 0; ; steps += 1) {
        await dropTables(engine);
        await migrate(engine, 2);
        await formerSum(engine);
        let left = steps;
        const broken: Engine = {
          ...engine,
          // Without transactions, what was done stays.
          ...(name === "DuckDB" ? {} : { atomically: (work) => work() }),
          run: async (sql, parameters) => {
            left -= 1;
            if (left < 0) throw new Error("killed");
            await engine.run(sql, parameters);
          },
        };
        const finished = await migrate(broken).then(
          () => true,
          () => false,
        );
        if (!finished) await migrate(engine);
        for (const table of ["hour_sums", "day_sums"]) expect(await totals(table)).toMatchObject({ events: 5n });
        expect(await readMeta(engine, "tables_version")).toBe(tablesVersion);
        // ClickHouse takes a second for each round: every third step.
        if (name !== "DuckDB") steps += 2;
        if (finished) return;
      }
    });
  });
}

/** A sum of version 2 whose five events were removed. */
async function formerSum(engine: Engine): Promise<void> {
  for (const table of ["rollup_hours", "rollup_days"]) {
    const columns = tablesOfVersion2.find((one) => one.name === table)?.columns ?? [];
    const cells = columns.map((column) => (column.name === "events" ? "5" : "0"));
    await engine.run(`INSERT INTO ${table} VALUES (${cells.join(", ")})`);
  }
}

async function dropTables(engine: Engine): Promise<void> {
  for (const { name } of [...tables, ...tablesOfVersion2]) await engine.run(`DROP TABLE IF EXISTS ${name}`);
}
