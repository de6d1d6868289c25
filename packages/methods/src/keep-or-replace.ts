import { equation, fail, input, method } from "@wattledger/core";

/**
 * Whether a device is to be kept some years more or replaced by one that draws less: carbon of both over the same years, and
 * what the new one would have to save.
 */
export const keepOrReplace = method({
  id: "keep-or-replace",
  version: "1",
  title: "Keep a device or replace it",
  claim: "Carbon of keeping a device for some years compared with that of a new one that uses less electricity.",
  source: {
    title: "Wattledger: comparison of options over the same function and period, after ISO 14044",
    version: "1, 2026-11",
    locator: "making, once or by its share of the new life, and electricity of the years",
    retrieved: "2026-11-22",
    license: "Apache-2.0",
  },
  accepts: {
    "device-use": () => fail("it compares a device with a new one, whose electricity it asks for"),
  },
  boundary: {
    components: ["device"],
    overheads: [],
    lifeCycle: ["cradle-to-grave-without-use", "use"],
    excludes: [
      "the making of the device that is there: past, and the same in both options",
      "repairs",
      "what the old one could still do for others",
      "a better service by the new one: both must do the same",
    ],
  },
  inputs: {
    years: input("year", "Years for which the old device could be kept", { min: 0.01, usual: [0.5, 30] }),
    oldElectricity: input("kWh/year", "Electricity of the old device", { min: 1e-9, from: "device.electricity" }),
    newElectricity: input("kWh/year", "Electricity of the new one, for the same work", {
      min: 0,
      usual: [0.5, 20_000],
    }),
    newCarbon: input("kgCO2e", "Making the new one", { min: 0, from: "embodied.device" }),
    newLife: input("year", "Time that the new one will serve", { min: 0.1, from: "embodied.lifetime" }),
    intensity: input("gCO2e/kWh", "Carbon intensity of the electricity", { min: 0, from: "grid" }),
    devices: input("1", "How many such devices", { min: 0, default: 1, source: "one unless stated" }),
  },
  equations: {
    keep: equation("kgCO2e", "devices × oldElectricity × years × intensity", "Keeping: electricity of these years"),
    newUse: equation("kgCO2e", "devices × newElectricity × years × intensity", "Electricity of the new one"),
    replace: equation("kgCO2e", "devices × newCarbon + newUse", "Replacing now, the making in full"),
    replaceByYears: equation(
      "kgCO2e",
      "devices × newCarbon × years ÷ newLife + newUse",
      "Replacing now, with the making of these years alone: as if it were replaced at that rate for ever",
    ),
    saved: equation("kgCO2e", "replaceByYears − keep", "What keeping saves; below 0 where replacing does"),
    neededSaving: equation(
      "1",
      "newCarbon × years ÷ newLife ÷ (oldElectricity × years × intensity)",
      "Part of the old one's electricity that a new one must save to be worth its making; above 1, none can",
    ),
    breakEvenYears: equation(
      "1",
      "newCarbon ÷ ((oldElectricity − newElectricity) × intensity) ÷ 1 [year]",
      "Years in which the new one's savings make up for its making; below 0 where it saves nothing",
    ),
    neededGrowth: equation(
      "1",
      "oldElectricity ÷ newElectricity − 1",
      "Growth of use that undoes the saving: a half is undone by twice the use",
    ),
  },
  outputs: {
    "keep-gwp": "keep",
    "replace-gwp": "replaceByYears",
    "saved-gwp": "saved",
    "needed-saving": "neededSaving",
  },
  critique: [
    "The figure of making is a median of a class, while single models differ by two: ask the maker of the one that you would buy.",
    "Monitors differ 5.5 times by source: makers' sheets have a median of 357 kg, ADEME 65 kg.",
    "Electricity of a laptop differs ten times by source: 19 kWh a year in makers' sheets, 197 in a tool's default.",
    "Climate alone: a making that is worth its carbon still takes minerals and water (device-life-cycle).",
    "More efficient devices are used more; nothing of that is in the comparison but the growth at which it is undone.",
  ],
  whenToUse:
    "A device still does its work, a new one would draw less, and you ask whether the exchange is worth its making.",
  whenNotToUse:
    "The old one no longer does the work, so that the options are not the same. Several impacts: device-life-cycle.",
  example: { device: "desktop", years: "4 year", newElectricity: "48 kWh/year", zone: "FR" },
});
