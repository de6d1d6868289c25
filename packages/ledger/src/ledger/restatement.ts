import { fail, ok } from "@wattledger/core";
import type { Graph, Result } from "@wattledger/core";
import type { Dimension } from "../model/dimensions.ts";
import type { FigureName } from "../model/figures.ts";
import type { Restatement } from "../model/records.ts";
import { formulaSql } from "../sql/formula.ts";

/** A period whose figures are computed again by the equations of a method. */
export interface RestateOptions {
  /** Both are midnights of UTC. */
  readonly fromMilliseconds: number;
  readonly toMilliseconds: number;
  /** Every project where it is absent. */
  readonly projects?: readonly string[];
  readonly author: string;
  readonly graph: Graph;
  /** The equations that give each figure and its ends, in the unit of the figure. */
  readonly results: Readonly<
    Partial<Record<FigureName, { readonly mean: string; readonly low: string; readonly high: string }>>
  >;
  /** What each input of the equations is: a figure of the event, or a factor. */
  readonly inputs: Readonly<
    Record<
      string,
      { readonly kind: "figure"; readonly figure: FigureName } | { readonly kind: "factor"; readonly factor: string }
    >
  >;
  /** Factors by the values of dimensions. */
  readonly factors?: {
    readonly by: readonly Dimension[];
    readonly rows: readonly { readonly of: readonly string[]; readonly values: Readonly<Record<string, number>> }[];
  };
  readonly method: { readonly id: string; readonly version: string };
  readonly factorSet: string;
  readonly factorBasis: string;
}

const day = 86_400_000;
const mostFactorRows = 5000;

/**
 * The record of a restatement, which the journal keeps: with the SQL, so that a rebuild computes the same.
 *
 * @throws WattledgerError where an equation does not have a SQL text, or an input is missing.
 */
export function restatementOf(options: RestateOptions): Result<Restatement, string> {
  const { fromMilliseconds, toMilliseconds, inputs, factors = { by: [], rows: [] } } = options;
  if (fromMilliseconds % day !== 0 || toMilliseconds % day !== 0 || fromMilliseconds >= toMilliseconds) {
    return fail("A period is restated by whole days of UTC. Begin and end it at midnight.");
  }
  const names = [...new Set(factors.rows.flatMap(({ values }) => Object.keys(values)))];
  if (factors.rows.some(({ values }) => names.some((name) => !Number.isFinite(values[name])))) {
    return fail("A row of the factors lacks a factor. Give each row the same factors, as numbers.");
  }
  if (factors.rows.length > mostFactorRows) {
    return fail(
      `There are ${factors.rows.length} rows of factors; a restatement takes ${mostFactorRows}. Restate a part of the projects.`,
    );
  }
  const columns = Object.entries(inputs).map(([input, given]) => [
    input,
    given.kind === "figure" ? `given_${given.figure}` : `factor_${names.indexOf(given.factor)}`,
  ]);
  const wanted = [...new Set(Object.values(options.results).flatMap(({ mean, low, high }) => [mean, low, high]))];
  const { sql, columns: found } = formulaSql(options.graph, wanted, Object.fromEntries(columns), "restated_source");
  const columnOf = (equation: string): string => found[equation] ?? "";
  return ok({
    kind: "restatement",
    fromMilliseconds,
    toMilliseconds,
    projects: options.projects ?? [],
    author: options.author,
    formula: sql,
    reads: [...new Set(Object.values(inputs).flatMap((given) => (given.kind === "figure" ? [given.figure] : [])))],
    results: Object.fromEntries(
      Object.entries(options.results).map(([figure, { mean, low, high }]) => [
        figure,
        { mean: columnOf(mean), low: columnOf(low), high: columnOf(high) },
      ]),
    ),
    factors: {
      by: factors.by,
      rows: factors.rows.map(({ of, values }) => ({ of, values: names.map((name) => values[name] ?? 0) })),
    },
    method: `${options.method.id}@${options.method.version}`,
    factorSet: options.factorSet,
    factorBasis: options.factorBasis,
  });
}
