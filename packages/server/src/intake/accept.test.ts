import { fail, ok } from "@wattledger/core";
import type { LedgerRecord, UsageEvent } from "@wattledger/ledger";
import { checkRecords } from "@wattledger/ledger";
import { expect, test } from "vitest";
import { createIntake } from "./accept.ts";
import type { Intake, IntakeOptions } from "./accept.ts";

const request = {
  kind: "usage-event",
  project: "search",
  source: "api",
  timeMilliseconds: 1_780_275_600_000,
  activity: { kind: "llm-request", model: "gpt-4o", outputTokens: 500, zone: "FR", facility: "openai" },
};

function intakeInto(stored: LedgerRecord[], options: Partial<IntakeOptions> = {}): Intake {
  return createIntake({
    ledger: {
      append: async (records) => {
        const { accepted, rejected } = checkRecords(records);
        stored.push(...accepted);
        return ok({ accepted: accepted.length, rejected });
      },
    },
    ...options,
  });
}

async function eventOf(record: object, options: Partial<IntakeOptions> = {}): Promise<UsageEvent> {
  const stored: LedgerRecord[] = [];
  const result = await intakeInto(stored, options).accept([record]);
  expect(result).toEqual(ok({ accepted: 1, rejected: [] }));
  const [one] = stored;
  if (one?.kind !== "usage-event") throw new TypeError("No event was stored.");
  return one;
}

test("an event without figures gets what the command prints, with method, factors and basis", async () => {
  const event = await eventOf({ ...request, id: "a" });
  // wattledger estimate api-inference model=gpt-4o outputTokens=500 zone=FR facility=openai: the figures are those of footprint.test.ts.
  expect(event).toMatchObject({
    energyBasis: "estimated",
    method: { id: "api-inference", version: "1" },
    factorSet: "2026-11",
    factorBasis: "life-cycle",
  });
  expect(Object.keys(event.figures)).toEqual(["energy", "gwp_location", "gwp_embodied", "water"]);
  expect(event.notes).toContainEqual(expect.stringContaining("market-gwp is not known"));
});

test("ten requests alike are ten times one", async () => {
  const one = await eventOf({ ...request, id: "a" });
  const ten = await eventOf({ ...request, id: "b", activity: { ...request.activity, requests: 10 } });
  expect(ten.figures.energy?.high).toBeCloseTo((one.figures.energy?.high ?? 0) * 10, 6);
});

test.each([
  ["its own", { zone: "SE" }, { region: "eu-west-1" }, "SE", undefined],
  ["that of the provider's region", {}, { region: "eu-west-1" }, "IE", "Zone IE: that of the region aws:eu-west-1."],
  ["the project's", {}, {}, "PL", "Zone PL: that of the project."],
  [
    "the project's where the region is not known, which is said",
    {},
    { region: "moon-1" },
    "PL",
    "The region moon-1 is not among the cloud regions that are known, so it names no zone.",
  ],
])("the zone of an event is %s", async (_, activity, event, zone, note) => {
  const stored = await eventOf(
    { ...request, ...event, id: "a", activity: { kind: "llm-request", model: "gpt-4o", outputTokens: 5, ...activity } },
    { settingsOf: () => ({ zone: "PL" }) },
  );
  expect(stored.activity.zone).toBe(zone);
  expect(stored.notes?.find((one) => one === note)).toBe(note);
});

test("without a zone anywhere the world average is used, and the event says so", async () => {
  const stored = await eventOf({
    ...request,
    id: "a",
    activity: { kind: "llm-request", model: "gpt-4o", outputTokens: 5 },
  });
  expect(stored.activity.zone).toBeUndefined();
  expect(stored.notes).toContainEqual(expect.stringContaining("No zone was given: the world average"));
});

test("of a model that nobody knows the energy is unknown, never zero, and counted", async () => {
  const stored: LedgerRecord[] = [];
  const intake = intakeInto(stored);
  await intake.accept([{ ...request, id: "a", activity: { ...request.activity, model: "no-such-model" } }]);
  expect(stored[0]).toMatchObject({ figures: {}, notes: [expect.stringContaining("no-such-model")] });
  expect(stored[0]).not.toHaveProperty("method");
  expect(intake.counts()).toMatchObject({ accepted: 1, withoutEnergy: 1 });
});

test("a zone that nobody knows costs the carbon, not the energy", async () => {
  const stored = await eventOf({ ...request, id: "a", activity: { ...request.activity, zone: "XX" } });
  expect(Object.keys(stored.figures)).toEqual(["energy", "gwp_embodied"]);
  expect(stored.notes?.join(" ")).toContain('Unknown place "XX"');
});

test("figures that the sender states stay as they are", async () => {
  const figures = { energy: { mean: 5, low: 4, high: 6 } };
  const stored = await eventOf({ ...request, id: "a", figures, energyBasis: "measured" });
  expect(stored).toEqual({ ...request, id: "a", figures, energyBasis: "measured" });
});

test("a cost alone does not keep the footprint away", async () => {
  const stored = await eventOf({ ...request, id: "a", figures: { cost: 0.01 }, currency: "EUR" });
  expect(stored.figures).toMatchObject({ cost: 0.01, energy: { mean: expect.any(Number) } });
});

test("the project's method computes, and a method that does not exist is told in the event", async () => {
  const ecologits = await eventOf(
    { ...request, id: "a" },
    { settingsOf: () => ({ methods: { "llm-request": "ecologits" } }) },
  );
  expect(ecologits.method?.id).toBe("ecologits");
  const unknown = await eventOf(
    { ...request, id: "a" },
    { settingsOf: () => ({ methods: { "llm-request": "ecologit" } }) },
  );
  expect(unknown.notes?.join(" ")).toContain("Did you mean `ecologits`?");
});

test("of other kinds of activities the first of our methods that answers is asked", async () => {
  const stored = await eventOf({
    ...request,
    id: "a",
    activity: { kind: "compute-run", durationSeconds: 3600, energyJoules: { cpu: 3.6e6 }, zone: "FR" },
  });
  expect(stored).toMatchObject({ method: { id: "measured" }, energyBasis: "modelled" });
});

test("a bad record costs itself, and is named by its place", async () => {
  const stored: LedgerRecord[] = [];
  const result = await intakeInto(stored).accept([
    { ...request, id: "a" },
    { ...request, id: "b", activity: { ...request.activity, outputTokens: -1 } },
    7,
    { ...request, id: "c" },
  ]);
  expect(result.ok && [result.value.accepted, result.value.rejected.map(({ index }) => index)]).toEqual([2, [1, 2]]);
  expect(stored.map((record) => "id" in record && record.id)).toEqual(["a", "c"]);
});

test("when too much waits for the disk, more is turned away at once", async () => {
  const disk = deferred();
  const intake = createIntake({
    mostWaiting: 2,
    ledger: {
      append: async (records) => {
        await disk.promise;
        return ok({ accepted: records.length, rejected: [] });
      },
    },
  });
  const first = intake.accept([
    { ...request, id: "a" },
    { ...request, id: "b" },
  ]);
  expect(await intake.accept([{ ...request, id: "c" }])).toMatchObject({ ok: false, error: { kind: "busy" } });
  disk.resolve();
  expect(await first).toMatchObject({ ok: true });
  expect(await intake.accept([{ ...request, id: "c" }])).toMatchObject({ ok: true });
  expect(intake.waiting()).toBe(0);
});

test("what the ledger does not take is told", async () => {
  const intake = createIntake({
    ledger: { append: async () => fail({ kind: "disk-full", message: "The disk is full." }) },
  });
  expect(await intake.accept([{ ...request, id: "a" }])).toEqual(
    fail({ kind: "disk-full", message: "The disk is full." }),
  );
});

/** A promise that the test ends. */
function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  const ends: (() => void)[] = [];
  const promise = new Promise<void>((resolve) => {
    ends.push(resolve);
  });
  return { promise, resolve: () => ends[0]?.() };
}
