import { assume, evaluate } from "@wattledger/core";
import { boaviztaCpu } from "@wattledger/methods";
import { at, atEnds, completed, known, opposite } from "./attributes.ts";
import type { Attribute, Attributes } from "./attributes.ts";
import type { Part } from "./part.ts";
import { roundWithin } from "./rounding.ts";
import type { Bounded } from "./rounding.ts";
import type { Tables } from "./tables.ts";
import { electricityOf } from "./usage.ts";
import type { Usage } from "./usage.ts";

/** Impact of a thing for one criterion: of making and of use; null if the original has no figure. */
export interface Impacts {
  readonly embedded: Bounded | null;
  readonly use: Bounded | null;
}

/** A part within a whole, as it is shown. */
export interface ShownPart {
  readonly resolved: Attributes;
  readonly impacts: Readonly<Record<string, unknown>>;
}

/** Any thing that was made, and any that is used: the share of the making, the energy and the impact are the same for all. */
const made = assume(boaviztaCpu, ["making.gwp"]);
const used = assume(boaviztaCpu, ["power"]);

/** The share of the making that falls into a time, in hours. */
export function embeddedOf(making: Bounded, lifetime: Attribute<number>, hours: number): Bounded {
  if (hours === 0) return { value: 0, min: 0, max: 0 };
  const longer = hours > lifetime.value;
  return atEnds((end) => {
    const life = longer ? lifetime.value : at(lifetime, opposite[end]);
    return evaluate(made, { "making.gwp": making[end], lifetime: life, duration: hours }, ["embodied.gwp"])[
      "embodied.gwp"
    ];
  });
}

/** Impact of the electricity of a time, in hours; null where the criterion has no factor that can be used. */
export function useOf(
  tables: Tables,
  criterion: string,
  power: Bounded,
  usage: Usage,
  place: Usage,
  hours: number,
): Bounded | null {
  const factor = electricityOf(tables, place, criterion);
  if (factor === undefined || !factor.usable) return null;
  if (hours === 0) return { value: 0, min: 0, max: 0 };
  return atEnds((end) => {
    const inputs = {
      power: power[end],
      useRatio: usage.useRatio === undefined ? 1 : at(usage.useRatio, end),
      "electricity.gwp": at(factor.attribute, end),
      duration: hours,
    };
    return evaluate(used, inputs, ["usage.gwp"])["usage.gwp"];
  });
}

/** Power of all units of a part: that which is stated, else modelled; undefined where there is neither. */
export function powerOf(part: Part): Bounded | undefined {
  const { meanPower, load } = part.usage;
  const { units } = part;
  if (meanPower !== undefined) {
    // The power that is stated of processors and memory is that of all of them.
    const each = part.power === undefined;
    return atEnds((end) => at(meanPower, end) * (each ? at(units, end) : 1));
  }
  return part.power?.(load);
}

/** The power that is shown: stated, or that of all units. */
export function shownPower(part: Part, power: Bounded | undefined): Attribute<number> | undefined {
  if (part.usage.meanPower !== undefined) return part.usage.meanPower;
  return power === undefined ? undefined : completed(power, "W");
}

/** Each criterion's impacts in the original's form; `asPrinted` adds the rounded figures. */
export function shownImpacts(
  criteria: readonly string[],
  impactsOf: (criterion: string) => Impacts,
  asPrinted: boolean,
): Readonly<Record<string, unknown>> {
  const shown = (bounds: Bounded | null): unknown => {
    if (bounds === null || !asPrinted) return bounds;
    const { value, min, max } = roundWithin(bounds);
    return { ...bounds, rounded: { value, min, max } };
  };
  const entries = criteria.map((criterion) => {
    const { embedded, use } = impactsOf(criterion);
    return [criterion, { unit: criterionUnits[criterion], embedded: shown(embedded), use: shown(use) }];
  });
  return Object.fromEntries(entries);
}

/** Numbers the parts of a whole as the original does: RAM-1, RAM-2. */
export function numbered<T>(
  parts: readonly { readonly name: string; readonly shown: T }[],
): Readonly<Record<string, T>> {
  const counts = new Map<string, number>();
  const entries = parts.map(({ name, shown }) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return [`${name}-${count}`, shown] as const;
  });
  return Object.fromEntries(entries);
}

/** Attributes of a part within a whole, with its power. */
export function partAttributes(part: Part, power: Bounded | undefined): Attributes {
  return known({ ...part.attributes, avg_power: shownPower(part, power) });
}

const criterionUnits: Readonly<Record<string, string>> = {
  gwp: "kgCO2eq",
  adp: "kgSbeq",
  pe: "MJ",
  gwppb: "kg CO2 eq.",
  gwppf: "kg CO2 eq.",
  gwpplu: "kg CO2 eq.",
  ir: "kg U235 eq.",
  lu: "No dimension",
  odp: "kg CFC-11 eq.",
  pm: "Disease occurrence",
  pocp: "kg NMVOC eq.",
  wu: "m3 eq.",
  mips: "kg",
  adpe: "kg SB eq.",
  adpf: "MJ",
  ap: "mol H+ eq.",
  ctue: "CTUe",
  ctuh_c: "CTUh",
  ctuh_nc: "CTUh",
  epf: "kg P eq.",
  epm: "kg N eq.",
  ept: "mol N eq.",
  fw: "m3",
  fe: "MJ",
};
