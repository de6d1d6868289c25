import { equation, graphOf, input, list, method } from "@wattledger/core";
import type { Graph } from "@wattledger/core";
import {
  boaviztaCritique,
  boaviztaSource,
  bounded,
  components2021,
  factors,
  leftOut,
  lifeEquations,
  lifeInputs,
  madeAndUsed,
  perCategory,
  powerOfAll,
  powerRounding,
  profile,
  units,
  useEquations,
  useInputs,
} from "./boavizta-shared.ts";

const text = {
  inputs: {
    units,
    dieArea: input("mm2", "Area of all dies in one package", {
      min: 0,
      ...bounded(41.2, 522, 3640, "BoaviztAPI 2.5.0: mean, least and greatest of the processors whose dies it knows"),
    }),
    dieFactor: factors(
      "Making the dies, for each mm2",
      "/mm2",
      { gwp: 0.0197, adpe: 5.87e-9, pe: 0.265 },
      components2021,
    ),
    packageFactor: factors("Making the package around them", "", { gwp: 9.14, adpe: 0.0204, pe: 156 }, components2021),
    load: input("%", "Load of the processor", { min: 0, max: 100, ...bounded(0, 50, 100) }),
    loads: list(
      "Several loads instead of one, each with its share of the time",
      {
        inputs: {
          share: input("%", "Share of the time", { shareOf: "the time", min: 0, max: 100 }),
          load: input("%", "Load of the processor in it", { min: 0, max: 100 }),
        },
        equations: { percent: equation("1", "load ÷ 1 [%]"), weight: equation("1", "share") },
      },
      { optional: true },
    ),
    tdp: input("W", "Thermal design power; 0 where it is not known, then the curve below", {
      min: 0,
      usual: [1, 1000],
      default: 0,
      source: "not known unless stated",
    }),
    curveA: input("W", "a in power = a ln(b (load + c)) + d, load in percent", { default: 171.2, source: profile }),
    curveB: input("1", "b of that curve", { min: 1e-9, default: 0.0354, source: profile }),
    curveC: input("1", "c of that curve, in percent", { min: 1e-9, default: 36.89, source: profile }),
    curveD: input("W", "d of that curve", { default: -10.13, source: profile }),
    tdpSlope: input("1", "The same curve for each watt of thermal design power: a", {
      default: 0.508_479_340_485_386_6,
      source:
        "least squares through 0.12, 0.32, 0.75 and 1.02 of the thermal design power at 0, 10, 50 and 100 % load, as BoaviztAPI 2.5.0 fits it",
    }),
    tdpShift: input("1", "c, in percent", { default: 20.451_103_187_724_517, source: "the same fit" }),
    tdpBase: input("1", "Power without load", { default: 0.119_253_415_893_280_09, source: "the same fit" }),
    powerRounding,
  },
  equations: {
    slope: equation("W", "if(tdp > 0 [W], tdpSlope × tdp, curveA)"),
    steepness: equation("1", "if(tdp > 0 [W], 1 ÷ tdpShift, curveB)"),
    shift: equation("1", "if(tdp > 0 [W], tdpShift, curveC)"),
    level: equation("W", "if(tdp > 0 [W], tdpBase × tdp, curveD)"),
    powerAtLoad: equation("W", "max(1 [W], slope × ln(steepness × (load ÷ 1 [%] + shift)) + level)"),
    powerAtLoads: equation(
      "W",
      "sum(one in loads: one.weight × max(1 [W], slope × ln(steepness × (one.percent + shift)) + level))",
    ),
    exactPower: equation("W", "if(sum(one in loads: 1) > 0, powerAtLoads, powerAtLoad)", "Of one processor"),
    ...powerOfAll,
    making: perCategory("units × (dieArea × dieFactor[category] + packageFactor[category])", "Making all of them"),
  },
} as const;

/** Processors as a part of other methods: power by load or by thermal design power, making by the area of the dies. */
export const processor: Graph = graphOf(text);

/**
 * BoaviztAPI: a processor's impacts, by the area of its dies, and by its load where it is used.
 *
 * Boavizta, release 2.5.0.
 */
export const boaviztaCpu = method({
  id: "boavizta-cpu",
  version: "2.5.0",
  recordedAs: [{ id: "boavizta-cpu", version: "2.4.1" }],
  title: "BoaviztAPI: processor",
  claim: "Carbon, minerals and primary energy of making processors, and of the electricity that they use.",
  source: boaviztaSource("component cpu; consumption profile of processors"),
  accepts: {},
  boundary: {
    energy: "server",
    components: ["cpu"],
    overheads: [],
    lifeCycle: ["use", "raw-materials", "manufacturing"],
    excludes: [...leftOut, "everything around the processor"],
  },
  inputs: { ...text.inputs, ...lifeInputs(26_280, "BoaviztAPI 2.5.0: components, three years"), ...useInputs },
  equations: { ...text.equations, ...lifeEquations, ...useEquations },
  outputs: madeAndUsed,
  critique: [
    ...boaviztaCritique,
    "Power by thermal design power is one curve for every processor: 0.12, 0.32, 0.75 and 1.02 of it at 0, 10, 50 and 100 % load. The original fits four parameters within bounds around those of the product range; only where a bound bites (Xeon Silver above some 122 W, Xeon Gold above some 209 W) does its curve differ.",
    "Two of the four fitted parameters cannot be told apart, so those that the original prints change with the release of its numerical library; power does not.",
    "Without thermal design power every processor gets the curve of a Xeon Platinum of about 260 W.",
  ],
  whenToUse: "You want the making and use of processors by themselves, from their dies and their thermal design power.",
  whenNotToUse:
    "You have a whole server: boavizta-server counts what is around the processor, which is ten times as much.",
  example: { units: 2, dieArea: "694 mm2", tdp: "205 W", load: "30 %", duration: "8760 h", zone: "FR" },
});
