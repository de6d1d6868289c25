import { recordOf } from "@wattledger/core/schemas";
import * as z from "zod";
import { known, ofProfile, stated } from "./attributes.ts";
import type { Attribute, Attributes } from "./attributes.ts";
import { cellOf, numberIn } from "./tables.ts";
import type { Row, Tables } from "./tables.ts";

const number = z.number().nullish();
const text = z.string().nullish();

const workload = z.object({ time_percentage: z.number(), load_percentage: z.number() });

/** What a request says of use. */
export const usageRequest = z.looseObject({
  avg_power: number,
  time_workload: z.union([z.number(), z.array(workload)]).nullish(),
  usage_location: text,
  region: text,
  use_time_ratio: number,
  hours_life_time: number,
  other_consumption_ratio: number,
  elec_factors: recordOf(number).nullish(),
});

/** The use of a device as a request to BoaviztAPI states it. */
export type UsageRequest = z.output<typeof usageRequest>;

/** Load in percent, or several with their shares of the time. */
export type Load = number | readonly { readonly time_percentage: number; readonly load_percentage: number }[];

/** How something is used, as far as it is known. */
export interface Usage {
  readonly meanPower: Attribute<number> | undefined;
  readonly load: Attribute<Load> | undefined;
  /** A zone that the table of electricity has; without one it is Europe, as if nothing were known. */
  readonly location: Attribute<string> | undefined;
  readonly useRatio: Attribute<number> | undefined;
  readonly lifetime: Attribute<number> | undefined;
  readonly otherConsumption: Attribute<number> | undefined;
  readonly factors: Readonly<Record<string, Attribute<number>>>;
}

/** What nobody states counts as being in Europe, and so does Europe itself. */
const elsewhere = "EEE";
const locationUnit = "CodSP3 - NCS Country Codes - NATO";

/** Use as it is stated, else as the profile has it. */
export function usageOf(
  tables: Tables,
  request: UsageRequest | null | undefined,
  profile: Row | undefined,
  provider?: string,
): Usage {
  const fromProfile = (column: string, unit: string): Attribute<number> | undefined =>
    ofProfile(cellOf(profile, `USAGE.${column}`), unit);
  const loadUnit = Array.isArray(request?.time_workload) ? "(time_percentage:%, load_percentage: %)" : "%";
  const factors = Object.entries(request?.elec_factors ?? {}).flatMap(([name, value]) => {
    const attribute = stated(value, electricityUnits[name]);
    return attribute === undefined ? [] : [[name, attribute] as const];
  });
  return {
    meanPower: stated(request?.avg_power, "W") ?? fromProfile("avg_power", "W"),
    load: stated<Load>(request?.time_workload, loadUnit) ?? fromProfile("time_workload", "%"),
    location: locationOf(tables, request, provider),
    useRatio: stated(request?.use_time_ratio, "/1") ?? fromProfile("use_time_ratio", "/1"),
    lifetime: stated(request?.hours_life_time, "hours") ?? fromProfile("hours_life_time", "hours"),
    otherConsumption:
      stated(request?.other_consumption_ratio, "ratio /1") ?? fromProfile("other_consumption_ratio", "ratio /1"),
    factors: Object.fromEntries(factors),
  };
}

function locationOf(
  tables: Tables,
  request: UsageRequest | null | undefined,
  provider?: string,
): Attribute<string> | undefined {
  const ofRegion = tables.regions.find(
    (row) => row.get("provider") === provider?.trim() && row.get("region") === request?.region?.trim(),
  );
  const location = ofRegion?.get("usage_location") ?? request?.usage_location ?? "";
  if (location.trim().toUpperCase() === elsewhere) return undefined;
  if (!tables.electricity.some((row) => row.get("zone") === location)) return undefined;
  const status = request?.region != null && provider !== undefined ? "COMPLETED" : "INPUT";
  return { value: location, status, unit: locationUnit };
}

/** Use of a part, of which the use of the whole decides what is not stated; of one whose power is given, nothing. */
export function withinWhole(part: Usage, whole: Usage): Usage {
  if (whole.meanPower?.status === "INPUT") return part;
  return {
    ...part,
    load: statedFirst(part.load, whole.load),
    location: part.location ?? whole.location,
    useRatio: statedFirst(part.useRatio, whole.useRatio),
    lifetime: statedFirst(part.lifetime, whole.lifetime),
    otherConsumption: statedFirst(part.otherConsumption, whole.otherConsumption),
  };
}

function statedFirst<T>(own: Attribute<T> | undefined, other: Attribute<T> | undefined): Attribute<T> | undefined {
  return own?.status === "INPUT" || other === undefined || other.status === "ARCHETYPE" ? own : other;
}

/** Factor of the electricity for a criterion, with the bounds of the world where no place is known. */
export interface ElectricityFactor {
  /** What is shown, even where no impact can be worked out. */
  readonly attribute: Attribute<number>;
  readonly usable: boolean;
}

/** The electricity's factor for a criterion; undefined if the table has no such factor. */
export function electricityOf(tables: Tables, usage: Usage, criterion: string): ElectricityFactor | undefined {
  const given = usage.factors[criterion];
  if (given !== undefined) return { attribute: given, usable: true };
  const column = criterion === "adp" ? "adpe" : criterion;
  const unit = electricityUnits[criterion] ?? "";
  const row = tables.electricity.find((one) => one.get("zone") === (usage.location?.value ?? elsewhere));
  const value = row === undefined ? undefined : (constants[column] ?? numberIn(row, column));
  if (value === undefined) return undefined;
  if (usage.location !== undefined)
    return { attribute: { value, min: value, max: value, status: "COMPLETED", unit }, usable: true };
  const [min = 0, max = 0] = tables.electricityBounds[column] ?? [];
  // A bound of 0 counts as a missing bound, and without bounds the impact is missing.
  if (min === 0 || max === 0) return { attribute: { value, status: "DEFAULT", unit }, usable: false };
  return { attribute: { value, min, max, status: "DEFAULT", unit }, usable: true };
}

/** Factors that are the same everywhere. */
const constants: Readonly<Record<string, number>> = { lu: 0, fe: 1 };

/** The attributes of use that are shown, with the electricity's factors of the criteria that were asked for. */
export function shownUsage(tables: Tables, usage: Usage, criteria: readonly string[]): Attributes {
  const place: Attribute<string> = usage.location ?? { value: elsewhere, status: "DEFAULT", unit: locationUnit };
  const asked = [...Object.keys(usage.factors), ...criteria];
  const factors = asked.map((name) => [`${name}_factor`, electricityOf(tables, usage, name)?.attribute] as const);
  return known({
    avg_power: usage.meanPower,
    time_workload: usage.load,
    usage_location: place,
    use_time_ratio: usage.useRatio,
    hours_life_time: usage.lifetime,
    other_consumption_ratio: usage.otherConsumption,
    ...Object.fromEntries(factors),
  });
}

const electricityUnits: Readonly<Record<string, string>> = {
  gwp: "kg CO2eq/kWh",
  adp: "kg Sbeq/kWh",
  pe: "MJ/kWh",
  gwppb: "kg CO2eq/kWh",
  gwppf: "kg CO2eq/kWh",
  gwpplu: "kg CO2eq/kWh",
  ir: "kg U235eq/kWh",
  lu: "No dimension/kWh",
  odp: "kg CFC-11eq/kWh",
  pm: "Disease occurrence/kWh",
  pocp: "kg NMVOCeq/kWh",
  wu: "m3eq/kWh",
  mips: "kg/kWh",
  adpe: "kg Sbeq/kWh",
  adpf: "MJ/kWh",
  ap: "mol H+eq/kWh",
  ctue: "CTUe/kWh",
  ctuh_c: "CTUh/kWh",
  ctuh_nc: "CTUh/kWh",
  epf: "kg Peq/kWh",
  epm: "kg Neq/kWh",
  ept: "mol Neq/kWh",
  fw: "m3",
  fe: "MJ/kWh",
};
