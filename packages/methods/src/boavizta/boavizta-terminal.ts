import { equation, given, input, method } from "@wattledger/core";
import { notOf } from "../stand-in.ts";
import { boaviztaSource, leftOut } from "./boavizta-shared.ts";

/**
 * BoaviztAPI: a terminal or peripheral as a whole: a share of what it took to make, and the electricity it uses.
 *
 * Boavizta, release 2.5.0.
 */
export const boaviztaTerminal = method({
  id: "boavizta-terminal",
  version: "2.5.0",
  recordedAs: [{ id: "boavizta-terminal", version: "2.4.1" }],
  title: "BoaviztAPI: terminal",
  claim: "Carbon of a device of users (laptop, desktop, smartphone, tablet, monitor, box): making and use.",
  source: boaviztaSource("terminal, peripheral"),
  accepts: {
    "device-use": ({ device, count, durationSeconds, meanPowerWatts }) =>
      given({
        device,
        devices: count,
        duration: { value: durationSeconds, unit: "s" },
        ...(meanPowerWatts === undefined ? {} : { meanPower: meanPowerWatts, useRatio: 1 }),
      }),
  },
  boundary: {
    energy: "server",
    components: ["other"],
    overheads: [],
    lifeCycle: ["use", "raw-materials", "manufacturing", "distribution", "end-of-life"],
    excludes: [...leftOut, "what the device asks of networks and data centres"],
  },
  inputs: {
    devices: input("1", "How many of them", { min: 0, default: 1, source: "one unless stated" }),
    making: input("kgCO2e", "Making, moving and discarding one", {
      min: 0,
      from: "embodied.device",
      standIn: notOf("BoaviztAPI", "making"),
    }),
    lifetime: input("year", "Its life", {
      min: 0.01,
      from: "embodied.lifetime",
      standIn: notOf("BoaviztAPI", "lifetime"),
    }),
    duration: input("h", "Time that is looked at; 0 for the whole life", {
      min: 0,
      usual: [1, 175_200],
      default: 0,
      source: "the whole life unless stated",
    }),
    meanPower: input("W", "Power while it is in use", {
      min: 0,
      usual: [0.5, 2000],
      from: "device.use-power",
    }),
    useRatio: input("1", "Share of the time in use", {
      min: 0,
      max: 1,
      from: "device.use-share",
    }),
    electricity: input("kgCO2e/kWh", "Carbon intensity of the electricity", {
      min: 0,
      from: "grid",
      standIn: notOf("BoaviztAPI", "electricity"),
    }),
  },
  equations: {
    time: equation("h", "if(duration > 0 [h], duration, lifetime)"),
    share: equation("1", "min(1, time ÷ lifetime)", "Of what was made"),
    embodied: equation("kgCO2e", "devices × making × share"),
    energy: equation("kWh", "devices × meanPower × useRatio × time"),
    usage: equation("kgCO2e", "energy × electricity", "Of the electricity"),
    total: equation("kgCO2e", "usage + embodied"),
  },
  outputs: { energy: "energy", gwp: "total", "operational-gwp": "usage", "embodied-gwp": "embodied" },
  roles: { intensity: "electricity", embodied: "embodied" },
  critique: [
    "One figure is used for all devices of a kind. Makers' own figures differ by a factor of three and more.",
    "The original's figures (ADEME Base Empreinte, NegaOctet) may not be passed on: here the family of embodied carbon answers, with other sources.",
    "Of its twenty categories some are negative (water, land use) for credits at the end of life, and minerals and primary energy are missing under the names that its other devices use.",
    "Power and share of use are one value for a kind of device: a smartphone counts 1 W for 30 % of its life.",
  ],
  whenToUse: "You want a laptop, desktop, tablet, smartphone or monitor as a whole, over its life or a part of it.",
  whenNotToUse: "You know the device's own product footprint: device-life-cycle takes it phase by phase.",
  example: { device: "laptop", duration: "8760 h", zone: "FR" },
});
