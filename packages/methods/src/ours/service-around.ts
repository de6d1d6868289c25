import { equation, input } from "@wattledger/core";

/** What stands around accelerators at work, as inputs that our estimators share. */
export const hostAndFacility = {
  hostFactor: input("1", "Accelerators with their hosts for each part of accelerators", {
    min: 1,
    default: 1.43,
    source:
      "Elsworth et al. 2025 (arXiv 2508.15734): 58 % of a prompt's energy is of accelerators and 25 % of hosts, as MIT Technology Review quotes it (21 August 2025); interval of ours, from 1.29 of a busy node of eight H100 with 1.2 kW of host",
    distribution: { kind: "interval", low: 1.25, high: 1.8, level: 0.9 },
  }),
  idleFactor: input("1", "With machines kept ready for each part of those at work", {
    min: 1,
    default: 1.1,
    source:
      "Elsworth et al. 2025 (arXiv 2508.15734): 0.24 Wh ÷ PUE 1.09 over the 83 % of accelerators and hosts; interval of ours: one service has published it, and smaller ones keep more machines ready",
    distribution: { kind: "interval", low: 1.05, high: 1.4, level: 0.9 },
  }),
};

/** Facility, grid and water. */
export const place = {
  pue: input("1", "Power usage effectiveness of the data centre", { min: 1, from: "facility.pue" }),
  intensity: input("gCO2e/kWh", "Carbon intensity of the grid", { min: 0, from: "grid" }),
  marketIntensity: input("gCO2e/kWh", "Carbon intensity by contracts, or of the residual mix where there are none", {
    min: 0,
    marketFrom: "grid",
    unknown:
      "no contractual instruments and no residual mix are known for this electricity. Give marketIntensity= of the contract.",
  }),
  wue: input("L/kWh", "Water evaporated on site per kWh of IT energy", { min: 0, from: "facility.wue" }),
  waterIntensity: input("L/kWh", "Water consumed by power plants", { min: 0, from: "electricity-water" }),
};

/** Making of the hardware: accelerators, and an eighth of a server for each. */
export const hardware = {
  acceleratorEmbodied: input("kgCO2e", "Making one accelerator", {
    min: 0,
    from: "embodied.accelerator",
  }),
  serverEmbodied: input("kgCO2e", "Making a server for eight of them, without them", {
    min: 0,
    from: "embodied.device",
    key: "server-8-gpu-host",
  }),
  lifetime: input("year", "Time that the hardware serves", { min: 0.1, from: "embodied.lifetime", key: "server" }),
  utilisation: input("1", "Share of that time in which anybody uses it", {
    min: 0.01,
    max: 1,
    from: "embodied.utilisation",
    key: "server",
  }),
} as const;

/** From IT energy to facility, carbon and water: `itEnergy` is an equation of the method. */
export const afterItEnergy = {
  energy: equation("kWh", "itEnergy × pue", "With the facility"),
  carbon: equation("gCO2e", "energy × intensity", "Location-based"),
  marketCarbon: equation("gCO2e", "energy × marketIntensity", "Market-based"),
  water: equation("L", "itEnergy × wue + energy × waterIntensity", "On site and at power plants"),
};

/** Power of one accelerator with its share of the host, by its limit. */
export const machinePower = {
  limit: input("W", "Power limit of one accelerator", { min: 0, from: "hardware.accelerator.tdp" }),
  hostPower: input("W", "Power of the host for each accelerator; 0 where it is not known", {
    min: 0,
    usual: [5, 5000],
    default: 0,
    standsFor: "not known",
    source: "not known unless stated: servers with eight NVIDIA accelerators stand in",
  }),
  usualHostPower: input("W", "Power of the host for each accelerator, in a server with eight NVIDIA accelerators", {
    min: 0,
    default: 150,
    source: "1.2 kW next to eight H100; interval of ours",
    distribution: { kind: "interval", low: 80, high: 250, level: 0.9 },
  }),
};

/** What the result says where the host's power is not known. */
export const hostAssumed =
  "The power of the host is not known: 150 W for each accelerator, as in servers with eight NVIDIA accelerators, stands in. Give hostPower=.";
