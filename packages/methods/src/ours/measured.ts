import { equation, fail, given, input, list, method } from "@wattledger/core";
import type { ActivityOf, Given, Result } from "@wattledger/core";
import { needsMeasurement } from "../activity-data.ts";

/** What {@link measured} leaves out, each under a name. What is not metered can be said of a run by name of the component. */
export const measuredLeavesOut = {
  unmetered: "components that have no meter and no model",
  network: "network and devices of users",
  building: "building and its equipment",
  endOfLife: "end of life, unless the hardware's figure includes it",
  embodiedWater: "embodied water",
} as const;

/**
 * The footprint of a run whose energy was metered, component by component: what instruments and announced models say,
 * the rest of the node, facility overhead, electricity, water and the share of the hardware's making.
 */
export const measured = method({
  id: "measured",
  preference: 60,
  version: "1",
  title: "Measured energy to footprint",
  claim: "Carbon, water and embodied carbon of a run, from the metered energy of each component.",
  source: {
    title: "Wattledger: measured energy to footprint",
    version: "1",
    locator:
      "after GHG Protocol Scope 2 Guidance (2015), The Green Grid WP49 (PUE) and WP35 (WUE), ISO/IEC 21031:2024 (embodied share)",
    retrieved: "2026-11-21",
    license: "Apache-2.0",
  },
  accepts: { "compute-run": givenFrom },
  boundary: {
    energy: "facility",
    components: ["cpu", "gpu", "dram", "storage", "network", "other"],
    overheads: ["rest-of-node", "pue"],
    lifeCycle: ["use", "cradle-to-gate"],
    excludes: Object.values(measuredLeavesOut),
  },
  whenToUse:
    "For any run whose parts were metered, by Wattledger or by other instruments. `wattledger run` uses this method.",
  whenNotToUse: "For parts that were not metered: leave them out and say so, or use an estimating method.",
  example: {
    "components.cpu.energy": "45 kJ",
    "components.gpu.energy": "900 kJ",
    duration: "1 h",
    hardware: "[]",
    facility: "industry",
    zone: "FR",
  },
  inputs: {
    components: list("Each part of the machine that was metered, and no part twice", {
      inputs: {
        energy: input("J", "Energy of the part of the machine over the run", { min: 0 }),
        share: input("1", "Share of the part's energy that is attributed to the run", {
          min: 0,
          max: 1,
          default: 1,
          source: "the whole machine unless stated",
        }),
      },
      equations: { runEnergy: equation("J", "energy × share", "Energy of the part that is attributed to the run") },
    }),
    restOfNodeShare: input("1", "Supply losses, fans and board, as a share of the metered parts", {
      min: 0,
      from: "rest-of-node",
    }),
    pue: input("1", "Power usage effectiveness of the facility; 1 outside a data centre", {
      min: 1,
      from: "facility.pue",
    }),
    intensity: input("gCO2e/kWh", "Carbon intensity of the electricity, location-based", { min: 0, from: "grid" }),
    siteWater: input("L/kWh", "Water consumed on site per energy of the machine (WUE)", {
      min: 0,
      from: "facility.wue",
    }),
    gridWater: input("L/kWh", "Water consumed by power plants per energy delivered", {
      min: 0,
      from: "electricity-water",
    }),
    duration: input("s", "Wall-clock time of the run", { min: 0, usual: [10, 3.2e7] }),
    hardware: list("Hardware whose making is spread over its life", {
      inputs: {
        embodiedTotal: input("kgCO2e", "Carbon of making the hardware", { min: 0, from: "embodied.device" }),
        part: input("1", "Share of the hardware that the machine has: less than 1 for a virtual machine", {
          min: 0,
          max: 1,
          default: 1,
          source: "the whole device unless stated",
        }),
        share: input("1", "Share of the machine that the run had", {
          min: 0,
          max: 1,
          default: 1,
          source: "the whole machine unless stated",
        }),
        lifetime: input("year", "Service life of the hardware", { min: 0.1, from: "embodied.lifetime" }),
        utilisation: input("1", "Share of the hardware's life in which it is in use", {
          min: 0.01,
          max: 1,
          from: "embodied.utilisation",
        }),
      },
      equations: {},
    }),
  },
  equations: {
    componentEnergy: equation("kWh", "sum(part in components: part.runEnergy)", "Energy of the metered parts"),
    restOfNode: equation("kWh", "componentEnergy × restOfNodeShare", "Supply losses, fans and board"),
    itEnergy: equation("kWh", "componentEnergy + restOfNode", "Energy of the machine"),
    facilityOverhead: equation("kWh", "itEnergy × (pue − 1)", "Cooling and power distribution of the facility"),
    energy: equation("kWh", "itEnergy + facilityOverhead", "Energy of the machine and its share of the facility"),
    carbon: equation("gCO2e", "energy × intensity", "Operational carbon, location-based"),
    waterSite: equation("L", "itEnergy × siteWater", "Water on site"),
    waterSource: equation("L", "energy × gridWater", "Water consumed in power generation"),
    water: equation("L", "waterSite + waterSource", "Water consumed"),
    embodied: equation(
      "gCO2e",
      "sum(piece in hardware: piece.embodiedTotal × piece.part × piece.share × duration ÷ (piece.lifetime × piece.utilisation))",
      "Share of making the hardware",
    ),
  },
  outputs: { energy: "energy", gwp: "carbon", water: "water", "gwp-embodied": "embodied" },
  roles: { pue: "pue", intensity: "intensity" },
  critique: [
    "Processor time is not energy. The energy of a second differs two to three times with instructions and clock, so shares of a busy machine are uncertain.",
    "The rest of the node is a share with a wide interval. A wall meter would narrow it.",
  ],
});

function givenFrom(work: ActivityOf<"compute-run">): Result<Given, string> {
  const parts = Object.entries(work.energyJoules ?? {});
  if (parts.length === 0) return fail(needsMeasurement);
  return given({
    components: parts.map(([label, energy]) => ({ label, fields: { energy } })),
    duration: work.durationSeconds,
    hardware: [],
  });
}
