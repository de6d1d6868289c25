import { choice, equation, input, list, method, ok, fail } from "@wattledger/core";
import type { Factor, FactorFamily } from "@wattledger/core";

// A method and its factors for tests of the command, so that no new figure in the data changes what they expect.

const source = { title: "A Paper on Kettles", version: "2nd edition", locator: "table 1", retrieved: "2026-11-21" };

/** Energy and carbon of boiling water: numbers, a choice, a list, a share, a default and a factor. */
export const kettle = method({
  id: "kettle",
  version: "2",
  title: "Kettles",
  claim: "Energy and carbon of boiling water.",
  source: { ...source, license: "CC-BY-4.0" },
  accepts: {},
  boundary: { components: ["other"], overheads: [], lifeCycle: ["use"], excludes: ["the cup", "the tea"] },
  inputs: {
    kettles: list("Each kettle", {
      inputs: {
        power: input("kW", "Power of the kettle", { min: 0 }),
        time: input("min", "Time that it boils", { min: 0 }),
      },
      equations: {},
    }),
    loss: input("1", "Share of the heat that is lost", { min: 0, max: 1, default: 0.1, source: "row 3" }),
    intensity: input("gCO2e/kWh", "Carbon intensity of the electricity", { min: 0, from: "grid" }),
    patience: input("h", "Time after which nobody waits any more", {
      default: 1e12,
      standsFor: "no limit",
      source: "by patience",
    }),
    lid: choice(["open", "closed"], "Whether the lid is closed", { default: "closed", source: "by habit" }),
  },
  equations: {
    heat: equation("kWh", "sum(one in kettles: one.power × min(one.time, patience))"),
    energy: equation("kWh", 'heat ÷ (1 − loss) × if(lid = "open", 1.2, 1)', "Energy drawn from the socket"),
    carbon: equation("gCO2e", "energy × intensity", "Carbon of that energy"),
  },
  outputs: { energy: "energy", gwp: "carbon" },
  critique: [],
});

const intensity = (name: string, value: number): Factor => ({
  id: `grid/fixture/${name}/2024`,
  title: `${name}, carbon intensity of electricity`,
  value,
  unit: "gCO2e/kWh",
  uncertainty: { distribution: { kind: "log-normal", gsd: 1.2 }, basis: "made up" },
  year: 2024,
  boundary: "life-cycle",
  basis: "production",
  signal: "average",
  accounting: "location",
  source: { ...source, title: "Almanac", version: "2024", license: "CC0-1.0", caveat: "Made up for tests." },
});

/** One family, `grid`, with two places and a general figure. */
export const fixtureFamilies: readonly FactorFamily[] = [
  {
    id: "grid",
    title: "Carbon intensity of electricity",
    unit: "gCO2e/kWh",
    key: { name: "zone", help: "Country", examples: ["FR", "South Korea"] },
    find: async (key) => {
      if (key === undefined)
        return ok({
          factor: intensity("World", 480),
          fallbacks: ["No zone was given: the world average is used, and countries differ a lot from it."],
        });
      if (key === "FR") return ok({ factor: intensity("France", 44), matched: "FRA", fallbacks: [] });
      return fail({ kind: "unknown-name", message: `No place is called "${key}". Give a country (FR).` });
    },
    heldKeys: async () => ["FR"],
  },
];
