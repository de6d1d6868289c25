import * as fc from "fast-check";
import { expect, test } from "vitest";
import { exactly } from "../uncertainty/interval.ts";
import { formatNumber, formatQuantity, formatReadable, formatValue, readableUnit } from "./format.ts";
import { convert } from "./unit.ts";

test.for<[number, number, string]>([
  [0, 3, "0"],
  [-0, 3, "0"],
  [1, 3, "1"],
  [1.2345, 3, "1.23"],
  [-1.2345, 3, "−1.23"],
  [999.6, 3, "1000"],
  [1234.5, 3, "1235"],
  [0.00012345, 3, "0.000123"],
  [0.000001, 3, "0.000001"],
  [0.00000123456, 3, "0.00000123"],
  [1.5e-7, 3, "0.00000015"],
  [2.94e-7, 3, "0.000000294"],
  [3.004e-9, 3, "0.000000003"],
  [1e-12, 3, "0.000000000001"],
  [1.5e-20, 3, "1.5 × 10⁻²⁰"],
  [-2.5e17, 3, "−2.5 × 10¹⁷"],
  [-1.5e-7, 3, "−0.00000015"],
  [123_456_789, 3, "123456789"],
  [1.5e9, 3, "1500000000"],
  [475.2, 2, "475"],
  [0.3333333, 5, "0.33333"],
  [Number.NaN, 3, "unknown"],
  [Infinity, 3, "unknown"],
])("%d with %i digits reads %s", ([value, digits, expected]) => {
  expect(formatNumber(value, digits)).toBe(expected);
});

test.for<[number, string, string]>([
  [0.0004, "kWh", "400 mWh"],
  [3.6e6, "J", "1 kWh"],
  [1, "J", "278 µWh"],
  [5e-10, "kWh", "500 nWh"],
  [2500, "MWh", "2.5 GWh"],
  [0.5, "gCO2e", "500 mgCO2e"],
  [0.0005, "gCO2e", "500 µgCO2e"],
  [1234, "gCO2e", "1.23 kgCO2e"],
  [2_500_000, "gCO2e", "2.5 tCO2e"],
  [0.0015, "L", "1.5 mL"],
  [1500, "L", "1.5 m³"],
  [0.25, "kW", "250 W"],
  [90, "s", "1.5 min"],
  [7200, "s", "2 h"],
  [-0.0004, "kWh", "−400 mWh"],
  [3 * 2 ** 30, "B", "3 GiB"],
  [2048, "MiB", "2 GiB"],
  // Memory that is told in gigabytes stays in them.
  [80, "GB", "80 GB"],
  [1056, "GB", "1.06 TB"],
  // Primary energy is not electricity, though its dimension is the same.
  [0.01228, "MJ", "0.0123 MJ"],
  [3.41, "MJ", "3.41 MJ"],
  [274_800, "MJ", "275 GJ"],
  [5.49e-9, "kgSbe", "5.49 µgSbeq"],
  [0.144, "kgSbeq", "144 gSbeq"],
  // Where there is but one unit of its kind.
  [475, "gCO2e/kWh", "475 gCO2e/kWh"],
  [1.67, "1", "1.67"],
  [0, "kgSbeq", "0 kgSbeq"],
  // Nothing is nothing, in the unit that it came in.
  [0, "kWh", "0 kWh"],
  [0, "J", "0 Wh"],
])("%d %s reads %s", ([value, unit, expected]) => {
  expect(formatReadable(value, unit)).toBe(expected);
});

test("a readable value is the same amount, and reads between 1 and the next step where there is one", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-8, max: 1e5, noNaN: true }), (kilowattHours) => {
      const unit = readableUnit(kilowattHours, "kWh");
      const value = convert(kilowattHours, "kWh", unit);
      expect(convert(value, unit, "kWh") / kilowattHours).toBeCloseTo(1, 12);
      expect(value).toBeGreaterThan(1 - 1e-9);
      expect(value).toBeLessThan(1000.000001);
    }),
  );
});

test("a value keeps its unit unless a readable one is asked for", () => {
  expect(formatValue(0.0004, "kWh")).toBe("0.0004 kWh");
  expect(formatValue(12, "1")).toBe("12");
  expect(formatValue(2, "m3")).toBe("2 m³");
});

test("a quantity shows its interval in the unit of its central value", () => {
  const quantity = { unit: "kWh", nominal: 0.00327, mean: 0.0035, low: 0.00112, high: 0.0082, level: 0.9 };
  expect(formatQuantity(quantity)).toBe("3.27 Wh (1.1 to 8.2)");
  expect(formatQuantity(exactly(0.412, "kWh"))).toBe("412 Wh");
  expect(formatQuantity({ ...quantity, nominal: 0, low: 0 })).toBe("0 Wh (0 to 8.2)");
});

test.for([
  // EcoLogits' minerals of a request: the interval was printed as "1.7 to 1.7".
  [{ nominal: 1.69, low: 1.6881, high: 1.6932 }, "1.69 g (1.688 to 1.693)"],
  [{ nominal: 28.5, low: 28.4, high: 28.6 }, "28.5 g (28.4 to 28.6)"],
  [{ nominal: 28.5, low: 20.4, high: 41.6 }, "28.5 g (20 to 42)"],
  [{ nominal: 5, low: 4.999_999_99, high: 5.000_000_01 }, "5 g"],
] as const)("the ends of an interval are printed so that they differ: %o", ([figures, printed]) => {
  expect(formatQuantity({ unit: "g", mean: figures.nominal, level: 0.9, ...figures })).toBe(printed);
});
