import { formatReadable } from "@wattledger/core";
import { InvalidArgumentError } from "commander";
import { describe, expect, test } from "vitest";
import { parseBudget, parseCount, parseInterval, parsePattern, parsePue } from "./run-options.ts";

describe("a budget", () => {
  test.for([
    ["500gCO2e", { kind: "carbon", limitGrams: 500 }],
    ["1.5 kgCO2e", { kind: "carbon", limitGrams: 1500 }],
    ["2kWh", { kind: "energy", limitJoules: 7.2e6 }],
    ["800Wh", { kind: "energy", limitJoules: 2.88e6 }],
    ["1e3J", { kind: "energy", limitJoules: 1000 }],
    ["3EUR", { kind: "cost", limitAmount: 3, currency: "EUR" }],
    // Every printed unit can be typed.
    ["0.3mWh", { kind: "energy", limitJoules: 1.08 }],
    ["0.3MWh", { kind: "energy", limitJoules: 1.08e9 }],
    ["278 \u00B5Wh", { kind: "energy", limitJoules: 278 * 3.6e-3 }],
    ["278 \u03BCWh", { kind: "energy", limitJoules: 278 * 3.6e-3 }],
    ["278uWh", { kind: "energy", limitJoules: 278 * 3.6e-3 }],
    ["1mgCO2e", { kind: "carbon", limitGrams: 1e-3 }],
    ["20 \u00B5gCO2e", { kind: "carbon", limitGrams: 20 * 1e-6 }],
    ["1.5 ktCO2e", { kind: "carbon", limitGrams: 1.5e9 }],
    ["2mJ", { kind: "energy", limitJoules: 2e-3 }],
    ["2MJ", { kind: "energy", limitJoules: 2e6 }],
    ["0.5 USD", { kind: "cost", limitAmount: 0.5, currency: "USD" }],
  ] as const)("%s", ([text, budget]) => {
    expect(parseBudget(text)).toEqual({ ...budget, text });
  });

  test.for(["", "500", "kWh", "0kWh", "-1kWh", "5kg", "3eur", "1.2.3kWh", "5 apples", "Infinity kWh"])(
    "%j is not a budget",
    (text) => {
      expect(() => parseBudget(text)).toThrow(InvalidArgumentError);
    },
  );
});

test.for([
  ["1kwh", "kWh"],
  ["1 KWH", "kWh"],
  ["1mwh", "mWh or MWh"],
  ["1MWH", "mWh or MWh"],
  ["1mj", "mJ or MJ"],
  ["1MGCO2E", "mgCO2e"],
  ["5gco2", "gCO2e"],
  ["5 kgCO2eq", "kgCO2e"],
  ["3eur", "3EUR"],
  ["5kg", "500gCO2e"],
] as const)("a budget of %j is refused with the right spelling", ([text, right]) => {
  expect(() => parseBudget(text)).toThrow(right);
});

test.for(["carbon", "energy"] as const)("every amount of %s that is printed can be typed back", (kind) => {
  for (let power = -5; power <= 9; power += 1) {
    const amount = 2.5 * 10 ** power;
    const budget = parseBudget(formatReadable(amount, kind === "carbon" ? "gCO2e" : "J"));
    const limit = budget.kind === "carbon" ? budget.limitGrams : budget.kind === "energy" ? budget.limitJoules : 0;
    expect([budget.kind, limit / amount]).toEqual([kind, expect.closeTo(1, 2)]);
  }
});

test.for([
  ["2", 2],
  ["0.5", 0.5],
  ["500ms", 0.5],
  ["1.5 min", 90],
  ["1h", 3600],
] as const)("an interval of %j is %d s", ([text, seconds]) => {
  expect(parseInterval(text)).toBe(seconds);
});

test.for(["0x10", "1e1", "", " ", "0.01", "2h", "5 S", "-1"])("an interval of %j is refused", (text) => {
  expect(() => parseInterval(text)).toThrow("from 0.1 to 3600 seconds");
});

test("a PUE in per cent is refused with the number that it is", () => {
  expect(() => parsePue("120%")).toThrow("120% is 1.2.");
  expect(() => parsePue("0x2")).toThrow("from 1 to 10");
});

test.for(["0", "1.5", "-3", "", "x", "1e400"])("%j is not a number of epochs", (text) => {
  expect(() => parseCount(text)).toThrow("whole number");
});

test("a pattern that cannot be read is refused with the reason", () => {
  expect(parsePattern("Epoch (\\d+)").test("Epoch 3")).toBe(true);
  expect(() => parsePattern("Epoch (")).toThrow(/regular expression.*Unterminated group/s);
});

test.each([
  ["1e300TWh", "The budget is too large for a number."],
  ["1e308MtCO2e", "The budget is too large for a number."],
  ["1e-323mJ", "The budget is too small for a number."],
])("a budget of %s has no limit that can be compared", (text, sentence) => {
  expect(() => parseBudget(text)).toThrow(sentence);
});
