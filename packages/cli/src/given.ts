import { WattledgerError, convert, describeDimension, fail, isWattledgerError, keysOf, ok } from "@wattledger/core";
import { parseUnit, suggestion } from "@wattledger/core";
import type {
  FactorFamily,
  Given,
  GivenInput,
  GivenNumber,
  GivenRow,
  Graph,
  Method,
  NumberInput,
  ResolveFailure,
  Result,
} from "@wattledger/core";
import { parseGivenNumber } from "./given-number.ts";

/** Inputs from a file: numbers, text as on the command line, and rows of lists (their `label` is for people). */
export type FileInputs = Readonly<Record<string, number | string | readonly FileRow[]>>;
export type FileRow = Readonly<Record<string, number | string>>;

/** What a person gave, sorted out. Names that failed are not in `given`; their failures say why. */
export interface ParsedInputs {
  readonly given: Given;
  /** Equations of the method whose value was given, in the order of the method. */
  readonly assumed: readonly string[];
  readonly failures: readonly ResolveFailure[];
}

type Scalar = number | string | GivenNumber;
type Place =
  | { readonly kind: "number"; readonly declared: NumberInput }
  | { readonly kind: "word" }
  | { readonly kind: "list"; readonly of: Graph }
  | { readonly kind: "field"; readonly list: string; readonly label: string; readonly field: string };

/**
 * Reads `name=value` assignments and a file's inputs for a method. A name is an input, a key that chooses factors
 * (`zone`), a field of a row (`components.cpu.energy`) or an equation, whose value is then taken as given.
 * What stands in an assignment replaces what stands in the file. All failures are reported, not only the first.
 */
export function parseGiven(
  method: Method,
  families: readonly FactorFamily[],
  file: FileInputs,
  assignments: readonly string[],
): ParsedInputs {
  const failures: ResolveFailure[] = [];
  const scalars = new Map<string, Scalar>();
  const lists = new Map<string, Map<string, Record<string, Scalar>>>();
  const byId = new Map(families.map((family) => [family.id, family]));
  const seen = new Map<string, string>();

  const take = (name: string, value: number | string | readonly FileRow[]): void => {
    const place = placeOf(name, method, byId);
    if (!place.ok) {
      failures.push(place.error);
      return;
    }
    switch (place.value.kind) {
      case "number":
      case "word": {
        const read = readScalar(name, place.value, value, byId);
        if (read.ok) scalars.set(name, read.value);
        else failures.push(read.error);
        return;
      }
      case "list": {
        const rows = new Map<string, Record<string, Scalar>>();
        lists.set(name, rows);
        if (typeof value === "string" && /^\[\s*\]$/u.test(value.trim())) return;
        if (typeof value !== "object") failures.push(noList(name, place.value.of));
        else for (const [index, row] of value.entries()) takeRow(name, String(row["label"] ?? index + 1), row);
        return;
      }
      case "field": {
        const { list, label, field } = place.value;
        takeRow(list, label, { [field]: typeof value === "object" ? "" : value });
        return;
      }
    }
  };

  const takeRow = (list: string, label: string, row: FileRow): void => {
    const declared = method.inputs[list];
    if (declared?.kind !== "list") return;
    const rows = lists.get(list) ?? new Map<string, Record<string, Scalar>>();
    lists.set(list, rows);
    const fields = rows.get(label) ?? {};
    rows.set(label, fields);
    for (const [field, value] of Object.entries(row)) {
      if (field === "label") continue;
      const name = `${list}[${label}].${field}`;
      const place = placeInRow(field, name, declared.of, byId);
      const read = place.ok ? readScalar(name, place.value, value, byId) : place;
      if (read.ok) fields[field] = read.value;
      else failures.push(read.error);
    }
  };

  for (const [name, value] of Object.entries(file)) take(name, value);
  for (const assignment of assignments) {
    const at = assignment.indexOf("=");
    const name = assignment.slice(0, Math.max(at, 0)).trim();
    const before = seen.get(name);
    if (at < 1) failures.push(bad(assignment, `\`${assignment}\` is no input: write name=value, such as runtime=12h.`));
    else if (before !== undefined)
      failures.push(bad(name, `\`${name}\` is given twice, as \`${before}\` and \`${assignment}\`: give it once.`));
    else {
      seen.set(name, assignment);
      take(name, assignment.slice(at + 1).trim());
    }
  }

  const rowsOf = (rows: ReadonlyMap<string, Record<string, Scalar>>): readonly GivenRow[] =>
    [...rows].map(([label, fields]) => ({ label, fields }));
  const given: Record<string, GivenInput> = Object.fromEntries(scalars);
  for (const [name, rows] of lists) given[name] = rowsOf(rows);
  return { given, assumed: Object.keys(method.equations).filter((name) => scalars.has(name)), failures };
}

/** A failure for each list that a graph needs and nobody gave, in the words of the command line. */
export function missingLists(graph: Graph, given: Given): readonly ResolveFailure[] {
  return Object.entries(graph.inputs).flatMap(([name, declared]) =>
    declared.kind === "list" && given[name] === undefined ? [noList(name, declared.of, declared.help)] : [],
  );
}

function placeOf(
  name: string,
  method: Method,
  families: ReadonlyMap<string, FactorFamily>,
): Result<Place, ResolveFailure> {
  const declared = Object.hasOwn(method.inputs, name) ? method.inputs[name] : undefined;
  if (declared?.kind === "number") return ok({ kind: "number", declared });
  if (declared?.kind === "choice") return ok({ kind: "word" });
  if (declared?.kind === "list") return ok({ kind: "list", of: declared.of });
  const keys = keysOf(method, families);
  if (keys.includes(name)) return ok({ kind: "word" });
  const equation = Object.hasOwn(method.equations, name) ? method.equations[name] : undefined;
  if (equation !== undefined) {
    const help = equation.help ?? `Given ${name}`;
    return ok({ kind: "number", declared: { kind: "number", unit: equation.unit, help } });
  }
  const list = Object.keys(method.inputs).find(
    (one) => method.inputs[one]?.kind === "list" && name.startsWith(`${one}.`),
  );
  const inner = list === undefined ? "" : name.slice(list.length + 1);
  const dot = inner.lastIndexOf(".");
  if (list !== undefined && dot > 0)
    return ok({ kind: "field", list, label: inner.slice(0, dot), field: inner.slice(dot + 1) });
  if (list !== undefined) {
    const of = method.inputs[list];
    return fail(bad(name, `\`${name}\` names no row: write ${of?.kind === "list" ? exampleOf(list, of.of) : list}.`));
  }
  const output = Object.hasOwn(method.outputs, name) ? method.outputs[name] : undefined;
  const known = [...Object.keys(method.inputs), ...keys, ...Object.keys(method.equations)];
  const hint =
    output === undefined ? suggestion(name, known) : ` The output \`${name}\` is the equation \`${output}\`.`;
  const message = `${method.id} has no input \`${name}\`.${hint} All inputs: wattledger methods ${method.id}`;
  return fail({ kind: "unknown-name", name, message });
}

function placeInRow(
  field: string,
  name: string,
  of: Graph,
  families: ReadonlyMap<string, FactorFamily>,
): Result<Extract<Place, { kind: "number" | "word" }>, ResolveFailure> {
  const declared = Object.hasOwn(of.inputs, field) ? of.inputs[field] : undefined;
  if (declared?.kind === "number") return ok({ kind: "number", declared });
  const keys = keysOf(of, families);
  if (declared?.kind === "choice" || keys.includes(field)) return ok({ kind: "word" });
  const known = [...Object.keys(of.inputs), ...keys];
  const message = `A row has no \`${field}\` (\`${name}\`).${suggestion(field, known)} It has: ${known.join(", ")}.`;
  return fail({ kind: "unknown-name", name, message });
}

function readScalar(
  name: string,
  place: Extract<Place, { kind: "number" | "word" }>,
  value: number | string | readonly FileRow[],
  families: ReadonlyMap<string, FactorFamily>,
): Result<Scalar, ResolveFailure> {
  if (typeof value === "object")
    return fail(bad(name, `\`${name}\` is one value, not a list: give a number or a word.`));
  if (place.kind === "word") return ok(String(value));
  const { declared } = place;
  const parsed = typeof value === "number" ? ok<GivenNumber>({ value }) : parseGivenNumber(value);
  if (!parsed.ok) {
    const family = families.get(declared.from ?? "");
    const other = family === undefined ? "" : ` A factor is chosen by ${family.key.name}, as in ${exampleKey(family)}.`;
    return fail(bad(name, `\`${name}\`: \`${value}\` ${parsed.error}. Wanted: ${wanted(declared)}.${other}`));
  }
  const wrong = unitFailure(name, declared, parsed.value, String(value));
  if (wrong !== undefined) return fail(wrong);
  const { unit, value: plain } = parsed.value;
  if (unit === undefined && declared.max === 1 && plain > 1 && plain <= 100) {
    const share = String(Number((plain / 100).toPrecision(12)));
    return fail(
      bad(
        name,
        `\`${name}\` is a share between ${declared.min ?? 0} and 1, not ${plain}: write ${share} or ${plain}%.`,
      ),
    );
  }
  return parsed;
}

function unitFailure(
  name: string,
  { unit: expected, help }: NumberInput,
  { unit }: GivenNumber,
  text: string,
): ResolveFailure | undefined {
  if (unit === undefined) return undefined;
  try {
    convert(1, unit, expected);
    return undefined;
  } catch (error) {
    if (!isWattledgerError(error)) throw error;
    const needed = `\`${name}\` (${help}) is wanted in ${unitWords(expected)}`;
    // Distinguishes a unit that nobody knows from one of another kind.
    const found = unitOf(unit);
    const reason = found instanceof WattledgerError ? found.message : `\`${text}\` is ${found}.`;
    return { kind: "bad-unit", name, message: `${needed}. ${reason}` };
  }
}

function unitOf(text: string): string | WattledgerError {
  try {
    const { dimension } = parseUnit(text);
    return describeDimension(dimension);
  } catch (error) {
    if (error instanceof WattledgerError) return error;
    throw error;
  }
}

function unitWords(unit: string): string {
  const { dimension } = parseUnit(unit);
  const kind = describeDimension(dimension);
  return kind === "a pure number" ? "plain numbers" : `${unit} or another unit of ${kind}`;
}

function wanted({ unit, help }: NumberInput): string {
  const { dimension } = parseUnit(unit);
  const example = describeDimension(dimension) === "a pure number" ? "12" : `12 ${unit}`;
  return `${help}, such as ${example}, ${example.replace("12", "12±1")} or ${example.replace("12", "10..14")}`;
}

function noList(name: string, of: Graph, help?: string): ResolveFailure {
  const what = help === undefined ? "" : ` (${help})`;
  const message = `\`${name}\`${what} is a list: give its rows, as in ${exampleOf(name, of)}, or ${name}=[] for none.`;
  return { kind: help === undefined ? "bad-input" : "missing-input", name, message };
}

function exampleOf(list: string, of: Graph): string {
  const [field = "value"] = Object.keys(of.inputs);
  return `${list}.LABEL.${field}=NUMBER`;
}

function exampleKey({ key }: FactorFamily): string {
  const [example = "NAME"] = key.examples;
  return `${key.name}=${example.includes(" ") ? `"${example}"` : example}`;
}

function bad(name: string, message: string): ResolveFailure {
  return { kind: "bad-input", name, message };
}
