import type { Factor } from "@wattledger/core";
import { gridSpread, gridUncertainty } from "./grid-spread.ts";

/** Codes of ISO 3166-2 of the provinces that have a figure: `CN-YN`. */
export async function heldProvinces(): Promise<readonly string[]> {
  return (await table()).rows.map((row) => row.slice(0, row.indexOf("|")));
}

/** The direct figure of a province of China, in gCO2/kWh of what it uses. Undefined where the ministry states no figure. */
export async function provinceDirect(family: string, code: string): Promise<Factor | undefined> {
  const found = await provinceOf(code);
  if (found === undefined) return undefined;
  return provinceFactor(family, found, { value: found.gramsPerKilowattHour, boundary: "direct" });
}

/**
 * The life-cycle figure of a province: the ministry's direct one, and what the country's life-cycle average has on top of the
 * ministry's direct average. So the provinces come to the country's figure together.
 */
export async function provinceLifeCycle(family: string, code: string, country: number): Promise<Factor | undefined> {
  const found = await provinceOf(code);
  if (found === undefined) return undefined;
  const onTop = country - (await table()).nationalGramsPerKilowattHour;
  const value = found.gramsPerKilowattHour + onTop;
  const factor = await provinceFactor(family, found, { value, boundary: "life-cycle" });
  const { source } = factor;
  const sum = `${found.gramsPerKilowattHour} direct + ${onTop.toFixed(1)} that the life-cycle average of China, ${country}, has on top of its direct one`;
  return { ...factor, source: { ...source, locator: `${source.locator}: ${sum}` } };
}

interface Province {
  readonly code: string;
  readonly name: string;
  readonly gramsPerKilowattHour: number;
}

interface Figure {
  readonly value: number;
  readonly boundary: "direct" | "life-cycle";
}

async function provinceOf(code: string): Promise<Province | undefined> {
  const row = (await table()).rows.find((candidate) => candidate.startsWith(`${code}|`));
  if (row === undefined) return undefined;
  const [, name = "", grams = ""] = row.split("|");
  return { code, name, gramsPerKilowattHour: Number(grams) };
}

async function provinceFactor(family: string, province: Province, { value, boundary }: Figure): Promise<Factor> {
  const { source } = await table();
  const year = 2023;
  return {
    id: `${family}/mee-china-2023/${province.code}/${year}`,
    title: `${province.name} (${province.code}), carbon intensity of electricity`,
    value,
    unit: "gCO2e/kWh",
    // A province has no row of its own: publishers and years differ as for the country.
    uncertainty: await gridUncertainty(value, await gridSpread("CHN"), { of: "a province" }),
    year,
    boundary,
    basis: "consumption",
    signal: "average",
    accounting: "location",
    gwpSet: "GWP100",
    source: { ...source, locator: `${source.locator}, row ${province.code}` },
  };
}

interface ProvinceTable {
  readonly source: Factor["source"];
  readonly nationalGramsPerKilowattHour: number;
  readonly rows: readonly string[];
}

async function table(): Promise<ProvinceTable> {
  return (await import("../data/grid/mee-china-2023.json", { with: { type: "json" } })).default;
}
