import { convert, propagate } from "@wattledger/core";
import type { ResolvedNumber } from "@wattledger/core";
import { footprintSchema, resolvedInputsSchema } from "@wattledger/core/schemas";
import { measured, measuredLeavesOut } from "@wattledger/methods/measured";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { accountRecordedRun, meterRecordedRun } from "../../test/recorded-run.ts";
import type { RecordedRun } from "../../test/recorded-run.ts";
import { attribute } from "../attribute/attribute.ts";
import type { Figures } from "../summary/run-summary.ts";
import { accountRun, wholeMachine } from "./account.ts";
import type { AccountedRun } from "./account.ts";

const metal: RecordedRun = {
  packages: [{ joules: 900, dramJoules: 60 }],
  chassis: 23,
  cpuSeconds: 20,
  busySeconds: 40,
};
const modelled: RecordedRun = { virtual: true, processors: 4 };

function inputOf({ inputs }: AccountedRun, name: string): ResolvedNumber {
  const input = inputs[name];
  if (input?.kind !== "number") throw new TypeError(`${name} is not a number`);
  return input;
}

/** A field of the first row of a list. */
function fieldOf({ inputs }: AccountedRun, list: string, field: string): ResolvedNumber {
  const input = inputs[list];
  const one = input?.kind === "list" ? input.rows[0]?.fields[field] : undefined;
  if (one?.kind !== "number") throw new TypeError(`${list}.${field} is not a number`);
  return one;
}

test("drives with a model of their own are not also in the share for the rest of the node", async () => {
  const { summary: without } = await accountRecordedRun(metal);
  const { summary } = await accountRecordedRun({ ...metal, drives: 2 });
  expect(without.energyJoules.storage).toBeNull();
  // Two drives of 6 W for ten seconds, of which the command has half.
  expect(summary.energyJoules.storage?.nominal).toBeCloseTo(60, 6);
  expect(summary.machine.energyJoules.storage?.nominal).toBeCloseTo(120, 6);
  expect(without.machine.energyJoules.restOfNode?.nominal).toBeCloseTo(0.25 * 960, 6);
  expect(summary.machine.energyJoules.restOfNode?.nominal).toBeCloseTo(0.22 * 1080, 6);
});

test("the run's share of the machine has the same error in its hardware as in the energy of its processors", async () => {
  const { accounted } = await accountRecordedRun(metal);
  const [energy, hardware] = [fieldOf(accounted, "components", "share"), fieldOf(accounted, "hardware", "share")];
  expect(hardware.value).toBeCloseTo(energy.value, 12);
  expect(hardware.distribution).toEqual(energy.distribution);
  expect(hardware.variable).toBe(energy.variable);
  // Twice the share is twice the embodied carbon: a relative error of the one is a relative error of the other.
  const embodied = accounted.results.get("embodied");
  const cpu = propagate(measured, accounted.inputs, ["componentEnergy"]).get("componentEnergy");
  const shared = energy.variable ?? "";
  expect(embodied?.effects.get(shared) ?? 0).toBeGreaterThan(0);
  expect(Math.abs(cpu?.effects.get(shared) ?? 0)).toBeGreaterThan(0);
});

test("the whole machine has no error of a share, neither in energy nor in hardware", async () => {
  const { accounted } = await accountRecordedRun(metal);
  const effects = propagate(measured, wholeMachine(accounted.inputs), ["embodied"]).get("embodied")?.effects;
  expect([...(effects?.keys() ?? [])].filter((name) => name.startsWith("share "))).toEqual([]);
});

const anyRun: fc.Arbitrary<RecordedRun> = fc
  .record({
    packages: fc.option(
      fc.array(
        fc.record({
          joules: fc.double({ min: 1, max: 3000, noNaN: true }),
          dramJoules: fc.integer({ min: 1, max: 300 }),
        }),
        {
          minLength: 1,
          maxLength: 3,
        },
      ),
      { nil: [] },
    ),
    chassis: fc.constantFrom(3, 9, 23),
    virtual: fc.boolean(),
    processors: fc.integer({ min: 1, max: 64 }),
    seconds: fc.integer({ min: 4, max: 100_000 }),
    load: fc.double({ min: 0, max: 1, noNaN: true }),
    own: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
    options: fc.record({ zone: fc.constantFrom("FR", "USA"), pue: fc.constantFrom(1, 1.58) }, { requiredKeys: [] }),
  })
  .map(({ load, own, ...rest }) => {
    const busySeconds = load * rest.seconds * rest.processors;
    return { ...rest, busySeconds, cpuSeconds: own * busySeconds };
  });

describe("of any run", () => {
  test("the parts of the energy add up, and the run has no more than the machine", { timeout: 30_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(anyRun, async (run) => {
        const { summary } = await accountRecordedRun(run);
        for (const figures of [summary, summary.machine]) {
          for (const kind of ["nominal", "mean"] as const) expectSum(figures, kind);
        }
        for (const name of ["carbonGrams", "waterLitres", "embodiedGrams"] as const) {
          expectWithin(summary[name]?.nominal, summary.machine[name]?.nominal);
          expectWithin(summary[name]?.mean, summary.machine[name]?.mean);
        }
        for (const name of ["total", "cpu", "dram", "restOfNode", "facilityOverhead"] as const) {
          expectWithin(summary.energyJoules[name]?.nominal, summary.machine.energyJoules[name]?.nominal);
        }
      }),
      { numRuns: 40 },
    );
  });

  test("intervals contain their values", { timeout: 30_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(anyRun, async (run) => {
        const { accounted } = await accountRecordedRun(run);
        for (const { quantity } of accounted.results.values()) {
          expect(quantity.low).toBeLessThanOrEqual(quantity.mean);
          expect(quantity.mean).toBeLessThanOrEqual(quantity.high);
          expect(quantity.low).toBeLessThanOrEqual(quantity.nominal);
          expect(quantity.level).toBe(0.9);
        }
      }),
      { numRuns: 40 },
    );
  });

  test("footprint and inputs survive a file", { timeout: 30_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(anyRun, async (run) => {
        const { footprint, inputs } = (await accountRecordedRun(run)).accounted;
        expect(footprintSchema.parse(JSON.parse(JSON.stringify(footprint)))).toEqual(footprint);
        expect(resolvedInputsSchema.parse(JSON.parse(JSON.stringify(inputs)))).toEqual(inputs);
      }),
      { numRuns: 20 },
    );
  });
});

function expectSum({ energyJoules: { total, ...parts } }: Figures, kind: "nominal" | "mean"): void {
  const sum = Object.values(parts).reduce((known, part) => known + (part?.[kind] ?? 0), 0);
  const whole = total?.[kind] ?? Number.NaN;
  expect(Math.abs(sum - whole)).toBeLessThanOrEqual(1e-9 * whole);
}

/** Both unknown, or the first not larger than the second except for rounding. */
function expectWithin(part: number | undefined, whole: number | undefined): void {
  expect(part === undefined).toBe(whole === undefined);
  expect(part ?? 0).toBeLessThanOrEqual((whole ?? 0) * (1 + 1e-12));
}

describe("of a machine with counters", () => {
  test("half of the processor time is half of the processor's energy, which is stated as measured", async () => {
    const { accounted, summary } = await accountRecordedRun(metal);
    expect(summary.energyJoules.cpu?.nominal).toBeCloseTo(450, 6);
    expect(summary.machine.energyJoules.cpu?.nominal).toBeCloseTo(900, 6);
    expect(summary.machine.energyJoules.dram?.nominal).toBeCloseTo(60, 6);
    expect(summary.quality).toMatchObject({ measuredShare: 1, coverage: 1 });
    expect(fieldOf(accounted, "components", "energy").origin).toEqual({
      kind: "measured",
      by: "RAPL energy counter of package-0",
    });
  });

  test.for([0, 1e-9])(
    "the errors of two packages have the same direction, at any energies (%f J apart)",
    async (apart) => {
      const { accounted } = await accountRecordedRun({
        ...metal,
        packages: [{ joules: 300 + apart }, { joules: 500 }],
        models: false,
      });
      const machine = wholeMachine(accounted.inputs);
      const components = machine["components"];
      const sds = (components?.kind === "list" ? components.rows : []).map(({ fields: { energy } }) =>
        energy?.kind === "number" && energy.distribution?.kind === "normal" ? energy.distribution.sd : Number.NaN,
      );
      expect(sds).toHaveLength(2);
      const together = propagate(measured, machine, ["componentEnergy"]).get("componentEnergy")?.sd ?? 0;
      expect(together * 3.6e6).toBeCloseTo(
        sds.reduce((sum, sd) => sum + sd, 0),
        6,
      );
    },
  );

  test("the errors of a processor and of its memory are independent", async () => {
    const { accounted } = await accountRecordedRun(metal);
    const { sd = 0 } =
      propagate(measured, wholeMachine(accounted.inputs), ["componentEnergy"]).get("componentEnergy") ?? {};
    expect(sd * 3.6e6).toBeCloseTo(Math.hypot(0.05 * 900, 0.1 * 60), 1);
  });

  test("a lone command has all of the machine, with any rounding error", async () => {
    const { started, finished } = await meterRecordedRun({ ...metal, busySeconds: 20 });
    // 229.7 − 40.1 + 40.1 is more than 229.7 in floating point, and a share must not be more than 1.
    const [joules, idleWatts] = [229.725_408_310_143_65, 4.009_102_893_865_28];
    const energy = finished.energy.map((one) => ({
      ...one,
      machineJoules: joules,
      attribution: attribute({ component: "cpu", joules, idleWatts }, finished.use, "cpu-time"),
    }));
    expect(energy[0]?.attribution.runJoules).toBeGreaterThan(joules);
    const accounted = await accountRun(started, { ...finished, energy }, "succeeded");
    if (!accounted.ok) throw new Error(accounted.error.map(({ message }) => message).join(" "));
    expect(fieldOf(accounted.value, "components", "share").value).toBe(1);
    expect(fieldOf(accounted.value, "hardware", "share").value).toBe(1);
  });
});

describe("of a machine without counters", () => {
  test("the models are used, and the figures say so", async () => {
    const { accounted, summary } = await accountRecordedRun(modelled);
    expect(summary.quality.measuredShare).toBe(0);
    expect(accounted.footprint.made.quality.measuredEnergyShare).toBe(0);
    expect(fieldOf(accounted, "components", "energy").origin).toMatchObject({
      kind: "modelled",
      by: expect.stringContaining("TDP"),
    });
    expect(summary.energyJoules.cpu?.nominal).toBeGreaterThan(0);
    expect(summary.energyJoules.dram?.nominal).toBeGreaterThan(0);
  });

  test("without models, every figure of energy is unknown, and none is zero", async () => {
    const { accounted, summary } = await accountRecordedRun({ models: false });
    for (const figures of [summary, summary.machine]) {
      expect(Object.values(figures.energyJoules).every((part) => part === null)).toBe(true);
      expect(figures).toMatchObject({ carbonGrams: null, waterLitres: null });
      expect(figures.embodiedGrams?.nominal).toBeGreaterThan(0);
    }
    expect(summary.quality).toMatchObject({ measuredShare: null, coverage: null });
    const { footprint } = accounted;
    expect(footprint.energy).toEqual({ quantity: null, reason: "no component could be measured or modelled" });
    expect(footprint.made.quality.measuredEnergyShare).toBeNull();
    expect(footprint.made.boundary.components).toEqual([]);
    expect(footprintSchema.safeParse(footprint).success).toBe(true);
  });

  test("a run without any activity divides by no zero", async () => {
    const { accounted, summary } = await accountRecordedRun({ ...modelled, busySeconds: 0, cpuSeconds: 0 });
    for (const { quantity, sd } of accounted.results.values()) {
      for (const value of [quantity.nominal, quantity.mean, quantity.low, quantity.high, sd])
        expect(value).not.toBeNaN();
    }
    expect(Number.isFinite(summary.energyJoules.total?.high)).toBe(true);
  });

  test("channels of no energy have shares, and the sum is a zero that is known", async () => {
    const { started, finished } = await meterRecordedRun(modelled);
    const energy = finished.energy.map((one) => ({
      ...one,
      machineJoules: 0,
      attribution: { ...one.attribution, runJoules: 0, share: 0.25 },
    }));
    const accounted = await accountRun(started, { ...finished, energy }, "succeeded");
    if (!accounted.ok) throw new Error("refused");
    const quantity = accounted.value.results.get("energy")?.quantity;
    expect(quantity).toMatchObject({ nominal: 0, mean: 0, low: 0, high: 0 });
    expect(fieldOf(accounted.value, "components", "share").value).toBe(0.25);
    expect(fieldOf(accounted.value, "hardware", "share").value).toBe(0.25);
  });

  test("if the processor time of processes is unknown, the command is attributed all, as an upper limit", async () => {
    const { accounted, summary } = await accountRecordedRun({ ...modelled, processTimes: false });
    expect(summary).toMatchObject({ cpuSeconds: null, reasons: { cpuSeconds: expect.stringContaining("platform") } });
    expect(summary.energyJoules.cpu).toEqual(summary.machine.energyJoules.cpu);
    expect(fieldOf(accounted, "hardware", "share").value).toBe(1);
  });
});

describe("every assumption is stated", () => {
  const outside = /outside a data centre \(PUE 1\); give --pue/;
  const inside = /assumed that .* runs in a data centre .*; give --pue/;
  const cases: readonly (readonly [string, RecordedRun, string, number, number, RegExp])[] = [
    ["a laptop", { chassis: 9 }, "laptop", 1, 1, outside],
    ["a desktop", { chassis: 3 }, "desktop", 1, 1, outside],
    ["a server", { chassis: 23 }, "server", 1.3, 1.8, inside],
    ["a virtual machine with any firmware", { virtual: true, chassis: 9 }, "server", 1.3, 1.8, inside],
    ["a machine without readable facts", {}, "server", 1, 1, outside],
  ];

  test.for(cases)("%s: its place and its hardware", async ([, run, device, least, most, sentence]) => {
    const { accounted } = await accountRecordedRun(run);
    const pue = inputOf(accounted, "pue").value;
    expect(pue).toBeGreaterThanOrEqual(least);
    expect(pue).toBeLessThanOrEqual(most);
    expect(accounted.footprint.made.quality.notes.filter((note) => sentence.test(note))).toHaveLength(1);
    expect(fieldOf(accounted, "hardware", "embodiedTotal").origin).toMatchObject({ kind: "factor", matched: device });
  });

  test("outside a data centre nothing is added for the facility, and that is not an assumption", async () => {
    const { accounted } = await accountRecordedRun({ chassis: 9 });
    expect(accounted.results.get("facilityOverhead")?.quantity).toMatchObject({ nominal: 0, mean: 0, low: 0, high: 0 });
  });

  test.for([1, 1.25])("a PUE that was given (%f) is used and nothing is assumed", async (pue) => {
    const { accounted } = await accountRecordedRun({ chassis: 23, options: { pue } });
    expect(inputOf(accounted, "pue")).toMatchObject({ value: pue, origin: { kind: "given", by: "--pue" } });
    expect(accounted.footprint.made.quality.notes.join()).not.toMatch(/--pue/);
    const it = accounted.results.get("itEnergy")?.quantity.nominal ?? 0;
    expect(accounted.results.get("energy")?.quantity.nominal).toBeCloseTo(it * pue, 12);
  });

  test.for([
    ["a laptop", { chassis: 9 }, "laptop"],
    ["a desktop", { chassis: 3 }, "desktop-memory-apart"],
    ["a desktop whose drives are modelled", { chassis: 3, drives: 1 }, "desktop-drives-apart"],
    ["a server", { chassis: 23 }, "server"],
    ["a virtual machine", { virtual: true, chassis: 9 }, "server"],
  ] as const)("the rest of %s is that of its kind of device", async ([, machine, row]) => {
    const { accounted } = await accountRecordedRun({ processors: 4, ...machine });
    expect(accounted.inputs["restOfNodeShare"]).toMatchObject({ origin: { kind: "factor", matched: row } });
  });

  test("an unknown zone is reported once", async () => {
    const { started, finished } = await meterRecordedRun({ options: { zone: "Atlantis" } });
    const accounted = await accountRun(started, finished, "succeeded");
    expect(accounted.ok ? [] : accounted.error.map(({ message }) => message)).toHaveLength(1);
  });

  test("without a zone the world's average is used, and stated", async () => {
    const { accounted, summary } = await accountRecordedRun(modelled);
    expect(summary.zone).toMatchObject({ asked: null, used: expect.stringContaining("World") });
    const announced = expect.stringContaining("No zone was given: the world average is used");
    expect(summary.zone.fallbacks).toContainEqual(announced);
    expect(accounted.footprint.made.quality.notes).toContainEqual(announced);
  });

  test("a zone that was given is used, and nothing is stated about it", async () => {
    const { summary } = await accountRecordedRun({ ...modelled, options: { zone: "France" } });
    expect(summary.zone).toMatchObject({ asked: "France", used: expect.stringContaining("France"), fallbacks: [] });
    expect(summary.quality.notes.join()).not.toMatch(/world average/i);
    const { carbonGrams, energyJoules, zone } = summary;
    const kilowattHours = (energyJoules.total?.nominal ?? 0) / 3.6e6;
    expect(carbonGrams?.nominal).toBeCloseTo(kilowattHours * zone.intensityGramsPerKilowattHour.nominal, 12);
  });

  test("an unknown zone is refused, and near names are offered", async () => {
    const { started, finished } = await meterRecordedRun({ options: { zone: "Frnace" } });
    expect(await accountRun(started, finished, "succeeded")).toMatchObject({
      ok: false,
      error: expect.arrayContaining([
        { kind: "unknown-name", name: "zone", message: expect.stringContaining("France") },
      ]),
    });
  });

  test("a PUE below 1 is refused", async () => {
    const { started, finished } = await meterRecordedRun({ options: { pue: 0.5 } });
    expect(await accountRun(started, finished, "succeeded")).toMatchObject({
      ok: false,
      error: [{ kind: "bad-input", name: "pue", message: expect.stringContaining("at least 1") }],
    });
  });
});

describe("the share of the hardware's embodied carbon", () => {
  test("is that of time and of processors", async () => {
    const { accounted } = await accountRecordedRun({ ...metal, seconds: 100, cpuSeconds: 100, busySeconds: 400 });
    const field = (name: string): number => fieldOf(accounted, "hardware", name).value;
    expect(field("part")).toBe(1);
    expect(field("share")).toBeCloseTo(0.25, 9);
    const lifetimeSeconds = convert(field("lifetime"), "year", "s");
    const grams = (field("embodiedTotal") * 1000 * 0.25 * 100) / (lifetimeSeconds * field("utilisation"));
    const embodied = accounted.results.get("embodied")?.quantity.nominal ?? 0;
    expect(embodied / grams).toBeCloseTo(1, 12);
  });

  test("of a virtual machine is that of its hardware threads, on an unknown host", async () => {
    const { accounted } = await accountRecordedRun({ ...modelled, processors: 16 });
    expect(fieldOf(accounted, "hardware", "part")).toMatchObject({
      value: 16 / 128,
      origin: { kind: "modelled", by: expect.stringContaining("16 of 128") },
      distribution: { kind: "interval", low: 16 / 384, high: 16 / 32 },
    });
  });

  test("of a virtual machine larger than all known hosts is the whole", async () => {
    const { accounted } = await accountRecordedRun({ ...modelled, processors: 512 });
    const part = fieldOf(accounted, "hardware", "part");
    expect(part.value).toBe(1);
    expect(part.distribution).toBeUndefined();
  });

  test("states the boundary of its own factor", async () => {
    const { accounted } = await accountRecordedRun({ chassis: 9 });
    const { origin } = fieldOf(accounted, "hardware", "embodiedTotal");
    const impact = accounted.footprint.impacts.find(({ phase }) => phase === "embodied");
    expect(impact?.factorBasis).toContain(origin.kind === "factor" ? origin.factor.boundary : "a factor");
  });
});

describe("the whole machine", () => {
  test("has every share at 1, and the other inputs unchanged", async () => {
    const { inputs } = (await accountRecordedRun(metal)).accounted;
    const machine = wholeMachine(inputs);
    for (const name of ["components", "hardware"]) {
      const [before, after] = [inputs[name], machine[name]];
      if (before?.kind !== "list" || after?.kind !== "list") throw new TypeError(name);
      expect(after.rows.map(({ label }) => label)).toEqual(before.rows.map(({ label }) => label));
      for (const [index, { fields }] of after.rows.entries()) {
        const { share, ...rest } = fields;
        const { share: _, ...restBefore } = before.rows[index]?.fields ?? {};
        expect(share).toMatchObject({ value: 1, origin: { kind: "given" } });
        expect(rest).toEqual(restBefore);
      }
    }
    expect(machine["intensity"]).toBe(inputs["intensity"]);
  });

  test("of the whole machine is the whole machine", async () => {
    const machine = wholeMachine((await accountRecordedRun(modelled)).accounted.inputs);
    expect(wholeMachine(machine)).toEqual(machine);
  });
});

describe("the footprint", () => {
  test("does not contain the command, and says what is attributed to it", async () => {
    const { footprint } = (
      await accountRecordedRun({ ...modelled, labels: { name: "try", project: "vision", tags: { team: "a" } } })
    ).accounted;
    expect(JSON.stringify(footprint)).not.toMatch(/secret-model|\/home\/me/);
    expect(footprint).toMatchObject({ of: { name: "try" }, owner: { project: "vision", team: "a" } });
  });

  test.for([
    [0, "succeeded"],
    [3, "failed"],
  ] as const)("of exit code %i is of a run that %s", async ([exitCode, outcome]) => {
    expect((await accountRecordedRun({ ...modelled, exitCode })).accounted.footprint.of.lineage).toEqual({ outcome });
  });

  test("has no market-based figure, and says why", async () => {
    const { impacts } = (await accountRecordedRun(modelled)).accounted.footprint;
    expect(impacts.filter(({ accounting }) => accounting === "market")).toMatchObject([
      { category: "gwp", amount: { quantity: null, reason: "no contract known" } },
    ]);
  });

  test("covers the time of the run, and counts nothing twice", async () => {
    const { impacts } = (await accountRecordedRun({ ...modelled, seconds: 90 })).accounted.footprint;
    for (const { covers } of impacts)
      expect(covers).toMatchObject({ from: "2026-11-21T22:30:01.000Z", to: "2026-11-21T22:31:31.000Z" });
    const kinds = impacts.map(({ category, phase, accounting, covers }) =>
      [category, phase, accounting, covers.stage].join(" "),
    );
    expect(new Set(kinds).size).toBe(kinds.length);
  });

  test("names the components that it counts, and leaves out those without a source", async () => {
    const { boundary } = (await accountRecordedRun({ ...metal, packages: [{ joules: 90 }], models: false })).accounted
      .footprint.made;
    expect(boundary.components).toEqual(["cpu"]);
    expect(boundary.excludes).toContainEqual(expect.stringContaining("dram (no instrument and no model)"));
  });

  test("leaves out all that its method leaves out, and names unmetered components instead of the general sentence", async () => {
    const { excludes } = (await accountRecordedRun(metal)).accounted.footprint.made.boundary;
    const { unmetered, ...always } = measuredLeavesOut;
    expect(excludes).toEqual(expect.arrayContaining(Object.values(always)));
    expect(excludes).not.toContain(unmetered);
  });
});
