import type { Factor } from "@wattledger/core";

/** One processor part of the tables. */
export interface CpuRow {
  readonly name: string;
  /** Thermal design power of one package. */
  readonly tdpWatts: number;
  /** Physical cores of one package; absent where the source does not say. */
  readonly cores?: number;
  /** Hardware threads of one package; the vendor list of Intel does not say. */
  readonly threads?: number;
  readonly launchYear?: number;
  /** What the source prints where that was a turbo limit and is corrected here. */
  readonly correctedFromWatts?: number;
  /** Table that holds the row: `codecarbon-3.3.0-vendor-lists`. */
  readonly table: string;
  readonly source: Factor["source"];
}

/** One table with thousands of parts, still as text: a look-up parses only the lines that may hold the name. */
export interface CpuTable {
  readonly table: string;
  readonly source: Factor["source"];
  /** Names of the columns in their order; the part's name is the first. */
  readonly columns: readonly string[];
  /** Cells parted by bars. */
  readonly lines: readonly string[];
}

/** All tables, the vendors' own lists first. */
export async function cpuTables(): Promise<readonly CpuTable[]> {
  const files = await import("../tables/hardware-cpu.ts");
  return [
    tableOf("codecarbon-3.3.0-vendor-lists", files.vendorLists),
    tableOf("codecarbon-3.3.0-power-list", files.powerList),
    tableOf("green-algorithms-3.0", files.greenAlgorithms),
  ];
}

/** All parts of all tables. */
export async function cpuRows(): Promise<readonly CpuRow[]> {
  const tables = await cpuTables();
  return tables.flatMap((table) => table.lines.map((line) => cpuRow(table, line)));
}

/** Name of the part in a line. */
export function cpuNameOf(line: string): string {
  return line.slice(0, line.indexOf("|"));
}

/** The part in a line of a table. */
export function cpuRow({ table, source, columns }: CpuTable, line: string): CpuRow {
  const cells = line.split("|");
  const at = (column: string): string | undefined => cells[columns.indexOf(column)];
  return {
    name: cells[0] ?? "",
    tdpWatts: Number(at("tdpWatts")),
    ...present("cores", at("cores")),
    ...present("threads", at("threads")),
    ...present("launchYear", at("launchYear")),
    ...present("correctedFromWatts", at("tdpWattsInSource")),
    table,
    source,
  };
}

interface CpuFile {
  readonly source: Factor["source"];
  readonly columns: string;
  readonly rows: readonly string[];
}

function tableOf(table: string, { source, columns, rows }: CpuFile): CpuTable {
  return { table, source, columns: columns.split("|"), lines: rows };
}

function present<K extends string>(key: K, cell: string | undefined): { readonly [P in K]?: number } {
  // An empty cell is a figure that the source lacks, which is not zero.
  if (cell === undefined || cell === "") return {};
  const entry: { [P in K]?: number } = {};
  entry[key] = Number(cell);
  return entry;
}
