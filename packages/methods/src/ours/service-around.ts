import { equation, input } from "@wattledger/core";

/** What stands around accelerators at work, as inputs that our estimators share. */
export const hostAndFacility = {
  hostFactor: input("1", "Energy of accelerators and hosts, divided by that of the accelerators", {
    min: 1,
    default: 1.43,
    source:
      "Elsworth et al. 2025 (arXiv 2508.15734): 58 % of a prompt's energy is of accelerators and 25 % of hosts, as MIT Technology Review quotes it (21 August 2025); Wattledger's interval, from 1.29 of a busy node of eight H100 with 1.2 kW of host",
    distribution: { kind: "interval", low: 1.25, high: 1.8, level: 0.9 },
  }),
  idleFactor: input("1", "Energy with idle machines kept ready, divided by that of the machines at work", {
    min: 1,
    default: 1.1,
    source:
      "Elsworth et al. 2025 (arXiv 2508.15734): 0.24 Wh ÷ PUE 1.09 over the 83 % of accelerators and hosts; Wattledger's interval, because only one service has published it, and smaller services keep more machines ready",
    distribution: { kind: "interval", low: 1.05, high: 1.4, level: 0.9 },
  }),
};

/** Facility, grid and water. */
export const place = {
  pue: input("1", "Power usage effectiveness of the data centre", { min: 1, from: "facility.pue" }),
  intensity: input("gCO2e/kWh", "Carbon intensity of the electricity", { min: 0, from: "grid" }),
  marketIntensity: input(
    "gCO2e/kWh",
    "Market-based carbon intensity: of contracts, or of the residual mix without contracts",
    {
      min: 0,
      marketFrom: "grid",
      unknown:
        "no contractual instruments and no residual mix are known for this electricity. Give marketIntensity= of the contract.",
    },
  ),
  wue: input("L/kWh", "Water evaporated on site per kWh of IT energy", { min: 0, from: "facility.wue" }),
  waterIntensity: input("L/kWh", "Water consumed by power plants per kWh", { min: 0, from: "electricity-water" }),
};

/** Making of the hardware: accelerators, and an eighth of a server for each. */
export const hardware = {
  acceleratorEmbodied: input("kgCO2e", "Carbon of making one accelerator", {
    min: 0,
    from: "embodied.accelerator",
  }),
  serverEmbodied: input("kgCO2e", "Carbon of making a server for eight accelerators, without the accelerators", {
    min: 0,
    from: "embodied.device",
    key: "server-8-gpu-host",
  }),
  lifetime: input("year", "Service life of the hardware", { min: 0.1, from: "embodied.lifetime", key: "server" }),
  utilisation: input("1", "Share of the hardware's life in which it is in use", {
    min: 0.01,
    max: 1,
    from: "embodied.utilisation",
    key: "server",
  }),
} as const;

/** As above, and 0 where the figure of making the accelerator holds its host already. */
export const hostOfAccelerators = {
  serverEmbodied: input("kgCO2e", "Making a server for eight of them, without them", {
    min: 0,
    from: "embodied.accelerator-host",
  }),
} as const;

/** From IT energy to facility, carbon and water: `itEnergy` is an equation of the method. */
export const afterItEnergy = {
  energy: equation("kWh", "itEnergy × pue", "Energy with the facility's overhead"),
  carbon: equation("gCO2e", "energy × intensity", "Location-based"),
  marketCarbon: equation("gCO2e", "energy × marketIntensity", "Market-based"),
  water: equation("L", "itEnergy × wue + energy × waterIntensity", "Water on site and at power plants"),
};

/** Power of one accelerator with its share of the host, by its limit. */
export const machinePower = {
  limit: input("W", "Power limit of one accelerator", { min: 0, from: "hardware.accelerator.tdp" }),
  hostPower: input("W", "Power of the host per accelerator; 0 if unknown", {
    min: 0,
    usual: [5, 5000],
    default: 0,
    standsFor: "not known",
    source: "unknown unless stated: the figure of servers with eight NVIDIA accelerators is used",
  }),
  usualHostPower: input("W", "Power of the host per accelerator, in a server with eight NVIDIA accelerators", {
    min: 0,
    default: 150,
    source: "1.2 kW next to eight H100; Wattledger's interval",
    distribution: { kind: "interval", low: 80, high: 250, level: 0.9 },
  }),
};

/** What the result says where the host's power is not known. */
export const hostAssumed =
  "The power of the host is unknown: 150 W per accelerator is used, as in servers with eight NVIDIA accelerators. Give hostPower=.";
