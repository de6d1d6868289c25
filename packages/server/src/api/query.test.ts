import { recordOf } from "@wattledger/core/schemas";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { testServer } from "../../test/running.ts";
import type { TestServer } from "../../test/running.ts";

// All figures are stated by the events, so that every sum here was worked out by hand.

let server: TestServer;
const hour = 3_600_000;

interface Stated {
  readonly id: string;
  readonly time: string | number;
  readonly project: string;
  readonly model?: string;
  readonly joules?: number;
  readonly grams?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

function interval(mean: number): object {
  return { mean, low: 0.5 * mean, high: 2 * mean };
}

function event({ id, time, project, model = "m", joules, grams, tags }: Stated): object {
  return {
    id,
    project,
    timeMilliseconds: typeof time === "number" ? time : Date.parse(time),
    activity: { kind: "llm-request", model, outputTokens: 10 },
    energyBasis: "measured",
    method: { id: "api-inference", version: "1" },
    factorSet: "f",
    figures: {
      ...(joules === undefined ? { water: interval(1) } : { energy: interval(joules) }),
      ...(grams === undefined ? {} : { gwp_location: interval(grams) }),
    },
    ...(tags === undefined ? {} : { tags }),
  };
}

beforeAll(async () => {
  server = await testServer();
  const march = Date.parse("2026-03-22T23:00Z");
  const hourly = Array.from({ length: 10 * 24 }, (_, index) =>
    event({ id: `h${index}`, time: march + index * hour, project: "hourly", joules: 3_600_000 }),
  );
  await server.post("/api/v1/events", hourly);
  await server.post("/api/v1/events", [
    event({ id: "a", time: "2026-05-10T00:00Z", project: "change", model: "old", joules: 10, grams: 5 }),
    event({ id: "b", time: "2026-05-11T00:00Z", project: "change", model: "old", joules: 10, grams: 5 }),
    event({ id: "c", time: "2026-06-10T00:00Z", project: "change", model: "old", joules: 8, grams: 2 }),
    event({ id: "d", time: "2026-06-11T00:00Z", project: "change", model: "new", joules: 4, grams: 1 }),
    event({ id: "e", time: "2026-06-12T00:00Z", project: "change", model: "new" }),
  ]);
  await server.post("/api/v1/events", [
    event({ id: "t1", time: "2026-07-01T00:00Z", project: "tags", joules: 1, tags: { team: "search" } }),
    event({ id: "t2", time: "2026-07-01T01:00Z", project: "tags", joules: 2, tags: { team: "ads", stage: "x" } }),
    event({ id: "t3", time: "2026-07-01T02:00Z", project: "tags", joules: 4 }),
  ]);
});

afterAll(async () => {
  await server.remove();
});

async function get(path: string, query: Readonly<Record<string, string>>): Promise<unknown> {
  const { status, body } = await server.ask(`/api/v1/${path}?${new URLSearchParams(query).toString()}`);
  expect([path, status, status === 200 ? "" : body]).toEqual([path, 200, ""]);
  return body;
}

const buckets = z.object({
  buckets: z.array(
    z.looseObject({
      isWhole: z.boolean(),
      groups: z.array(z.looseObject({ events: z.number(), figures: recordOf(z.looseObject({})) })),
    }),
  ),
});

test("the day on which the clock is put forward has 23 hours of energy, and each day is there once", async () => {
  const body = await get("series", {
    project: "hourly",
    from: "2026-03-23T00:00:00+01:00",
    to: "2026-04-02T00:00:00+02:00",
    figures: "energy",
    step: "day",
    timeZone: "Europe/Berlin",
  });
  const days = buckets.parse(body).buckets.map(({ groups }) => groups[0]?.events ?? 0);
  expect(days).toEqual([24, 24, 24, 24, 24, 24, 23, 24, 24, 24]);
});

const change = z.object({
  comparable: z.literal(true),
  groups: z.array(
    z.looseObject({
      eventsBefore: z.number(),
      eventsAfter: z.number(),
      figures: recordOf(z.looseObject({ difference: z.number(), low: z.number(), high: z.number() })),
    }),
  ),
  causes: recordOf(z.array(z.object({ cause: z.string(), effect: z.number() }))),
});

test("a change has causes that add up to it", async () => {
  const body = change.parse(
    await get("change", {
      project: "change",
      from: "2026-06-01",
      to: "2026-07-01",
      against: "2026-05-01..2026-06-01",
      figures: "energy,gwp_location",
    }),
  );
  expect(body.groups[0]).toMatchObject({
    eventsBefore: 2,
    eventsAfter: 3,
    figures: { energy: { before: 20, after: 12, difference: -8 }, gwp_location: { difference: -7 } },
  });
  for (const [figure, difference] of [
    ["energy", -8],
    ["gwp_location", -7],
  ] as const) {
    const causes = body.causes[figure] ?? [];
    expect(causes.reduce((sum, { effect }) => sum + effect, 0)).toBeCloseTo(difference, 9);
  }
  // The new model has no energy before: its 4 J are a change of the mix and of the volume alone.
  expect(body.causes["gwp_location"]?.map(({ cause }) => cause)).toEqual([
    "volume",
    "mix",
    "energy-per-event",
    "carbon-intensity",
  ]);
});

test("the previous period is as long as the period", async () => {
  expect(await get("change", { project: "change", from: "2026-06-01", to: "2026-07-01" })).toMatchObject({
    before: { fromMilliseconds: Date.parse("2026-05-02"), toMilliseconds: Date.parse("2026-06-01") },
  });
  expect(
    await get("change", { project: "change", from: "2026-06-01", to: "2026-07-01", against: "year" }),
  ).toMatchObject({
    before: { fromMilliseconds: Date.parse("2025-06-01"), toMilliseconds: Date.parse("2025-07-01") },
  });
});

test("groups and filters by tag, and exclusion", async () => {
  const from = "2026-07-01";
  const of = async (query: Readonly<Record<string, string>>): Promise<unknown> =>
    get("totals", { project: "tags", from, figures: "energy", ...query });
  expect(await of({ groupBy: "tag.team" })).toMatchObject({
    groups: expect.arrayContaining([
      expect.objectContaining({ tags: { team: "search" }, events: 1 }),
      expect.objectContaining({ tags: { team: "" }, events: 1 }),
    ]),
  });
  expect(await of({ "tag.team": "ads" })).toMatchObject({ groups: [{ figures: { energy: { mean: 2 } } }] });
  expect(await of({ "not.tag.team": "ads" })).toMatchObject({ groups: [{ figures: { energy: { mean: 5 } } }] });
  expect(await of({ "not.model": "m" })).toMatchObject({ groups: [] });
});

test("the distribution of a figure has the events in bins, and those that do not state it apart", async () => {
  expect(
    await get("distribution", { project: "change", from: "2026-05-01", to: "2026-07-01", probabilities: "0.5" }),
  ).toMatchObject({ figure: "energy", unit: "J", unknownEvents: 1, zeroEvents: 0 });
});

test("pages of events follow each other without a gap", async () => {
  const page = z.object({ events: z.array(z.looseObject({ id: z.string() })), next: z.string().nullable() });
  const ids: string[] = [];
  let after: string | null = "";
  while (after !== null) {
    const query = { project: "change", from: "2026-05-01", to: "2026-07-01", count: "2" };
    const found: z.output<typeof page> = page.parse(await get("events", after === "" ? query : { ...query, after }));
    ids.push(...found.events.map(({ id }) => id));
    after = found.next;
  }
  expect(ids).toEqual(["e", "d", "c", "b", "a"]);
});

test("a total is explained by its groups and by events drawn with a seed", async () => {
  const query = { project: "change", from: "2026-05-01", to: "2026-07-01", figure: "energy", samples: "2", seed: "7" };
  const body = await get("explain", query);
  expect(body).toMatchObject({
    figure: "energy",
    unit: "J",
    total: { mean: 32 },
    events: 5,
    unknownEvents: 1,
    groups: [
      { group: { model: "old", method: "api-inference@1" }, events: 3, mean: 28, share: 0.875 },
      { group: { model: "new" }, events: 2, unknownEvents: 1, mean: 4, share: 0.125 },
    ],
    samples: { seed: 7, outOf: 4, sum: 32 },
  });
  expect(await get("explain", query)).toEqual(body);
});

test.each([
  ["totals", "colour=red"],
  ["totals", "figures=joy"],
  ["totals", "groupBy=colour"],
  ["totals", "tag.=x"],
  ["totals", "from=2026-07-01&to=2026-06-01"],
  ["totals", "from=yesterday"],
  ["series", "timeZone=Mars/Phobos"],
  ["series", "step=fortnight"],
  ["change", "against=never"],
  ["change", "against=2026-06-01..2026-05-01"],
  ["change", "groupBy=tag.team"],
  ["distribution", "probabilities=2"],
  ["events", "count=0"],
  ["events/sample", "seed=-1"],
  ["explain", "figure="],
])("%s?%s is refused, with what would be right", async (path, query) => {
  const { status, body } = await server.ask(`/api/v1/${path}?${query}`);
  expect([path, query, status]).toEqual([path, query, 400]);
  expect(z.looseObject({ title: z.string(), detail: z.string().min(20) }).safeParse(body).success).toBe(true);
});
