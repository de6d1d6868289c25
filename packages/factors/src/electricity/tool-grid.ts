import { fail, ok } from "@wattledger/core";
import type { Factor, FactorFamily, FoundFactor, NoFactor, Result } from "@wattledger/core";
import { factorFamily } from "../family/family.ts";
import { findCloudRegion } from "../places/cloud-region.ts";
import { resolvePlace, worldRegions } from "../places/place.ts";
import type { Place } from "../places/place.ts";
import { gridSpread, gridUncertainty } from "./grid-spread.ts";
import { grid } from "./grid.ts";

/** A table of a tool: carbon of electricity by place, with its source. */
export interface ToolGridFile {
  readonly source: Factor["source"];
  /** `key|gCO2ePerKilowattHour|year`; the key is a country (`DEU`), a part of one (`US-CA`), a cloud region or `WORLD`. */
  readonly rows: readonly string[];
}

/** What a family of a tool's table is made of. */
export interface ToolGrid {
  readonly id: string;
  /** The tool's name as people write it. */
  readonly tool: string;
  /** Name and release of the table, for the ids of its figures. */
  readonly release: string;
  readonly critique: readonly string[];
  readonly table: () => Promise<ToolGridFile>;
  readonly boundary: Factor["boundary"];
  /** The table holds cloud regions alone. */
  readonly cloudRegionsOnly?: true;
}

/**
 * The family of a tool's own table, for the method that has the tool's name. It falls from a part of a country to the
 * country, then to the world as the tool has it; where the tool holds neither, to the family `grid`. Each step is said.
 */
export function toolGrid(definition: ToolGrid): FactorFamily {
  const { id, tool, critique, table } = definition;
  const rowsByKey = async (): Promise<ReadonlyMap<string, string>> => {
    const { rows } = await table();
    return new Map(rows.map((row) => [keyOf(row), row]));
  };

  const find = async (wanted: string | undefined): Promise<Result<FoundFactor, NoFactor>> => {
    const rows = await rowsByKey();
    if (wanted === undefined || wanted.trim() === "") {
      if (rows.has("WORLD")) return worldFor("", "No zone was given");
      return fail({ kind: "no-factor", message: `${tool} has no world figure. Give a zone.` });
    }
    const key = wanted.trim();
    const cloudRow = rows.get((await findCloudRegion(key))?.key ?? key.toLowerCase());
    if (cloudRow !== undefined)
      return ok({ factor: await factorOf(definition, cloudRow), matched: keyOf(cloudRow), fallbacks: [] });
    const place = await resolvePlace(key);
    if (!place.ok) return place;
    if (place.value.kind === "region") {
      const { region, name } = place.value;
      const row = rows.get(region);
      if (row === undefined) return worldFor(key, `${tool} has no electricity of ${name}`);
      return ok({ factor: await factorOf(definition, row), matched: region, fallbacks: [] });
    }
    return ofCountry(place.value, rows, key);
  };

  const ofCountry = async (
    { country, zone, guessed, steps }: Extract<Place, { kind: "country" }>,
    rows: ReadonlyMap<string, string>,
    key: string,
  ): Promise<Result<FoundFactor, NoFactor>> => {
    const matched = zone ?? country.iso3;
    const zoneRow = zone === undefined ? undefined : rows.get(zone);
    if (zoneRow !== undefined) return ok({ factor: await factorOf(definition, zoneRow), matched, fallbacks: steps });
    const row = rows.get(country.iso3);
    if (row === undefined) return worldFor(key, `${tool} has no electricity of ${country.name}`, steps);
    const wider = zone === undefined ? [] : [`${tool} has no figure for ${zone}: that of ${country.name} is used.`];
    return ok({ factor: await factorOf(definition, row, guessed), matched, fallbacks: [...steps, ...wider] });
  };

  /** The tool's world figure, or without one Wattledger's figure of the place. */
  const worldFor = async (
    key: string,
    missing: string,
    steps: readonly string[] = [],
  ): Promise<Result<FoundFactor, NoFactor>> => {
    const world = (await rowsByKey()).get("WORLD");
    if (world !== undefined) {
      const step = `${missing}: ${tool}'s figure of the world is used.`;
      return ok({ factor: await factorOf(definition, world), fallbacks: [...steps, step] });
    }
    const ours = await grid.find(key);
    if (!ours.ok) return ours;
    const step = `${missing}, and none of the world: this figure is from Wattledger's tables, not from ${tool}.`;
    return ok({ ...ours.value, fallbacks: [step, ...ours.value.fallbacks] });
  };

  return factorFamily({
    id,
    title: `Carbon intensity of electricity, as ${tool} has it`,
    unit: "gCO2e/kWh",
    usual: [1, 1500],
    critique: [...critique, "For work of your own, the family grid is newer, and has one basis for all countries."],
    key: {
      name: "zone",
      help:
        definition.cloudRegionsOnly === true
          ? `Cloud region that ${tool} lists`
          : "Country (ISO 3166 code or name), zone, state or cloud region",
      examples:
        definition.cloudRegionsOnly === true ? ["gcp:europe-west1", "aws:us-east-1"] : ["FR", "DEU", "Brazil", "US-CA"],
    },
    find,
    heldKeys: async () => [...(await rowsByKey()).keys()],
  });
}

function keyOf(row: string): string {
  return row.slice(0, row.indexOf("|"));
}

async function factorOf(
  { id, tool, release, table, boundary }: ToolGrid,
  row: string,
  guessed = false,
): Promise<Factor> {
  const { source } = await table();
  const [key = "", value = "", year = ""] = row.split("|");
  const isWorld = key === "WORLD";
  const grams = Number(value);
  return {
    id: `${id}/${release}/${key}/${year}`,
    title: `${worldRegions.get(key) ?? key}: carbon intensity of electricity, as ${tool} has it`,
    value: grams,
    unit: "gCO2e/kWh",
    uncertainty: await gridUncertainty(grams, await gridSpread(key), {
      of: isWorld ? "the world" : key.includes("-") || key.includes(":") ? "a zone" : "a country",
      standsForPlace: isWorld,
      guessed,
    }),
    year: Number(year),
    boundary,
    basis: "production",
    signal: "average",
    accounting: "location",
    source: { ...source, locator: `${source.locator}, row ${key}` },
  };
}
