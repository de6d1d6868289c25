import { choice, equation, input, method } from "@wattledger/core";
import { trafficOf } from "./activity-data.ts";
import { notOf } from "./stand-in.ts";

/** The 1byte model of The Shift Project, as CO2.js has it: data centres and networks, without devices. */
export const oneByte = method({
  id: "one-byte",
  version: "2019",
  title: "1byte model (The Shift Project)",
  claim: "Energy and carbon of a download in data centres and networks.",
  source: {
    title: "The Shift Project: Lean ICT, 2019 (the 1byte model), as CO2.js of the Green Web Foundation has it",
    version: "npm @tgwf/co2 0.19.0",
    locator: "OneByte, perByte",
    retrieved: "2026-11-22",
    license: "Apache-2.0",
  },
  accepts: {
    "service-use": trafficOf,
  },
  boundary: {
    energy: "facility",
    components: ["data centres", "networks"],
    overheads: ["within the energy per gigabyte"],
    lifeCycle: ["use"],
    excludes: ["devices of visitors, which the model has and CO2.js leaves out", "manufacturing", "water"],
  },
  whenToUse: "To repeat older figures of web traffic by this model.",
  whenNotToUse: "For new work, nor for answers of language models: it counts the transfer of the text alone.",
  example: { traffic: "1 GB" },
  inputs: {
    traffic: input("GB", "Data moved, decimal gigabytes", { min: 0 }),
    hosting: choice(["grid", "green"], "Electricity of the data centre", {
      default: "grid",
      source: "of the grid unless stated",
    }),
    dataCentreEnergy: input("kWh/GB", "Data centres", { min: 0, default: 0.072, source: "the model" }),
    wiredEnergy: input("kWh/GB", "Fixed network by wire", { min: 0, default: 0.429, source: "the model" }),
    wirelessEnergy: input("kWh/GB", "Fixed network by Wi-Fi", { min: 0, default: 0.152, source: "the model" }),
    mobileEnergy: input("kWh/GB", "Mobile network", { min: 0, default: 0.884, source: "the model" }),
    intensity: input("gCO2e/kWh", "Carbon intensity of the electricity", {
      min: 0,
      from: "grid",
      standIn: notOf("CO2.js", "intensity"),
      default: 519,
      source: "the model's world",
    }),
    networkIntensity: input("gCO2e/kWh", "The same of networks, where the hosting is green", {
      min: 0,
      default: 475,
      source: "world, International Energy Agency 2018",
    }),
  },
  equations: {
    networkEnergy: equation(
      "kWh/GB",
      "(wiredEnergy + wirelessEnergy + mobileEnergy) ÷ 3",
      "Plain mean of three networks",
    ),
    energy: equation("kWh", "traffic × (dataCentreEnergy + networkEnergy)"),
    carbon: equation("gCO2e", 'if(hosting = "green", traffic × networkEnergy × networkIntensity, energy × intensity)'),
  },
  outputs: { energy: "energy", gwp: "carbon" },
  roles: { pue: null, intensity: "intensity" },
  critique: [
    "Figures of 2015 to 2017 from a report that revised them downwards in 2020; networks moved several times the data with hardly more energy since.",
    "A plain mean of wire, Wi-Fi and mobile for every visitor. Mobile alone is twice the mean.",
    "Green hosting counts as zero and changes the intensity of the networks as well, from 519 to 475.",
    "Devices, most of the energy in the report, are left out.",
  ],
});
