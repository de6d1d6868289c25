import { convert, formatReadable, formatValue, parseUnit } from "@wattledger/core";
import type { Method } from "@wattledger/core";
import { methods } from "@wattledger/methods";
import { expect, test } from "vitest";
import { parseGivenNumber } from "./given-number.ts";

/** Each unit of an input, of an equation, or of a field of a row, of any method. */
const allUnits = [
  ...new Set(
    methods.flatMap((method) => [
      ...unitsOf(method.inputs),
      ...Object.values(method.equations).map(({ unit }) => unit),
    ]),
  ),
].toSorted();

function unitsOf(inputs: Method["inputs"]): readonly string[] {
  return Object.values(inputs).flatMap((one) => {
    if (one.kind === "number") return [one.unit];
    return one.kind === "list" ? unitsOf(one.of.inputs) : [];
  });
}

/** From far below what anybody gives to far above it, so that each rung of a ladder of units is met. */
const magnitudes = Array.from({ length: 40 }, (_, index) => 1.25 * 10 ** (index - 20));

test.for(allUnits)("%s: what is printed can be typed back", (unit) => {
  for (const value of magnitudes) {
    for (const printed of [formatReadable(value, unit, 6), formatValue(value, unit, 6)]) {
      const read = parseGivenNumber(printed);
      if (!read.ok) throw new Error(`${printed} ${read.error}`);
      const back = convert(read.value.value, parseUnit(read.value.unit ?? "1").text, unit);
      expect(Math.abs(back / value - 1), `${value} ${unit} is printed as ${printed}`).toBeLessThan(1e-5);
    }
  }
});

test.for([
  ["2 m³", "L", 2000],
  ["3 µL", "L", 3e-6],
  ["−4 mWh", "kWh", -4e-6],
  ["5.49 µgSbeq", "kgSbeq", 5.49e-9],
  ["144 gSbeq", "kgSbe", 0.144],
  ["475 gCO2e/kWh", "kgCO2e/kWh", 0.475],
  ["0.3 µgCO2e", "gCO2e", 3e-7],
  ["1.5 m³/kWh", "L/kWh", 1500],
  ["0.3 ngCO2e", "gCO2e", 3e-10],
  ["12 nL", "L", 1.2e-8],
  ["7 ng", "g", 7e-9],
  ["5 µg", "kg", 5e-9],
  ["420 µJ/token", "J/token", 4.2e-4],
] as const)("%s is read in %s", ([text, unit, value]) => {
  const read = parseGivenNumber(text);
  expect(read.ok && convert(read.value.value, read.value.unit ?? "1", unit)).toBeCloseTo(value, 12);
});

test.for([
  [6e-9, "L", "6 nL"],
  [3e-10, "gCO2e", "0.3 ngCO2e"],
  [2.745, "J/token", "2.75 J/token"],
  [4.2e-4, "J/token", "420 µJ/token"],
  [0.0004, "Wh/request", "400 µWh/request"],
  [475, "gCO2e/kWh", "475 gCO2e/kWh"],
] as const)("%d %s is printed as %s", ([value, unit, printed]) => {
  expect(formatReadable(value, unit)).toBe(printed);
});
