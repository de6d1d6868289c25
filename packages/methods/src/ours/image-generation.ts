import { equation, fail, given, input, method } from "@wattledger/core";
import * as credible from "../credible.ts";
import { hostAndFacility, place } from "./service-around.ts";

/** Pictures made from text: the measured energy of a step and megapixel, times steps and size. */
export const imageGeneration = method({
  id: "image-generation",
  preference: 40,
  version: "1",
  title: "Pictures from text (ours)",
  claim: "Energy, carbon and water of making pictures with a model that ML.ENERGY measured.",
  source: {
    title: "Wattledger: what ML.ENERGY V3 measured (Chung et al., arXiv 2505.06371), by steps and size",
    version: "November 2026; ml-energy/leaderboard, commit 0cd52da",
    locator: "leaderboard data of text to image",
    retrieved: "2026-11-22",
    license: "Apache-2.0",
  },
  accepts: {
    "media-request": ({ medium, widthPixels, heightPixels, steps }) =>
      medium === "image" ? given({ width: widthPixels, height: heightPixels, steps }) : fail("it knows pictures only"),
  },
  boundary: {
    energy: "full-stack",
    components: ["gpu", "cpu", "dram", "storage", "other"],
    overheads: ["idle machines", "pue"],
    lifeCycle: ["use"],
    excludes: ["embodied", "wide-area network", "devices of users", "training", "reading the prompt by another model"],
  },
  inputs: {
    count: input("1", "Pictures", {
      credible: credible.unitsAlike,
      min: 0,
      usual: [1, 1e9],
      default: 1,
      source: "one unless stated",
    }),
    width: input("1", "Pixels across", {
      credible: credible.pixels,
      min: 1,
      default: 1024,
      source: "the size that was measured",
    }),
    height: input("1", "Pixels down", {
      credible: credible.pixels,
      min: 1,
      default: 1024,
      source: "the size that was measured",
    }),
    steps: input("1", "Steps of denoising", {
      credible: credible.steps,
      min: 1,
      default: 28,
      source: "as Stable Diffusion 3.5 was measured; 20 to 50 in the table",
      distribution: { kind: "interval", low: 20, high: 50, level: 0.9 },
    }),
    stepEnergy: input("J", "GPU energy of one step, per megapixel", { min: 0, from: "mlenergy.energy-per-image-step" }),
    ...hostAndFacility,
    ...place,
  },
  equations: {
    megapixels: equation("1", "width × height ÷ 1e6", "Of a picture"),
    gpuEnergyJoules: equation("J", "count × steps × megapixels × stepEnergy", "Of the accelerators alone"),
    itEnergy: equation("Wh", "gpuEnergyJoules × hostFactor × idleFactor", "With hosts and idle machines"),
    energy: equation("Wh", "itEnergy × pue", "With the facility"),
    carbon: equation("gCO2e", "energy × intensity", "Location-based"),
    marketCarbon: equation("gCO2e", "energy × marketIntensity", "Market-based"),
    water: equation("L", "itEnergy × wue + energy × waterIntensity", "On site and at power plants"),
  },
  outputs: {
    energy: "energy",
    gpuEnergyJoules: "gpuEnergyJoules",
    gwp: "carbon",
    "market-gwp": "marketCarbon",
    water: "water",
  },
  whenToUse: "For pictures made by a model of the table, or by one whose energy of a step you know.",
  whenNotToUse: "For a picture in a prompt to a language model: api-inference counts it.",
  example: { model: "black-forest-labs/FLUX.1-dev", steps: 50, zone: "US" },
  roles: { pue: "pue", intensity: "intensity", gpuEnergy: "gpuEnergyJoules", count: "count" },
  critique: [
    "All was measured at 1024 × 1024: energy goes with pixels here, while attention makes large pictures dearer than that.",
    "Closed models (DALL-E, Midjourney, Imagen) are not in the table, and their sizes are not published.",
    "Several GPUs for one picture need up to eight times the energy of one: the interval reaches there.",
  ],
});
