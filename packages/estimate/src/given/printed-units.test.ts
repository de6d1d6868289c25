import { convert, formatReadable, formatValue, parseUnit } from "@wattledger/core";
import type { Method } from "@wattledger/core";
import { methods } from "@wattledger/methods";
import { expect, test } from "vitest";
import { parseGivenNumber } from "./given-number.ts";

/** Each unit of an input of any method, in rows of lists too. */
const unitsOfInputs = [...new Set(methods.flatMap((method) => unitsOf(method.inputs)))].toSorted();

function unitsOf(inputs: Method["inputs"]): readonly string[] {
  return Object.values(inputs).flatMap((one) => {
    if (one.kind === "number") return [one.unit];
    return one.kind === "list" ? unitsOf(one.of.inputs) : [];
  });
}

/** From far below what anybody gives to far above it, so that each rung of a ladder of units is met. */
const magnitudes = Array.from({ length: 40 }, (_, index) => 1.25 * 10 ** (index - 20));

test.for(unitsOfInputs)("%s: what is printed can be typed back", (unit) => {
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
] as const)("%s is read in %s", ([text, unit, value]) => {
  const read = parseGivenNumber(text);
  expect(read.ok && convert(read.value.value, read.value.unit ?? "1", unit)).toBeCloseTo(value, 12);
});
