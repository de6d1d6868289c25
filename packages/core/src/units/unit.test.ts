import * as fc from "fast-check";
import { expect, test } from "vitest";
import { outcomeOf, refusalOf } from "../../test/refusal.ts";
import { convert, describeDimension, parseUnit, sameDimension } from "./unit.ts";

// Expected values are definitions: SI, the international pound (0.45359237 kg exactly), IEC binary prefixes.
test.for<[number, string, string, number]>([
  [1, "kWh", "J", 3_600_000],
  [1, "J", "kWh", 1 / 3_600_000],
  [1, "MJ", "kWh", 1 / 3.6],
  [1, "GWh", "MWh", 1000],
  [250, "W", "kW", 0.25],
  [1, "W", "J/s", 1],
  [1, "W·h", "Wh", 1],
  [1, "W*h", "Wh", 1],
  [1, "W×h", "Wh", 1],
  [1, "lbCO2e/MWh", "gCO2e/kWh", 0.45359237],
  [1000, "lbCO2e/MWh", "kgCO2e/MWh", 453.59237],
  [1, "kgCO2e/kWh", "gCO2e/kWh", 1000],
  [1, "gCO2e/MJ", "gCO2e/kWh", 3.6],
  [1, "tCO2e", "gCO2e", 1e6],
  [1, "MtCO2e", "ktCO2e", 1000],
  [1, "gCO2eq", "gCO2e", 1],
  [1, "ugCO2e", "mgCO2e", 1e-3],
  [1, "µgCO2e", "gCO2e", 1e-6],
  [1, "mgSbeq", "kgSbeq", 1e-6],
  [1, "kgPM2.5e", "gPM2.5eq", 1000],
  [1, "kBqCo60e", "BqCo60eq", 1000],
  [1.8, "L/kWh", "m3/MWh", 1.8],
  [1, "m3", "L", 1000],
  [1, "m^3", "litre", 1000],
  [1, "cm2", "m2", 1e-4],
  [1, "mL", "L", 1e-3],
  [1, "GiB", "B", 1_073_741_824],
  [1, "GB", "B", 1e9],
  [1, "GiB", "GB", 1.073741824],
  [8, "bit", "B", 1],
  [1, "Gbit/s", "MB/s", 125],
  [0.3725, "W/GB", "W/GiB", 0.3725 * 1.073741824],
  [1, "year", "h", 8760],
  [1, "day", "min", 1440],
  [1, "week", "d", 7],
  [1, "s", "ms", 1000],
  [1, "µs", "ns", 1000],
  [1, "μs", "us", 1],
  [50, "%", "1", 0.5],
  [1, "TFLOP/s/W", "GFLOP/J", 1000],
  [2.6, "GHz", "1/s", 2.6e9],
  [1, "s^-1", "Hz", 1],
  [3, "token", "request", 3],
  [1, "lb", "g", 453.59237],
  [1, "L/(GB·h)", "mL/(GB·h)", 1000],
  [1, "L/GB/h", "L/(GB·h)", 1],
  [1, "W / (GB · core)", "W/GB", 1],
])("%d %s is %s %d", ([value, from, to, expected]) => {
  expect(convert(value, from, to) / expected).toBeCloseTo(1, 14);
});

test("becquerels of a substance are not kilograms of it", () => {
  expect(sameDimension(parseUnit("kBqCo60e").dimension, parseUnit("kgCo60e").dimension)).toBe(false);
});

test("a value in the unit that is asked for is not touched", () => {
  expect(convert(0.1, "kWh", "kWh")).toBe(0.1);
});

const families = [
  ["J", "kWh", "MJ", "Wh", "W·s", "GWh"],
  ["gCO2e", "kgCO2e", "tCO2e", "lbCO2e", "ugCO2e"],
  ["gCO2e/kWh", "kgCO2e/MWh", "lbCO2e/MWh", "gCO2e/J"],
  ["L", "m3", "mL", "litre"],
  ["s", "min", "h", "d", "week", "year"],
  ["B", "GiB", "GB", "bit", "KiB"],
  ["1", "%", "token", "core"],
];

test("a value converted to any unit and back is the value", () => {
  const family = fc.constantFrom(...families);
  const units = family.chain((one) =>
    fc.tuple(fc.constantFrom(...one), fc.constantFrom(...one), fc.constantFrom(...one)),
  );
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), units, (value, [a, b, c]) => {
      expect(convert(convert(value, a, b), b, a) / value).toBeCloseTo(1, 14);
      expect(convert(convert(value, a, b), b, c) / convert(value, a, c)).toBeCloseTo(1, 14);
    }),
  );
});

test("units of different families never become each other", () => {
  const pairs = families.flatMap((family, index) =>
    families.slice(index + 1).map((other) => [family[0] ?? "", other[0] ?? ""]),
  );
  expect(pairs.map(([from = "", to = ""]) => outcomeOf(() => convert(1, from, to)))).toEqual(
    pairs.map(() => "bad-unit"),
  );
});

test.for<[string, string]>([
  ["kwh", "The unit `kwh` is not known. Did you mean `kWh`?"],
  ["gCO2/kWh", "`gCO2` in the unit `gCO2/kWh` is not known. Did you mean `gCO2e`?"],
  ["kgCO2e/khW", "`khW` in the unit `kgCO2e/khW` is not known. Did you mean `kWh`?"],
  ["hrs", "The unit `hrs` is not known. Did you mean `h`?"],
  ["hous", "The unit `hous` is not known. Did you mean `h`?"],
  ["Seconds", "The unit `Seconds` is not known. Did you mean `s`?"],
  ["tokens", "The unit `tokens` is not known. Did you mean `token`?"],
  ["furlong", "The unit `furlong` is not known."],
  ["constructor", "The unit `constructor` is not known."],
  ["kmin", "The unit `kmin` is not known. Did you mean `min`?"],
  ["", "Cannot read the unit ``: a symbol is missing. An example: gCO2e/kWh."],
  ["kWh/", "Cannot read the unit `kWh/`: a symbol is missing. An example: gCO2e/kWh."],
  ["/kWh", "Cannot read the unit `/kWh`: a symbol is missing. An example: gCO2e/kWh."],
  ["L/(GB·h", "The unit `L/(GB·h` lacks a closing bracket."],
  ["L/GB)", "The unit `L/GB)` has a bracket too many."],
  ["km^9999", "The exponents of the unit `km^9999` are too large to compute with."],
  ["(".repeat(5000), "A unit of 5000 characters is too long: at most 200."],
])("the unit `%s` is refused: %s", ([unit, message]) => {
  expect(refusalOf(() => parseUnit(unit))).toBe(message);
  expect(outcomeOf(() => parseUnit(unit))).toBe("bad-unit");
});

test("a conversion between dimensions says what both are", () => {
  expect(refusalOf(() => convert(1, "kWh", "gCO2e"))).toBe("`kWh` cannot become `gCO2e`: energy is not CO2e.");
  expect(refusalOf(() => convert(1, "W", "1"))).toBe("`W` cannot become `1`: energy·time^-1 is not a pure number.");
});

test("each substance is a dimension of its own", () => {
  expect(outcomeOf(() => convert(1, "kgSbeq", "kgCO2e"))).toBe("bad-unit");
  expect(outcomeOf(() => convert(1, "kgCO2e", "kg"))).toBe("bad-unit");
});

test("exponents of one dimension add up, and cancel to a pure number", () => {
  expect(describeDimension(parseUnit("W·s/J").dimension)).toBe("a pure number");
  expect(sameDimension(parseUnit("m·m·m").dimension, parseUnit("L").dimension)).toBe(true);
  expect(sameDimension(parseUnit("m2").dimension, parseUnit("m").dimension)).toBe(false);
});

test("any text is a unit or a WattledgerError", () => {
  const piece = fc.constantFrom(..."()/·*×^-0123456789kMGWhgLmBs% e".split(""), "CO2", "year");
  const text = fc.oneof(
    fc.string(),
    fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join("")),
  );
  fc.assert(
    fc.property(text, (unit) => {
      expect(["done", "bad-unit"]).toContain(outcomeOf(() => parseUnit(unit)));
    }),
    { numRuns: 1000 },
  );
});
