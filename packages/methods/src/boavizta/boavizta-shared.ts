import { choice, equation, equationPerCategory, input, inputPerCategory } from "@wattledger/core";
import type { Distribution, EquationText, NumberInput, PerCategory, Source } from "@wattledger/core";
import { notOf } from "../stand-in.ts";

// What the methods `boavizta-*` have in common: whose figures they are, what assumed bounds mean, and how the making and the
// use of a thing become its footprint.

/** Where the equations of a method come from: code under a licence of its own, of which nothing is copied. */
export function boaviztaSource(locator: string, release: "2.4.1" | "2.5.0" = "2.5.0"): Source {
  return {
    title: "BoaviztAPI (Boavizta): bottom-up impacts of digital equipment",
    version: release === "2.4.1" ? "release 2.4.1, commit 15878f0 (2026-08-21)" : "release 2.5.0 (2026)",
    locator,
    retrieved: release === "2.4.1" ? "2026-11-21" : "2026-11-30",
    license: "facts",
    caveat:
      "Its code and the collection of its data are under AGPL-3.0: of both nothing is copied but equations and single figures.",
  };
}

/** Figures of components other than GPUs. */
export const components2021 =
  "Umweltbundesamt, Texte 94/2021 (Green Cloud Computing), as in BoaviztAPI 2.4.1 and 2.5.0";

/** What is assumed where nothing is stated. */
export const profile = "BoaviztAPI 2.4.1 and 2.5.0, default profile of the component";

/** What making and using things is counted in. */
export const boaviztaUnits = { gwp: "kgCO2e", adpe: "kgSbeq", pe: "MJ" } as const;

type Figures = Readonly<Record<keyof typeof boaviztaUnits, number>>;
type PerCategoryNumbers = PerCategory<NumberInput>;
type PerCategoryEquations = PerCategory<EquationText>;

/** Factors for each category, `per` something: `/mm2`. */
export function factors(help: string, per: string, figures: Figures, source: string): PerCategoryNumbers {
  const units = Object.fromEntries(Object.entries(boaviztaUnits).map(([name, unit]) => [name, `${unit}${per}`]));
  const byName: Readonly<Record<string, number>> = figures;
  return inputPerCategory(units, help, (category) => ({ min: 0, default: byName[category] ?? Number.NaN, source }));
}

/** An equation for each category. */
export function perCategory(formula: string, help?: string): PerCategoryEquations {
  return equationPerCategory(boaviztaUnits, formula, help);
}

/** A default with the bounds that a profile gives, read as a triangle between them. */
export function bounded(low: number, mode: number, high: number, source = profile): Partial<NumberInput> {
  const distribution: Distribution = { kind: "triangular", low, mode, high };
  return { default: mode, distribution, source };
}

/** How many, one unless stated. */
export const units = input("1", "How many of them", { min: 0, default: 1, source: profile });

/** Whether the power of one part is rounded as the original does, which hides from its uncertainty. */
export const powerRounding = choice(["none", "five-figures"], "Whether power is rounded on the way", {
  default: "none",
  source: "none: the original rounds the power of one part to five figures",
});

/** Power of one part, `exactPower`, and that of all, rounded where it is asked for. */
export const powerOfAll = {
  powerStep: equation(
    "W",
    "1 [W] × 10 ^ (floor(log10(max(exactPower, 0.000001 [W]) ÷ 1 [W])) − 4)",
    "Its fifth figure",
  ),
  power: equation(
    "W",
    'units × if(powerRounding = "none", exactPower, round(exactPower ÷ powerStep) × powerStep)',
    "Of all of them",
  ),
} as const;

/** Life of a thing, and the part of it that is looked at. */
export function lifeInputs(
  lifetimeHours: number,
  source: string,
): Readonly<Record<"lifetime" | "duration", NumberInput>> {
  return {
    lifetime: input("h", "Life of the equipment", { min: 1, usual: [4380, 175_200], default: lifetimeHours, source }),
    duration: input("h", "Time that is looked at; 0 for the whole life", {
      min: 0,
      usual: [1, 87_600],
      default: 0,
      source: "the whole life unless stated",
    }),
  };
}

/** The time that is looked at, and its share of the life: never more than the whole is made. */
export const lifeEquations = {
  time: equation("h", "if(duration > 0 [h], duration, lifetime)"),
  share: equation("1", "min(1, time ÷ lifetime)", "Of what was made"),
  embodied: perCategory("making[category] × share"),
} as const;

/** Electricity that a thing uses. */
export const useInputs = {
  useRatio: input("1", "Share of the time in use", { min: 0, max: 1, default: 1, source: profile }),
  electricity: inputPerCategory(
    { gwp: "kgCO2e/kWh", adpe: "kgSbeq/kWh", pe: "MJ/kWh" },
    "Footprint of the electricity",
    (category) =>
      category === "pe"
        ? {
            min: 0,
            default: 12.873,
            source: "BoaviztAPI 2.4.1 and 2.5.0: Europe, ADEME 2011 over the share that is not renewable",
          }
        : {
            min: 0,
            from: category === "gwp" ? "grid" : "electricity-adpe",
            standIn: notOf("BoaviztAPI", `electricity.${category}`),
          },
  ),
} as const;

/** Energy of use, and the footprint of both. */
export const useEquations = {
  energy: equation("kWh", "power × useRatio × time"),
  usage: perCategory("energy × electricity[category]", "Of the electricity"),
  total: perCategory("usage[category] + embodied[category]"),
} as const;

/** Outputs of a thing that is made and used. */
export const madeAndUsed = {
  energy: "energy",
  gwp: "total.gwp",
  "operational-gwp": "usage.gwp",
  "embodied-gwp": "embodied.gwp",
  adpe: "total.adpe",
  pe: "total.pe",
} as const;

/** Power of one drive at any load. */
export const drivePower = {
  ssd: input("W", "Power of one solid-state drive", {
    min: 0,
    ...bounded(2, 8, 20, "BoaviztAPI 2.5.0, after data sheets, IISWC 2026 and LBNL 2024"),
  }),
  hdd: input("W", "Power of one hard disk", {
    min: 0,
    ...bounded(5.4, 6.4, 9.4, "BoaviztAPI 2.5.0, after LBNL 2024 and a data sheet"),
  }),
} as const;

/** What all of these methods leave out. */
export const leftOut: readonly string[] = [
  "power usage effectiveness",
  "network",
  "building",
  "water",
  "people's work",
];

/** Criticism of the original, by what it is about. */
export const boaviztaCritiques = {
  bounds:
    "Bounds come only from what was not stated: impact factors count as exact, though those of components date from 2021 and earlier technology.",
  boundary:
    "Components other than GPUs are counted to the factory's gate: transport, end of life and packaging are missing.",
  primaryEnergy:
    "Its primary energy of electricity is fossil and nuclear energy divided by the share that is not renewable: 0.013 MJ/kWh in Iceland, below the 3.6 MJ that a kWh is, and 468 in Namibia.",
  noPlace:
    "Without a place the original takes Europe (0.38 kgCO2e/kWh) with the least and greatest country of the world as bounds; here the family of factors says what it falls back to.",
} as const;

/** Criticism that holds for all of them that count the use of electricity too. */
export const boaviztaCritique: readonly string[] = Object.values(boaviztaCritiques);
