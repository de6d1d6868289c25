import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { testEngines } from "../../test/engines.ts";
import { batchOf, someTime, usageEvent } from "../../test/events.ts";
import { tablesOf } from "../../test/tables-of.ts";
import type { Engine } from "../engine/engine.ts";
import { tables } from "../sql/tables.ts";
import { migrate } from "../store/migrate.ts";
import { refreshRollups } from "../store/rollups.ts";
import { Store } from "../store/store.ts";
import { quantilesOf } from "./quantiles.ts";
import { totalsOf } from "./totals.ts";
import type { TotalsQuery } from "./totals.ts";

const hour = 3_600_000;
const all = {
  fromMilliseconds: 0,
  toMilliseconds: 2e12,
  figures: ["energy", "gwp_location"],
} as const satisfies TotalsQuery;

for (const { name, skipped, open } of testEngines) {
  describe.skipIf(skipped !== undefined)(`totals on ${name}${skipped === undefined ? "" : ` (${skipped})`}`, () => {
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

    test("totals are the same from events, from roll-ups, and from both", async () => {
      const events = Array.from({ length: 60 }, (_, index) =>
        usageEvent({
          id: `e${index}`,
          timeMilliseconds: someTime + index * 600_000,
          project: `p${index % 2}`,
          source: "api",
        }),
      );
      const query: TotalsQuery = {
        fromMilliseconds: someTime + 1_000_000,
        toMilliseconds: someTime + 30_000_000,
        figures: ["energy", "water", "requests"],
        groupBy: ["project"],
        filters: { model: ["m"] },
      };
      await store.takeIn([batchOf(0, events)]);
      const before = await totalsOf(tablesOf(engine, store), query);
      await refreshRollups(engine);
      expect(await totalsOf(tablesOf(engine, store), query)).toEqual(before);
      const [first] = before.kind === "totals" ? before.groups : [];
      const inside = events.filter(
        ({ timeMilliseconds: at, project }) =>
          project === first?.group.project && at >= query.fromMilliseconds && at < query.toMilliseconds,
      );
      expect(first?.events).toBe(BigInt(inside.length));
      expect(first?.figures).toMatchObject([
        { mean: inside.length * 1000, unknownEvents: 0n },
        { mean: 0, unknownEvents: BigInt(inside.length) },
        { mean: inside.length, unknownEvents: 0n },
      ]);
      await store.takeIn([
        batchOf(1, [usageEvent({ id: "late", project: "p0", timeMilliseconds: someTime + 2 * hour })]),
      ]);
      const after = await totalsOf(tablesOf(engine, store), query);
      await refreshRollups(engine);
      expect(await totalsOf(tablesOf(engine, store), query)).toEqual(after);
      expect(after).not.toEqual(before);
      expect(await totalsOf(tablesOf(engine, store), { ...query, filters: { model: ["unheard of"] } })).toEqual({
        kind: "totals",
        groups: [],
      });
    });

    test.skipIf(!everything)(
      "errors of one method and factor set add, errors of different ones add in quadrature",
      async () => {
        await store.takeIn([
          batchOf(0, [usageEvent({ id: "a" }), usageEvent({ id: "b" }), usageEvent({ id: "c", factorSet: "other" })]),
        ]);
        const totals = await totalsOf(tablesOf(engine, store), { ...all, figures: ["energy"] });
        const [figure] = totals.kind === "totals" ? (totals.groups[0]?.figures ?? []) : [];
        // Of one set: 2 × 500 below and 2 × 1000 above; of the other: 500 and 1000.
        expect(figure).toMatchObject({
          mean: 3000,
          low: 3000 - Math.hypot(1000, 500),
          high: 3000 + Math.hypot(2000, 1000),
        });
      },
    );

    test.skipIf(!everything)("factors of different bases are not added, and the remedy is said", async () => {
      await store.takeIn([batchOf(0, [usageEvent({ id: "a" }), usageEvent({ id: "b", factorBasis: "direct" })])]);
      expect(await totalsOf(tablesOf(engine, store), all)).toEqual({
        kind: "refused",
        reasons: [
          "The figures rest on factors of different bases (direct, life-cycle). Filter or group by factor_basis.",
        ],
      });
      expect(await totalsOf(tablesOf(engine, store), { ...all, groupBy: ["factor_basis"] })).toMatchObject({
        kind: "totals",
      });
      expect(await totalsOf(tablesOf(engine, store), { ...all, figures: ["energy"] })).toMatchObject({
        kind: "totals",
      });
      const costs = ["EUR", "USD"].map((currency) => usageEvent({ id: currency, currency, figures: { cost: 1 } }));
      await store.takeIn([batchOf(1, costs)]);
      expect(await totalsOf(tablesOf(engine, store), { ...all, figures: ["cost"] })).toMatchObject({
        kind: "refused",
        reasons: [expect.stringContaining("EUR, USD")],
      });
    });

    test("what covers the same asset twice is not added: an inventory and its shares, or two inventories", async () => {
      const covers = { asset: "gpu-1", stage: "use" } as const;
      const run = (
        id: string,
        start: number,
        nature: "inventory" | "attributed",
        stage: "use" | "manufacturing" = "use",
      ) =>
        usageEvent({
          id,
          nature,
          covers: { ...covers, stage },
          timeMilliseconds: someTime + start,
          activity: { kind: "compute-run", durationSeconds: 60 },
        });
      await store.takeIn([batchOf(0, [run("share-1", 0, "attributed"), run("share-2", 10_000, "attributed")])]);
      expect(await totalsOf(tablesOf(engine, store), all)).toMatchObject({ kind: "totals" });
      await store.takeIn([
        batchOf(1, [run("pool", 30_000, "inventory"), run("embodied", 0, "inventory", "manufacturing")]),
      ]);
      expect(await totalsOf(tablesOf(engine, store), all)).toMatchObject({
        kind: "refused",
        reasons: [expect.stringContaining('The asset "gpu-1" is covered twice (an inventory and shares of it)')],
      });
      expect(await totalsOf(tablesOf(engine, store), { ...all, filters: { nature: ["inventory"] } })).toMatchObject({
        kind: "totals",
      });
      await store.takeIn([batchOf(2, [run("pool-2", 60_000, "inventory")])]);
      expect(await totalsOf(tablesOf(engine, store), { ...all, filters: { nature: ["inventory"] } })).toMatchObject({
        reasons: [expect.stringContaining("two inventories")],
      });
    });
  });
}

test("histograms of two parts give the quantiles of the whole", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 1, max: 1e12, noNaN: true }), { minLength: 1, maxLength: 40 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (values, probability) => {
        const counts = new Map<number, number>();
        for (const value of values) {
          const bucket = Math.floor(Math.log2(value) * 16);
          counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
        }
        const buckets = [...counts]
          .map(([bucket, count]) => ({ bucket, count }))
          .toSorted((a, b) => a.bucket - b.bucket);
        const exact = values.toSorted((a, b) => a - b)[Math.max(1, Math.ceil(probability * values.length)) - 1] ?? 0;
        const [found = 0] = quantilesOf(buckets, [probability]) ?? [];
        expect(Math.abs(found / exact - 1)).toBeLessThan(0.023);
      },
    ),
  );
  expect(quantilesOf([], [0.5])).toBeUndefined();
});
