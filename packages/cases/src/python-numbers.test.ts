import { expect, test } from "vitest";
import { pythonFixed, pythonFloat, pythonScientific } from "./python-numbers.ts";

// By Python 3.11: format(value, ",.Nf").
test.for([
  [0.5, 0, "0"],
  [1.5, 0, "2"],
  [2.5, 0, "2"],
  [0.125, 2, "0.12"],
  [0.375, 2, "0.38"],
  [2.675, 2, "2.67"],
  [1.005, 2, "1.00"],
  [0.615, 2, "0.61"],
  [1234567.891, 1, "1,234,567.9"],
  [999.995, 2, "1,000.00"],
  [0, 2, "0.00"],
] as const)("%s with %s decimals is %s", ([value, digits, text]) => {
  expect(pythonFixed(value, digits)).toBe(text);
});

test.for([
  [0.000436363, 2, "4.36e-04"],
  [10857.14, 2, "1.09e+04"],
  [3.6e-6, 0, "4e-06"],
  [1e120, 0, "1e+120"],
] as const)("%s in powers of ten is %s", ([value, digits, text]) => {
  expect(pythonScientific(value, digits)).toBe(text);
});

test.for([
  ["120.5", 120.5],
  [" 7 ", 7],
  ["1_000", 1000],
  ["1e2", 100],
  [".5", 0.5],
  [true, 1],
  ["0x10", undefined],
  ["1__0", undefined],
  ["", undefined],
  [null, undefined],
] as const)("float(%j) is %s", ([value, number]) => {
  expect(pythonFloat(value)).toBe(number);
});
