import { describeDimension, fail, keysOf, nearest, ok, parseUnit, shortened, suggestion } from "@wattledger/core";
import type { ChoiceInput, FactorFamily, Graph, Method, NumberInput, ResolveFailure, Result } from "@wattledger/core";

/** A place for one number or one word. */
export type ScalarPlace =
  | {
      readonly kind: "number";
      readonly declared: NumberInput;
      /** Formula of the equation whose value this number takes the place of; absent for an input. */
      readonly replaces?: string;
    }
  | { readonly kind: "word"; readonly declared?: ChoiceInput };

/** What a name means in a method. */
export type Place =
  | ScalarPlace
  | { readonly kind: "list"; readonly of: Graph }
  | { readonly kind: "field"; readonly list: string; readonly label: string; readonly field: string };

/** Factor families by their id. */
export type Families = ReadonlyMap<string, FactorFamily>;

/** Finds what a name means: an input, a key of factors, an equation, or a field of a row (`components.cpu.energy`). */
export function placeOf(name: string, method: Method, families: Families): Result<Place, ResolveFailure> {
  const declared = Object.hasOwn(method.inputs, name) ? method.inputs[name] : undefined;
  if (declared?.kind === "number") return ok({ kind: "number", declared });
  if (declared?.kind === "choice") return ok({ kind: "word", declared });
  if (declared?.kind === "list") return ok({ kind: "list", of: declared.of });
  const keys = keysOf(method, families);
  if (keys.includes(name)) return ok({ kind: "word" });
  const equation = Object.hasOwn(method.equations, name) ? method.equations[name] : undefined;
  if (equation !== undefined) {
    return ok({ kind: "number", declared: inputFor(name, equation), replaces: equation.formula });
  }
  return placeInList(name, method, families) ?? fail(unknownName(name, method, keys));
}

/** Bounds of a value given instead of an equation: an amount of energy, carbon or water is at least 0. */
export function inputFor(name: string, { unit, help }: { readonly unit: string; readonly help?: string }): NumberInput {
  const isAmount = amounts.includes(describeDimension(parseUnit(unit).dimension));
  return { kind: "number", unit, help: help ?? `Given ${name}`, ...(isAmount ? { min: 0 } : {}) };
}

/** Dimensions of energy, power, carbon, mass and volume. */
const amounts: readonly string[] = ["energy", "energy·time^-1", "CO2e", "mass", "length^3"];

/** Finds a field of a row; `path` is what messages call it. */
export function placeInRow(
  field: string,
  path: string,
  of: Graph,
  families: Families,
): Result<ScalarPlace, ResolveFailure> {
  const declared = Object.hasOwn(of.inputs, field) ? of.inputs[field] : undefined;
  if (declared?.kind === "number") return ok({ kind: "number", declared });
  const keys = keysOf(of, families);
  if (declared?.kind === "choice") return ok({ kind: "word", declared });
  if (keys.includes(field)) return ok({ kind: "word" });
  const known = [...Object.keys(of.inputs), ...keys];
  const message = `\`${path}\`: a row has no field \`${shortened(field)}\`.${suggestion(field, known)} Known fields: ${known.join(", ")}.`;
  return fail({ kind: "unknown-name", name: path, message });
}

/** How a row of a list is written on the command line. */
export function exampleOfRow(list: string, of: Graph): string {
  const [field = "value"] = Object.keys(of.inputs);
  return `${list}.LABEL.${field}=NUMBER`;
}

function placeInList(name: string, method: Method, families: Families): Result<Place, ResolveFailure> | undefined {
  for (const [list, declared] of Object.entries(method.inputs)) {
    if (declared.kind !== "list" || !name.startsWith(`${list}.`)) continue;
    const inner = name.slice(list.length + 1);
    // A label may hold dots, and so may a field: the longest that is known is meant.
    const fields = [...Object.keys(declared.of.inputs), ...keysOf(declared.of, families)];
    const known = fields.filter((field) => inner.endsWith(`.${field}`)).toSorted((a, b) => b.length - a.length)[0];
    const dot = known === undefined ? inner.lastIndexOf(".") : inner.length - known.length - 1;
    if (dot > 0) return ok({ kind: "field", list, label: inner.slice(0, dot), field: inner.slice(dot + 1) });
    const message = `\`${name}\` lacks the label of a row. Write ${exampleOfRow(list, declared.of)}.`;
    return fail({ kind: "bad-input", name, message });
  }
  return undefined;
}

function unknownName(name: string, method: Method, keys: readonly string[]): ResolveFailure {
  const equation = Object.hasOwn(method.outputs, name) ? method.outputs[name] : undefined;
  const known = [...Object.keys(method.inputs), ...keys, ...Object.keys(method.equations)];
  const hint =
    equation === undefined
      ? suggestion(name, known) || listHint(name, method)
      : ` The output \`${name}\` is the equation \`${equation}\`.`;
  const message = `${method.id} has no input \`${shortened(name)}\`.${hint}`;
  return { kind: "unknown-name", name, message };
}

/** What a field of a row was meant to be where the name of its list is misspelt. */
function listHint(name: string, { inputs }: Method): string {
  const parts = name.split(".");
  for (const list of Object.keys(inputs).filter((one) => inputs[one]?.kind === "list")) {
    const length = list.split(".").length;
    const meant = parts.length > length ? nearest(parts.slice(0, length).join("."), [list]) : undefined;
    if (meant !== undefined) return ` Did you mean \`${[meant, ...parts.slice(length)].join(".")}\`?`;
  }
  return "";
}
