import { expect, test } from "vitest";
import { methodOf } from "../../test/method.ts";
import { outcomeOf, refusalOf } from "../../test/refusal.ts";
import type { Expression } from "../formula/expression.ts";
import { choice, equation, input, list } from "./method.ts";

const inputs = {
  runtime: input("h", "Time"),
  duration: input("s", "Time"),
  power: input("W", "Power"),
  spare: input("kW", "Power"),
  energy: input("J", "Energy"),
  share: input("1", "Share"),
  percent: input("%", "Share"),
  intensity: input("gCO2e/kWh", "Intensity"),
  mode: choice(["EU", "US"], "Where"),
  parts: list("Parts", {
    inputs: {
      hours: input("h", "Time"),
      watts: input("W", "Power"),
      count: input("1", "Count"),
      grade: choice(["a", "b"], "Grade"),
    },
    equations: { used: equation("kWh", "hours × watts × count") },
  }),
};
const tables = {
  curve: { xUnit: "%", yUnit: "W", source: "measured", points: [[0, 10] as const, [100, 90] as const] },
};

function checked(unit: string, formula: string): Expression {
  const graph = methodOf({ inputs, equations: { result: equation(unit, formula) }, tables });
  const { result } = graph.equations;
  if (result === undefined) throw new Error("No result.");
  return result.checked;
}

/** Factors of the conversions within an expression, outermost first. */
function factorsIn(expression: Expression): readonly number[] {
  const factors: number[] = [];
  JSON.stringify(expression, (key, value: unknown) => {
    if (key === "factor" && typeof value === "number") factors.push(value);
    return value;
  });
  return factors.map((factor) => Number(factor.toPrecision(12)));
}

// Where two units of one dimension meet, a conversion is put in, and nowhere else.
test.for<[string, string, readonly number[]]>([
  ["kWh", "runtime × power", [0.001]],
  ["J", "runtime × power", [3600]],
  ["Wh", "runtime × power", []],
  ["J", "duration × power", []],
  ["kWh", "energy", [1 / 3_600_000]],
  ["gCO2e", "runtime × power × intensity", [0.001]],
  ["gCO2e", "energy × intensity", [1 / 3_600_000]],
  ["h", "runtime + duration", [1 / 3600]],
  ["s", "runtime + duration", [3600, 1 / 3600]],
  ["h", "runtime − duration", [1 / 3600]],
  ["W", "max(power, spare)", [1000]],
  ["W", "min(power, 2 [kW], spare)", [1000, 1000]],
  ["W", "if(share > 0.5, power, spare)", [1000]],
  ["1", "if(power > spare, 1, 0)", [1000]],
  ["1", "if(5 [%] < share, 1, 0)", [100]],
  ["1", "percent", [0.01]],
  ["%", "share", [100]],
  ["1", "share + percent", [0.01]],
  ["1", "exp(percent)", [0.01]],
  ["1", "percent ^ 2", [0.01]],
  ["1", "share ^ percent", [0.01]],
  ["W", "interpolate(curve, share)", [100]],
  ["kW", "interpolate(curve, percent)", [0.001]],
  ["kW", "sqrt(power ^ 2)", [0.001]],
  ["W", "(power ^ 3) ^ (1 / 3)", []],
  ["1/W", "power ^ −1", []],
  ["W", "abs(−power)", []],
  ["kWh", "sum(p in parts: p.hours × p.watts × p.count)", [0.001]],
  ["kWh", "sum(p in parts: p.used)", []],
  ["J", "sum(p in parts: p.used)", [3_600_000]],
  ["kWh", "fold(total from 0, p in parts: total + p.hours × p.watts)", [0.001]],
  ["kWh", "fold(total from 0 [kWh], p in parts: total + p.hours × p.watts)", [0.001]],
  ["kWh", "fold(total from energy, p in parts: total + p.used)", [1 / 3_600_000, 3_600_000]],
  ["1", "fold(total from 0, p in parts: total + 1)", []],
  ["W", "sum((a, b) in parts: b.watts − a.watts)", []],
  // A literal zero fits every unit.
  ["kWh", "0", []],
  ["W", "power + 0", []],
  ["W", "max(0, power)", []],
  ["W", "if(share = 0, 0, power)", []],
  ["1", "if(power > 0, 1, 2)", []],
  ["W", "0 × share", []],
  ["W", "−0", []],
])("in %s, `%s` is converted by %j", ([unit, formula, factors]) => {
  expect(factorsIn(checked(unit, formula))).toEqual(factors.map((factor) => Number(factor.toPrecision(12))));
});

test("an option is numbered by its place", () => {
  expect(checked("1", 'if(mode = "US", 1, 0)')).toMatchObject({ condition: { right: { kind: "number", value: 1 } } });
  expect(checked("1", 'if("EU" ≠ mode, 1, 0)')).toMatchObject({
    condition: { left: { name: "mode" }, right: { value: 0 } },
  });
  expect(checked("1", 'sum(p in parts: if(p.grade = "b", 1, 0))')).toMatchObject({
    body: { condition: { right: { value: 1 } } },
  });
});

test.for<[string, string, string]>([
  ["J", "power + energy", "`energy` is energy where energy·time^-1 (W) is needed."],
  ["J", "energy + power", "`power` is energy·time^-1 where energy (J) is needed."],
  ["kWh", "power", "`power` is energy·time^-1 where energy (kWh) is needed."],
  ["kWh", "runtime × power × 2 [h]", "`runtime × power × 2 [h]` is energy·time where energy (kWh) is needed."],
  ["gCO2e", "energy", "`energy` is energy where CO2e (gCO2e) is needed."],
  ["W", "power + 5", "`5` is a pure number where energy·time^-1 (W) is needed."],
  ["W", "max(power, 5)", "`5` is a pure number where energy·time^-1 (W) is needed."],
  ["W", "if(share > 0, power, energy)", "`energy` is energy where energy·time^-1 (W) is needed."],
  ["1", "if(power > energy, 1, 2)", "`energy` is energy where energy·time^-1 (W) is needed."],
  ["1", "ln(power)", "`power` is energy·time^-1 where a pure number (1) is needed."],
  ["1", "exp(runtime)", "`runtime` is time where a pure number (1) is needed."],
  ["W", "ceil(power)", "`power` is energy·time^-1 where a pure number (1) is needed."],
  ["1", "2 ^ power", "`power` is energy·time^-1 where a pure number (1) is needed."],
  ["1", "power ^ share", "the exponent of `power` must be a plain number, since that has a unit."],
  ["W", "interpolate(curve, power)", "`power` is energy·time^-1 where a pure number (%) is needed."],
  ["W", "interpolate(curv, share)", "unknown table `curv`. Did you mean `curve`?"],
  ["W", "pover", "unknown input or equation `pover`. Did you mean `power`?"],
  ["W", "constructor", "unknown input or equation `constructor`."],
  ["W", "parts", "`parts` is a list: use it in sum(row in parts: ...)."],
  ["W", "sum(p in prts: p.watts)", "unknown list `prts`. Did you mean `parts`?"],
  ["W", "sum(p in power: p.watts)", "unknown list `power`."],
  ["W", "sum(p in parts: p.wats)", "unknown input or equation `p.wats`. Did you mean `p.watts`?"],
  ["W", "sum(p in parts: p)", "`p` is a row: name one of its fields, such as `p.hours`."],
  ["W", "p.watts", "unknown input or equation `p.watts`."],
  ["kWh", "fold(t from 0 [W], p in parts: t + p.used)", "`p.used` is energy where energy·time^-1 (W) is needed."],
  ["W", 'if(mode = "UK", power, 0)', '`mode` has no option "UK", only "EU", "US".'],
  ["W", 'if(mode > "EU", power, 0)', '`mode` is a choice. Compare it by = or ≠ with one of "EU", "US".'],
  ["W", "if(mode = 1, power, 0)", '`mode` is a choice. Compare it by = or ≠ with one of "EU", "US".'],
  ["W", "if(mode = mode, power, 0)", '`mode` is a choice. Compare it by = or ≠ with one of "EU", "US".'],
  ["W", 'if("a" = "b", power, 0)', '`"a"` is not a number.'],
  ["W", "if(power, power, 0)", "`power` must be a comparison."],
  ["W", "if(not power, power, 0)", "`power` must be a comparison."],
  ["W", "if(share > 0 and power, power, 0)", "`power` must be a comparison."],
  ["W", "mode", "`mode` is not a number."],
  ["W", "power × mode", "`mode` is not a number."],
  ["1", "share > 0", "`share > 0` is not a number."],
  ["1", "round(share, 1.5)", "round takes a whole number of decimals from 0 to 20, written out, not `1.5`."],
  ["1", "round(share, 21)", "round takes a whole number of decimals from 0 to 20, written out, not `21`."],
  ["1", "round(share, share)", "round takes a whole number of decimals from 0 to 20, written out, not `share`."],
  ["1", "1 + (share > 0)", "`share > 0` is not a number."],
  ["1", '"EU"', '`"EU"` is not a number.'],
  ["W", "5 [watt]", "The unit `watt` is not known. Did you mean `W`?"],
  ["W", "sum((p, p) in parts: p.watts)", "`p` is bound twice. Use another name for the inner row or running value."],
  [
    "W",
    "sum(p in parts: sum(p in parts: p.watts))",
    "`p` is bound twice. Use another name for the inner row or running value.",
  ],
  [
    "W",
    "fold(p from 0, p in parts: p.watts)",
    "`p` is bound twice. Use another name for the inner row or running value.",
  ],
  [
    "W",
    "fold(t from 0, p in parts: sum(t in parts: t.watts))",
    "`t` is bound twice. Use another name for the inner row or running value.",
  ],
])("in %s, `%s` is refused: %s", ([unit, formula, message]) => {
  expect(refusalOf(() => checked(unit, formula))).toBe(`example: equation \`result = ${formula}\`: ${message}`);
});

test("the unit of an equation is read, and its place named where it is wrong", () => {
  expect(refusalOf(() => checked("kwh", "energy"))).toBe(
    "example: equation `result = energy`: The unit `kwh` is not known. Did you mean `kWh`?",
  );
});

test("two sums over different lists may use one name for their rows", () => {
  expect(outcomeOf(() => checked("W", "sum(p in parts: p.watts) + sum(p in parts: p.watts)"))).toBe("done");
});

test("a bound name hides one of the graph, and only while it is bound", () => {
  expect(outcomeOf(() => checked("W", "sum(power in parts: power.watts) + power"))).toBe("done");
  expect(outcomeOf(() => checked("W", "fold(share from 0 [W], p in parts: share + p.watts)"))).toBe("done");
  expect(outcomeOf(() => checked("W", "fold(share from 0 [W], p in parts: share + p.watts) + share"))).toBe(
    "bad-method",
  );
});
