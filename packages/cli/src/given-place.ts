import { fail, keysOf, ok, suggestion } from "@wattledger/core";
import type { FactorFamily, Graph, Method, NumberInput, ResolveFailure, Result } from "@wattledger/core";

/** A place for one number or one word. */
export type ScalarPlace =
  | {
      readonly kind: "number";
      readonly declared: NumberInput;
      /** Formula of the equation whose value this number takes the place of; absent for an input. */
      readonly replaces?: string;
    }
  | { readonly kind: "word" };

/** What a name stands for in a method. */
export type Place =
  | ScalarPlace
  | { readonly kind: "list"; readonly of: Graph }
  | { readonly kind: "field"; readonly list: string; readonly label: string; readonly field: string };

/** Factor families by their id. */
export type Families = ReadonlyMap<string, FactorFamily>;

/** Finds what a name stands for: an input, a key of factors, an equation, or a field of a row (`components.cpu.energy`). */
export function placeOf(name: string, method: Method, families: Families): Result<Place, ResolveFailure> {
  const declared = Object.hasOwn(method.inputs, name) ? method.inputs[name] : undefined;
  if (declared?.kind === "number") return ok({ kind: "number", declared });
  if (declared?.kind === "choice") return ok({ kind: "word" });
  if (declared?.kind === "list") return ok({ kind: "list", of: declared.of });
  const keys = keysOf(method, families);
  if (keys.includes(name)) return ok({ kind: "word" });
  const equation = Object.hasOwn(method.equations, name) ? method.equations[name] : undefined;
  if (equation !== undefined) {
    const help = equation.help ?? `Given ${name}`;
    const taken: NumberInput = { kind: "number", unit: equation.unit, help };
    return ok({ kind: "number", declared: taken, replaces: equation.formula });
  }
  return placeInList(name, method) ?? fail(unknownName(name, method, keys));
}

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
  if (declared?.kind === "choice" || keys.includes(field)) return ok({ kind: "word" });
  const known = [...Object.keys(of.inputs), ...keys];
  const message = `\`${path}\`: a row has no \`${field}\`.${suggestion(field, known)} It has: ${known.join(", ")}.`;
  return fail({ kind: "unknown-name", name: path, message });
}

/** How a row of a list is written on the command line. */
export function exampleOfRow(list: string, of: Graph): string {
  const [field = "value"] = Object.keys(of.inputs);
  return `${list}.LABEL.${field}=NUMBER`;
}

function placeInList(name: string, method: Method): Result<Place, ResolveFailure> | undefined {
  for (const [list, declared] of Object.entries(method.inputs)) {
    if (declared.kind !== "list" || !name.startsWith(`${list}.`)) continue;
    const inner = name.slice(list.length + 1);
    // A label may hold dots, a field may not.
    const dot = inner.lastIndexOf(".");
    if (dot > 0) return ok({ kind: "field", list, label: inner.slice(0, dot), field: inner.slice(dot + 1) });
    const message = `\`${name}\` lacks the label of a row: write ${exampleOfRow(list, declared.of)}.`;
    return fail({ kind: "bad-input", name, message });
  }
  return undefined;
}

function unknownName(name: string, method: Method, keys: readonly string[]): ResolveFailure {
  const equation = Object.hasOwn(method.outputs, name) ? method.outputs[name] : undefined;
  const known = [...Object.keys(method.inputs), ...keys, ...Object.keys(method.equations)];
  const hint =
    equation === undefined ? suggestion(name, known) : ` The output \`${name}\` is the equation \`${equation}\`.`;
  const message = `${method.id} has no input \`${name}\`.${hint}`;
  return { kind: "unknown-name", name, message };
}
