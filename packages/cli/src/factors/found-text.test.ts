import type { Factor, FoundFactor } from "@wattledger/core";
import { expect, test } from "vitest";
import { foundLines } from "./found-text.ts";

const factor: Factor = {
  id: "grid/ember/FRA/2024",
  title: "France, carbon intensity of electricity",
  value: 44.18,
  unit: "gCO2e/kWh",
  uncertainty: { distribution: { kind: "normal", sd: 4 }, basis: "expert default" },
  year: 2024,
  boundary: "life-cycle",
  basis: "production",
  signal: "average",
  accounting: "location",
  gwpSet: "GWP100",
  source: {
    title: "Ember",
    version: "2025-05",
    locator: "row FRA",
    retrieved: "2026-11-21",
    license: "CC-BY-4.0",
    caveat: "Ends with 2024.",
  },
};

test("a figure is shown with interval, meaning, source, licence, caveat and each step", () => {
  const found: FoundFactor = {
    factor,
    matched: "FR-COR",
    fallbacks: ["No figure is known for FR-COR.", "France is used."],
  };
  expect(foundLines(found, 100).join("\n")).toBe(
    `France, carbon intensity of electricity
  44.18 gCO2e/kWh (90 % interval 37.6 to 50.76)
  life-cycle, production, average, location-based, GWP100
  year       2024, asked for FR-COR
  source     Ember, 2025-05
             row FRA
  licence    CC-BY-4.0, retrieved 2026-11-21
  interval   expert default
  caveat     Ends with 2024.
  step 1     No figure is known for FR-COR.
  step 2     France is used.
  id         grid/ember/FRA/2024`,
  );
});

test("what does not apply, and a bare ratio's unit, are left out", () => {
  const { caveat: _, ...source } = factor.source;
  const { gwpSet: __, ...rest } = factor;
  const ratio: Factor = {
    ...rest,
    title: "Machine outside a data centre",
    unit: "1",
    value: 1,
    boundary: "facility",
    basis: "not-applicable",
    signal: "not-applicable",
    accounting: "not-applicable",
    uncertainty: { distribution: { kind: "interval", low: 1, high: 1, level: 0.9 }, basis: "definition" },
    source,
  };
  expect(foundLines({ factor: ratio, fallbacks: [] }, 100).join("\n")).toBe(
    `Machine outside a data centre
  1 (90 % interval 1 to 1)
  facility
  year       2024
  source     Ember, 2025-05
             row FRA
  licence    CC-BY-4.0, retrieved 2026-11-21
  interval   definition
  id         grid/ember/FRA/2024`,
  );
});

test.for([
  [{ kind: "normal", sd: 1 }, "8.355 to 11.64"],
  [{ kind: "log-normal", gsd: 2 }, "3.198 to 31.27"],
  [{ kind: "uniform", low: 0, high: 20 }, "1 to 19"],
  [{ kind: "triangular", low: 0, mode: 10, high: 20 }, "3.162 to 16.84"],
  [{ kind: "interval", low: 8, high: 12, level: 0.8 }, "90 % interval 7.433 to 12.57"],
] as const)("the interval of %o is %s", ([distribution, ends]) => {
  const found = {
    factor: { ...factor, value: 10, uncertainty: { distribution, basis: "b" } },
    fallbacks: [],
  };
  expect(foundLines(found, 100)[1]).toContain(ends);
});
