import * as fc from "fast-check";
import { expect, test } from "vitest";
import { methodOf } from "../../test/method.ts";
import { outcomeOf, refusalOf } from "../../test/refusal.ts";
import { chosen, known, normal } from "../../test/resolved.ts";
import type { Method } from "../graph/graph.ts";
import { choice, equation, input, list } from "../graph/method.ts";
import type { ResolvedInputs } from "../graph/resolved.ts";
import type { Distribution } from "../uncertainty/distribution.ts";
import { intervalOf } from "../uncertainty/interval.ts";
import { monteCarlo } from "./monte-carlo.ts";
import { propagate } from "./propagate.ts";
import type { Propagated } from "./propagate.ts";

const z90 = 1.6448536269514722;

function formula(text: string): Method {
  return methodOf({
    inputs: { x: input("1", "X"), y: input("1", "Y"), z: input("1", "Z") },
    equations: { result: equation("1", text) },
  });
}

function propagated(method: Method, inputs: ResolvedInputs, name = "result"): Propagated {
  const one = propagate(method, inputs, [name]).get(name);
  if (one === undefined) throw new Error(`Nothing for ${name}.`);
  return one;
}

test.for<[string, ResolvedInputs, number, number]>([
  ["x + y", { x: known(10, normal(3)), y: known(5, normal(4)) }, 15, 5],
  ["x − y", { x: known(10, normal(3)), y: known(5, normal(4)) }, 5, 5],
  ["2 × x", { x: known(10, normal(3)) }, 20, 6],
  ["x + 7", { x: known(10, normal(3)) }, 17, 3],
  // One input used twice is one variable.
  ["x + x", { x: known(10, normal(3)) }, 20, 6],
  ["x − x", { x: known(10, normal(3)) }, 0, 0],
  ["x ÷ x", { x: known(10, normal(3)) }, 1, 0],
  // Two inputs are two variables, unless both come from one factor.
  ["x + y", { x: known(10, normal(3)), y: known(10, normal(3)) }, 20, 3 * Math.SQRT2],
  ["x + y", { x: known(10, normal(3), "grid"), y: known(10, normal(3), "grid") }, 20, 6],
  ["x − y", { x: known(10, normal(3), "grid"), y: known(10, normal(3), "grid") }, 0, 0],
  // Relative errors add in quadrature under products and quotients: IPCC 2006, vol. 1, eq. 3.1.
  ["x × y", { x: known(10, normal(0.3)), y: known(20, normal(0.8)) }, 200, 200 * 0.05],
  ["x ÷ y", { x: known(10, normal(0.3)), y: known(20, normal(0.8)) }, 0.5, 0.5 * 0.05],
  ["x ^ 3", { x: known(2, normal(0.01)) }, 8, 0.12],
  // A distribution with another mean than its centre is propagated about its mean.
  ["2 × x", { x: known(10, { kind: "log-normal", gsd: 2 }) }, 2 * 12.7153713, 2 * 9.9862763],
  ["x + y", { x: known(1, { kind: "uniform", low: 0, high: 6 }), y: known(3) }, 6, Math.sqrt(3)],
])("%s of %j has mean %d and standard deviation %d", ([text, given, mean, sd]) => {
  const inputs = { x: known(1), y: known(1), z: known(1), ...given };
  const result = propagated(formula(text), inputs);
  expect(result.quantity.mean).toBeCloseTo(mean, 6);
  expect(result.sd).toBeCloseTo(sd, 6);
});

test("a quantity holds the value at the centres, the mean, and the interval at the level that is asked for", () => {
  const inputs = { x: known(10, { kind: "uniform", low: 8, high: 14 }), y: known(1), z: known(1) };
  const { quantity, sd } = propagated(formula("x"), inputs);
  expect(sd).toBeCloseTo(Math.sqrt(3), 12);
  expect(quantity).toMatchObject({ unit: "1", nominal: 10, mean: 11, level: 0.9 });
  // Alone, x keeps its own interval: 5 % of 8 to 14 on each side.
  expect([quantity.low, quantity.high]).toEqual([expect.closeTo(8.3, 10), expect.closeTo(13.7, 10)]);
  const wider = propagate(formula("x"), inputs, ["result"], 0.95).get("result")?.quantity;
  expect(wider?.level).toBe(0.95);
  expect(wider?.low).toBeCloseTo(8.15, 10);
  // With another input that errs, it is that of mean and standard deviation.
  const both = propagated(formula("x + y"), { ...inputs, y: known(1, normal(1)) });
  expect(both.quantity.low).toBeCloseTo(12 - z90 * 2, 10);
  expect(both.quantity.high).toBeCloseTo(12 + z90 * 2, 10);
});

test("effects are signed, one for each variable, and add up in quadrature", () => {
  const inputs = { x: known(10, normal(3)), y: known(5, normal(4)), z: known(2) };
  const { effects, sd } = propagated(formula("z × x − y"), inputs);
  expect(Object.fromEntries(effects)).toEqual({ x: 6, y: -4 });
  expect(Math.hypot(...effects.values())).toBe(sd);
});

const machine = methodOf({
  inputs: {
    hours: input("h", "Time"),
    mode: choice(["EU", "US"], "Mode"),
    parts: list("Parts", {
      inputs: { power: input("W", "Power"), kind: choice(["a", "b"], "Kind") },
      equations: { energy: equation("Wh", 'power × if(kind = "b", 2 [h], 1 [h])') },
    }),
  },
  equations: {
    energy: equation("Wh", "sum(part in parts: part.energy)"),
    result: equation("kWh", 'if(mode = "US", 2, 1) × energy'),
  },
});

function part(label: string, watts: number, sd: number, kind: string, variable?: string) {
  return { label, fields: { power: known(watts, normal(sd), variable, "W"), kind: chosen(kind) } };
}

function twoParts(variable?: string): ResolvedInputs {
  return {
    hours: known(1, undefined, undefined, "h"),
    mode: chosen("US"),
    parts: { kind: "list", rows: [part("cpu", 100, 3, "a", variable), part("dram", 10, 2, "b", variable)] },
  };
}

test("rows of a list are separate variables, unless they share one variable", () => {
  const alone = propagated(machine, twoParts());
  expect(alone.quantity.mean).toBeCloseTo(0.24, 12);
  expect(alone.sd).toBeCloseTo(0.002 * Math.hypot(3, 4), 12);
  expect([...alone.effects.keys()]).toEqual(["parts[cpu].power", "parts[dram].power"]);
  expect(propagated(machine, twoParts("meter")).sd).toBeCloseTo(0.002 * 7, 12);
});

test("rows with one label are still two rows", () => {
  const rows = [part("gpu", 100, 3, "a"), part("gpu", 300, 4, "a"), part("gpu #2", 0, 0, "a")];
  const inputs: ResolvedInputs = {
    hours: known(1, undefined, undefined, "h"),
    mode: chosen("EU"),
    parts: { kind: "list", rows },
  };
  const { quantity, sd, effects } = propagated(machine, inputs);
  expect(quantity.mean).toBeCloseTo(0.4, 12);
  expect(sd).toBeCloseTo(0.005, 12);
  expect(effects.size).toBe(3);
});

test("only what is wanted is looked at", () => {
  const method = methodOf({
    inputs: { x: input("1", "X"), y: input("1", "Y") },
    equations: { broken: equation("1", "1 ÷ y"), result: equation("1", "2 × x") },
  });
  expect(propagated(method, { x: known(3), y: known(0) }).quantity.mean).toBe(6);
});

test.for<[string, string, ResolvedInputs, string]>([
  [
    "no derivative",
    "sqrt(x)",
    { x: known(0, normal(1)) },
    "`result = sqrt(x)` has no finite derivative at the means of its inputs. Use Monte Carlo (the function simulate) instead.",
  ],
  [
    "no value at the means",
    "1 ÷ x",
    { x: known(1, { kind: "uniform", low: -2, high: 2 }) },
    "`result = 1 ÷ x` comes out as Infinity at the means of its inputs. Use Monte Carlo (the function simulate) instead.",
  ],
  [
    "no value at the centres",
    "1 ÷ x",
    { x: known(0) },
    "`result = 1 ÷ x` is Infinity: an input makes it divide by zero or overflow.",
  ],
])("an equation that has %s is refused", ([, text, given, message]) => {
  expect(refusalOf(() => propagated(formula(text), { x: known(1), y: known(1), z: known(1), ...given }))).toBe(message);
});

test("a root of an exact zero has an exact value", () => {
  expect(outcomeOf(() => propagated(formula("sqrt(x)"), { x: known(0), y: known(1), z: known(1) }))).toBe("done");
});

// Where theory says that they agree, Approach 1 and Approach 2 do. The standard error of a mean of n draws is sd ÷ √n,
// that of a standard deviation about sd ÷ √(2 n), that of a 5 % point about 2.1 sd ÷ √n; five of them are allowed.
const draws = 20_000;

test("both approaches agree on linear formulas of normals", () => {
  const weight = fc.integer({ min: -5, max: 5 });
  const spread = fc.double({ min: 0.1, max: 3, noNaN: true });
  fc.assert(
    fc.property(
      fc.tuple(weight, weight, weight),
      fc.tuple(spread, spread, spread),
      fc.integer(),
      ([a, b, c], [s, t, u], seed) => {
        const method = formula(`${a} × x + ${b} × y + ${c} × z + 1000`.replaceAll("-", "−"));
        const inputs = { x: known(10, normal(s)), y: known(20, normal(t)), z: known(30, normal(u)) };
        const first = propagated(method, inputs);
        const second = monteCarlo(method, inputs, ["result"], { draws, seed }).get("result");
        const error = (5 * first.sd) / Math.sqrt(draws) + 1e-9;
        expect(Math.abs((second?.quantity.mean ?? 0) - first.quantity.mean)).toBeLessThan(error);
        expect(Math.abs((second?.sd ?? 0) - first.sd)).toBeLessThan(error);
        expect(Math.abs((second?.quantity.low ?? 0) - first.quantity.low)).toBeLessThan(2.1 * error);
        expect(Math.abs((second?.quantity.high ?? 0) - first.quantity.high)).toBeLessThan(2.1 * error);
      },
    ),
    { numRuns: 15, seed: 4 },
  );
});

test("both approaches agree on products and quotients of small relative errors", () => {
  const relative = fc.double({ min: 0.001, max: 0.05, noNaN: true });
  fc.assert(
    fc.property(relative, relative, relative, fc.integer(), (r, s, t, seed) => {
      const method = formula("x × y ÷ z");
      const inputs = { x: known(10, normal(10 * r)), y: known(20, normal(20 * s)), z: known(30, normal(30 * t)) };
      const first = propagated(method, inputs);
      const second = monteCarlo(method, inputs, ["result"], { draws, seed }).get("result");
      // Besides the errors of sampling, second-order terms: up to (5 %)² of the value.
      expect(Math.abs((second?.sd ?? 0) / first.sd - 1)).toBeLessThan(0.05);
      expect(Math.abs((second?.quantity.low ?? 0) / first.quantity.low - 1)).toBeLessThan(0.01);
      expect(Math.abs((second?.quantity.high ?? 0) / first.quantity.high - 1)).toBeLessThan(0.01);
    }),
    { numRuns: 10, seed: 5 },
  );
});

test("for any inputs the interval holds the mean, and low is at most high", () => {
  const uncertain: fc.Arbitrary<Distribution> = fc.oneof(
    fc.double({ min: 0, max: 20, noNaN: true }).map(normal),
    fc.double({ min: 1, max: 4, noNaN: true }).map((gsd): Distribution => ({ kind: "log-normal", gsd })),
  );
  const value = fc.double({ min: 1, max: 100, noNaN: true });
  fc.assert(
    fc.property(fc.tuple(value, value), fc.tuple(uncertain, uncertain), ([x, y], [ofX, ofY]) => {
      const { quantity, sd } = propagated(formula("x × y + x"), { x: known(x, ofX), y: known(y, ofY), z: known(1) });
      const { low, high, mean } = quantity;
      expect(low).toBeLessThanOrEqual(high);
      expect(sd).toBeGreaterThanOrEqual(0);
      // A log-normal's mean leaves its interval only where its tail is extreme.
      fc.pre(sd <= 3 * Math.abs(mean));
      // An interval narrower than the rounding of doubles may miss the mean in the last digit.
      const rounding = 1e-12 * Math.abs(mean);
      expect(low).toBeLessThanOrEqual(mean + rounding);
      expect(high).toBeGreaterThanOrEqual(mean - rounding);
    }),
  );
});

test("a resolved input in another unit than its own is refused, not counted", () => {
  const method = methodOf({ inputs: { a: input("W", "A") }, equations: { result: equation("W", "a × 2") } });
  const inUnit = (unit: string): unknown => propagated(method, { a: known(1, undefined, undefined, unit) });
  expect(() => inUnit("kg")).toThrow(/`kg` cannot become `W`: mass is not energy·time\^-1/u);
  expect(() => inUnit("kW")).toThrow("Input `a` is in `kW`, but must be in `W`. Convert it, or give it to `resolve`");
  expect(inUnit("J/s")).toMatchObject({ quantity: { nominal: 2 } });
});

test("a resolved input whose distribution is not in order is refused", () => {
  const method = methodOf({ inputs: { a: input("1", "A") }, equations: { result: equation("1", "a") } });
  expect(() => propagated(method, { a: known(1, normal(-1)) })).toThrow("its distribution needs `sd` of at least 0");
});

const skewed: Distribution = { kind: "interval", low: 0.1, high: 2, level: 0.9 };

test.for<[string, number, number]>([
  // 100 kWh × 0.1 to 2 L/kWh, by hand.
  ["100 × x", 10, 200],
  ["x ÷ 4 + 3", 3.025, 3.5],
  ["5 − 2 × x", 1, 4.8],
  ["if(x > 0, x, 0) × y", 0.3, 6],
])("where one input errs and `%s` is linear, its interval is scaled as skewed as it is", ([text, low, high]) => {
  const method = methodOf({
    inputs: { x: input("1", "X", { min: 0 }), y: input("1", "Y") },
    equations: { result: equation("1", text) },
  });
  const { quantity } = propagated(method, { x: known(1, skewed), y: known(3) });
  expect([quantity.low, quantity.high]).toEqual([expect.closeTo(low, 9), expect.closeTo(high, 9)]);
});

test("where a formula is not linear, or two inputs err, the interval is that of mean and standard deviation", () => {
  const method = methodOf({
    inputs: { x: input("1", "X", { min: 0 }), y: input("1", "Y") },
    equations: { result: equation("1", "x × x + y") },
  });
  for (const y of [known(3), known(3, normal(0.5))]) {
    const { quantity, sd } = propagated(method, { x: known(1, skewed), y });
    const { low, high } = intervalOf(quantity.mean, sd, 0.9);
    expect([quantity.low, quantity.high]).toEqual([low, high]);
  }
});

test("one factor behind several rows errs once, and its interval is scaled as it is", () => {
  const method = methodOf({
    inputs: { parts: list("Parts", { inputs: { x: input("1", "X", { min: 0 }) }, equations: {} }) },
    equations: { result: equation("1", "sum(p in parts: p.x) × 10") },
  });
  const fields = { x: known(1, skewed, "factor") };
  const { quantity } = propagated(method, {
    parts: {
      kind: "list",
      rows: [
        { label: "a", fields },
        { label: "b", fields },
      ],
    },
  });
  expect([quantity.low, quantity.high]).toEqual([expect.closeTo(2, 9), expect.closeTo(40, 9)]);
});
