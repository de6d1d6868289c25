import { figureColumnNames, knownColumnNames } from "./tables.ts";
import type { Table } from "./tables.ts";

/** Dimensions of the sums of version 2, in their order. */
const rolled = [
  "organisation",
  "project",
  "team",
  "environment",
  "workload_stage",
  "experiment",
  "model",
  "provider",
  "region",
  "activity_kind",
  "method",
  "factor_set",
  "factor_basis",
  "energy_basis",
  "nature",
  "asset",
  "life_cycle_stage",
  "currency",
] as const;

function rollup(name: string): FormerTable {
  return {
    name,
    columns: [
      { name: "start_ms", type: "int64" },
      ...rolled.map((column) => ({ name: column, type: "int32" }) as const),
      ...["events", ...knownColumnNames, ...figureColumnNames].map(
        (column) => ({ name: column, type: "int64" }) as const,
      ),
    ],
    order: ["start_ms", "project", "model"],
  };
}

/** A table that an earlier version had. */
export type FormerTable = Omit<Table, "name"> & { readonly name: string };

/** Tables that version 2 of the tables had and later ones do not. Migrations read them. */
export const tablesOfVersion2: readonly FormerTable[] = [
  rollup("rollup_minutes"),
  rollup("rollup_hours"),
  rollup("rollup_days"),
  {
    name: "histogram_hours",
    columns: [
      { name: "start_ms", type: "int64" },
      ...["project", "model", "bucket"].map((column) => ({ name: column, type: "int32" }) as const),
      { name: "events", type: "int64" },
    ],
    order: ["start_ms", "project", "model", "bucket"],
  },
];
