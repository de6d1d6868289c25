import { ok } from "@wattledger/core";
import type { Factor, FactorFamily, FoundFactor, NoFactor, Result } from "@wattledger/core";
import { resolvePlace } from "../places/place.ts";

const key: FactorFamily["key"] = {
  name: "zone",
  help: "Country (ISO 3166 code or name), zone or cloud region; 49 countries and the world are held",
  examples: ["FR", "USA", "Brazil", "aws:eu-north-1"],
};

/** Minerals and metals used up per kWh of electricity (abiotic depletion of elements), by country. */
export const electricityAdpe: FactorFamily = family({
  id: "electricity-adpe",
  title: "Minerals and metals used up for electricity",
  unit: "kgSbeq/kWh",
  critique: [
    "Plants and mixes as databases had them in 2011: solar and wind have grown since, and take more metals per kilowatt-hour.",
  ],
  column: 1,
  what: "minerals and metals used up for electricity",
  gsd: { country: 1.5, guessed: 1.7, world: 2 },
});

/** Fossil and nuclear energy used up per kWh of electricity, by country: renewable energy is not counted. */
export const electricityPeFossil: FactorFamily = family({
  id: "electricity-pe-fossil",
  title: "Fossil and nuclear primary energy of electricity",
  unit: "MJ/kWh",
  critique: [
    "Tools call it primary energy, but it holds fossil and nuclear resources only; never add it to a figure that counts renewable energy.",
  ],
  column: 2,
  what: "fossil and nuclear primary energy of electricity",
  gsd: { country: 1.3, guessed: 1.5, world: 1.6 },
});

interface Resource extends Pick<FactorFamily, "id" | "title" | "unit" | "critique"> {
  /** Place of the figure in a row. */
  readonly column: 1 | 2;
  readonly what: string;
  /** Geometric standard deviations, expert defaults: mixes of 2011, and the world for a country that is not held. */
  readonly gsd: { readonly country: number; readonly guessed: number; readonly world: number };
}

interface Row {
  readonly name: string;
  readonly text: string;
  readonly source: Factor["source"];
  readonly spread: "country" | "guessed" | "world";
}

function family(resource: Resource): FactorFamily {
  const { id, title, unit, critique = [] } = resource;
  const find = async (wanted: string | undefined): Promise<Result<FoundFactor, NoFactor>> => {
    const file = await resources();
    const { source } = file;
    const { locator, caveat, row } = file.world;
    const worldSource = { ...source, locator, caveat: `${caveat} ${source.caveat}` };
    const world = factorOf(resource, { name: "World", text: row, source: worldSource, spread: "world" });
    if (wanted === undefined || wanted.trim() === "") {
      return ok({ factor: world, fallbacks: ["No zone was given: the world average is used."] });
    }
    const place = await resolvePlace(wanted);
    if (!place.ok) return place;
    const missing = (name: string): string => `${title}: no figure is held for ${name}, the world average is used.`;
    if (place.value.kind === "region") {
      const { region, name } = place.value;
      return ok({ factor: world, matched: region, fallbacks: region === "WORLD" ? [] : [missing(name)] });
    }
    const { country, zone, guessed, steps } = place.value;
    const matched = zone ?? country.iso3;
    const text = file.rows.find((one) => one.startsWith(`${country.iso3}|`));
    if (text === undefined) return ok({ factor: world, matched, fallbacks: [...steps, missing(country.name)] });
    const own = { ...source, locator: `${source.locator}, row ${country.iso3}` };
    const spread = guessed === true ? "guessed" : "country";
    const wider =
      zone === undefined ? [] : [`${title}: none is held for the zone ${zone}, that of ${country.name} is used.`];
    const factor = factorOf(resource, { name: country.name, text, source: own, spread });
    return ok({ factor, matched, fallbacks: [...steps, ...wider] });
  };
  return { id, title, unit, critique, key, find, heldKeys };
}

async function heldKeys(): Promise<readonly string[]> {
  const { rows } = await resources();
  return [...rows.map((row) => row.slice(0, row.indexOf("|"))), "WORLD"];
}

interface ResourceFile {
  readonly source: Factor["source"] & { readonly caveat: string };
  readonly rows: readonly string[];
  readonly world: { readonly locator: string; readonly row: string; readonly caveat: string };
}

async function resources(): Promise<ResourceFile> {
  const file = await import("../data/electricity-resources/ademe-ecologits-0.9.1.json", { with: { type: "json" } });
  return file.default;
}

function factorOf({ id, unit, column, what, gsd }: Resource, { name, text, source, spread }: Row): Factor {
  const cells = text.split("|");
  const guessed = spread === "guessed";
  return {
    id: `${id}/ademe-2011/${cells[0] ?? ""}${guessed ? "@guessed" : ""}/2011`,
    title: `${name}, ${what}`,
    value: Number(cells[column]),
    unit,
    uncertainty: {
      distribution: { kind: "log-normal", gsd: gsd[spread] },
      basis: `expert default: the mix has changed since 2011${guessed ? "; country guessed from the time zone" : ""}`,
    },
    year: 2011,
    boundary: "life-cycle",
    basis: "production",
    signal: "average",
    accounting: "location",
    ...(column === 2 && { convention: "fossil and nuclear resources only, lower heating value" }),
    source,
  };
}
