import { ok } from "@wattledger/core";
import type { Factor, FactorFamily, FoundFactor, NoFactor, Result } from "@wattledger/core";
import { factorFamily } from "../family/family.ts";
import { resolvePlace } from "../places/place.ts";
import { ecologitsMix, ecologitsTable, parseRow } from "./ecologits-mix.ts";

const key: FactorFamily["key"] = {
  name: "zone",
  help: "Country (ISO 3166 code or name), zone or cloud region; 136 countries and the world are known",
  examples: ["FR", "USA", "Brazil", "aws:eu-north-1"],
};

/** Minerals and metals used up per kWh of electricity (abiotic depletion of elements), by country. */
export const electricityAdpe: FactorFamily = family({
  id: "electricity-adpe",
  title: "Minerals and metals used for electricity",
  unit: "kgSbeq/kWh",
  critique: [
    "Plants and mixes as databases had them in 2011: solar and wind have grown since, and take more metals per kilowatt-hour.",
  ],
  column: "adpe",
  what: "minerals and metals used for electricity",
  gsd: { country: 1.5, guessed: 1.7, world: 2 },
});

/** Fossil and nuclear energy used up per kWh of electricity, by country: renewable energy is not counted. */
export const electricityPeFossil: FactorFamily = family({
  id: "electricity-pe-fossil",
  title: "Fossil and nuclear primary energy of electricity",
  unit: "MJ/kWh",
  critique: [
    "Tools call it primary energy, but it includes fossil and nuclear resources only. Do not add it to a figure that counts renewable energy.",
  ],
  column: "pe",
  what: "fossil and nuclear primary energy of electricity",
  gsd: { country: 1.3, guessed: 1.5, world: 1.6 },
});

interface Resource extends Pick<FactorFamily, "id" | "title" | "unit" | "critique"> {
  /** The figure of a row. */
  readonly column: "adpe" | "pe";
  readonly what: string;
  /** Geometric standard deviations, expert defaults: mixes of 2011, and the world for a country that is not held. */
  readonly gsd: { readonly country: number; readonly guessed: number; readonly world: number };
}

interface Row {
  readonly name: string;
  readonly code: string;
  readonly value: number;
  readonly source: Factor["source"];
  readonly spread: "country" | "guessed" | "world";
}

function family(resource: Resource): FactorFamily {
  const { id, title, unit, critique = [] } = resource;
  const find = async (wanted: string | undefined): Promise<Result<FoundFactor, NoFactor>> => {
    const world = await worldOf(resource);
    if (wanted === undefined || wanted.trim() === "") {
      return ok({ factor: world, fallbacks: ["No zone was given: the world average is used."] });
    }
    const place = await resolvePlace(wanted);
    if (!place.ok) return place;
    const missing = (name: string): string => `${title}: no figure is known for ${name}, so the world average is used.`;
    if (place.value.kind === "region") {
      const { region, name } = place.value;
      return ok({ factor: world, matched: region, fallbacks: region === "WORLD" ? [] : [missing(name)] });
    }
    const { country, zone, guessed, steps } = place.value;
    const matched = zone ?? country.iso3;
    const mix = await ecologitsMix(country.iso3);
    if (mix === undefined || mix.ofWorld.includes(resource.column))
      return ok({ factor: world, matched, fallbacks: [...steps, missing(country.name)] });
    const { source } = await ecologitsTable();
    const own = { ...source, locator: `${source.locator}, row ${country.iso3}` };
    const wider =
      zone === undefined
        ? []
        : [`${title}: no figure is known for the zone ${zone}, so that of ${country.name} is used.`];
    const factor = factorOf(resource, {
      name: country.name,
      code: country.iso3,
      value: mix[resource.column],
      source: own,
      spread: guessed === true ? "guessed" : "country",
    });
    return ok({ factor, matched, fallbacks: [...steps, ...wider] });
  };
  const heldKeys = async (): Promise<readonly string[]> => {
    const { rows } = await ecologitsTable();
    const own = rows.map(parseRow).filter((row) => isCountry(row.zone) && !row.ofWorld.includes(resource.column));
    return [...own.map(({ zone }) => zone), "WORLD"];
  };
  return factorFamily({ id, title, unit, critique, key, find, heldKeys });
}

/** Its rows of Europe and of the world are means of its own. */
function isCountry(zone: string): boolean {
  return zone !== "WOR" && zone !== "EEE";
}

async function worldOf(resource: Resource): Promise<Factor> {
  const { default: file } = await import("../data/electricity-resources/ademe-world.json", { with: { type: "json" } });
  const value = resource.column === "adpe" ? file.adpe : file.peFossil;
  return factorOf(resource, { name: "World", code: "WORLD", value, source: file.source, spread: "world" });
}

function factorOf({ id, unit, column, what, gsd }: Resource, { name, code, value, source, spread }: Row): Factor {
  const guessed = spread === "guessed";
  return {
    id: `${id}/ademe-2011/${code}${guessed ? "@guessed" : ""}/2011`,
    title: `${name}, ${what}`,
    value,
    unit,
    uncertainty: {
      distribution: { kind: "log-normal", gsd: gsd[spread], about: "mean" },
      basis: `expert default: the mix has changed since 2011${guessed ? "; country guessed from the time zone" : ""}`,
    },
    year: 2011,
    boundary: "life-cycle",
    basis: "production",
    signal: "average",
    accounting: "location",
    ...(column === "pe" && { convention: "fossil and nuclear resources only, lower heating value" }),
    source,
  };
}
