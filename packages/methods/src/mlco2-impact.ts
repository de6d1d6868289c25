import { choice, equation, fail, given, input, list, method } from "@wattledger/core";
import type { ActivityOf, Given, Result } from "@wattledger/core";
import { acceleratorsOf, seconds } from "./activity-data.ts";
import { notOf } from "./stand-in.ts";

const wholeGrams = "floor(round(intensity ÷ 1 [kgCO2e/kWh] × 1000, 6))";

/**
 * The Machine Learning Emissions Calculator: one device at its thermal design power, hours, and the carbon intensity of
 * a region. The page rounds between the steps; what it shows is next to the unrounded result.
 *
 * Lacoste et al. 2019; equations as in the page's script of release 5.0.8.
 */
export const mlco2Impact = method({
  id: "mlco2-impact",
  version: "5.0.8",
  title: "Machine Learning Emissions Calculator",
  claim: "Carbon of training on one device at full thermal design power, without any measurement.",
  source: {
    title: "Lacoste, Luccioni, Schmidt, Dandres: Quantifying the Carbon Emissions of Machine Learning",
    version: "arXiv 1910.09700; github.com/mlco2/impact, commit d0d3ee5 (2026-03)",
    locator: "js/grayscale.js, setDetails, fillComparisonTable",
    retrieved: "2026-11-21",
    license: "MIT",
  },
  accepts: { "compute-run": givenFrom, "training-plan": givenFrom },
  boundary: {
    energy: "gpu",
    components: ["gpu"],
    overheads: [],
    lifeCycle: ["use"],
    excludes: [
      "further devices: multiply the hours",
      "the processor next to the GPU",
      "memory",
      "facility overhead (PUE)",
      "storage",
      "network",
      "embodied",
      "water",
    ],
  },
  whenToUse: "To repeat a figure of the web calculator, as many model cards quote it.",
  whenNotToUse: "For new figures: one device at full design power, and intensities of 2013 to 2018.",
  example: { time: "100 h", accelerator: "A100-PCIE-40GB", intensity: "0.432 kgCO2e/kWh", regions: "[]" },
  inputs: {
    power: input("W", "Thermal design power of the device", {
      from: "hardware.accelerator.tdp",
      standIn: notOf("ML CO2 Impact", "power"),
      min: 0,
      usual: [1, 3000],
    }),
    time: input("h", "Hours that the device ran", { usual: [0.01, 8784], min: 0 }),
    intensity: input("kgCO2e/kWh", "Carbon intensity of the electricity", {
      min: 0,
      from: "mlco2-grid",
      default: 0.432,
      source: "form field of private infrastructure, as pre-filled: average of the OECD, 2014",
    }),
    infrastructure: choice(["provider", "private"], "Whether the intensity is a region's or stated by the user", {
      default: "provider",
      source: "first option of the form; matters for the page's rounding only",
    }),
    offset: input("%", "Part of the emissions that the provider says it offsets", {
      usual: [1, 100],
      min: 0,
      max: 100,
      default: 0,
      source: "form field of private infrastructure, as pre-filled",
    }),
    regions: list("The provider's regions, to find the cleanest", {
      inputs: { intensity: input("kgCO2e/kWh", "Carbon intensity of the region", { min: 0 }) },
      equations: { grams: equation("1", wholeGrams, "Whole grams per kilowatt-hour: the page cuts the rest off") },
    }),
    carIntensity: input("kgCO2e/km", "A passenger car", {
      min: 0,
      default: 0.398 / 1.609344,
      source: "js/grayscale.js, kgC02PerKm: US EPA, 3.98e-4 t a mile",
    }),
    coalIntensity: input("kgCO2e/kg", "Coal, as the page has it", {
      min: 0,
      default: 9.05 * 1e-4 * 1e3 * 2.204623,
      source: "js/grayscale.js, kgCoalBurnedPerKg: US EPA, 9.05e-4 t a pound",
    }),
    seedlingAbsorption: input("kgCO2e", "Absorption of an urban tree seedling over ten years", {
      min: 0,
      default: 60,
      source: "js/grayscale.js, kgC02SequestratedBySeedling: US EPA, 0.060 t",
    }),
  },
  equations: {
    energy: equation("kWh", "power × time", "Energy of the device"),
    carbon: equation("kgCO2e", "energy × intensity", "Carbon footprint; nothing is taken off for offsets"),
    offsetCarbon: equation("kgCO2e", "carbon × offset", "What the provider says it offsets"),
    energyShown: equation(
      "kWh",
      "round(power × time ÷ 1 [Wh] ÷ 1000, 2) × 1 [kWh]",
      "Energy as the page shows and uses it",
    ),
    intensityShown: equation(
      "kgCO2e/kWh",
      `if(infrastructure = "private", intensity, round(${wholeGrams} ÷ 1000, 2) × 1 [kgCO2e/kWh])`,
      "A region's intensity is cut to whole grams, then rounded to 0.01 kg; a user's stays",
    ),
    carbonShown: equation(
      "kgCO2e",
      "round((energyShown ÷ 1 [kWh]) × (intensityShown ÷ 1 [kgCO2e/kWh]), 2) × 1 [kgCO2e]",
      "Carbon footprint as the page shows it",
    ),
    offsetShown: equation(
      "kgCO2e",
      "round((carbonShown ÷ 1 [kgCO2e]) × (offset ÷ 1 [%]) ÷ 100, 2) × 1 [kgCO2e]",
      "What the page shows as offset",
    ),
    cleanestGrams: equation(
      "1",
      "fold(least from 10000, region in regions: min(least, region.grams))",
      "Whole grams per kilowatt-hour of the provider's cleanest region",
    ),
    cleanestShown: equation(
      "kgCO2e",
      "round((energyShown ÷ 1 [kWh]) × cleanestGrams ÷ 1000, 2) × 1 [kgCO2e]",
      "Carbon in the cleanest region as the page shows it; this intensity is not rounded to 0.01 kg",
    ),
    carKilometres: equation("km", "carbonShown ÷ carIntensity", "Distance by car with what the page shows"),
    coal: equation("kg", "carbonShown ÷ coalIntensity", "Coal burnt for as much"),
    seedlings: equation("1", "carbonShown ÷ seedlingAbsorption", "Tree seedlings that absorb as much in ten years"),
  },
  outputs: { energy: "energy", gwp: "carbon" },
  roles: { intensity: "intensity" },
  critique: [
    "A device at full thermal design power without host, memory and facility: processor and accelerator are overstated, everything around them is left out; on runs with published figures the result was 70 to 130 % off (Faiz et al. 2024).",
    "The page rounds the intensity to 0.01 kg/kWh: Montreal's 34.5 g become 0.03 kg (13 % low), Zurich's 16 g become 0.02 kg (25 % high).",
    "The page rounds the energy to 0.01 kWh first, so that a job under 5 Wh has no footprint.",
    "All regions of two providers count as 100 % offset; the page shows that next to the emissions and does not subtract it.",
    "Its intensities are mostly of 2013 to 2018; the column of PUE is not read.",
    "The page gives no result where an equivalent has a single significant digit, such as for exactly 6 or 12 kg.",
  ],
});

function givenFrom(work: ActivityOf<"compute-run"> | ActivityOf<"training-plan">): Result<Given, string> {
  const accelerators = acceleratorsOf(work);
  if (!accelerators.ok) return accelerators;
  const { count, model } = accelerators.value;
  if (count === 0 || work.durationSeconds === undefined) return fail("it asks for the hours of an accelerator");
  return given({ accelerator: model, time: seconds(work.durationSeconds * count) });
}
