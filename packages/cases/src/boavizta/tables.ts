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

/** BoaviztAPI's tables. */
export type Tables = z.output<typeof tablesSchema>;

/** Reads the tables. @throws WattledgerError `no-factor` where this installation does not hold them. */
export async function loadTables(): Promise<Tables> {
  return (known ??= readTables());
}

let known: Promise<Tables> | undefined;

async function readTables(): Promise<Tables> {
  const file: unknown = await import("./data/boaviztapi-2.4.1.json", { with: { type: "json" } }).catch(() => {
    const message =
      "These cases need the tables of BoaviztAPI, which are under the AGPL and come with the repository only, not with the package.";
    throw new WattledgerError("no-factor", message);
  });
  return tablesSchema.parse(z.object({ default: z.unknown() }).parse(file).default);
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
