import { recordOf } from "@wattledger/core/schemas";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { testServer } from "../../test/running.ts";
import type { TestServer } from "../../test/running.ts";

// All figures are stated: every sum here was worked out by hand.

let server: TestServer;
const start = Date.parse("2026-05-01T00:00Z");

beforeAll(async () => {
  server = await testServer();
  // Nine models appear in turn; the last one uses most.
  await server.post(
    "/api/v1/events",
    Array.from({ length: 18 }, (_, index) => ({
      id: `e${index}`,
      project: "p",
      timeMilliseconds: start + index * 1000,
      activity: { kind: "llm-request", model: `Model-${(index % 9) + 1}` },
      figures: {
        energy: { mean: index + 1, low: index, high: index + 3 },
        ...(index < 4 ? { gwp_market: { mean: 1, low: 1, high: 1 } } : {}),
      },
      tags: { team: index % 2 === 0 ? "search" : "ads" },
    })),
  );
});

afterAll(async () => {
  await server.remove();
});

async function get(path: string): Promise<unknown> {
  const { status, body } = await server.ask(`/api/v1/${path}`);
  expect([path, status, status === 200 ? "" : body]).toEqual([path, 200, ""]);
  return body;
}

const from = "from=2026-05-01&to=2026-05-02";

test("values have slots in the order of first appearance, seven at most, by pages", async () => {
  const page = z.looseObject({
    values: z.array(z.looseObject({ value: z.string(), slot: z.number().nullable(), events: z.number() })),
    next: z.number().nullable(),
  });
  const seen: (readonly [string, number | null, number])[] = [];
  for (let after: number | null | undefined; after !== null;) {
    const cursor = after === undefined ? "" : `&after=${after}`;
    const { values, next }: z.output<typeof page> = page.parse(await get(`dimensions/model?${from}&count=4${cursor}`));
    seen.push(...values.map(({ value, slot, events }) => [value, slot, events] as const));
    after = next;
  }
  expect(seen).toEqual(
    Array.from({ length: 9 }, (_, index) => [`Model-${index + 1}`, index < 7 ? index + 1 : null, 2]),
  );
});

test("values are found by a text, and say when they were first and last seen", async () => {
  expect(await get(`dimensions/model?${from}&search=model-3`)).toEqual({
    dimension: "model",
    values: [
      { value: "Model-3", slot: 3, events: 2, firstMilliseconds: start + 2000, lastMilliseconds: start + 11_000 },
    ],
    next: null,
  });
  expect(await get(`dimensions/tag.team?${from}&not.model=Model-1`)).toMatchObject({
    values: [
      { value: "search", slot: 1, events: 8 },
      { value: "ads", slot: 2, events: 8 },
    ],
  });
  expect((await server.ask("/api/v1/dimensions/colour")).status).toBe(404);
});

test("groups of totals and of series have the slots of their values; the group of others does not", async () => {
  const groups = z.looseObject({ groups: z.array(z.looseObject({ slots: recordOf(z.number().nullable()) })) });
  const totals = groups.parse(await get(`totals?${from}&figures=energy&groupBy=model&top=3`));
  expect(totals.groups.map(({ slots }) => slots)).toEqual([{ model: null }, { model: null }, { model: 7 }, {}]);
  const series = z
    .looseObject({ buckets: z.array(groups) })
    .parse(await get(`series?${from}&figures=energy&groupBy=model&model=Model-2`));
  expect(series.buckets[0]?.groups[0]?.slots).toEqual({ model: 2 });
});

test("a market-based figure says how many events and how much energy it covers", async () => {
  // 1 + 2 + 3 + 4 of 171 J.
  const covered = { events: 4, energyJoules: 10, energyShare: 10 / 171 };
  expect(await get(`totals?${from}&figures=gwp_market`)).toMatchObject({ groups: [{ marketBased: covered }] });
  expect(await get(`series?${from}&figures=gwp_market&step=hour`)).toMatchObject({
    buckets: expect.arrayContaining([
      expect.objectContaining({ groups: [expect.objectContaining({ marketBased: covered })] }),
    ]),
  });
});

const page = z.looseObject({ events: z.array(z.looseObject({ id: z.string() })), next: z.string().nullable() });

async function idsOf(query: string): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let after: string | null | undefined; after !== null;) {
    const cursor = after === undefined ? "" : `&after=${after}`;
    const { events, next }: z.output<typeof page> = page.parse(await get(`events?${from}&count=5${query}${cursor}`));
    ids.push(...events.map(({ id }) => id));
    after = next;
  }
  return ids;
}

const all = Array.from({ length: 18 }, (_, index) => `e${17 - index}`);

test("the largest events come first, by pages", async () => {
  expect(await idsOf("&sort=-energy")).toEqual(all);
  // Equal ones: the latest first. Events that do not state the figure are not in the list.
  expect(await idsOf("&sort=-gwp_market")).toEqual(["e3", "e2", "e1", "e0"]);
});

test.each([
  ["energy>17J", ["e17"]],
  ["energy>=17", ["e17", "e16"]],
  ["energy>17.5", ["e17"]],
  ["energy<2J", ["e0"]],
  ["energy<=2", ["e1", "e0"]],
  ["energy>0.016kJ", ["e17", "e16"]],
  ["energy > 4.2 mWh", ["e17", "e16", "e15"]],
  ["energy>=3,energy<=4", ["e3", "e2"]],
  ["gwp_market>=0", ["e3", "e2", "e1", "e0"]],
])("where=%s leaves %j", async (where, ids) => {
  expect(await idsOf(`&where=${encodeURIComponent(where)}`)).toEqual(ids);
});

test.each(["where=energy", "where=joy>1", "where=energy>1kg", "where=energy>x", "sort=energy", "sort=-joy", "after=x"])(
  "events?%s is refused",
  async (query) => {
    const { status, headers, body } = await server.ask(`/api/v1/events?${query}`);
    expect([status < 500 && status >= 400, headers.get("content-type")]).toEqual([
      true,
      expect.stringContaining("application/problem+json"),
    ]);
    expect(z.looseObject({ detail: z.string().min(20) }).safeParse(body).success).toBe(true);
  },
);

test("periods of which one has no event, or does not state the figure, are not compared", async () => {
  expect(await get(`change?${from}`)).toMatchObject({
    comparable: false,
    reasons: [expect.stringContaining("no event")],
  });
  const other = "against=2026-05-01T00:00:10Z..2026-05-02&from=2026-05-01&to=2026-05-01T00:00:10Z";
  expect(await get(`change?${other}&figures=gwp_market`)).toMatchObject({
    comparable: false,
    reasons: ["No event of the period `before` states gwp_market. Leave it out."],
  });
  expect(await get(`change?${other}&figures=energy`)).toMatchObject({ comparable: true });
  expect(await get(`change?${other}&figures=energy,gwp_market`)).toMatchObject({
    comparable: true,
    notComparable: { gwp_market: expect.stringContaining("`before`") },
    groups: [{ figures: { energy: { unknownEventsBefore: 0 } } }],
  });
});
