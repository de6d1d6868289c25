import type { ComparisonOperator, FunctionName } from "../formula/expression.ts";
import type { Table } from "../graph/graph.ts";

/** Functions of one number. */
export const functions: Readonly<Record<Exclude<FunctionName, "min" | "max">, (x: number) => number>> = {
  exp: Math.exp,
  ln: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  sqrt: Math.sqrt,
  abs: Math.abs,
  ceil: Math.ceil,
  floor: Math.floor,
  // Half away from zero, as people round, for negative numbers too.
  round: (x) => Math.sign(x) * Math.round(Math.abs(x)),
};

/**
 * Rounds to a number of decimals by the exact value of the binary number, half away from zero: 0.125 to
 * two decimals is 0.13, but 0.105 is 0.1, since the nearest double lies below it. What ECMAScript calls `toFixed`.
 */
export function roundTo(x: number, decimals: number): number {
  return Number(x.toFixed(decimals));
}

/** Reads a table: straight between points, level beyond the ends. */
export function interpolate(table: Table, x: number): number {
  const { points } = table;
  const above = points.findIndex(([at]) => at >= x);
  const high = points[above === -1 ? points.length - 1 : above];
  const low = points[above === -1 ? points.length - 1 : Math.max(0, above - 1)];
  if (low === undefined || high === undefined || Number.isNaN(x)) return Number.NaN;
  if (low === high) return low[1];
  return low[1] + ((high[1] - low[1]) * (x - low[0])) / (high[0] - low[0]);
}

/** Compares two numbers, without tolerance: 1 if it holds, 0 if not, NaN if one of them is not a number. */
export function compare(operator: ComparisonOperator, left: number, right: number): number {
  if (Number.isNaN(left) || Number.isNaN(right)) return Number.NaN;
  return holds(operator, left, right) ? 1 : 0;
}

function holds(operator: ComparisonOperator, left: number, right: number): boolean {
  switch (operator) {
    case "=":
      return left === right;
    case "!=":
      return left !== right;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
  }
}
