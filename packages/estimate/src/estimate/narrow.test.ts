import { equation, input, method } from "@wattledger/core";
import { expect, test } from "vitest";
import { takeAsGiven } from "./narrow.ts";

const pot = method({
  id: "pot",
  version: "1",
  title: "Pot",
  claim: "Energy of a pot.",
  source: { title: "A Paper on Pots", version: "1", locator: "p. 1", retrieved: "2026-11-21" },
  accepts: {},
  boundary: { components: ["other"], overheads: [], lifeCycle: ["use"], excludes: [] },
  inputs: {
    power: input("W", "Power"),
    time: input("h", "Time"),
    visitors: input("person", "Who drinks of it"),
  },
  equations: {
    energy: equation("kWh", "power × time"),
    each: equation("kWh/person", "energy ÷ visitors"),
  },
  outputs: { energy: "energy" },
  critique: [],
});

const inputsOf = (assumed: readonly string[], wanted: readonly string[]): readonly string[] =>
  Object.keys(takeAsGiven(pot, assumed, wanted).inputs);

test("an input that only equations outside the outputs need is asked for only if they are wanted", () => {
  expect(inputsOf([], [])).toEqual(["power", "time"]);
  expect(inputsOf([], ["each"])).toEqual(["power", "time", "visitors"]);
});

test("an equation that is given takes the place of its inputs", () => {
  expect(inputsOf(["energy"], ["each"])).toEqual(["visitors", "energy"]);
  expect(() => inputsOf(["energy"], [])).toThrow(/so nothing is left to compute/u);
});
