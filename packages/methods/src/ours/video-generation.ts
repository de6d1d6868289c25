import { equation, fail, given, input, method } from "@wattledger/core";
import * as credible from "../credible.ts";
import { hostAndFacility, place } from "./service-around.ts";

/** Clips made from text: the measured energy of a step, megapixel and frame, times steps, size and frames. */
export const videoGeneration = method({
  id: "video-generation",
  preference: 50,
  version: "1",
  title: "Video from text (ours)",
  claim: "Energy, carbon and water of making clips with a model that ML.ENERGY measured.",
  source: {
    title: "Wattledger: what ML.ENERGY V3 measured (Chung et al., arXiv 2505.06371), by steps and size",
    version: "November 2026; ml-energy/leaderboard, commit 0cd52da",
    locator: "leaderboard data of text to video",
    retrieved: "2026-11-22",
    license: "Apache-2.0",
  },
  accepts: {
    "media-request": ({ medium, widthPixels, heightPixels, steps, mediaSeconds }) =>
      medium === "video"
        ? given({ width: widthPixels, height: heightPixels, steps, frames: framesOf(mediaSeconds) })
        : fail("it knows video only"),
  },
  boundary: {
    energy: "full-stack",
    components: ["gpu", "cpu", "dram", "storage", "other"],
    overheads: ["idle machines", "pue"],
    lifeCycle: ["use"],
    excludes: ["embodied", "wide-area network", "devices of users", "training", "reading the prompt by another model"],
  },
  inputs: {
    count: input("1", "Clips", {
      credible: credible.unitsAlike,
      min: 0,
      usual: [1, 1e8],
      default: 1,
      source: "one unless stated",
    }),
    width: input("1", "Pixels across", {
      credible: credible.pixels,
      min: 1,
      default: 832,
      source: "as Wan 2.1 was measured",
    }),
    height: input("1", "Pixels down", {
      credible: credible.pixels,
      min: 1,
      default: 480,
      source: "as Wan 2.1 was measured",
    }),
    frames: input("1", "Frames of a clip", {
      credible: credible.frames,
      min: 1,
      default: 81,
      source: "as Wan 2.1 was measured",
    }),
    steps: input("1", "Steps of denoising", {
      credible: credible.steps,
      min: 1,
      default: 50,
      source: "as all of the table were measured",
      distribution: { kind: "interval", low: 30, high: 50, level: 0.9 },
    }),
    stepEnergy: input("J", "GPU energy of one step, per megapixel and frame", {
      min: 0,
      from: "mlenergy.energy-per-video-step",
    }),
    conditions: input("1", "Energy of the accelerators that make it, for each part of the benchmark's", {
      min: 0.01,
      default: 1,
      source:
        "as the benchmark made it. The interval is the residual over three settings: the benchmark (1) and the two clips of CogVideoX that were published elsewhere, 4.0 and 10.5 times what the benchmark comes to (O'Donnell and Crownhart, MIT Technology Review, May 2025): of the logarithms, 1.645 standard deviations about their mean",
      distribution: { kind: "interval", low: 0.5, high: 24, level: 0.9 },
    }),
    ...hostAndFacility,
    ...place,
  },
  equations: {
    megapixels: equation("1", "width × height ÷ 1e6 × frames", "Of all frames of a clip"),
    gpuEnergyJoules: equation("J", "count × steps × megapixels × stepEnergy × conditions", "Of the accelerators alone"),
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
  whenToUse: "For clips made by a model of the table, or by one whose energy of a step you know.",
  whenNotToUse: "For closed services of which only the length of a clip is known: ecologits-video.",
  example: { model: "tencent/HunyuanVideo", width: 1280, height: 720, frames: 129, zone: "US" },
  roles: { pue: "pue", intensity: "intensity", gpuEnergy: "gpuEnergyJoules", count: "count" },
  critique: [
    "Each model was measured at one size and length. Attention goes with the square of both, so a longer or larger clip than that needs more than this says, a shorter or smaller one less.",
    "Two clips of CogVideoX published elsewhere, of unknown boundary and accelerator, needed 10.5 and 4.0 times what the benchmark's figures come to. The interval is the spread of these two and the benchmark: three settings, so it is rough. Where a clip was made as in the benchmark, give conditions=1±0.3. Computed without the larger one it would end at 10.2 and miss it; without the smaller one it would hold it.",
    "Closed models (Sora, Veo, Runway) are not in the table.",
    "Several GPUs for one clip need up to twice the energy of one: the interval reaches there.",
  ],
});

/** Frames in a second of the clips that were measured: 81 in five seconds. */
const frameRate = 16;

/** The first frame and those of the seconds after it, as such models count them. */
function framesOf(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.round(seconds * frameRate) + 1;
}
