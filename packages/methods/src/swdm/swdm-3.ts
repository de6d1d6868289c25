import { equation, input, method } from "@wattledger/core";
import { trafficOf } from "../activity-data.ts";
import { notOf } from "../stand-in.ts";

/** Sustainable Web Design Model, version 3: the internet's energy divided by its traffic, in four shares. */
export const swdm3 = method({
  id: "swdm-3",
  version: "3",
  title: "Sustainable Web Design Model 3",
  claim: "Energy and carbon of a web page or a download, from the data that it moves.",
  source: {
    title:
      "Sustainable Web Design: Calculating Digital Emissions, version 3, as CO2.js of the Green Web Foundation has it",
    version: "npm @tgwf/co2 0.19.0, commit 27cbe832 (2026-06-29)",
    locator: "SustainableWebDesign version 3, perByte and perVisit",
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
  whenToUse: "To repeat figures of web pages that were published with version 3 of the model.",
  whenNotToUse: "For new figures, nor for what a server computes: it counts the transfer of data.",
  example: { traffic: "2 GB" },
  inputs: {
    traffic: input("GB", "Data moved, decimal gigabytes", { min: 0 }),
    firstVisits: input("1", "Share of visits that load everything (the model's perVisit: 0.75)", {
      shareOf: "the visits",
      min: 0,
      max: 1,
      default: 1,
      source: "perByte knows no visits",
    }),
    returnVisits: input("1", "Share of visits by those who were there before (perVisit: 0.25)", {
      shareOf: "the visits",
      min: 0,
      max: 1,
      default: 0,
      source: "perByte knows no visits",
    }),
    reloadedShare: input("1", "Share of the data that such a visit loads again", {
      min: 0,
      max: 1,
      default: 0.02,
      source: "perVisit",
    }),
    energyPerData: input("kWh/GB", "The internet's energy by its traffic", {
      min: 0,
      default: 0.81,
      source: "1988 TWh over 2444 EB, as the model has it",
    }),
    deviceShare: input("1", "Share of devices in use", {
      shareOf: "the energy of the system",
      min: 0,
      max: 1,
      default: 0.52,
      source: "the model",
    }),
    networkShare: input("1", "Share of networks", {
      shareOf: "the energy of the system",
      min: 0,
      max: 1,
      default: 0.14,
      source: "the model",
    }),
    dataCentreShare: input("1", "Share of data centres", {
      shareOf: "the energy of the system",
      min: 0,
      max: 1,
      default: 0.15,
      source: "the model",
    }),
    makingShare: input("1", "Share of making the hardware", {
      shareOf: "the energy of the system",
      min: 0,
      max: 1,
      default: 0.19,
      source: "the model",
    }),
    dataCentreIntensity: input(
      "gCO2e/kWh",
      "Carbon intensity where the page is hosted; the model takes 50 for green hosting",
      {
        min: 0,
        from: "grid",
        standIn: notOf("CO2.js", "dataCentreIntensity"),
        default: 472.94,
        source: "world, 2024, after Ember, as CO2.js 0.19.0 takes it",
      },
    ),
    networkIntensity: input("gCO2e/kWh", "The same of the networks between", {
      min: 0,
      default: 472.94,
      source: "world, 2024, after Ember, as CO2.js 0.19.0 takes it",
    }),
    deviceIntensity: input("gCO2e/kWh", "The same where the visitors are", {
      min: 0,
      default: 472.94,
      source: "world, 2024, after Ember, as CO2.js 0.19.0 takes it",
    }),
    makingIntensity: input("gCO2e/kWh", "The same where everything is made", {
      min: 0,
      default: 472.94,
      source: "world, 2024, after Ember, as CO2.js 0.19.0 takes it",
    }),
  },
  equations: {
    loaded: equation("GB", "traffic × (firstVisits + returnVisits × reloadedShare)"),
    perShare: equation("kWh", "loaded × energyPerData", "Of all shares"),
    operational: equation(
      "gCO2e",
      "perShare × (deviceShare × deviceIntensity + networkShare × networkIntensity + dataCentreShare × dataCentreIntensity)",
    ),
    embodied: equation("gCO2e", "perShare × makingShare × makingIntensity"),
    energy: equation("kWh", "perShare × (deviceShare + networkShare + dataCentreShare)", "Of use"),
    carbon: equation("gCO2e", "operational + embodied"),
  },
  outputs: { energy: "energy", gwp: "carbon" },
  roles: { pue: null, intensity: null, embodied: "embodied" },
  critique: [
    "Energy of the whole internet divided by its traffic, of 2017 to 2020: four times the energy per gigabyte of version 4.",
    "Energy of networks and devices hardly depends on the data of one visit: more data takes little more energy.",
    "Making of hardware is a share of energy and turned into carbon by the electricity of the world.",
    "The figure moves with each release of CO2.js, since that carries the newest intensity of the world.",
  ],
});
