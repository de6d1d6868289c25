import { expectKind } from "../argument.ts";
import { expectResolved } from "../graph/check-resolved.ts";
import type { Row } from "../graph/input-value.ts";
import type { ResolvedInputs, ResolvedRow } from "../graph/resolved.ts";
import type { Inputs } from "./frame.ts";

/** The bare values of resolved inputs, for `evaluate`. */
export function valuesOf(inputs: ResolvedInputs): Inputs {
  expectKind("The resolved inputs", inputs, "object");
  for (const [name, one] of Object.entries(inputs)) expectResolved(name, one);
  const entries = Object.entries(inputs).map(([name, resolved]) => [
    name,
    resolved.kind === "list" ? resolved.rows.map(rowValues) : resolved.value,
  ]);
  return Object.fromEntries(entries);
}

function rowValues(row: ResolvedRow): Row {
  return Object.fromEntries(Object.entries(row.fields).map(([name, field]) => [name, field.value]));
}
