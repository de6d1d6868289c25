import { equation, input, method } from "@wattledger/core";
import { trafficOf } from "../activity-data.ts";
import { notOf } from "../stand-in.ts";

/**
 * Sustainable Web Design Model, version 4: energy and carbon of moving data to a page's visitors, by data centre, network
 * and device, operational and embodied apart.
 */
export const swdm4 = method({
  id: "swdm-4",
  version: "4",
  title: "Sustainable Web Design Model 4",
  claim: "Energy and carbon of a web page or a download, from the data that it moves.",
  source: {
    title:
      "Sustainable Web Design: Estimating Digital Emissions, version 4, as CO2.js of the Green Web Foundation has it",
    version: "npm @tgwf/co2 0.19.0, commit 27cbe832 (2026-06-29)",
    locator: "SustainableWebDesign version 4, perByte and perVisit",
    retrieved: "2026-11-22",
    license: "Apache-2.0",
  },
  accepts: {
    "service-use": trafficOf,
  },
  boundary: {
    energy: "facility",
    components: ["data centres", "networks", "devices of visitors"],
    overheads: ["within the energy per gigabyte"],
    lifeCycle: ["use", "manufacturing"],
    excludes: ["what a page computes, on the server or on the device", "training and inference of models", "water"],
  },
  whenToUse: "For a website whose traffic is all that is known, as sustainability reports of the web do.",
  whenNotToUse: "For the answers of a language model: it counts the transfer of the text alone.",
  example: { traffic: "2 GB" },
  inputs: {
    traffic: input("GB", "Data moved, decimal gigabytes", { min: 0 }),
    firstVisits: input("1", "Share of visits that load everything", {
      shareOf: "the visits",
      min: 0,
      max: 1,
      default: 1,
      source: "perVisit; perByte knows no visits",
    }),
    returnVisits: input("1", "Share of visits by those who were there before", {
      shareOf: "the visits",
      min: 0,
      max: 1,
      default: 0,
      source: "perVisit; perByte knows no visits",
    }),
    cachedShare: input("1", "Share of the data that such a visit does not load again", {
      min: 0,
      max: 1,
      default: 0,
      source: "perVisit, where it is called the ratio that is loaded again and counted as this",
    }),
    greenHosting: input("1", "Share of the data centre's electricity from renewable sources by contract", {
      min: 0,
      max: 1,
      default: 0,
      source: "none unless stated",
    }),
    dataCentreEnergy: input("kWh/GB", "Data centres, use", { min: 0, default: 0.055, source: "the model" }),
    networkEnergy: input("kWh/GB", "Networks, use", { min: 0, default: 0.059, source: "the model" }),
    deviceEnergy: input("kWh/GB", "Devices, use", { min: 0, default: 0.08, source: "the model" }),
    dataCentreMaking: input("kWh/GB", "Data centres, manufacture", { min: 0, default: 0.012, source: "the model" }),
    networkMaking: input("kWh/GB", "Networks, manufacture", { min: 0, default: 0.013, source: "the model" }),
    deviceMaking: input("kWh/GB", "Devices, manufacture", { min: 0, default: 0.081, source: "the model" }),
    dataCentreIntensity: input("gCO2e/kWh", "Carbon intensity where the page is hosted", {
      min: 0,
      from: "grid",
      standIn: notOf("CO2.js", "dataCentreIntensity"),
      default: 494,
      source: "world, 2022, after Ember, as the model takes it",
    }),
    networkIntensity: input("gCO2e/kWh", "The same of the networks between", {
      min: 0,
      default: 494,
      source: "world, 2022, after Ember, as the model takes it",
    }),
    deviceIntensity: input("gCO2e/kWh", "The same where the visitors are", {
      min: 0,
      default: 494,
      source: "world, 2022, after Ember, as the model takes it",
    }),
    makingIntensity: input("gCO2e/kWh", "The same where everything is made", {
      min: 0,
      default: 494,
      source: "the model fixes it at the world's of 2022",
    }),
  },
  equations: {
    loaded: equation("GB", "traffic × (firstVisits + returnVisits × (1 − cachedShare))"),
    dataCentre: equation("gCO2e", "loaded × dataCentreEnergy × dataCentreIntensity × (1 − greenHosting)"),
    network: equation("gCO2e", "loaded × networkEnergy × networkIntensity"),
    device: equation("gCO2e", "loaded × deviceEnergy × deviceIntensity"),
    operational: equation("gCO2e", "dataCentre + network + device"),
    embodied: equation("gCO2e", "loaded × (dataCentreMaking + networkMaking + deviceMaking) × makingIntensity"),
    energy: equation("kWh", "loaded × (dataCentreEnergy + networkEnergy + deviceEnergy)", "Of use"),
    carbon: equation("gCO2e", "operational + embodied"),
  },
  outputs: { energy: "energy", gwp: "carbon" },
  roles: { pue: null, intensity: null, embodied: "embodied" },
  critique: [
    "Energy of the whole internet divided by its traffic: a top-down mean of which no page is an example; traffic grows by tens of percent a year while energy hardly does.",
    "Energy of networks and devices hardly depends on the data of one visit: more data takes little more energy, so savings of data save less than the model says.",
    "Embodied carbon is stated as energy and turned into carbon by the electricity of the world.",
    "Green hosting counts as zero, though renewable electricity has a footprint over its life, and certificates are not a supply.",
    "Of a chat with a language model it counts the text that is sent, not the answer's making: far too low by itself.",
  ],
});
