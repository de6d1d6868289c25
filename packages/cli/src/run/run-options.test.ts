import { InvalidArgumentError } from "commander";
import { describe, expect, test } from "vitest";
import { parseBudget, parseCount, parsePattern } from "./run-options.ts";

describe("a budget", () => {
  test.for([
    ["500gCO2e", { kind: "carbon", limitGrams: 500 }],
    ["1.5 kgCO2e", { kind: "carbon", limitGrams: 1500 }],
    ["2kWh", { kind: "energy", limitJoules: 7.2e6 }],
    ["800Wh", { kind: "energy", limitJoules: 2.88e6 }],
    ["1e3J", { kind: "energy", limitJoules: 1000 }],
    ["3EUR", { kind: "cost", limitAmount: 3, currency: "EUR" }],
    ["0.5 USD", { kind: "cost", limitAmount: 0.5, currency: "USD" }],
  ] as const)("%s", ([text, budget]) => {
    expect(parseBudget(text)).toEqual({ ...budget, text });
  });

  test.for(["", "500", "kWh", "0kWh", "-1kWh", "5kg", "3eur", "1.2.3kWh", "5 apples", "Infinity kWh"])(
    "%j is none",
    (text) => {
      expect(() => parseBudget(text)).toThrow(InvalidArgumentError);
    },
  );
});

test.for(["0", "1.5", "-3", "", "x", "1e400"])("%j is no number of epochs", (text) => {
  expect(() => parseCount(text)).toThrow("whole number");
});

test("a pattern that cannot be read is refused with the reason", () => {
  expect(parsePattern("Epoch (\\d+)").test("Epoch 3")).toBe(true);
  expect(() => parsePattern("Epoch (")).toThrow(/regular expression.*Unterminated group/s);
});
