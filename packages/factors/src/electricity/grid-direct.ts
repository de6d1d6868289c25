import { fail, ok } from "@wattledger/core";
import type { Factor, FactorFamily, FoundFactor, NoFactor, Result } from "@wattledger/core";
import { factorFamily } from "../family/family.ts";
import { resolvePlace } from "../places/place.ts";
import { heldProvinces, provinceDirect } from "./china-provinces.ts";
import { gridSpread, gridUncertainty } from "./grid-spread.ts";

/**
 * Direct (stack) emission rate of electricity in the United States after eGRID, and in provinces of China after its ministry, for
 * scope 2 alone. Not to be mixed with the life-cycle figures of the family `grid`.
 */
export const gridDirect: FactorFamily = factorFamily({
  id: "grid.direct",
  title: "Carbon intensity of electricity, direct emissions (United States, provinces of China)",
  unit: "gCO2e/kWh",
  critique: [
    "Stack emissions only, without the supply of fuel, the building of plants and the losses of the grid. Do not add it to a life-cycle figure or compare it with one.",
  ],
  key: {
    name: "zone",
    help: "US, an eGRID subregion, a province of China, or a cloud region there",
    examples: ["US", "US-CAMX", "ERCT", "aws:us-east-1", "CN-YN"],
  },
  find: findDirect,
  heldKeys: async () => [...(await egridTable()).rows.map((row) => row.key), ...(await heldProvinces())],
});

/** By definition: the international avoirdupois pound. */
const gramsPerPound = 453.59237;
const kilowattHoursPerMegawattHour = 1000;

async function findDirect(key: string | undefined): Promise<Result<FoundFactor, NoFactor>> {
  if (key === undefined || key.trim() === "") {
    return fail(
      noFigure("No zone was given, and direct figures are known for the United States and provinces of China only."),
    );
  }
  const place = await resolvePlace(key);
  if (!place.ok) return place;
  const found = place.value;
  if (found.kind === "country" && found.country.iso3 === "PRI")
    return ok({ factor: await egridFactor("PRMS", undefined), matched: "US-PRMS", fallbacks: found.steps });
  if (found.kind === "country" && found.country.iso2 === "CN" && found.zone !== undefined) {
    const factor = await provinceDirect(gridDirect.id, found.zone);
    if (factor !== undefined) return ok({ factor, matched: found.zone, fallbacks: found.steps });
  }
  if (found.kind === "region" || found.country.iso3 !== "USA") {
    const name = found.kind === "region" ? found.name : found.country.name;
    return fail(
      noFigure(`Direct figures are known for the United States and provinces of China only, not for ${name}.`),
    );
  }
  const { egridSubregion, zone } = found;
  const steps = [...found.steps];
  if (egridSubregion !== undefined) {
    const matched = `US-${egridSubregion}`;
    if (found.subdivision !== undefined)
      steps.push(`The eGRID subregion ${egridSubregion} is used for ${found.subdivision} (${zone ?? matched}).`);
    return ok({ factor: await egridFactor(egridSubregion, undefined), matched, fallbacks: steps });
  }
  if (zone === undefined) return ok({ factor: await egridFactor("US", undefined), matched: "USA", fallbacks: steps });
  steps.push(`${zone} is not an eGRID subregion: the mean of the United States is used.`);
  return ok({ factor: await egridFactor("US", zone), matched: zone, fallbacks: steps });
}

async function egridFactor(key: string, zone: string | undefined): Promise<Factor> {
  const file = await egridTable();
  const row = file.rows.find((candidate) => candidate.key === key);
  if (row === undefined) throw new RangeError(`The eGRID table lacks the row ${key}`);
  const year = 2023;
  const value = (row.poundsPerMegawattHour * gramsPerPound) / kilowattHoursPerMegawattHour;
  const national = key === "US";
  // The fit is of life-cycle averages: direct ones of the same plants are taken to be known as well.
  const spread = await gridSpread(national ? "USA" : key);
  return {
    id: `grid.direct/egrid-2023-rev2/${key}${zone === undefined ? "" : `@${zone}`}/${year}`,
    title: `${row.name}${national ? "" : ` (${key})`}, direct emission rate of electricity`,
    value,
    unit: "gCO2e/kWh",
    uncertainty: await gridUncertainty(value, spread, {
      of: national ? "a country" : "a subregion",
      standsForPlace: zone !== undefined,
    }),
    year,
    boundary: "direct",
    basis: "production",
    signal: "average",
    accounting: "location",
    gwpSet: "GWP100",
    convention: "biogenic CO2 excluded",
    source: { ...file.source, locator: `${file.source.locator}, row ${key}` },
  };
}

interface EgridTable {
  readonly source: Factor["source"];
  readonly rows: readonly { readonly key: string; readonly name: string; readonly poundsPerMegawattHour: number }[];
}

async function egridTable(): Promise<EgridTable> {
  return (await import("../data/grid/egrid-2023-rev2.json", { with: { type: "json" } })).default;
}

function noFigure(what: string): NoFactor {
  return { kind: "no-factor", message: `${what} Use the family grid for life-cycle figures of other places.` };
}
