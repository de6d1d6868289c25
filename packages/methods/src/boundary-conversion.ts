import { choice, energyBoundaries, equation, input, method } from "@wattledger/core";

const factorOf = (name: string, pue: string): string =>
  `if(${name} = "gpu", 1, if(${name} = "server", hostFactor, if(${name} = "facility", hostFactor × ${pue}, hostFactor × ${pue} × idleFactor)))`;

/**
 * Brings an energy from one boundary to another by explicit factors: host, facility, idle machines, and the carbon of
 * making the hardware where a life cycle is asked for.
 *
 * E = E_gpu × h × i × PUE, with the parts of Elsworth et al. 2025: 0.14 Wh × 1.43 × 1.10 × 1.09 = 0.24 Wh.
 */
export const boundaryConversion = method({
  id: "boundary-conversion",
  version: "1",
  title: "From one boundary to another",
  claim:
    "An energy stated for the accelerators, the server, the facility or the full stack, as another of these, with its carbon.",
  source: {
    title: "Wattledger: conversion between boundaries",
    version: "1",
    locator:
      "after the parts of the median prompt in Elsworth et al. 2025 (arXiv 2508.15734) and the doubling of MIT Technology Review (May 2025)",
    retrieved: "2026-11-22",
    license: "Apache-2.0",
  },
  accepts: {},
  boundary: {
    energy: "full-stack",
    components: ["gpu", "cpu", "dram", "storage", "other"],
    overheads: ["pue", "idle machines"],
    lifeCycle: ["use", "cradle-to-gate"],
    excludes: ["wide-area network", "devices of users", "training", "building and its equipment"],
  },
  inputs: {
    energy: input("Wh", "Energy as it was stated", { min: 0 }),
    statedBoundary: choice(
      energyBoundaries,
      "What it counts: accelerators, the server, with cooling, with idle machines",
      {
        default: "gpu",
        source: "accelerators unless stated",
      },
    ),
    wantedBoundary: choice(
      [...energyBoundaries, "life-cycle"],
      "What it is to count; life-cycle is the full stack and the making",
      {
        default: "full-stack",
        source: "the full stack unless stated",
      },
    ),
    hostFactor: input("1", "Server over accelerators: processors, memory, fans, supply losses", {
      min: 1,
      default: 1.43,
      source:
        "Elsworth et al. 2025: (58 + 25) ÷ 58 % of a prompt's energy, as MIT Technology Review quotes it (21 August 2025); a busy node of eight H100 with 1.2 kW of host: 1.29",
      distribution: { kind: "interval", low: 1.25, high: 1.8, level: 0.9 },
    }),
    idleFactor: input("1", "With machines kept ready, over those at work; measure it where you host yourself", {
      min: 1,
      default: 1.1,
      source:
        "Elsworth et al. 2025: 0.24 Wh ÷ PUE 1.09 over 83 % of 0.24 Wh, as MIT Technology Review quotes it (21 August 2025); a large production service",
      distribution: { kind: "interval", low: 1.05, high: 1.4, level: 0.9 },
    }),
    pue: input("1", "Power usage effectiveness to count with", { min: 1, from: "facility.pue" }),
    statedPue: input("1", "Power usage effectiveness within the stated energy, if it was another; 0 for the same", {
      min: 0,
      default: 0,
      source: "the same unless stated",
    }),
    intensity: input("gCO2e/kWh", "Carbon intensity of the electricity", { min: 0, from: "grid" }),
    makingIntensity: input("gCO2e/kWh", "Making of the server, spread over the electricity that it uses in its life", {
      min: 0,
      default: 40,
      source:
        "7000 kg for a server of eight H100 (BoaviztAPI for AWS p5.48xlarge, NVIDIA's product carbon footprint) over 4.5 years at 4.5 kW; Google's published parts give 31 with scope 1",
      distribution: { kind: "interval", low: 20, high: 90, level: 0.9 },
    }),
  },
  equations: {
    pueWithin: equation("1", "if(statedPue = 0, pue, statedPue)"),
    factorWithin: equation("1", factorOf("statedBoundary", "pueWithin"), "Stated boundary over the accelerators"),
    factorWanted: equation("1", factorOf("wantedBoundary", "pue"), "Wanted boundary over the accelerators"),
    gpuEnergy: equation("Wh", "energy ÷ factorWithin", "Accelerators alone"),
    converted: equation("Wh", "gpuEnergy × factorWanted"),
    serverEnergy: equation("Wh", "gpuEnergy × hostFactor × idleFactor", "Machines, idle ones included"),
    embodied: equation("gCO2e", 'if(wantedBoundary = "life-cycle", serverEnergy × makingIntensity, 0)'),
    operational: equation("gCO2e", "converted × intensity"),
    carbon: equation("gCO2e", "operational + embodied"),
  },
  whenToUse:
    "You have an energy that was stated for the accelerators, a server or a facility, and need it for another of these: to compare two figures, or to complete one.",
  whenNotToUse:
    "The parts were measured themselves: add them up. For your own service, measure the idle time and put it in.",
  example: { energy: "57 J", statedBoundary: "gpu", wantedBoundary: "facility", pue: 1.2, zone: "US" },
  outputs: { energy: "converted", gwp: "carbon", "gpu-energy": "gpuEnergy" },
  critique: [
    "One host factor is used for all machines. Measured factors range from 1.25 to 1.8.",
    "Idle capacity depends on the service: a batch service has little, a deployment at night has more than work.",
    "A factor down, from a facility to its accelerators, is less sure than one up, as the parts were seldom measured together.",
  ],
});
