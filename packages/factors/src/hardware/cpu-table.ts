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
  /** Table that the row stands in: `codecarbon-3.3.0-vendor-lists`. */
  readonly table: string;
  readonly source: Factor["source"];
}

/** All parts, the vendors' own lists first. */
export async function cpuRows(): Promise<readonly CpuRow[]> {
  const [vendors, powers, greenAlgorithms] = await Promise.all([
    import("../data/hardware-cpu/codecarbon-3.3.0-vendor-lists.json", { with: { type: "json" } }),
    import("../data/hardware-cpu/codecarbon-3.3.0-power-list.json", { with: { type: "json" } }),
    import("../data/hardware-cpu/green-algorithms-3.0.json", { with: { type: "json" } }),
  ]);
  return [
    ...rowsOf("codecarbon-3.3.0-vendor-lists", vendors.default),
    ...rowsOf("codecarbon-3.3.0-power-list", powers.default),
    ...rowsOf("green-algorithms-3.0", greenAlgorithms.default),
  ];
}

interface CpuFile {
  readonly source: Factor["source"];
  /** Names of the columns, as the rows hold them, parted by bars. */
  readonly columns: string;
  readonly rows: readonly string[];
}

function rowsOf(table: string, { source, columns, rows }: CpuFile): CpuRow[] {
  const at = (column: string): number => columns.split("|").indexOf(column);
  const [tdp, cores, threads, launch, printed] = [
    at("tdpWatts"),
    at("cores"),
    at("threads"),
    at("launchYear"),
    at("tdpWattsInSource"),
  ];
  return rows.map((text) => {
    const cells = text.split("|");
    return {
      name: cells[0] ?? "",
      tdpWatts: Number(cells[tdp]),
      ...present("cores", cells[cores]),
      ...present("threads", cells[threads]),
      ...present("launchYear", cells[launch]),
      ...present("correctedFromWatts", cells[printed]),
      table,
      source,
    };
  });
}

function present<K extends string>(key: K, cell: string | undefined): { readonly [P in K]?: number } {
  // An empty cell is a figure that the source lacks, which is not zero.
  if (cell === undefined || cell === "") return {};
  const entry: { [P in K]?: number } = {};
  entry[key] = Number(cell);
  return entry;
}
