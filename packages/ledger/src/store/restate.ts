import type { Engine } from "../engine/engine.ts";
import { figureOf, figures, isFigureName, knownBit } from "../model/figures.ts";
import type { FigureName } from "../model/figures.ts";
import type { Restatement } from "../model/records.ts";
import { tableOf } from "../sql/tables.ts";
import type { Dictionary } from "./dictionary.ts";
import { scopeText, visibleText } from "./restated-scope.ts";
import type { RestatedScope } from "./restated-scope.ts";
import { startOf } from "./rollups.ts";

const hour = 3_600_000;
const day = 24 * hour;

/**
 * Computes the figures of a period again, by SQL, and writes them as rows of another version. The rows before stay. An event that lacks
 * a figure or a factor which the formula reads, or for which the formula gives no number, keeps its figures in this version, too.
 *
 * @returns The number of the restatement.
 */
export async function restate(
  engine: Engine,
  dictionary: Dictionary,
  earlier: readonly RestatedScope[],
  record: Restatement,
  receivedMilliseconds: number,
): Promise<number> {
  const number = (earlier.at(-1)?.number ?? 0) + 1;
  const scope: RestatedScope = {
    number,
    fromMilliseconds: record.fromMilliseconds,
    toMilliseconds: record.toMilliseconds,
    projects: record.projects.map((project) => dictionary.numberFor("project", project)),
  };
  const numbers = {
    method: dictionary.numberFor("method", record.method),
    factor_set: dictionary.numberFor("factor_set", record.factorSet),
    factor_basis: dictionary.numberFor("factor_basis", record.factorBasis),
  };
  const factors = factorsText(record, dictionary);
  const token = `restatement ${number}`;
  await dictionary.save(engine, token);
  // Without transactions an earlier attempt may have left rows.
  await engine.run(`DELETE FROM usage_events WHERE restatement = ${number}`);
  const inScope = scopeText(scope, "time_ms");
  const visible = visibleText(earlier, "time_ms", undefined);
  await engine.run(
    `INSERT INTO changed_hours SELECT DISTINCT ${startOf("time_ms", hour)} FROM usage_events WHERE ${inScope}`,
  );
  await engine.run(
    `INSERT INTO changed_days SELECT DISTINCT ${startOf("time_ms", day)}, CAST(${receivedMilliseconds} AS Int64) FROM usage_events WHERE ${inScope}`,
  );
  const given = record.reads.map(
    (name) => `CAST(${name} AS Float64) / ${figureOf(name).scale.toExponential()} AS given_${name}`,
  );
  const reads = record.reads.reduce((bits, name) => bits + knownBit(name), 0);
  const hasAll = `CASE WHEN bitAnd(known, ${reads}) = ${reads}${factors === undefined ? "" : " AND coalesce(factor_found, 0) = 1"} THEN 1 ELSE 0 END AS can_restate`;
  const joined =
    factors === undefined ? "usage_events" : `usage_events LEFT JOIN (${factors.sql}) AS factors ON ${factors.on}`;
  const source = `SELECT usage_events.*, ${[hasAll, ...given, ...(factors?.columns ?? [])].join(", ")} FROM ${joined} WHERE ${inScope}${visible}`;
  const columns = tableOf("usage_events").columns.map(({ name }) => columnText(name, record, number, numbers));
  await engine.run(
    `INSERT INTO usage_events WITH restated_source AS (${source}) SELECT ${columns.join(", ")} FROM (${record.formula}) AS computed`,
  );
  await engine.insert(
    "restatements",
    [
      [number],
      [BigInt(scope.fromMilliseconds)],
      [BigInt(scope.toMilliseconds)],
      [BigInt(receivedMilliseconds)],
      [JSON.stringify(scope.projects)],
      [JSON.stringify({ author: record.author, method: record.method, factorSet: record.factorSet })],
    ],
    token,
  );
  return number;
}

const computes = "can_restate = 1 AND finite = 1";

function columnText(
  name: string,
  record: Restatement,
  number: number,
  numbers: Readonly<Record<string, number>>,
): string {
  if (name === "restatement") return `CAST(${number} AS Int32)`;
  if (name === "known") {
    const bits = figures.filter((figure) => record.results[figure.name] !== undefined).map((one) => knownBit(one.name));
    const added = bits.map((bit) => `CASE WHEN bitAnd(known, ${bit}) = 0 THEN ${bit} ELSE 0 END`).join(" + ");
    return `CAST(CASE WHEN ${computes} THEN known + ${added} ELSE known END AS Int32)`;
  }
  const replaced = numbers[name];
  if (replaced !== undefined) return `CAST(CASE WHEN ${computes} THEN ${replaced} ELSE ${name} END AS Int32)`;
  const figure = figureOfColumn(name);
  const result = figure === undefined ? undefined : record.results[figure.name];
  if (figure === undefined || result === undefined) return name;
  // A value beyond the range of the tables is cut off there: a sum must not fail for one event.
  const small = `round(${result[figure.end]} * ${figureOf(figure.name).scale.toExponential()})`;
  const inRange = `CASE WHEN ${computes} THEN least(greatest(${small}, -9e15), 9e15) ELSE 0e0 END`;
  return `CASE WHEN ${computes} THEN CAST(${inRange} AS Int64) ELSE ${name} END`;
}

function figureOfColumn(
  column: string,
): { readonly name: FigureName; readonly end: "mean" | "low" | "high" } | undefined {
  if (isFigureName(column)) return { name: column, end: "mean" };
  for (const end of ["low", "high"] as const) {
    const name = column.slice(0, -end.length - 1);
    if (column.endsWith(`_${end}`) && isFigureName(name)) return { name, end };
  }
  return undefined;
}

/** Factors as a query of literals, with the numbers of the dictionary for the dimensions. */
function factorsText(
  { factors }: Restatement,
  dictionary: Dictionary,
): { readonly sql: string; readonly on: string; readonly columns: readonly string[] } | undefined {
  if (factors.by.length === 0 && factors.rows.length === 0) return undefined;
  const rows = factors.rows.map(({ of, values }) => {
    const keys = factors.by.map(
      (dimension, index) => `CAST(${dictionary.find(dimension, of[index] ?? "") ?? -1} AS Int32) AS key_${index}`,
    );
    return `SELECT ${[...keys, ...values.map((value, index) => `${value.toExponential()} AS factor_${index}`), "1 AS factor_found"].join(", ")}`;
  });
  if (rows.length === 0) return undefined;
  return {
    sql: rows.join(" UNION ALL "),
    on: factors.by.map((dimension, index) => `usage_events.${dimension} = factors.key_${index}`).join(" AND "),
    columns: (factors.rows[0]?.values ?? []).map((_, index) => `factor_${index}`),
  };
}
