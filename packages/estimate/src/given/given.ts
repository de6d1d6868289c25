import type { FactorFamily, Given, GivenInput, Graph, Method, ResolveFailure, Result } from "@wattledger/core";
import { exampleOfRow, placeInRow, placeOf } from "./given-place.ts";
import type { Families, Place, ScalarPlace } from "./given-place.ts";
import { readScalar } from "./given-value.ts";
import type { Scalar } from "./given-value.ts";
import { scaled, synonymsOf } from "./synonyms.ts";

/**
 * Inputs from a file, as JSON has them: numbers, text as on the command line, and rows of lists (their `label` is for
 * people). Any other value is refused by name.
 */
export type FileInputs = Readonly<Record<string, unknown>>;

/** What a person gave, sorted out. Names that failed are not in `given`; their failures say why. */
export interface ParsedInputs {
  readonly given: Given;
  /** Equations of the method whose value was given, in the order of the method. */
  readonly assumed: readonly string[];
  readonly failures: readonly ResolveFailure[];
}

/**
 * Reads `name=value` assignments and a file's inputs for a method. A name is an input, a key that chooses factors
 * (`zone`), a field of a row (`components.cpu.energy`) or an equation, whose value is then taken as given.
 * A value in an assignment replaces the value in the file. All failures are reported, not only the first.
 */
export function parseGiven(
  method: Method,
  families: readonly FactorFamily[],
  file: FileInputs,
  assignments: readonly string[],
): ParsedInputs {
  const taken: Taken = {
    method,
    families: new Map(families.map((family) => [family.id, family])),
    scalars: new Map(),
    lists: new Map(),
    failures: [],
  };
  for (const [name, value] of Object.entries(file)) take(taken, name, value);
  const written = new Map<string, string>();
  for (const assignment of assignments) {
    const at = assignment.indexOf("=");
    const name = assignment.slice(0, Math.max(at, 0)).trim();
    const before = written.get(name);
    const rows = [...written.keys()].filter((other) => name !== "" && other.startsWith(`${name}.`));
    written.set(name, assignment);
    if (name === "") {
      const message = `"${assignment}" has no value. Write name=value, such as runtime=12h.`;
      taken.failures.push({ kind: "bad-input", name: assignment, message });
    } else if (before !== undefined) {
      const message = `\`${name}\` is given twice, as "${before}" and as "${assignment}". Give it once.`;
      taken.failures.push({ kind: "bad-input", name, message });
    } else if (rows.length > 0) {
      const message = `\`${assignment}\` would drop ${rows.join(", ")}, which you gave before it. Put it first, or leave it out.`;
      taken.failures.push({ kind: "bad-input", name, message });
    } else take(taken, name, assignment.slice(at + 1).trim());
  }
  const { scalars, lists, failures } = taken;
  const listed = [...lists].map(([name, byLabel]): [string, GivenInput] => [
    name,
    [...byLabel].map(([label, fields]) => ({ label, fields })),
  ]);
  const given = Object.fromEntries<GivenInput>([...scalars, ...listed]);
  return { given, assumed: Object.keys(method.equations).filter((name) => scalars.has(name)), failures };
}

/** Values by name of assignments that {@link parseGiven} has taken without a failure. */
export function assignedValues(assignments: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    assignments.map((assignment) => {
      const at = assignment.indexOf("=");
      return [assignment.slice(0, at).trim(), assignment.slice(at + 1).trim()];
    }),
  );
}

/** A failure for each list that a graph needs and nobody gave, in the words of the command line. */
export function missingLists(graph: Graph, given: Given): readonly ResolveFailure[] {
  return Object.entries(graph.inputs).flatMap(([name, declared]) => {
    if (declared.kind !== "list" || declared.optional === true || Object.hasOwn(given, name)) return [];
    const message = `Input \`${name}\` is missing: ${declared.help}. ${howToGive(name, declared.of)}`;
    return [{ kind: "missing-input", name, message }];
  });
}

interface Taken {
  readonly method: Method;
  readonly families: Families;
  readonly scalars: Map<string, Scalar>;
  readonly lists: Map<string, Map<string, Record<string, Scalar>>>;
  readonly failures: ResolveFailure[];
}

function take(taken: Taken, name: string, value: unknown): void {
  const place = placeOf(name, taken.method, taken.families);
  if (!place.ok) {
    const other = synonymIn(taken, name, value);
    if (other === undefined) taken.failures.push(place.error);
    else if (taken.scalars.has(other.name)) {
      const message = `\`${name}\` and \`${other.name}\` mean the same. Give one of them.`;
      taken.failures.push({ kind: "bad-input", name, message });
    } else take(taken, other.name, other.value);
    return;
  }
  switch (place.value.kind) {
    case "number":
    case "word":
      takeScalar(taken, name, place.value, value);
      return;
    case "list":
      takeList(taken, name, place.value, value);
      return;
    case "field": {
      const { list, label, field } = place.value;
      takeRow(taken, list, label, { [field]: value });
      return;
    }
  }
}

/** The name of the same thing in this method, with the value in its size. */
function synonymIn(
  { method, families }: Taken,
  name: string,
  value: unknown,
): { readonly name: string; readonly value: unknown } | undefined {
  for (const { name: other, scale } of synonymsOf(name)) {
    const own = scaled(value, scale);
    if (own !== undefined && placeOf(other, method, families).ok) return { name: other, value: own };
  }
  return undefined;
}

function takeScalar(taken: Taken, name: string, place: ScalarPlace, value: unknown): void {
  const read = readScalar(name, place, value, taken.families);
  if (read.ok) taken.scalars.set(name, read.value);
  else taken.failures.push(read.error);
}

/** A list given whole replaces the rows there are. */
function takeList(taken: Taken, name: string, { of }: Extract<Place, { kind: "list" }>, value: unknown): void {
  taken.lists.set(name, new Map());
  if (Array.isArray(value)) {
    for (const [index, row] of value.entries()) {
      const label = isObject(row) ? row["label"] : undefined;
      const shown = typeof label === "string" || typeof label === "number" ? String(label) : String(index + 1);
      if (isObject(row)) takeRow(taken, name, shown, row);
      else taken.failures.push(bad(`${name}.${shown}`, `a row is an object of fields. ${howToGive(name, of)}`));
    }
  } else if (!/^\[\s*\]$/u.test(String(value))) taken.failures.push(bad(name, `it is a list. ${howToGive(name, of)}`));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function takeRow(taken: Taken, list: string, label: string, row: Readonly<Record<string, unknown>>): void {
  const declared = taken.method.inputs[list];
  if (declared?.kind !== "list") throw new TypeError(`${list} is not a list.`);
  const rows = taken.lists.get(list) ?? new Map<string, Record<string, Scalar>>();
  taken.lists.set(list, rows);
  const fields = rows.get(label) ?? {};
  rows.set(label, fields);
  for (const [field, value] of Object.entries(row)) {
    if (field === "label") continue;
    const path = `${list}.${label}.${field}`;
    const place = placeInRow(field, path, declared.of, taken.families);
    const read: Result<Scalar, ResolveFailure> = place.ok
      ? readScalar(path, place.value, value, taken.families)
      : place;
    if (read.ok) fields[field] = read.value;
    else taken.failures.push(read.error);
  }
}

function howToGive(list: string, of: Graph): string {
  return `Give its rows, as in ${exampleOfRow(list, of)}, or ${list}=[] for none.`;
}

function bad(name: string, reason: string): ResolveFailure {
  return { kind: "bad-input", name, message: `\`${name}\`: ${reason}` };
}
