import type { Distribution } from "@wattledger/core";
import { expect, test } from "vitest";
import { grid } from "../electricity/grid.ts";
import { withOwnFigures } from "./own-figures.ts";

const distributions: readonly (readonly [Distribution, Distribution])[] = [
  [
    { kind: "normal", sd: 0.01 },
    { kind: "normal", sd: 10 },
  ],
  [
    { kind: "log-normal", gsd: 1.2 },
    { kind: "log-normal", gsd: 1.2 },
  ],
  [
    { kind: "uniform", low: 0.25, high: 0.5 },
    { kind: "uniform", low: 250, high: 500 },
  ],
  [
    { kind: "interval", low: 0.25, high: 0.5, level: 0.9 },
    { kind: "interval", low: 250, high: 500, level: 0.9 },
  ],
];

test.for(distributions)("a figure in another unit keeps its error: %o", async ([stated, converted]) => {
  const [own = grid] = withOwnFigures([grid], {
    name: "supplier",
    figures: [
      {
        family: "grid",
        keys: ["DE"],
        factor: {
          title: "Mix of the supplier",
          value: 0.4,
          unit: "kgCO2e/kWh",
          uncertainty: { distribution: stated, basis: "stated" },
          year: 2025,
          boundary: "life-cycle",
          basis: "production",
          signal: "average",
          accounting: "location",
          source: { title: "t", version: "1", locator: "l", retrieved: "2026-11-21", license: "none" },
        },
      },
    ],
  });
  const found = await own.find("de");
  expect(found.ok && found.value.factor).toMatchObject({
    value: 400,
    unit: "gCO2e/kWh",
    uncertainty: { distribution: converted },
  });
});

test("a market-based figure is found as such, and never fills a location-based look-up", async () => {
  const [own = grid] = withOwnFigures([grid], {
    name: "supplier",
    figures: [
      {
        family: "grid",
        keys: ["DE"],
        factor: {
          title: "Contract with guarantees of origin",
          value: 12,
          unit: "gCO2e/kWh",
          uncertainty: { distribution: { kind: "normal", sd: 1 }, basis: "stated" },
          year: 2025,
          boundary: "life-cycle",
          basis: "production",
          signal: "average",
          accounting: "market",
          source: { title: "t", version: "1", locator: "l", retrieved: "2026-11-21", license: "none" },
        },
      },
    ],
  });
  const location = await own.find("Germany");
  expect(location.ok && [location.value.factor.value, location.value.fallbacks]).toEqual([
    342.06,
    ["The figure of supplier is market-based. It cannot be used for a location-based input."],
  ]);
  const market = await own.findMarket?.("Germany");
  expect(market?.ok === true && market.value.factor.value).toBe(12);
  expect(await own.findMarket?.("FR")).toMatchObject({ ok: false });
});
