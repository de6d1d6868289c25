import { equation, fail, input, list, method } from "@wattledger/core";
import { needsReservation } from "../activity-data.ts";

/**
 * Software Carbon Intensity: carbon of running software and of the hardware reserved for it, per functional unit.
 *
 * ISO/IEC 21031:2024, SCI 1.1.
 */
export const sci = method({
  id: "sci",
  version: "1.1",
  title: "Software Carbon Intensity (ISO/IEC 21031:2024)",
  claim:
    "Carbon of the electricity and of the reserved share of the hardware's manufacture, per functional unit: (E × I + M) per R.",
  source: {
    title: "Green Software Foundation: Software Carbon Intensity Specification",
    version: "1.1.0, commit 29cab98 (2024-09-15); in substance ISO/IEC 21031:2024",
    locator: "SPEC.md, Methodology summary",
    retrieved: "2026-11-21",
    license: "CC-BY-4.0",
  },
  accepts: {
    "compute-run": () => fail(needsReservation),
    "service-use": () => fail(needsReservation),
    "llm-request": () => fail(needsReservation),
    "media-request": () => fail(needsReservation),
    "training-plan": () => fail(needsReservation),
  },
  boundary: {
    energy: "facility",
    components: ["everything reserved or provisioned for the software"],
    overheads: ["pue"],
    lifeCycle: ["use", "manufacturing", "transport", "end-of-life"],
    excludes: [
      "offsets, removals, certificates and purchase agreements",
      "components that the reporter leaves out of the software's bounds",
      "water",
    ],
  },
  whenToUse: "To report a rate per unit of software by the standard, and to follow it from release to release.",
  whenNotToUse: "To compare products of different reporters, or to offset: bounds and unit are the reporter's choice.",
  example: {
    itEnergy: "12 kWh",
    hardwareCarbon: "1278 kgCO2e",
    timeReserved: "720 h",
    functionalUnits: 100000,
    otherComponents: "[]",
    device: "server",
    zone: "SE",
  },
  inputs: {
    itEnergy: input("kWh", "Electricity of all that is reserved for the software, busy or idle", { min: 0 }),
    pue: input("1", "Power usage effectiveness of the facility", {
      min: 1,
      default: 1,
      source: "the energy is taken to contain the facility's overhead already, which E of the specification does",
    }),
    intensity: input(
      "gCO2e/kWh",
      "Carbon intensity of the electricity at that place (I), average or marginal; say which. Not by contracts",
      { min: 0, from: "grid" },
    ),
    hardwareCarbon: input("gCO2e", "Emissions of the hardware's life without its use (TE)", { min: 0 }),
    timeReserved: input("h", "Time for which it is reserved, busy or idle (TiR)", {
      within: "lifespan",
      usual: [0.01, 8784],
      min: 0,
    }),
    lifespan: input("h", "Its expected life (EL)", { min: 0, usual: [4380, 175_200], from: "embodied.lifetime" }),
    resourcesReserved: input("1", "Resources reserved for the software, such as vCPUs (RR)", {
      within: "totalResources",
      min: 0,
      default: 1,
      source: "the whole machine unless stated",
    }),
    totalResources: input("1", "Resources of the hardware in all (ToR)", {
      min: 0,
      default: 1,
      source: "the whole machine unless stated",
    }),
    functionalUnits: input("1", "Functional units delivered (R): users, requests, tokens, jobs; at least some", {
      min: 0,
    }),
    otherComponents: list("Scores of further components by the same functional unit", {
      inputs: { score: input("gCO2e", "Score of the component per functional unit", { min: 0 }) },
      equations: {},
    }),
  },
  equations: {
    energy: equation("kWh", "itEnergy × pue", "With the facility (E)"),
    operational: equation("gCO2e", "energy × intensity", "Of the electricity (O)"),
    embodied: equation(
      "gCO2e",
      "hardwareCarbon × timeReserved ÷ lifespan × resourcesReserved ÷ totalResources",
      "Reserved share of the hardware (M)",
    ),
    carbon: equation("gCO2e", "operational + embodied", "Of all functional units"),
    score: equation("gCO2e", "carbon ÷ functionalUnits", "Per functional unit (SCI)"),
    scorePerMillion: equation("gCO2e", "score × 1000000", "Per million functional units"),
    scorePerBillion: equation("kgCO2e", "score × 1000000000", "Per billion functional units"),
    scorePerPeta: equation("gCO2e", "score × 10 ^ 15", "Per 10^15 functional units, for operations"),
    totalScore: equation("gCO2e", "score + sum(one in otherComponents: one.score)", "Of all components together"),
  },
  outputs: { energy: "energy", gwp: "carbon", "gwp-per-unit": "score" },
  roles: { pue: "pue", intensity: "intensity", embodied: "embodied" },
  critique: [
    "The bounds of the software are the reporter's choice, and so is R: scores compare only with a baseline computed the same way.",
    "Reserved time over the whole life leaves the hours that nobody reserves to nobody: the scores of all software on a machine add up to less than the machine.",
    "Average and marginal intensities are both allowed and differ by factors.",
    "Of its case study eShoppen, the score of 40.42 g is not divided by the 500 users that it declares as R (0.081 g), and the first M is 4.301 g where 4.305 is printed.",
    "A rate says nothing of the total: a score that falls while use rises can hide growing emissions.",
  ],
});
