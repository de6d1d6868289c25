import { ok } from "@wattledger/core";
import type { Factor, FactorFamily, FoundFactor, NoFactor, Result } from "@wattledger/core";
import { factorFamily } from "../family/family.ts";
import { resolvePlace } from "../places/place.ts";

/**
 * Water consumed at power plants per kWh of electricity, by country. One convention only: evaporation from
 * reservoirs is charged to hydropower, so figures of tools that leave it out must not be mixed in.
 */
export const electricityWater: FactorFamily = factorFamily({
  id: "electricity-water",
  title: "Water consumed in generating electricity",
  unit: "L/kWh",
  critique: [
    "Most of it is evaporation from reservoirs. This table counts it and others do not, so one country can have under 1 or 6 L/kWh.",
    "A litre counts the same in dry and in wet regions.",
  ],
  key: {
    name: "zone",
    help: "Country (ISO 3166 code or name), zone or cloud region; 49 countries and the world are known",
    examples: ["FR", "USA", "Brazil", "aws:eu-north-1"],
  },
  find: findWater,
  heldKeys: async () => (await import("../tables/electricity.ts")).wri2020.rows.map((row) => row.key),
});

/**
 * Geometric standard deviations: a country's allocation of evaporation is disputed, the world spans 1 to 19 L/kWh. A
 * country guessed from the time zone has 1.4 of its own in quadrature.
 */
const spreads = { country: 1.5, guessed: 1.7, world: 2.2 };

async function findWater(key: string | undefined): Promise<Result<FoundFactor, NoFactor>> {
  const { wri2020: file } = await import("../tables/electricity.ts");
  const rows = new Map(file.rows.map((row) => [row.key, row.value]));
  const found = (row: string, name: string, guessed?: true): Factor | undefined => {
    const value = rows.get(row);
    return value === undefined ? undefined : waterFactor(row, name, value, file.source, guessed);
  };
  const world = found("WORLD", "World");
  if (world === undefined) throw new RangeError("The water table lacks the row WORLD");
  if (key === undefined || key.trim() === "") {
    return ok({ factor: world, fallbacks: ["No zone was given: the world average is used."] });
  }
  const place = await resolvePlace(key);
  if (!place.ok) return place;
  if (place.value.kind === "region") {
    const { region, name } = place.value;
    const steps = region === "WORLD" ? [] : [`No water figure is known for ${name}: the world average is used.`];
    return ok({ factor: world, matched: region, fallbacks: steps });
  }
  const { country, zone, guessed } = place.value;
  const steps = [...place.value.steps];
  const factor = found(country.iso3, country.name, guessed);
  if (factor === undefined) steps.push(`No water figure is known for ${country.name}: the world average is used.`);
  else if (zone !== undefined)
    steps.push(`No water figure is known for the zone ${zone}: that of ${country.name} is used.`);
  return ok({ factor: factor ?? world, matched: zone ?? country.iso3, fallbacks: steps });
}

function waterFactor(row: string, name: string, value: number, source: Factor["source"], guessed?: true): Factor {
  const world = row === "WORLD";
  return {
    id: `electricity-water/wri-2020/${row}${guessed === true ? "@guessed" : ""}/2020`,
    title: `${name}, water consumed in generating electricity`,
    value,
    unit: "L/kWh",
    uncertainty: {
      distribution: {
        kind: "log-normal",
        gsd: spreads[world ? "world" : guessed === true ? "guessed" : "country"],
        about: "mean",
      },
      basis: world
        ? "expert default: countries range from 1.1 to 18.6 L/kWh"
        : `expert default: share of reservoir evaporation charged to electricity, and age of the plant mix${guessed === true ? "; country guessed from the time zone" : ""}`,
    },
    year: 2020,
    boundary: "use",
    basis: "production",
    signal: "average",
    accounting: "location",
    convention: "consumption (not withdrawal), evaporation from hydropower reservoirs included",
    source: {
      ...source,
      locator: world ? "world mean as carried by EcoLogits 0.9.1" : `${source.locator}, row ${row}`,
    },
  };
}
