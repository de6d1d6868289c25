import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { recordOf } from "@wattledger/core/schemas";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import { testServer } from "../../test/running.ts";
import type { TestServer } from "../../test/running.ts";

// One sum on all roads: the events are stated in whole millijoules, so that each expected sum is exact and comes from the test alone.

const day = 86_400_000;
const start = Date.parse("2026-06-01T00:00Z");

interface Made {
  readonly id: string;
  readonly time: number;
  readonly project: string;
  readonly model: string | null;
  readonly team: string | null;
  readonly stage: string | null;
  /** Null: the event does not state its energy. */
  readonly millijoules: number | null;
}

const made = fc.record<Made>({
  id: fc.nat({ max: 25 }).map((number) => `e${number}`),
  time: fc.nat({ max: 3 * day - 1 }).map((offset) => start + offset),
  project: fc.constantFrom("a", "b"),
  model: fc.constantFrom("x", "y", null),
  team: fc.constantFrom("search", "ads", null),
  stage: fc.constantFrom("inference", "evaluation", null),
  millijoules: fc.option(fc.nat({ max: 1_000_000 }), { nil: null }),
});

const asked = fc.record({
  groupBy: fc.uniqueArray(fc.constantFrom("project", "model", "workload_stage", "tag.team", "owner", "method"), {
    maxLength: 3,
  }),
  filter: fc.constantFrom("", "model=x", "not.model=x", "tag.team=ads", "not.tag.team=ads", "project=a", "model=none"),
  step: fc.constantFrom("hour", "day", "week", "month"),
  timeZone: fc.constantFrom("UTC", "Europe/Berlin", "Asia/Kathmandu"),
  from: fc.nat({ max: 2 * day }),
  length: fc.integer({ min: 1, max: 3 * day }),
});

type Asked = typeof asked extends fc.Arbitrary<infer One> ? One : never;

function eventOf({ id, time, project, model, team, stage, millijoules }: Made): object {
  const joules = (millijoules ?? 0) / 1000;
  return {
    id,
    project,
    timeMilliseconds: time,
    activity: { kind: "llm-request", ...(model === null ? {} : { model }) },
    ...(stage === null ? {} : { workloadStage: stage }),
    ...(team === null ? {} : { tags: { team } }),
    figures: millijoules === null ? { cost: 1 } : { energy: { mean: joules, low: 0.5 * joules, high: 2 * joules } },
  };
}

const figure = z.looseObject({ mean: z.number().nullable(), unknownEvents: z.number() });
const groups = z.array(z.looseObject({ events: z.number(), figures: recordOf(figure) }));
const totals = z.looseObject({ groups });
const series = z.looseObject({ buckets: z.array(z.looseObject({ groups })) });
const list = z.looseObject({
  events: z.array(z.looseObject({ figures: recordOf(z.looseObject({ mean: z.number() })) })),
  next: z.string().nullable(),
});
const explained = z.looseObject({ total: z.looseObject({ mean: z.number() }).nullable(), events: z.number() });

/** Events, those without an energy, and millijoules. */
type Sum = readonly [events: number, unknown: number, millijoules: number];

function sumOf(all: z.output<typeof groups>): Sum {
  return all.reduce<Sum>(
    ([events, unknown, sum], group) => {
      const energy = group.figures["energy"];
      return [
        events + group.events,
        unknown + (energy?.unknownEvents ?? Number.NaN),
        sum + Math.round((energy?.mean ?? 0) * 1000),
      ];
    },
    [0, 0, 0],
  );
}

async function get(server: TestServer, path: string): Promise<unknown> {
  const { status, body } = await server.ask(`/api/v1/${path}`);
  expect([path, status, status === 200 ? "" : body]).toEqual([path, 200, ""]);
  return body;
}

function passes({ filter, from, length }: Asked, { time, model, team, project }: Made): boolean {
  if (time < start + from || time >= start + from + length) return false;
  switch (filter) {
    case "model=x":
      return model === "x";
    case "not.model=x":
      return model !== "x";
    case "tag.team=ads":
      return team === "ads";
    case "not.tag.team=ads":
      return team !== "ads";
    case "project=a":
      return project === "a";
    case "model=none":
      return false;
    case "":
      return true;
  }
}

async function everyRoad(server: TestServer, one: Asked): Promise<Readonly<Record<string, Sum>>> {
  const { groupBy, filter, step, timeZone, from, length } = one;
  const query = `from=${start + from}&to=${start + from + length}&${filter}`;
  const by = `&groupBy=${groupBy.join(",")}&figures=energy`;
  const total = totals.parse(await get(server, `totals?${query}&figures=energy`));
  const grouped = totals.parse(await get(server, `totals?${query}${by}`));
  const top = totals.parse(await get(server, `totals?${query}&figures=energy&groupBy=model&top=1`));
  const steps = series.parse(await get(server, `series?${query}${by}&step=${step}&timeZone=${timeZone}`));
  const page: z.output<typeof list>["events"][number][] = [];
  for (let after: string | null | undefined; after !== null;) {
    const cursor = after === undefined ? "" : `&after=${after}`;
    const { events, next }: z.output<typeof list> = list.parse(await get(server, `events?${query}&count=7${cursor}`));
    page.push(...events);
    after = next;
  }
  const explanation = explained.parse(await get(server, `explain?${query}&figure=energy&samples=0`));
  const energies = page.flatMap(({ figures }) => figures["energy"]?.mean ?? []);
  return {
    total: sumOf(total.groups),
    groups: sumOf(grouped.groups),
    "top and others": sumOf(top.groups),
    steps: sumOf(steps.buckets.flatMap((bucket) => bucket.groups)),
    list: [
      page.length,
      page.length - energies.length,
      energies.reduce((sum, joules) => sum + Math.round(joules * 1000), 0),
    ],
    explanation: [explanation.events, sumOf(total.groups)[1], Math.round((explanation.total?.mean ?? 0) * 1000)],
  };
}

test("one sum on all roads: total, groups, top, steps, list and explanation; with duplicates, late events and restarts", async () => {
  const folder = mkdtempSync(join(tmpdir(), "wattledger-one-sum-"));
  let server = await testServer({ folder });
  const latest = new Map<string, Made>();
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.array(made, { minLength: 1, maxLength: 30 }),
        fc.array(asked, { minLength: 1, maxLength: 3 }),
        fc.nat({ max: 4 }),
        async (events, questions, dice) => {
          // The latest arrival of an id in a project counts.
          for (const event of events) latest.set(`${event.project} ${event.id}`, event);
          await server.post("/api/v1/events", events.map(eventOf));
          if (dice === 0) await server.post("/api/v1/events", [...latest.values()].map(eventOf));
          if (dice === 1) {
            await server.close();
            server = await testServer({ folder });
          }
          for (const question of questions) {
            const chosen = [...latest.values()].filter((event) => passes(question, event));
            const expected: Sum = [
              chosen.length,
              chosen.filter(({ millijoules }) => millijoules === null).length,
              chosen.reduce((sum, { millijoules }) => sum + (millijoules ?? 0), 0),
            ];
            const found = await everyRoad(server, question);
            for (const [road, sum] of Object.entries(found)) expect([road, ...sum]).toEqual([road, ...expected]);
          }
        },
      ),
      { numRuns: 15, seed: 11 },
    );
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}, 240_000);
