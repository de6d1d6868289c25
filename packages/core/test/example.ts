import type { Factor } from "../src/graph/factor.ts";
import type { Method } from "../src/graph/graph.ts";
import {
  choice,
  equation,
  equationPerCategory,
  input,
  inputPerCategory,
  list,
  method,
  use,
} from "../src/graph/method.ts";
import type { ResolvedInputs } from "../src/graph/resolved.ts";
import { given } from "../src/resolve/given.ts";
import { chosen, known } from "./resolved.ts";

const source = {
  title: "Footprints of examples",
  version: "10.0000/example",
  locator: "sec. 2",
  retrieved: "2026-01-15",
  license: "CC-BY-4.0",
};

const cooling = method({
  id: "cooling",
  version: "1.0",
  title: "Cooling",
  claim: "The water that cooling takes.",
  source,
  accepts: {},
  boundary: { components: [], overheads: ["cooling"], lifeCycle: ["use"], excludes: [] },
  critique: [],
  inputs: {
    heat: input("kWh", "Heat to carry away"),
    rate: input("L/kWh", "Water per heat", { default: 1.8, source: "table 1" }),
  },
  equations: { water: equation("L", "heat × rate", "Water evaporated") },
  outputs: { water: "water" },
});

/** A method with all that a method may have: a choice, a list with equations, a table, categories and a used method. */
export const exampleMethod: Method = method({
  id: "example",
  version: "1.2",
  title: "An example of a method",
  claim: "Computes what its parts use, with what the building adds.",
  source,
  accepts: { "compute-run": () => given({}), "training-plan": () => given({}) },
  boundary: {
    components: ["cpu", "dram"],
    overheads: ["pue"],
    lifeCycle: ["use"],
    excludes: ["network", "end of life"],
  },
  critique: ["The share of idle power is a guess."],
  inputs: {
    runtime: input("h", "Wall-clock time", { min: 0 }),
    parts: list("Parts of the machine", {
      inputs: {
        power: input("W", "Power at full load", { min: 0, from: "hardware.cpu" }),
        count: input("1", "How many", { min: 0, default: 1, source: "one each" }),
        kind: choice(["cpu", "dram"], "What it is", { default: "cpu" }),
      },
      equations: { drawn: equation("W", 'power × count × if(kind = "cpu", 0.8, 1)', "Power drawn") },
    }),
    load: input("%", "Mean load", { min: 0, max: 100, default: 50, source: { ...source, locator: "table 3" } }),
    site: choice(["office", "data-centre"], "Where it stands", { default: "office", source: "sec. 4" }),
    pue: input("1", "Power usage effectiveness", {
      min: 1,
      default: 1.5,
      source: "sec. 5",
      distribution: { kind: "uniform", low: 1.2, high: 1.8 },
    }),
    factor: inputPerCategory({ gwp: "gCO2e/kWh", "pe-fossil": "MJ/kWh" }, "Impact of electricity", (category) =>
      category === "gwp" ? { from: "grid", min: 0 } : { default: 9, source: "table 2" },
    ),
  },
  uses: { cooling: use(cooling, { heat: "energy" }) },
  equations: {
    overhead: equation("1", 'if(site = "office", 1, pue)', "What the building adds"),
    power: equation("W", "interpolate(curve, load) * sum(part in parts: part.drawn)", "Power of the machine"),
    energy: equation("kWh", "runtime × power × overhead", "Energy of the run"),
    impact: equationPerCategory({ gwp: "gCO2e", "pe-fossil": "MJ" }, "energy × factor[category]", "Impact"),
    perHour: equation("gCO2e/h", "impact[gwp] ÷ runtime"),
  },
  tables: {
    curve: {
      xUnit: "%",
      yUnit: "1",
      source: { ...source, locator: "fig. 1" },
      points: [
        [0, 0.4],
        [50, 0.7],
        [100, 1],
      ],
    },
  },
  outputs: { energy: "energy", gwp: "impact.gwp", water: "cooling.water" },
});

/** A figure of the grid, reached by a fall-back. */
export const gridFactor: Factor = {
  id: "grid/example/world/2024",
  title: "World, carbon intensity of electricity",
  value: 0.48,
  unit: "kgCO2e/kWh",
  uncertainty: { distribution: { kind: "log-normal", gsd: 1.2 }, basis: "spread of three sources" },
  year: 2024,
  boundary: "life-cycle",
  basis: "production",
  signal: "average",
  accounting: "location",
  source: {
    title: "Yearly electricity data",
    version: "2025",
    locator: "row World",
    retrieved: "2026-02-01",
    license: "CC-BY-4.0",
    caveat: "Imports are not traced.",
  },
};

/** Inputs of {@link exampleMethod}, each with another origin. */
export const exampleInputs: ResolvedInputs = {
  runtime: { ...known(2, undefined, undefined, "h"), origin: { kind: "measured", by: "clock of the machine" } },
  parts: {
    kind: "list",
    rows: [
      {
        label: "AMD EPYC 7763",
        fields: {
          power: {
            ...known(280, { kind: "normal", sd: 20 }, undefined, "W"),
            origin: { kind: "modelled", by: "cpu-model" },
          },
          count: known(2),
          kind: { ...chosen("cpu"), origin: { kind: "default", source: "stated by the method" } },
        },
      },
      {
        label: "memory",
        fields: { power: known(40, undefined, undefined, "W"), count: known(1), kind: chosen("dram") },
      },
    ],
  },
  load: {
    ...known(50, undefined, undefined, "%"),
    origin: { kind: "default", source: { ...source, locator: "table 3" } },
  },
  site: { kind: "choice", value: "data-centre", origin: { kind: "given", by: "the command line" } },
  pue: { ...known(1.5, { kind: "uniform", low: 1.2, high: 1.8 }), origin: { kind: "default", source: "sec. 5" } },
  "factor.gwp": {
    ...known(480, { kind: "log-normal", gsd: 1.2 }, gridFactor.id, "gCO2e/kWh"),
    origin: { kind: "factor", factor: gridFactor, fallbacks: ["no zone was given: world average"] },
  },
  "factor.pe-fossil": { ...known(9, undefined, undefined, "MJ/kWh"), origin: { kind: "default", source: "table 2" } },
  "cooling.rate": { ...known(1.8, undefined, undefined, "L/kWh"), origin: { kind: "default", source: "table 1" } },
};
