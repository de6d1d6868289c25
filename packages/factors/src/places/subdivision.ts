import { foldName } from "../family/similar.ts";

/** A part of a country, with the zones of the grid that serve it. */
export interface Subdivision {
  /** Code of ISO 3166-2, `US-TX`, or an eGRID subregion behind its country, `US-ERCT`. */
  readonly code: string;
  /** Absent where no name is held: the code must do. */
  readonly name?: string;
  /** Zones in the notation of Electricity Maps, the one with most of the load first; at least one. */
  readonly gridZones: readonly string[];
  /** eGRID subregion that has most of it, in the United States. */
  readonly egridSubregion?: string;
}

interface SubdivisionFile {
  readonly rows: readonly string[];
  readonly subregions: readonly string[];
  readonly territories: readonly string[];
}

async function subdivisions(): Promise<SubdivisionFile> {
  return (await import("../data/places/subdivisions.json", { with: { type: "json" } })).default;
}

/** The subdivision with this code, in capitals: `US-TX`, `US-ERCT` or `ERCT`. Undefined if the table lacks it. */
export async function subdivisionOfCode(code: string): Promise<Subdivision | undefined> {
  const { rows, subregions } = await subdivisions();
  const row = rows.find((candidate) => candidate.startsWith(`${code}|`));
  if (row !== undefined) return subdivisionOf(row);
  const key = code.replace(/^US-/u, "");
  const subregion = subregions.find((candidate) => candidate.startsWith(`${key}|`));
  if (subregion === undefined) return undefined;
  const [, zones = ""] = subregion.split("|");
  return { code: `US-${key}`, gridZones: zones.split(","), egridSubregion: key };
}

/** The subdivision with this name, `Texas`; no two rows share a spelling, and no row has the name of a country. */
export async function subdivisionNamed(name: string): Promise<Subdivision | undefined> {
  const wanted = foldName(name);
  const { rows } = await subdivisions();
  const row = rows.find((candidate) => namesIn(candidate).some((spelling) => foldName(spelling) === wanted));
  return row === undefined ? undefined : subdivisionOf(row);
}

/**
 * The code of ISO 3166-1 that a territory has of its own, for its code within a state: `RE` for `FR-RE` and `FR-974`. Undefined
 * if the code does not name such a territory.
 */
export async function territoryOf(code: string): Promise<string | undefined> {
  const { territories } = await subdivisions();
  return territories.find((candidate) => candidate.startsWith(`${code}|`))?.split("|")[1];
}

/** Names of all subdivisions, for a refusal that names the nearest. */
export async function subdivisionNames(): Promise<readonly string[]> {
  return (await subdivisions()).rows.flatMap(namesIn);
}

function namesIn(row: string): readonly string[] {
  const [, name = "", , , ...others] = row.split("|");
  return [name, ...others].filter((spelling) => spelling !== "");
}

function subdivisionOf(row: string): Subdivision {
  const [code = "", name = "", zones = "", egridSubregion = ""] = row.split("|");
  return {
    code,
    gridZones: zones.split(","),
    ...(name !== "" && { name }),
    ...(egridSubregion !== "" && { egridSubregion }),
  };
}
