import { equation, method, propagate, use } from "@wattledger/core";
import type { ResolvedInputs } from "@wattledger/core";
import { measured } from "@wattledger/methods/measured";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { meterRecordedRun } from "../../test/recorded-run.ts";
import type { RecordedRun } from "../../test/recorded-run.ts";
import { accountRun } from "../account/account.ts";
import type { SummarisedRecord } from "../summary/record-summary.ts";
import { summariseRun } from "../summary/run-summary.ts";
import { correlationOf } from "./correlated.ts";
import { wholeCauses } from "./difference-causes.ts";
import type { Cause } from "./difference-causes.ts";
import { differenceSd } from "./difference-interval.ts";
import { differenceOf } from "./run-difference.ts";
import type { DifferenceName, DifferenceRow } from "./run-difference.ts";

const base: RecordedRun = {
  packages: [{ joules: 900, dramJoules: 60 }],
  chassis: 23,
  cpuSeconds: 20,
  busySeconds: 40,
  options: { zone: "FR" },
};

/** A run as read from a record, of a machine with this activity. */
async function runOf(run: RecordedRun): Promise<SummarisedRecord> {
  const { started, finished } = await meterRecordedRun(run);
  const accounted = await accountRun(started, finished, "succeeded");
  if (!accounted.ok) throw new Error("refused");
  const summary = summariseRun(started, finished, accounted.value);
  const record = {
    path: "",
    started,
    samples: [],
    gaps: [],
    lost: [],
    finished,
    progress: [],
    others: [],
    problems: [],
  };
  const own = { ...summary, id: `${summary.id}-${(runs += 1)}` };
  return { record, found: { measurement: finished, method: measured, ...accounted.value, notes: [] }, summary: own };
}

/** Each run of these tests has an id of its own. */
let runs = 0;

async function rowsOf(a: RecordedRun, b: RecordedRun): Promise<(name: DifferenceName) => DifferenceRow> {
  const { rows } = differenceOf(await runOf(a), await runOf(b));
  return (name) => {
    const row = rows.find((one) => one.name === name);
    if (row === undefined) throw new Error(`no row ${name}`);
    return row;
  };
}

function widthOf({ difference }: DifferenceRow): number {
  return difference === null ? Number.NaN : difference.high - difference.low;
}

/** A machine that belongs to the run alone: no share is uncertain. */
const alone: RecordedRun = { ...base, cpuSeconds: 40 };

test("a run does not differ from itself, except in errors that each run has by itself", async () => {
  const row = await rowsOf(base, base);
  for (const name of ["intensity", "pue"] as const)
    expect(row(name).difference).toEqual({ nominal: 0, mean: 0, low: 0, high: 0, level: 0.9 });
  expect(row("carbon").difference).toMatchObject({ nominal: 0, mean: 0 });
  expect(widthOf(row("carbon"))).toBeGreaterThan(0);
  expect(widthOf(row("embodied"))).toBeGreaterThan(0);
});

test("a run compared with its own record has no difference", async () => {
  const run = await runOf(base);
  for (const { difference } of differenceOf(run, run).rows)
    expect(difference).toEqual({ nominal: 0, mean: 0, low: 0, high: 0, level: 0.9 });
});

test("a very uncertain common factor does not change the sign of a difference", async () => {
  // Modelled within a factor of five or so; the same in both, and all that differs is the grid.
  const modelled: RecordedRun = { virtual: true, processors: 4, cpuSeconds: 40, options: { zone: "FR" } };
  const row = (await rowsOf(modelled, { ...modelled, options: { zone: "DE" } }))("carbon");
  expect(row.difference?.low).toBeGreaterThan(0);
  const [low = 0, high = 0] = [row.difference?.low, row.difference?.high];
  expect(low).toBeLessThan(row.difference?.nominal ?? 0);
  expect(high).toBeGreaterThan(row.difference?.nominal ?? 0);
});

test("a factor and a meter that both runs share do not count twice", async () => {
  const [a, b] = [await runOf(alone), await runOf({ ...alone, packages: [{ joules: 1000, dramJoules: 60 }] })];
  const { rows } = differenceOf(a, b);
  const carbon = rows.find(({ name }) => name === "carbon");
  const [ofA, ofB] = [a, b].map(({ summary }) => summary.carbonGrams);
  const each = (ofA?.high ?? 0) - (ofA?.low ?? 0);
  expect(carbon?.difference?.nominal).toBeCloseTo((ofB?.nominal ?? 0) - (ofA?.nominal ?? 0), 12);
  // A tenth more of the same: its interval is of the size of the tenth, not of the whole twice over.
  expect(widthOf(carbon ?? { name: "carbon", unit: "", a: 0, b: 0, difference: null })).toBeLessThan(0.2 * each);
});

test("the interval is that of the difference's own graph, in which equal variables are one", async () => {
  const [a, b] = [await runOf(alone), await runOf({ ...alone, packages: [{ joules: 1000, dramJoules: 60 }] })];
  const graph = method({
    ...measured,
    id: "difference",
    accepts: {},
    roles: {},
    inputs: {},
    uses: { a: use(measured), b: use(measured) },
    equations: {
      carbon: equation("gCO2e", "b.carbon − a.carbon"),
      energy: equation("kWh", "b.energy − a.energy"),
    },
    outputs: { gwp: "carbon", energy: "energy" },
    tables: {},
  });
  const inputs: ResolvedInputs = Object.fromEntries(
    [["a", a] as const, ["b", b] as const].flatMap(([prefix, { found }]) =>
      Object.entries(found.inputs).map(([name, input]) => [`${prefix}.${name}`, input]),
    ),
  );
  const expected = propagate(graph, inputs).get("carbon");
  const [ofA, ofB] = [a, b].map(({ found }) => found.results.get("carbon"));
  if (ofA === undefined || ofB === undefined || expected === undefined) throw new Error("no carbon");
  const side = ({ quantity, effects }: typeof ofA) => ({ mean: quantity.mean, effects });
  const sd = differenceSd(side(ofA), side(ofB), correlationOf(a, b));
  expect(ofB.quantity.mean - ofA.quantity.mean).toBeCloseTo(expected.quantity.mean, 9);
  // The shares are exact here, and the looks at both ends are all that the graph takes as shared and we do not.
  expect(sd / expected.sd).toBeGreaterThanOrEqual(1);
  expect(sd / expected.sd).toBeLessThan(1.01);
});

test.for([
  ["other machines", { ...alone, processors: 16 }],
  ["other shares", { ...alone, cpuSeconds: 20 }],
] as const)("%s have independent errors: the interval is wider", async ([, other]) => {
  const [same, unlike] = [await rowsOf(alone, alone), await rowsOf(alone, other)];
  expect(widthOf(unlike("energy"))).toBeGreaterThan(widthOf(same("energy")));
});

test("in another place the intensity differs, and the interval contains both uncertainties", async () => {
  const row = await rowsOf(base, { ...base, options: { zone: "SE" } });
  expect(row("intensity")).toMatchObject({ a: 44.18, b: 35.89, unit: "gCO2e/kWh" });
  expect(row("intensity").difference?.nominal).toBeCloseTo(-8.29, 9);
  expect(widthOf(row("intensity"))).toBeGreaterThan(2 * 1.6 * 0.23 * 44);
});

test("a figure that only one run has is unknown in the other, and has no difference", async () => {
  const row = await rowsOf({ ...base, models: false, packages: [{ joules: 900 }] }, base);
  expect(row("dram")).toMatchObject({ a: null, difference: null });
  expect(row("dram").b).toBeGreaterThan(0);
  expect(() => row("gpu")).toThrow("no row");
});

function causeOf(gramsCO2e: number): Cause {
  return { kind: "pue", gramsCO2e, a: 1, b: 1, unit: "1" };
}

describe("the causes", () => {
  const amounts = fc.record({
    joules: fc.double({ min: 1, max: 5000, noNaN: true }),
    dramJoules: fc.double({ min: 1, max: 300, noNaN: true }),
    seconds: fc.integer({ min: 4, max: 1000 }),
    own: fc.double({ min: 0.01, max: 1, noNaN: true }),
    zone: fc.constantFrom("FR", "SE", "USA"),
    pue: fc.constantFrom(1, 1.2, 1.56),
  });
  type Amounts = typeof amounts extends fc.Arbitrary<infer T> ? T : never;
  const recorded = ({ joules, dramJoules, seconds, own, zone, pue }: Amounts): RecordedRun => ({
    packages: [{ joules, dramJoules }],
    seconds,
    busySeconds: 40,
    cpuSeconds: 40 * own,
    options: { zone, pue },
  });
  test("add up to the whole difference, and change sign with the runs", { timeout: 30_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(amounts, amounts, async (one, other) => {
        const [a, b] = [await runOf(recorded(one)), await runOf(recorded(other))];
        const causes = differenceOf(a, b).causes;
        const whole = (b.summary.carbonGrams?.nominal ?? 0) - (a.summary.carbonGrams?.nominal ?? 0);
        const scale = (a.summary.carbonGrams?.nominal ?? 0) + (b.summary.carbonGrams?.nominal ?? 0);
        const sum = causes.reduce((total, { gramsCO2e }) => total + gramsCO2e, 0);
        expect(Math.abs(sum - whole)).toBeLessThan(1e-9 * scale);
        const back = differenceOf(b, a).causes;
        for (const { kind, component, gramsCO2e } of causes) {
          const twin = back.find((cause) => cause.kind === kind && cause.component === component);
          expect(Math.abs((twin?.gramsCO2e ?? Number.NaN) + gramsCO2e)).toBeLessThan(1e-9 * scale);
        }
      }),
      { numRuns: 25 },
    );
  });

  test("of the same work in another place are the place alone", async () => {
    const { causes } = differenceOf(await runOf(base), await runOf({ ...base, options: { zone: "SE" } }));
    expect(causes.map(({ kind }) => kind)).toEqual(["intensity"]);
  });

  test("of twice the work at the same power are the processor's time", async () => {
    const twice = {
      ...base,
      packages: [{ joules: 1800, dramJoules: 120 }],
      seconds: 20,
      cpuSeconds: 40,
      busySeconds: 80,
    };
    const { causes } = differenceOf(await runOf(base), await runOf(twice));
    const large = causes.filter(({ gramsCO2e }) => Math.abs(gramsCO2e) > 1e-9);
    expect(large.map(({ kind, component, a, b }) => [kind, component, a, b])).toEqual([
      ["cpu-seconds", "cpu", 20, 40],
      ["duration", undefined, 10, 20],
    ]);
  });

  test("that are rounding errors are left out, and what the causes do not explain is one of them", () => {
    expect(wholeCauses([causeOf(2), causeOf(1e-15)], { difference: 2, both: 10 })).toEqual([causeOf(2)]);
    const [, rest] = wholeCauses([causeOf(2)], { difference: 3, both: 10 });
    expect(rest).toMatchObject({ kind: "remainder", gramsCO2e: 1 });
    expect(wholeCauses([], { difference: -3, both: 10 })).toMatchObject([{ kind: "remainder", gramsCO2e: -3 }]);
  });

  test("name a component that only one of them has", async () => {
    const { causes } = differenceOf(
      await runOf({ ...base, models: false, packages: [{ joules: 900 }] }),
      await runOf(base),
    );
    expect(causes).toMatchObject([{ kind: "boundary", component: "dram", a: null }]);
  });
});
