import type { Engine, FileFormat } from "../engine/engine.ts";
import { dimensions } from "../model/dimensions.ts";
import { figures, knownBit } from "../model/figures.ts";
import { textOfNumber } from "../sql/dialect.ts";
import { visibleText } from "./restated-scope.ts";
import type { RestatedScope } from "./restated-scope.ts";

/** Formats of an export. */
export type ExportFormat = FileFormat;

/** What to export, and where to. */
export interface ExportOptions {
  readonly path: string;
  readonly format: ExportFormat;
  readonly fromMilliseconds: number;
  /** The end is not among them. */
  readonly toMilliseconds: number;
}

/**
 * Writes events of a period to a file, in the order of time. Dimensions are texts; figures are whole numbers with their unit in
 * the name of the column; what an event does not state is empty.
 */
export async function exportEvents(
  engine: Engine,
  restatements: readonly RestatedScope[],
  options: ExportOptions,
): Promise<void> {
  const names = dimensions.map(
    (dimension) => `${textOfNumber(engine.dialect, `usage_events.${dimension}`)} AS ${dimension}`,
  );
  const values = figures.flatMap(({ name, interval, smallUnit }) => {
    const unit = smallUnit === "1" ? "" : `_${smallUnit.replaceAll(/\W+/gu, "_")}`;
    const columns = interval ? [name, `${name}_low`, `${name}_high`] : [name];
    return columns.map(
      (column) => `CASE WHEN bitAnd(known, ${knownBit(name)}) <> 0 THEN ${column} END AS "${column}${unit}"`,
    );
  });
  const select = `SELECT id, time_ms, time_ns, received_ms, ${[...names, ...values].join(", ")} FROM usage_events WHERE time_ms >= ${options.fromMilliseconds} AND time_ms < ${options.toMilliseconds}${visibleText(restatements, "time_ms", undefined)} ORDER BY time_ms, time_ns, id`;
  await engine.copyTo(select, options.format, options.path);
}
