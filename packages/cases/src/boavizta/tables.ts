import { WattledgerError, suggestion } from "@wattledger/core";
import { recordOf } from "@wattledger/core/schemas";
import * as z from "zod";

// BoaviztAPI's own tables, for reference cases that name their rows. They are under the AGPL and stay in a file of their own,
// which is not in the published packages; no method reads them.

const columnTable = z
  .strictObject({ columns: z.string(), rows: z.array(z.string()) })
  .transform(({ columns, rows }) => {
    const names = columns.split("|");
    return rows.map((row) => {
      const cells = row.split("|");
      return new Map(names.map((name, index) => [name, cells[index] ?? ""]));
    });
  });

const figures = recordOf(z.number());

const tablesSchema = z.looseObject({
  componentFactors: recordOf(recordOf(figures)),
  gpuFactors: recordOf(figures),
  wholeDevices: recordOf(figures),
  electricity: columnTable,
  electricityBounds: recordOf(z.tuple([z.number(), z.number()])),
  componentArchetypes: z.array(recordOf(z.string())),
  powerProfiles: columnTable,
  ramDensity: columnTable,
  ssdDensity: columnTable,
  terminals: columnTable,
  regions: columnTable,
  servers: columnTable,
  instances: columnTable,
  processors: columnTable,
});

/** A row of a table, cells as text; an empty cell is not known. */
export type Row = ReadonlyMap<string, string>;

/** Releases whose tables are held. */
export type Release = "2.4.1" | "2.5.0";

/** BoaviztAPI's tables of a release. */
export interface Tables extends z.output<typeof tablesSchema> {
  readonly release: Release;
  /** Cards by name; release 2.4.1 does not use any. */
  readonly gpus: readonly Row[];
  /** Kind of memory of a family of processors: `Milan` has DDR4. */
  readonly memoryTypes: Readonly<Record<string, string>>;
}

/** Of release 2.5.0, the tables that differ from those of the release before. */
const laterSchema = z.looseObject({
  servers: columnTable,
  instances: columnTable,
  processors: columnTable,
  gpus: columnTable,
  memoryTypes: recordOf(z.string()),
});

/** Reads the tables. @throws WattledgerError `no-factor` where this installation does not hold them. */
export async function loadTables(release: Release): Promise<Tables> {
  const first = await (known ??= readTables());
  if (release === "2.4.1") return first;
  return (knownLater ??= readLater(first));
}

let known: Promise<Tables> | undefined;
let knownLater: Promise<Tables> | undefined;

async function readLater(first: Tables): Promise<Tables> {
  const file: unknown = await import("./data/boaviztapi-2.5.0.json", { with: { type: "json" } });
  return { ...first, ...laterSchema.parse(z.object({ default: z.unknown() }).parse(file).default), release: "2.5.0" };
}

async function readTables(): Promise<Tables> {
  const file: unknown = await import("./data/boaviztapi-2.4.1.json", { with: { type: "json" } }).catch(() => {
    const message =
      "These cases need the tables of BoaviztAPI, which are under the AGPL and come with the repository only, not with the package.";
    throw new WattledgerError("no-factor", message);
  });
  const tables = tablesSchema.parse(z.object({ default: z.unknown() }).parse(file).default);
  return { ...tables, release: "2.4.1", gpus: [], memoryTypes: {} };
}

/** The row that has this text in a column. @throws WattledgerError `unknown-name` with the nearest that there is */
export function rowOf(rows: readonly Row[], column: string, wanted: string): Row {
  const found = rows.find((row) => row.get(column)?.trim() === wanted.trim());
  if (found !== undefined) return found;
  const names = rows.flatMap((row) => row.get(column) ?? []);
  throw new WattledgerError("unknown-name", `BoaviztAPI knows no \`${wanted}\`.${suggestion(wanted, names)}`);
}

/** A number in a cell; undefined for an empty one. */
export function numberIn(row: Row, column: string): number | undefined {
  const cell = row.get(column) ?? "";
  return cell === "" ? undefined : Number(cell);
}

/** A profile's cell: `v`, `v;min;max`, or `v;other` where the other is the outer bound. */
export function cellOf(
  row: Row | undefined,
  column: string,
): { readonly value: number | string; readonly min?: number; readonly max?: number } | undefined {
  const cell = row?.get(column) ?? "";
  if (cell === "") return undefined;
  const [first = "", second, third] = cell.split(";");
  const value = Number.isNaN(Number(first)) ? first : Number(first);
  if (second === undefined || typeof value === "string") return { value };
  if (third !== undefined) return { value, min: Number(second), max: Number(third) };
  return { value, min: Math.min(value, Number(second)), max: Math.max(value, Number(second)) };
}
