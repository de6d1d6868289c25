import { assume, convert, evaluate } from "@wattledger/core";
import type { Inputs, Method } from "@wattledger/core";
import { methods } from "@wattledger/methods";
import data from "./published-results.json" with { type: "json" };

/** A figure that a paper prints, and how near our method must come to it. */
export interface PublishedResult {
  /** An equation of the method. */
  readonly output: string;
  readonly printed: number;
  /** Unit in which it is printed. */
  readonly unit: string;
  /** Greatest difference that the print and its inputs explain, in the printed unit. */
  readonly within: number;
  /** Difference in per cent that the original itself has from what is printed, where the comparison is a validation of it. */
  readonly originalError?: number;
  /** Inputs of this figure alone. */
  readonly given?: Inputs;
}

/** A row of a published table. */
export interface PublishedRow {
  readonly name: string;
  readonly given: Inputs;
  readonly results: readonly PublishedResult[];
  /** A misprint, or what else explains a difference. */
  readonly why?: string;
}

/** A table of results that a paper prints for what one of our methods computes. */
export interface PublishedTable {
  readonly method: string;
  /** Which table it is, within the method's source. */
  readonly what: string;
  /** Units, conventions and where differences come from. */
  readonly about: string;
  /** Equations that the table starts from instead of computing them. */
  readonly assume?: readonly string[];
  readonly rows: readonly PublishedRow[];
}

/** Every published result that one of Wattledger's methods is compared with. */
export const publishedResults: readonly PublishedTable[] = data;

/** What our method gives for a published figure, in the unit of print. @throws RangeError for a table of no method */
export function ourResult(table: PublishedTable, row: PublishedRow, result: PublishedResult): number {
  const base: Method | undefined = methods.find(({ id }) => id === table.method);
  if (base === undefined) throw new RangeError(`Unknown method ${table.method}.`);
  const method: Method = assume(base, table.assume ?? []);
  const value = evaluate(method, { ...row.given, ...result.given }, [result.output])[result.output];
  if (value === undefined) throw new RangeError(`${table.method} gives no ${result.output}.`);
  return convert(value, method.equations[result.output]?.unit ?? result.unit, result.unit);
}
