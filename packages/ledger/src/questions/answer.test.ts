import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { testEngines } from "../../test/engines.ts";
import { batchOf, someTime, usageEvent } from "../../test/events.ts";
import { tablesOf } from "../../test/tables-of.ts";
import type { Engine } from "../engine/engine.ts";
import type { LedgerDocument, PoolReading, UsageEvent } from "../model/records.ts";
import { tables } from "../sql/tables.ts";
import { migrate } from "../store/migrate.ts";
import { refreshRollups } from "../store/rollups.ts";
import { Store } from "../store/store.ts";
import { answerTo } from "./answer.ts";
import type { Question, QuestionName, Questions } from "./answer.ts";
import type { TotalGroup } from "./groups.ts";

const hour = 3_600_000;
const period = { fromMilliseconds: 0, toMilliseconds: 2e12 };

for (const { name, skipped, open } of testEngines) {
  describe.skipIf(skipped !== undefined)(`answers of ${name}${skipped === undefined ? "" : ` (${skipped})`}`, () => {
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
    function ask<Name extends QuestionName>(question: Question<Name>): Promise<Questions[Name]["answer"]> {
      return answerTo(tablesOf(engine, store), question);
    }

    async function totals(query: object): Promise<readonly string[]> {
      const answer = await ask({ question: "totals", query: { ...period, figures: ["energy"], ...query } });
      return answer.kind === "totals" ? summary(answer.groups) : answer.reasons;
    }
    async function draw(seed: number): Promise<readonly string[]> {
      const drawn = await ask({ question: "sample", query: { ...period, figure: "energy", count: 1, seed } });
      if (drawn.kind === "refused") throw new Error(drawn.reasons.join(" "));
      expect(drawn).toMatchObject({ outOf: 51n, sum: 100_000, seed });
      return drawn.events.map(({ id }) => id);
    }

    test("a series adds up the events of each step on the wall clock of Berlin, over the change to winter time", async () => {
      // 2026-10-23T00:30Z and every 50 minutes for five days; the clock is set back on 2026-10-25T01:00Z.
      const start = Date.UTC(2026, 9, 23, 0, 30);
      const events = Array.from({ length: 144 }, (_, index) =>
        usageEvent({ id: `e${index}`, timeMilliseconds: start + index * 50 * 60_000, project: `p${index % 3}` }),
      );
      await store.takeIn([batchOf(0, events)]);
      await refreshRollups(engine);
      // One hour is not in the roll-ups yet.
      await store.takeIn([
        batchOf(1, [usageEvent({ id: "late", timeMilliseconds: start + 70 * hour, project: "p1" })]),
      ]);
      const all = [...events, usageEvent({ id: "late", timeMilliseconds: start + 70 * hour, project: "p1" })];
      const zone = [
        { fromMilliseconds: Date.UTC(2026, 2, 29, 1), offsetMilliseconds: 2 * hour },
        { fromMilliseconds: Date.UTC(2026, 9, 25, 1), offsetMilliseconds: hour },
      ];
      const wall = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin", dateStyle: "short" });
      const expected = new Map<string, number>();
      for (const { timeMilliseconds, project } of all) {
        const key = `${wall.format(timeMilliseconds)} ${project}`;
        expected.set(key, (expected.get(key) ?? 0) + 1);
      }
      const series = await ask({
        question: "series",
        query: {
          fromMilliseconds: start - 3 * hour,
          toMilliseconds: start + 130 * hour,
          figures: ["energy"],
          groupBy: ["project"],
          step: "day",
          zone,
        },
      });
      const buckets = series.kind === "series" ? series.buckets : [];
      const found = new Map(
        buckets.flatMap(({ fromMilliseconds, groups }) =>
          groups.map(({ group, events: count }) => [
            `${wall.format(fromMilliseconds)} ${group.project}`,
            Number(count),
          ]),
        ),
      );
      expect(found).toEqual(expected);
      expect(buckets.map(({ isWhole }) => isWhole)).toEqual([false, true, true, true, true, true, false]);
      const lengths = buckets.map((bucket) => (bucket.toMilliseconds - bucket.fromMilliseconds) / hour);
      expect(lengths.slice(1, -1)).toEqual([24, 24, 25, 24, 24]);
    });

    test("the largest groups come first, and everything else is one group", async () => {
      const events = ["a", "b", "c", "d"].flatMap((project, index) =>
        Array.from({ length: index + 1 }, (_, place) => usageEvent({ id: `${project}${place}`, project })),
      );
      await store.takeIn([batchOf(0, events)]);
      const query = {
        ...period,
        figures: ["energy"],
        groupBy: ["project"],
        top: { figure: "energy", count: 2 },
      } as const;
      const largest = await ask({ question: "totals", query });
      expect(summary(largest.kind === "totals" ? largest.groups : [])).toEqual(["d 4", "c 3", "other 3"]);
      const series = await ask({ question: "series", query: { ...query, step: "month", ...aMonth } });
      const [bucket] = series.kind === "series" ? series.buckets : [];
      expect(summary(bucket?.groups ?? []).toSorted()).toEqual(["c 3", "d 4", "other 3"]);
      expect(await ask({ question: "totals", query: { ...query, groupBy: ["project", "model"] } })).toMatchObject({
        kind: "refused",
      });
    });

    test("tags and dimensions filter in and out, and group", async () => {
      await store.takeIn([
        batchOf(0, [
          tagged("1", { team: "x", kind: "a" }),
          tagged("2", { team: "x" }),
          tagged("3", { team: "y" }, { region: "eu" }),
          usageEvent({ id: "4", region: "eu" }),
        ]),
      ]);
      expect((await totals({ groupByTags: ["team"] })).toSorted()).toEqual([" 1", "x 2", "y 1"]);
      expect(await totals({ tags: { team: ["x", ""] } })).toEqual([" 3"]);
      expect(await totals({ excludedTags: { kind: ["a"] } })).toEqual([" 3"]);
      expect(await totals({ excludedTags: { kind: [""] } })).toEqual([" 1"]);
      expect(await totals({ tags: { team: ["nobody"] } })).toEqual([]);
      expect(await totals({ excludes: { region: ["eu"] } })).toEqual([" 2"]);
      expect(await totals({ filters: { region: ["eu", "us"] }, excludes: { region: ["unheard of"] } })).toEqual([" 2"]);
    });

    test("every sum says how its energy is known", async () => {
      const { energyBasis: _, ...unstated } = usageEvent({ id: "5" });
      await store.takeIn([
        batchOf(0, [
          usageEvent({ id: "1", energyBasis: "measured" }),
          usageEvent({ id: "2", energyBasis: "measured" }),
          usageEvent({ id: "3", energyBasis: "estimated" }),
          { ...unstated, id: "4", figures: {} },
        ]),
      ]);
      const answer = await ask({ question: "totals", query: { ...period, figures: ["requests"] } });
      const none = { events: 0n, unknownEvents: 0n, energyJoules: 0 };
      expect(answer).toMatchObject({
        groups: [
          {
            energyByBasis: {
              measured: { events: 2n, unknownEvents: 0n, energyJoules: 2000 },
              modelled: none,
              estimated: { events: 1n, unknownEvents: 0n, energyJoules: 1000 },
              unknown: { events: 1n, unknownEvents: 1n, energyJoules: 0 },
            },
          },
        ],
      });
    });

    test("pages of events hold each event once, the latest first", async () => {
      const events = Array.from({ length: 23 }, (_, index) =>
        usageEvent({ id: `e${index}`, timeMilliseconds: someTime + Math.floor(index / 5), timeNanoseconds: index % 2 }),
      );
      await store.takeIn([batchOf(0, events)]);
      const seen: { id: string; at: number }[] = [];
      let after: string | undefined;
      do {
        const query = { ...period, count: 4, ...(after === undefined ? {} : { after }) };
        const page = await ask({ question: "events", query });
        if (page.kind === "refused") throw new Error(page.reasons.join(" "));
        seen.push(...page.events.map((one) => ({ id: one.id, at: one.timeMilliseconds + one.timeNanoseconds / 1e6 })));
        after = page.next;
        if (seen.length === 8)
          await store.takeIn([batchOf(1, [usageEvent({ id: "new", timeMilliseconds: someTime + hour })])]);
      } while (after !== undefined);
      expect(seen.map(({ id }) => id).toSorted()).toEqual(events.map(({ id }) => id).toSorted());
      expect(seen.map(({ at }) => at)).toEqual(seen.map(({ at }) => at).toSorted((a, b) => b - a));
      expect(await ask({ question: "events", query: { ...period, count: 4, after: "rubbish" } })).toMatchObject({
        kind: "refused",
      });
      expect(await ask({ question: "events", query: { ...period, count: 1 } })).toMatchObject({
        events: [
          {
            id: "new",
            dimensions: { project: "search", model: "m" },
            figures: { energy: { unit: "J", mean: 1000, low: 500, high: 2000 } },
          },
        ],
      });
    });

    test("sample events are drawn by their weight, and a seed draws the same again", async () => {
      const heavy = usageEvent({ id: "heavy", figures: { energy: { mean: 50_000, low: 1, high: 90_000 } } });
      const light = Array.from({ length: 50 }, (_, index) => usageEvent({ id: `light${index}` }));
      await store.takeIn([batchOf(0, [heavy, ...light])]);
      const draws: (readonly string[])[] = [];
      const seeds = name === "DuckDB" ? 200 : 20;
      for (let seed = 0; seed < seeds; seed += 1) draws.push(await draw(seed));
      expect(await draw(7)).toEqual(draws[7]);
      // The heavy event is half of the sum: 100 of 200 draws, give or take four standard deviations.
      const share = draws.filter(([id]) => id === "heavy").length / seeds;
      expect(Math.abs(share - 0.5)).toBeLessThan((4 * 0.5) / Math.sqrt(seeds));
    });

    test("an error that both periods share counts once in their difference", async () => {
      const event = (id: string, at: number, factorSet: string, mean: number): UsageEvent =>
        usageEvent({
          id,
          factorSet,
          timeMilliseconds: someTime + at * hour,
          figures: { energy: { mean, low: mean * 0.8, high: mean * 1.2 } },
        });
      await store.takeIn([
        batchOf(0, [event("1", 0, "x", 100), event("2", 1, "x", 110), event("3", 0, "y", 50), event("4", 1, "y", 10)]),
      ]);
      const change = await ask({
        question: "change",
        query: {
          before: { fromMilliseconds: someTime, toMilliseconds: someTime + hour },
          after: { fromMilliseconds: someTime + hour, toMilliseconds: someTime + 2 * hour },
          figures: ["energy"],
        },
      });
      // x: 20 % of 10; y: 20 % of 40.
      const [figure] = change.kind === "change" ? (change.groups[0]?.figures ?? []) : [];
      expect(figure).toMatchObject({ before: 150, after: 120, difference: -30 });
      expect(figure?.low).toBeCloseTo(-30 - Math.hypot(2, 8), 9);
      expect(figure?.high).toBeCloseTo(-30 + Math.hypot(2, 8), 9);
    });

    test("a distribution counts every event once", async () => {
      const energies = [0, 1, 1, 2, 1000, 1_000_000];
      await store.takeIn([
        batchOf(0, [
          ...energies.map((mean, index) =>
            usageEvent({ id: `e${index}`, figures: { energy: { mean, low: mean, high: mean } } }),
          ),
          usageEvent({ id: "none", figures: {} }),
        ]),
      ]);
      const answer = await ask({
        question: "distribution",
        query: { ...period, figure: "energy", binsPerDoubling: 1, probabilities: [0.5] },
      });
      expect(answer).toMatchObject({ unit: "J", zeroEvents: 1n, negativeEvents: 0n, unknownEvents: 1n });
      if (answer.kind === "refused") throw new Error(answer.reasons.join(" "));
      expect(answer.bins.reduce((sum, { events }) => sum + events, 0n)).toBe(5n);
      for (const energy of energies.slice(1)) {
        expect(answer.bins.some(({ low, high }) => low <= energy && energy < high)).toBe(true);
      }
      expect(Math.abs((answer.quantiles?.[0] ?? 0) / 2 - 1)).toBeLessThan(0.023);
    });

    test("the latest version of a document wins, and all versions are kept", async () => {
      await store.takeIn([
        batchOf(0, [setting("a", 1), setting("b", 1), setting("a", 2)]),
        batchOf(1, [setting("a", 3, "other")]),
      ]);
      const latest = await ask({ question: "documents", query: { documentKind: "setting", count: 10 } });
      expect(latest.map(({ project, id, body }) => [project, id, body])).toEqual([
        ["other", "a", { value: 3 }],
        ["search", "a", { value: 2 }],
        ["search", "b", { value: 1 }],
      ]);
      const [, second] = latest;
      expect(
        await ask({
          question: "documents",
          query: {
            documentKind: "setting",
            count: 10,
            projects: ["search"],
            ids: ["b", "it's"],
            before: second?.version ?? 0n,
          },
        }),
      ).toMatchObject([{ id: "b" }]);
      const versions = await ask({
        question: "versions",
        query: { documentKind: "setting", project: "search", id: "a" },
      });
      expect(versions.map(({ body, author }) => [body, author])).toEqual([
        [{ value: 2 }, "jane"],
        [{ value: 1 }, "jane"],
      ]);
    });

    test("readings of pools are shared by time where they lie across an edge", async () => {
      await store.takeIn([
        batchOf(0, [
          reading("1", 0, 60_000, 100),
          reading("2", 60_000, 120_000, 50),
          reading("3", hour - 60_000, hour + 180_000, 400),
        ]),
      ]);
      const answer = await ask({
        question: "poolSeries",
        query: { fromMilliseconds: someTime, toMilliseconds: someTime + 2 * hour, step: "hour", assets: ["gpu-1"] },
      });
      const pools = answer.kind === "series" ? answer.buckets.map((bucket) => bucket.pools) : [];
      expect(pools).toMatchObject([
        [
          {
            asset: "gpu-1",
            component: "gpu",
            energyBasis: "measured",
            energyJoules: 250,
            coveredMilliseconds: 180_000,
          },
        ],
        [{ energyJoules: 300, coveredMilliseconds: 180_000 }],
      ]);
    });

    test("what was removed is said, and sums of whole hours stay", async () => {
      const day = Math.floor(someTime / 86_400_000) * 86_400_000;
      await store.takeIn([
        batchOf(0, [usageEvent({ id: "old" }), usageEvent({ id: "new", timeMilliseconds: someTime + 24 * hour })]),
      ]);
      await store.takeIn([batchOf(1, [{ kind: "retention", beforeMilliseconds: day + 24 * hour }])]);
      const whole = { fromMilliseconds: day, toMilliseconds: day + 48 * hour, figures: ["energy"] } as const;
      expect(await ask({ question: "totals", query: whole })).toMatchObject({ groups: [{ events: 2n }] });
      for (const query of [
        { ...whole, groupBy: ["run"] as const },
        { ...whole, toMilliseconds: someTime + 1 },
        { ...whole, tags: { team: [""] } },
      ]) {
        expect(await ask({ question: "totals", query })).toMatchObject({
          kind: "refused",
          reasons: [expect.stringContaining("Events before 2026-06-02T00:00:00.000Z were removed")],
        });
      }
    });

    test("totals of random events are the sums of TypeScript", { timeout: 60_000 }, async () => {
      const event = fc.record({
        minutes: fc.integer({ min: 0, max: 5000 }),
        project: fc.constantFrom("a", "b"),
        factorSet: fc.constantFrom("1", "2"),
        energy: fc.option(fc.integer({ min: 0, max: 1000 }), { nil: undefined }),
      });
      let sequence = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(event, { maxLength: 30 }),
          fc.integer({ min: 0, max: 4000 }),
          fc.boolean(),
          async (given, from, refresh) => {
            const project = `run${(sequence += 1)}`;
            const events = given.map(({ minutes, project: team, factorSet, energy }, index) =>
              usageEvent({
                id: `${index}`,
                project,
                team,
                factorSet,
                timeMilliseconds: someTime + minutes * 60_000,
                figures: energy === undefined ? {} : { energy: { mean: energy, low: energy / 2, high: energy * 2 } },
              }),
            );
            await store.takeIn([batchOf(store.offset, events)]);
            if (refresh) await refreshRollups(engine);
            const query = {
              fromMilliseconds: someTime + from * 60_000,
              toMilliseconds: someTime + 5000 * 60_000,
              figures: ["energy"],
              filters: { project: [project] },
              groupBy: ["team"],
            } as const;
            const answer = await ask({ question: "totals", query });
            const found = answer.kind === "totals" ? answer.groups : [];
            for (const team of ["a", "b"]) {
              const own = given.filter((one) => one.project === team && one.minutes >= from && one.minutes < 5000);
              const group = found.find((one) => one.group.team === team);
              expect(Number(group?.events ?? 0n)).toBe(own.length);
              if (group === undefined) continue;
              const sum = own.reduce((all, { energy = 0 }) => all + energy, 0);
              const parts = ["1", "2"].map((set) =>
                own.filter(({ factorSet }) => factorSet === set).reduce((all, { energy = 0 }) => all + energy, 0),
              );
              const [figure] = group.figures;
              expect(figure?.whole).toBe(BigInt(sum) * 1_000_000n);
              expect(figure?.high).toBeCloseTo(sum + Math.hypot(...parts), 6);
              expect(figure?.low).toBeCloseTo(sum - Math.hypot(...parts) / 2, 6);
              expect(Number(figure?.unknownEvents)).toBe(own.filter(({ energy }) => energy === undefined).length);
            }
          },
        ),
        { numRuns: name === "DuckDB" ? 40 : 4, seed: 11 },
      );
    });
  });
}

const aMonth = { fromMilliseconds: Date.UTC(2026, 5), toMilliseconds: Date.UTC(2026, 6) };

function summary(groups: readonly TotalGroup[]): readonly string[] {
  return groups.map(({ group, tags, isOther, events }) => {
    const names = isOther ? ["other"] : [...Object.values(group), ...Object.values(tags)];
    return `${names.join(" ")} ${events}`;
  });
}

function tagged(id: string, tags: Record<string, string>, changes: Partial<UsageEvent> = {}): UsageEvent {
  return usageEvent({ id, tags, ...changes });
}

function setting(id: string, value: number, project = "search"): LedgerDocument {
  return { kind: "setting", id, project, timeMilliseconds: someTime, author: "jane", body: { value } };
}

function reading(id: string, from: number, to: number, energyJoules: number): PoolReading {
  return {
    kind: "pool-reading",
    id,
    project: "search",
    source: "dcgm",
    asset: "gpu-1",
    component: "gpu",
    fromMilliseconds: someTime + from,
    toMilliseconds: someTime + to,
    energyJoules,
    energyBasis: "measured",
  };
}
