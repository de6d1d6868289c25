import { equation, fail, given, input, method } from "@wattledger/core";
import type { Given, Result } from "@wattledger/core";

/**
 * The doubling of MIT Technology Review: energy of a whole service as twice that of its GPUs.
 *
 * O'Donnell & Crownhart, May 2025, after a finding on the power of servers of 2024.
 */
export const gpuTimesTwo = method({
  id: "gpu-times-two",
  version: "2025-05",
  title: "GPU energy times two (MIT Technology Review)",
  claim: "Energy of answering a prompt, from the measured energy of the GPUs alone.",
  source: {
    title: "O'Donnell, Crownhart: We did the math on AI's energy footprint, MIT Technology Review",
    version: "2025-05-20",
    locator: "the text on open models; the finding is credited to a paper by Microsoft of 2024",
    retrieved: "2026-11-21",
    license: "facts",
  },
  accepts: { "llm-request": gpuEnergyOf, "media-request": gpuEnergyOf },
  boundary: {
    energy: "facility",
    components: ["gpu", "cpu", "dram", "storage", "other"],
    overheads: ["cooling (within the factor)"],
    lifeCycle: ["use"],
    excludes: ["idle capacity", "embodied", "network", "devices of users", "training", "water"],
  },
  whenToUse: "For a quick whole-service figure from the measured energy of GPUs alone.",
  whenNotToUse: "Where host, idle time and PUE are known: twice is one paper's rule of thumb.",
  example: { gpuEnergy: "57 J", zone: "US" },
  inputs: {
    gpuEnergy: input("J", "Energy of the GPUs for one request", { min: 0 }),
    factor: input("1", "Whole service for each part of GPU", {
      min: 1,
      default: 2,
      source: "GPUs draw about half of a server's power",
      // Measured splits: 1.42 for a busy node with PUE 1.1, 1.71 for Google's fleet; 2.4 from a benchmark to a fleet.
      distribution: { kind: "interval", low: 1.4, high: 2.4, level: 0.9 },
    }),
    intensity: input("gCO2e/kWh", "Carbon intensity of the electricity", { min: 0, from: "grid" }),
  },
  equations: {
    energy: equation("J", "gpuEnergy × factor"),
    carbon: equation("gCO2e", "energy × intensity"),
  },
  outputs: { energy: "energy", gwp: "carbon" },
  roles: { pue: null, intensity: "intensity" },
  critique: [
    "One factor is used for every machine. Google's production has 1.71, a busy node of eight H100 with PUE 1.1 has 1.42.",
    "It covers processors, fans and cooling together. A PUE in addition would count cooling twice.",
    "Press articles compare figures before the doubling (57 J) with figures after it (6706 J).",
  ],
});

function gpuEnergyOf({ acceleratorJoules }: { readonly acceleratorJoules?: number }): Result<Given, string> {
  return acceleratorJoules === undefined
    ? fail("it doubles the energy of the accelerators, which is not known")
    : given({ gpuEnergy: acceleratorJoules });
}
