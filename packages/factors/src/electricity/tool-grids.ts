import type { FactorFamily } from "@wattledger/core";
import { toolGrid } from "./tool-grid.ts";

// The tables of carbon intensity that other tools carry, for the methods that have their names. Each is loaded when asked.

/** CodeCarbon 3.3.0: countries, states, provinces, bidding zones and Google's regions. */
export const codecarbonGrid330: FactorFamily = toolGrid({
  id: "codecarbon-grid.3-3-0",
  release: "codecarbon-3.3.0",
  tool: "CodeCarbon",
  critique: [
    "Countries are of their life cycle, states of the USA direct emissions of 2016, provinces of Canada fossil fuels only: one table, three boundaries.",
  ],
  boundary: "life-cycle",
  table: async () =>
    (await import("../data/electricity-tools/codecarbon-3.3.0.json", { with: { type: "json" } })).default,
});

/** CodeCarbon 3.3.2: countries, states, provinces, bidding zones and Google's regions. */
export const codecarbonGrid332: FactorFamily = toolGrid({
  id: "codecarbon-grid.3-3-2",
  release: "codecarbon-3.3.2",
  tool: "CodeCarbon",
  critique: [
    "Countries are of their life cycle, states of the USA direct emissions of 2023, provinces of China CO2 alone, provinces of Canada fossil fuels only: one table, four boundaries.",
  ],
  boundary: "life-cycle",
  table: async () =>
    (await import("../data/electricity-tools/codecarbon-3.3.2.json", { with: { type: "json" } })).default,
});

/** Eco2AI 0.3.12: countries, and regions of the USA, Canada and Australia. */
export const eco2aiGrid: FactorFamily = toolGrid({
  id: "eco2ai-grid",
  release: "eco2ai-0.3.12",
  tool: "Eco2AI",
  critique: [
    "Countries are of 2020 and 2021; regions come from other sources and years. Its regions of Russia have no codes, and are left out.",
  ],
  boundary: "life-cycle",
  table: async () => (await import("../data/electricity-tools/eco2ai-0.3.12.json", { with: { type: "json" } })).default,
});

/** Carbontracker 2.3.0: what it takes where no live figure could be fetched. */
export const carbontrackerGrid230: FactorFamily = toolGrid({
  id: "carbontracker-grid.2-3-0",
  release: "carbontracker-2.3.0",
  tool: "Carbontracker",
  critique: [
    "The original fetches the figure of the hour where it has a key for it: its result may differ from any table.",
  ],
  boundary: "life-cycle",
  table: async () =>
    (await import("../data/electricity-tools/carbontracker-2.3.0.json", { with: { type: "json" } })).default,
});

/** Carbontracker 2.4.7: what it takes where no live figure could be fetched. */
export const carbontrackerGrid247: FactorFamily = toolGrid({
  id: "carbontracker-grid.2-4-7",
  release: "carbontracker-2.4.7",
  tool: "Carbontracker",
  critique: [
    "The original fetches the figure of the hour where it has a key for it: its result may differ from any table.",
  ],
  boundary: "life-cycle",
  table: async () =>
    (await import("../data/electricity-tools/carbontracker-2.4.7.json", { with: { type: "json" } })).default,
});

/** Cumulator 0.1.0: CO2 by primary energy. */
export const cumulatorGrid: FactorFamily = toolGrid({
  id: "cumulator-grid",
  release: "cumulator-0.1.0",
  tool: "Cumulator",
  critique: [
    "CO2 per unit of primary energy, which the original takes for electricity: half of China's, and several times Sweden's.",
    "37 of its rows have names for keys and are never found by the original: they are left out.",
  ],
  boundary: "direct",
  table: async () =>
    (await import("../data/electricity-tools/cumulator-0.1.0.json", { with: { type: "json" } })).default,
});

/** energyusage: states of the USA and countries. */
export const energyusageGrid: FactorFamily = toolGrid({
  id: "energyusage-grid",
  release: "energyusage-2021-06",
  tool: "energyusage",
  critique: [
    "States of the USA are of 2016, CO2 alone. Countries are shares of primary energy, which the original takes for electricity: France 425 g/kWh.",
  ],
  boundary: "direct",
  table: async () =>
    (await import("../data/electricity-tools/energyusage-2021-06.json", { with: { type: "json" } })).default,
});

/** Experiment Impact Tracker 0.1.9: electricityMap's means of 2019. */
export const experimentImpactTrackerGrid: FactorFamily = toolGrid({
  id: "experiment-impact-tracker-grid",
  release: "experiment-impact-tracker-0.1.9",
  tool: "Experiment Impact Tracker",
  critique: [
    "Means of 2019. It has no figure of the world, and none of China, Iceland, Japan, Norway or Canada as a whole.",
  ],
  boundary: "life-cycle",
  table: async () =>
    (await import("../data/electricity-tools/experiment-impact-tracker-0.1.9.json", { with: { type: "json" } }))
      .default,
});

/** Green Algorithms 3.0. */
export const greenAlgorithmsGrid: FactorFamily = toolGrid({
  id: "green-algorithms-grid",
  release: "green-algorithms-3.0",
  tool: "Green Algorithms",
  critique: [
    "Mixed bases: direct in Europe (Sweden 5.67, Norway 7.62), with transmission losses in the USA, Canada and Britain. Do not rank countries with it.",
  ],
  boundary: "direct",
  table: async () =>
    (await import("../data/electricity-tools/green-algorithms-3.0.json", { with: { type: "json" } })).default,
});

/** ML CO2 Impact: cloud regions. */
export const mlco2Grid: FactorFamily = toolGrid({
  id: "mlco2-grid",
  release: "mlco2-impact-2026-03",
  tool: "ML CO2 Impact",
  critique: ["Most values are of 2013 to 2018, and some are the reading of one hour: Taiwan 557, Frankfurt 615."],
  boundary: "life-cycle",
  cloudRegionsOnly: true,
  table: async () =>
    (await import("../data/electricity-tools/mlco2-impact-2026-03.json", { with: { type: "json" } })).default,
});
