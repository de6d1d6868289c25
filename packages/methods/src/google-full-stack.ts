import { equation, fail, given, input, method } from "@wattledger/core";
import { notOf } from "./stand-in.ts";

const published =
  "median text prompt of Gemini Apps, May 2025: 58 % and 25 % of 0.24 Wh, as MIT Technology Review quotes the paper (21 August 2025); the rest by Google's PUE of 1.09";

/**
 * Google's full stack: accelerators, hosts, idle machines and facility of a production service, as measured for the median
 * prompt, and the same shares for a service of which only the accelerators are known.
 *
 * Elsworth et al. 2025.
 */
export const googleFullStack = method({
  id: "google-full-stack",
  version: "2025-08",
  title: "Google's full stack (Elsworth et al.)",
  claim: "Energy, carbon and water of a prompt to a production service, from the energy of its active accelerators.",
  source: {
    title: "Elsworth et al.: Measuring the environmental impact of delivering AI at Google Scale",
    version: "arXiv 2508.15734",
    locator: "table of the parts of the median prompt",
    retrieved: "2026-11-21",
    license: "facts",
  },
  accepts: {
    "llm-request": ({ acceleratorJoules }) =>
      acceleratorJoules === undefined
        ? fail("it scales the energy of the accelerators, which is not known")
        : given({ accelerator: { value: acceleratorJoules, unit: "J" } }),
  },
  boundary: {
    energy: "full-stack",
    components: ["gpu", "cpu", "dram"],
    overheads: ["pue", "idle machines"],
    lifeCycle: ["use", "manufacturing"],
    excludes: ["wide-area network", "devices of users", "training", "water of power plants"],
  },
  whenToUse: "To scale the energy of accelerators to a whole production service, by the shares that Google published.",
  whenNotToUse: "For a small or idle deployment, whose shares are far from a hyperscale fleet's.",
  example: { accelerator: "0.14 Wh", zone: "US" },
  inputs: {
    accelerator: input("Wh", "Energy of the active accelerators of a fleet for one prompt", { min: 0 }),
    fleetAccelerator: input("Wh", "Accelerators in the published split", {
      min: 1e-9,
      default: 0.14,
      source: published,
    }),
    fleetHost: input("Wh", "Processors and memory of the hosts in the published split", {
      min: 0,
      default: 0.06,
      source: published,
    }),
    fleetIdle: input("Wh", "Idle machines kept ready in the published split", {
      min: 0,
      default: 0.02,
      source: published,
    }),
    fleetOverhead: input("Wh", "Facility in the published split (PUE 1.09)", {
      min: 0,
      default: 0.02,
      source: published,
    }),
    narrow: input("Wh", "The median prompt by the narrow boundary of other studies: accelerators at high use", {
      min: 1e-9,
      default: 0.1,
      source: "the paper's comparison of boundaries",
    }),
    intensity: input("gCO2e/kWh", "Carbon intensity of the electricity, location-based", {
      min: 0,
      from: "grid",
      standIn: notOf("the paper", "intensity"),
    }),
    marketIntensity: input("gCO2e/kWh", "The same by contracts; 94 for Google's fleet in 2024", {
      min: 0,
      marketFrom: "grid",
      unknown:
        "no contracts of this service are known. For Google's own fleet the paper's figures imply marketIntensity=94.",
    }),
    otherIntensity: input("gCO2e/kWh", "Manufacture and scope 1, per energy", {
      min: 0,
      default: 31,
      source: "the published 0.03 g less 0.24 Wh × 94 g/kWh, over 0.24 Wh: derived from rounded figures",
      distribution: { kind: "interval", low: 10, high: 52, level: 0.9 },
    }),
    wue: input("L/kWh", "Water evaporated on site per kWh of IT energy", {
      min: 0,
      default: 1.15,
      source: "derived: 0.26 mL for a prompt, published, over 0.22 Wh of IT energy is 1.13 to 1.23 with their rounding",
    }),
  },
  equations: {
    host: equation("Wh", "accelerator × fleetHost ÷ fleetAccelerator", "Processors and memory"),
    idle: equation("Wh", "accelerator × fleetIdle ÷ fleetAccelerator", "Machines kept ready"),
    overhead: equation("Wh", "accelerator × fleetOverhead ÷ fleetAccelerator", "Facility"),
    itEnergy: equation("Wh", "accelerator + host + idle"),
    energy: equation("Wh", "itEnergy + overhead"),
    ratioToAccelerator: equation("1", "energy ÷ accelerator", "For a fleet's own measurement"),
    ratioToNarrow: equation("1", "energy ÷ narrow", "For a benchmark's, of the median prompt"),
    carbon: equation("gCO2e", "energy × intensity", "Location-based, of electricity"),
    marketCarbon: equation("gCO2e", "energy × marketIntensity", "Market-based, of electricity"),
    otherCarbon: equation("gCO2e", "energy × otherIntensity", "Manufacture and scope 1"),
    water: equation("L", "itEnergy × wue", "On site only"),
  },
  outputs: {
    energy: "energy",
    gwp: "carbon",
    "market-gwp": "marketCarbon",
    "other-gwp": "otherCarbon",
    water: "water",
  },
  roles: { itEnergy: "itEnergy", intensity: "intensity", embodied: null },
  critique: [
    "A median: long prompts and reasoning raise the mean, and no count of tokens is published, so nothing follows for a token.",
    "Market-based carbon hides the grid: at 384 g/kWh the 0.24 Wh are 0.09 g, three times the headline of 0.03 g.",
    "1.71 scales what a fleet's accelerators draw, 2.4 a benchmark at high use: they must not be exchanged.",
    "Water counts the site only; that of power plants is several times as much.",
    "Parts are rounded to 0.01 Wh, so the shares of idle machines and facility are known to a quarter.",
  ],
});
