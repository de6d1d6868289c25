import { inWords, isObject } from "../argument.ts";
import type { GivenInput, GivenRow } from "../graph/given.ts";
import { shortened } from "../quote.ts";

/** Whether a list of rows was given. */
export function isRows(value: GivenInput): value is readonly GivenRow[] {
  return Array.isArray(value);
}

/** Says what is wrong with a row from a caller without types. Holes of a list come as undefined. */
export function rowProblem(row: unknown): string | undefined {
  if (!isObject(row)) return `must be { label, fields }, not ${inWords(row)}`;
  if (!isObject(row["fields"])) {
    const found = Object.keys(row)
      .slice(0, 10)
      .map((name) => shortened(name));
    return `must be { label, fields } with its values in \`fields\`, not { ${found.join(", ")} }`;
  }
  if (row["label"] !== undefined && typeof row["label"] !== "string") return `has a label that is not text`;
  return undefined;
}
