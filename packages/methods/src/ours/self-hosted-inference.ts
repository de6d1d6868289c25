import { equation, fail, input, method } from "@wattledger/core";
import * as credible from "../credible.ts";
import { afterItEnergy, hardware, hostAssumed, hostOfAccelerators, machinePower, place } from "./service-around.ts";

/**
 * A deployment of one's own over a period: its energy, measured or planned and idle time included, over the work that it
 * did. Give `itEnergy` where it was measured; what only planning needs is then not asked for.
 */
export const selfHostedInference = method({
  id: "self-hosted-inference",
  preference: 30,
  version: "1",
  title: "Inference on a deployment of your own (ours)",
  claim:
    "Energy, carbon and water of a unit of work on machines of your own, with the time in which they wait for work.",
  source: {
    title: "Wattledger: energy of a deployment over its work; loads after the ML.ENERGY benchmark V3",
    version: "November 2026",
    locator: "Chung et al., arXiv 2505.06371: mean power in text serving, 72 to 74 % of the limit",
    retrieved: "2026-11-22",
    license: "Apache-2.0",
  },
  accepts: {
    "service-use": () =>
      fail("it asks for the accelerators of the deployment, the period and the share in which they work"),
  },
  boundary: {
    energy: "full-stack",
    components: ["gpu", "cpu", "dram", "storage", "other"],
    overheads: ["idle machines", "pue"],
    lifeCycle: ["use", "manufacturing"],
    excludes: ["wide-area network", "devices of users", "training", "building", "end of life", "embodied water"],
  },
  inputs: {
    work: input("1", "Requests, tokens, pictures or other units of work in the period", { min: 1e-9 }),
    period: input("h", "Time that the deployment stood ready", { within: "lifetime", min: 0, usual: [1, 8784] }),
    accelerators: input("1", "Accelerators of the deployment", { credible: credible.accelerators, min: 0 }),
    busyShare: input("1", "Share of the period in which requests were answered", { min: 0, max: 1 }),
    busyLoad: input("1", "Power of an accelerator at work for each part of its limit", {
      min: 0,
      max: 1,
      default: 0.74,
      source: "ML.ENERGY V3, text serving: 0.72 on B200, 0.74 on H100",
      distribution: { kind: "interval", low: 0.53, high: 0.95, level: 0.9 },
    }),
    idleLoad: input("1", "Power of a waiting accelerator that holds a model, for each part of its limit", {
      min: 0,
      max: 1,
      default: 0.16,
      source:
        "Wattledger, expert default: some 110 W of 700 W; 80 W were measured on an H200 that waits (Alice benchmark, 2026)",
      distribution: { kind: "interval", low: 0.08, high: 0.3, level: 0.9 },
    }),
    ...machinePower,
    ...place,
    acceleratorEmbodied: hardware.acceleratorEmbodied,
    ...hostOfAccelerators,
    lifetime: hardware.lifetime,
  },
  equations: {
    host: equation("W", "if(hostPower > 0 [W], hostPower, usualHostPower)", "Power of the host for each accelerator"),
    hostAssumed: equation("1", "if(hostPower = 0 [W], 1, 0)", "1 where the host's power is not known"),
    busyEnergy: equation("kWh", "period × busyShare × accelerators × (limit × busyLoad + host)", "While it answers"),
    idleEnergy: equation(
      "kWh",
      "period × (1 − busyShare) × accelerators × (limit × idleLoad + host)",
      "While it waits",
    ),
    itEnergy: equation(
      "kWh",
      "busyEnergy + idleEnergy",
      "Of the machines in the period; give it where it was measured",
    ),
    ...afterItEnergy,
    embodied: equation(
      "gCO2e",
      "period × accelerators × (acceleratorEmbodied + serverEmbodied ÷ 8) ÷ lifetime",
      "The period's share of making the hardware, reserved whether it answers or waits",
    ),
    energyPerWork: equation("Wh", "energy ÷ work", "Of one unit of work"),
    carbonPerWork: equation("gCO2e", "carbon ÷ work", "Of one unit of work, location-based"),
    marketCarbonPerWork: equation("gCO2e", "marketCarbon ÷ work", "Of one unit of work, market-based"),
    embodiedPerWork: equation("gCO2e", "embodied ÷ work", "Of one unit of work"),
    waterPerWork: equation("L", "water ÷ work", "Of one unit of work"),
  },
  outputs: {
    energy: "energyPerWork",
    gwp: "carbonPerWork",
    "market-gwp": "marketCarbonPerWork",
    "embodied-gwp": "embodiedPerWork",
    water: "waterPerWork",
    "period-energy": "energy",
    "period-gwp": "carbon",
  },
  cautions: { hostAssumed },
  whenToUse:
    "For models on machines of your own or rented by the hour, over a day or a month, with what they did in it.",
  whenNotToUse: "For a request to somebody else's service, whose machines and work are not known: api-inference.",
  example: { work: 100_000, period: "24 h", accelerators: 2, busyShare: 0.3, accelerator: "H100", zone: "DE" },
  roles: { pue: "pue", intensity: "intensity", embodied: null },
  critique: [
    "Where the machines wait most of the time, the energy of waiting decides, and so does its load, which is an expert's default: measure it.",
    "Size and precision of the model have no place here: what they save shows in the period and the share of it that the work takes, which are yours to state.",
    "A unit of work is a mean: short and long requests share alike. Tokens are a fairer unit than requests.",
    "Power limits and shares of hosts are of servers with eight NVIDIA accelerators.",
  ],
});
