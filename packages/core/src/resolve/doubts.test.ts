import { expect, test } from "vitest";
import type { FactorFamily } from "../graph/factor.ts";
import { equation, input, list, method } from "../graph/method.ts";
import { doubts } from "./doubts.ts";

const family: FactorFamily = {
  id: "grid",
  title: "Grid",
  unit: "gCO2e/kWh",
  usual: [1, 1500],
  key: { name: "zone", help: "Zone", examples: ["FR"] },
  find: () => Promise.reject(new Error("not asked")),
  heldKeys: () => Promise.resolve([]),
};

const kettle = method({
  id: "kettle",
  version: "1",
  title: "Kettle",
  claim: "Energy of boiling water.",
  source: { title: "Kettles", version: "1", locator: "page 1", retrieved: "2026-11-22" },
  accepts: {},
  boundary: { components: ["other"], overheads: [], lifeCycle: ["use"], excludes: [] },
  inputs: {
    hours: input("h", "Time it boils", { min: 0, usual: [0.01, 8784] }),
    seconds: input("s", "Time of the run", { min: 0, usual: [60, 3e7] }),
    load: input("1", "Load in percent", { min: 0, max: 100, usual: [1, 100] }),
    share: input("%", "Share of the time", { min: 0, max: 100 }),
    life: input("h", "Life", { min: 0, usual: [4380, 175_200] }),
    memory: input("GB", "Memory", { min: 0, usual: [0.01, 24_000] }),
    intensity: input("kgCO2e/kWh", "Intensity", { min: 0, from: "grid" }),
    anything: input("W", "Power", { min: 0 }),
    jobs: list("Jobs", { inputs: { time: input("h", "Time", { usual: [0.01, 8784] }) }, equations: {} }),
  },
  equations: { energy: equation("kWh", "anything × hours × load ÷ 100") },
  outputs: { energy: "energy" },
  critique: [],
});

test.for([
  [
    { hours: 43_200 },
    "`hours` (Time it boils) was given without a unit and was read as 43200 h (4.93 years). The usual range is 0.01 to 8784 h. If you mean 43200 s (12 h), write 43200s.",
  ],
  [
    { seconds: 12 },
    "`seconds` (Time of the run) was given without a unit and was read as 12 s. The usual range is 60 to 30000000 s. If you mean 12 h, write 12h.",
  ],
  [
    { load: 0.8 },
    "`load` (Load in percent) was given without a unit and was read as 0.8. The usual range is 1 to 100. If you mean 80 %, write 80.",
  ],
  [
    { share: 0.8 },
    "`share` (Share of the time) was given without a unit and was read as 0.8 %. The usual range is 1 to 100 %. If you mean 80 %, write 80%.",
  ],
  [{ life: 4 }, "If you mean 4 year (35040 h), write 4year."],
  [{ memory: 65_536 }, "If you mean 65536 MB"],
  [
    { intensity: 44 },
    "The usual range is 0.001 to 1.5 kgCO2e/kWh. If you mean 44 gCO2e/kWh (0.044 kgCO2e/kWh), write 44gCO2e/kWh.",
  ],
  [
    { hours: { value: 100_000, unit: "h" } },
    "`hours` (Time it boils) is 100000 h (11.4 years). The usual range is 0.01 to 8784 h.",
  ],
  [{ jobs: [{ label: "a", fields: { time: 43_200 } }] }, "`jobs.a.time` (Time) was given"],
] as const)("%j is doubted", ([given, sentence]) => {
  expect(doubts(kettle, given, [family])).toEqual([expect.stringContaining(sentence)]);
});

test.for([
  { hours: 12 },
  { hours: 0 },
  { hours: { value: 43_200, unit: "h" } },
  { seconds: { value: 12, unit: "s" } },
  { load: 80 },
  { anything: 1e12 },
  { intensity: 0.3 },
  { zone: "FR" },
  { jobs: [{ fields: { time: 1 } }] },
])("%j is not", (given) => {
  expect(doubts(kettle, given, [family])).toEqual([]);
});
