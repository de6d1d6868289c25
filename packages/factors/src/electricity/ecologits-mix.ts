import { ok } from "@wattledger/core";
import type { Factor, FactorFamily, FoundFactor, NoFactor, Result } from "@wattledger/core";
import { factorFamily } from "../family/family.ts";
import { resolvePlace } from "../places/place.ts";
import { gridSpread, gridUncertainty } from "./grid-spread.ts";

// The electricity of EcoLogits' own table, for the methods that have its name. Each family loads the table when it is asked.

const key: FactorFamily["key"] = {
  name: "zone",
  help: "Country (ISO 3166 code or name), zone or cloud region; 213 countries, Europe and the world are known",
  examples: ["FR", "USA", "Brazil", "aws:eu-north-1"],
};

/** Carbon of a kWh, life cycle of generation, as EcoLogits has it. */
export const ecologitsMixGwp: FactorFamily = family({
  id: "ecologits-mix.gwp",
  title: "Carbon intensity of electricity in EcoLogits' table",
  unit: "kgCO2e/kWh",
  critique: ["By generation, without imports of electricity. The family grid is newer for some countries."],
  column: "gwp",
  spread: async (value, isWorld, zone) => {
    const row = { WOR: "WORLD", EEE: "EUROPE" }[zone] ?? zone;
    return gridUncertainty(value, await gridSpread(isWorld ? "WORLD" : row), {
      of: isWorld ? "the world" : "a country",
      standsForPlace: isWorld,
    });
  },
});

/** Minerals and metals of a kWh, as EcoLogits has them. */
export const ecologitsMixAdpe: FactorFamily = family({
  id: "ecologits-mix.adpe",
  title: "Minerals and metals used for electricity, in EcoLogits' table",
  unit: "kgSbeq/kWh",
  critique: ["Mixes of 2011. Its world figure is below nearly every country, and is used for 77 zones."],
  column: "adpe",
  spread: async (_, isWorld) => logNormal(isWorld ? 2 : 1.5),
});

/** Fossil and nuclear energy of a kWh, which EcoLogits calls primary energy. */
export const ecologitsMixPe: FactorFamily = family({
  id: "ecologits-mix.pe",
  title: "Fossil and nuclear primary energy of electricity, in EcoLogits' table",
  unit: "MJ/kWh",
  critique: [
    "Mixes of 2011, and fossil and nuclear resources only: 18 zones are below 3.6 MJ, which is one kWh.",
    "Its world figure, 2.5871 MJ/kWh, is below nearly every country, and is used for 77 zones.",
  ],
  column: "pe",
  spread: async (_, isWorld) => logNormal(isWorld ? 1.6 : 1.3),
});

/** Water consumed at power plants per kWh, as EcoLogits has it. */
export const ecologitsMixWater: FactorFamily = family({
  id: "ecologits-mix.water",
  title: "Water consumed in generating electricity, in EcoLogits' table",
  unit: "L/kWh",
  critique: ["49 countries have a figure of their own; the mean of the world is used for all others."],
  column: "water",
  spread: async (_, isWorld) => logNormal(isWorld ? 2.2 : 1.5),
});

/** What EcoLogits holds of a zone, and which of its figures are the world's. */
export interface EcologitsMix {
  readonly zone: string;
  readonly gwp: number;
  readonly adpe: number;
  readonly pe: number;
  readonly water: number;
  readonly ofWorld: readonly (typeof columns)[number][];
}

const columns = ["gwp", "adpe", "pe", "water"] as const;

/** The row of a zone by its very code, as the original looks it up; undefined for one that it does not have. */
export async function ecologitsMix(zone: string): Promise<EcologitsMix | undefined> {
  const { rows } = await ecologitsTable();
  const row = rows.find((one) => one.startsWith(`${zone}|`));
  return row === undefined ? undefined : parseRow(row);
}

interface Column extends Pick<FactorFamily, "id" | "title" | "unit"> {
  readonly critique: readonly string[];
  readonly column: (typeof columns)[number];
  readonly spread: (value: number, isWorld: boolean, zone: string) => Promise<Factor["uncertainty"]>;
}

function family(definition: Column): FactorFamily {
  const { id, title, unit, critique } = definition;
  const find = async (wanted: string | undefined): Promise<Result<FoundFactor, NoFactor>> => {
    if (wanted === undefined || wanted.trim() === "")
      return ok({
        factor: await factorOf(definition, "WOR"),
        fallbacks: ["No zone was given: the world average is used."],
      });
    const place = await resolvePlace(wanted);
    if (!place.ok) return place;
    if (place.value.kind === "region") return ofRegion(definition, place.value.region, place.value.name);
    const { country, zone, steps } = place.value;
    const wider =
      zone === undefined ? [] : [`EcoLogits has countries only: the figure of ${country.name} is used for ${zone}.`];
    const mix = await ecologitsMix(country.iso3);
    const matched = zone ?? country.iso3;
    // A figure of 0 means that the source has no data, as for the Central African Republic.
    if (mix === undefined || mix[definition.column] === 0) {
      const step = `EcoLogits has no electricity of ${country.name}: the world average is used.`;
      return ok({ factor: await factorOf(definition, "WOR"), matched, fallbacks: [...steps, ...wider, step] });
    }
    const ofWorld = mix.ofWorld.includes(definition.column)
      ? [`${title}: the table has no figure for ${country.name} and uses the world's.`]
      : [];
    return ok({
      factor: await factorOf(definition, country.iso3),
      matched,
      fallbacks: [...steps, ...wider, ...ofWorld],
    });
  };
  const heldKeys = async (): Promise<readonly string[]> => {
    const { rows } = await ecologitsTable();
    const zones = rows.map(parseRow).flatMap((mix) => (mix[definition.column] === 0 ? [] : [mix.zone]));
    return zones.map((zone) => ({ EEE: "EUROPE", WOR: "WORLD" })[zone] ?? zone);
  };
  return factorFamily({ id, title, unit, critique, key, find, heldKeys });
}

async function ofRegion(definition: Column, region: string, name: string): Promise<Result<FoundFactor, NoFactor>> {
  const row = region === "EUROPE" ? "EEE" : "WOR";
  const fallbacks =
    row === "EEE" || region === "WORLD" ? [] : [`EcoLogits has no electricity of ${name}: the world average is used.`];
  return ok({ factor: await factorOf(definition, row), matched: region, fallbacks });
}

async function factorOf(definition: Column, zone: string): Promise<Factor> {
  const { id, title, unit, column, spread } = definition;
  const { source } = await ecologitsTable();
  const mix = await ecologitsMix(zone);
  if (mix === undefined) throw new RangeError(`EcoLogits' table lacks the row ${zone}.`);
  const year = { gwp: 2024, adpe: 2011, pe: 2011, water: 2020 }[column];
  return {
    id: `${id}/ecologits-0.11.3/${zone}/${year}`,
    title: `${zone}: ${title}`,
    value: mix[column],
    unit,
    uncertainty: await spread(mix[column], zone === "WOR" || mix.ofWorld.includes(column), zone),
    year,
    boundary: column === "water" ? "use" : "life-cycle",
    basis: "production",
    signal: "average",
    accounting: "location",
    ...(column === "pe" && { convention: "fossil and nuclear resources only, lower heating value" }),
    ...(column === "water" && { convention: "consumption (not withdrawal), evaporation from reservoirs included" }),
    source: { ...source, locator: `${source.locator}, row ${zone}` },
  };
}

function logNormal(gsd: number): Factor["uncertainty"] {
  return {
    distribution: { kind: "log-normal", gsd, about: "mean" },
    basis: "expert default: age of the mix, and what is counted",
  };
}

const worldLetters: Readonly<Record<string, (typeof columns)[number]>> = { a: "adpe", p: "pe", w: "water" };

/** A row of that table. */
export function parseRow(row: string): EcologitsMix {
  const [zone = "", gwp = "", adpe = "", pe = "", water = "", letters = ""] = row.split("|");
  const ofWorld = Array.from(letters).flatMap((letter) => worldLetters[letter] ?? []);
  return { zone, gwp: Number(gwp), adpe: Number(adpe), pe: Number(pe), water: Number(water), ofWorld };
}

/** A table of mixes as rows of cells. */
export interface MixFile {
  readonly source: Factor["source"];
  readonly rows: readonly string[];
}

/** The table with its papers. */
export async function ecologitsTable(): Promise<MixFile> {
  const file = await import("../data/electricity-ecologits/ecologits-0.11.3.json", { with: { type: "json" } });
  return file.default;
}
