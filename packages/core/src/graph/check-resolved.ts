import { expectElements, expectKind, expectMembers, inWords, isObject } from "../argument.ts";
import { WattledgerError } from "../error.ts";
import { suggestion } from "../nearest.ts";
import { distributionProblem } from "../uncertainty/check-distribution.ts";
import { convert } from "../units/unit.ts";
import { expectInput, expectOrigin } from "./expect-graph.ts";
import type { ChoiceInput, Graph, Input, NumberInput } from "./graph.ts";

/**
 * Checks resolved inputs against the graph that they fill: each has the kind and the unit of its input, and a distribution
 * that is in order. Inputs that the graph does not have are ignored, since a part of a graph is filled from the inputs of the whole.
 *
 * @throws WattledgerError `bad-input` or `bad-unit`, naming the input.
 */
export function checkResolved(graph: Graph, inputs: unknown): void {
  expectKind("The resolved inputs", inputs, "object");
  if (!isObject(inputs)) return;
  for (const [name, resolved] of Object.entries(inputs)) {
    const declared = Object.hasOwn(graph.inputs, name) ? graph.inputs[name] : undefined;
    if (declared !== undefined && resolved !== undefined) checkOne(name, declared, resolved);
  }
}

/** Checks one resolved input against its declaration. @throws WattledgerError `bad-input` or `bad-unit` */
export function checkOne(name: string, declared: Input, resolved: unknown): void {
  expectInput(name, declared);
  if (!isObject(resolved) || resolved["kind"] !== declared.kind) {
    const found = isObject(resolved) ? `of kind ${inWords(resolved["kind"])}` : inWords(resolved);
    throw bad(name, `must be a resolved ${declared.kind}, as \`resolve\` gives it, not ${found}`);
  }
  switch (declared.kind) {
    case "number":
      checkNumber(name, declared, resolved);
      return;
    case "choice":
      checkChoice(name, declared, resolved);
      return;
    case "list":
      checkRows(name, declared.of, resolved["rows"]);
  }
}

function checkNumber(name: string, { unit: wanted }: NumberInput, resolved: Fields): void {
  checkUnit(name, resolved["unit"], wanted);
  checkResolvedNumber(name, resolved);
}

/** Checks a resolved number by itself, in any unit. @throws WattledgerError `bad-input` */
export function checkResolvedNumber(name: string, resolved: unknown): void {
  expectMembers(`Input \`${name}\``, resolved, { value: "number", unit: "text" });
  if (!isObject(resolved)) return;
  const { value, distribution, variable } = resolved;
  if (typeof value !== "number" || !Number.isFinite(value)) throw bad(name, `must be a number, not ${inWords(value)}`);
  if (variable !== undefined && typeof variable !== "string") {
    throw bad(name, `has a \`variable\` that is not text: ${inWords(variable)}`);
  }
  checkOrigin(name, resolved);
  checkDistribution(name, distribution, value);
}

/** Checks that an argument has the form of a resolved input of any graph. @throws WattledgerError `bad-input` */
export function expectResolved(name: string, resolved: unknown): void {
  const what = `Input \`${name}\``;
  expectMembers(what, resolved, { kind: "text" });
  if (!isObject(resolved) || resolved["kind"] !== "list") return;
  expectElements(`the rows of ${what}`, resolved["rows"], "object");
  if (!Array.isArray(resolved["rows"])) return;
  for (const row of resolved["rows"]) {
    expectMembers(`A row of ${what}`, row, { fields: "object" });
    for (const [field, one] of Object.entries(isObject(row) && isObject(row["fields"]) ? row["fields"] : {})) {
      expectMembers(`${what}: \`${field}\` of a row`, one, { kind: "text" });
    }
  }
}

/** A distribution of an input is in order, if it has one. @throws WattledgerError `bad-input` */
export function checkDistribution(name: string, distribution: unknown, value: number): void {
  const problem = distribution === undefined ? undefined : distributionProblem(distribution, value);
  if (problem !== undefined) throw new WattledgerError("bad-input", `Input \`${name}\`: its distribution ${problem}.`);
}

type Fields = Readonly<Record<string, unknown>>;

/** The same unit in another spelling is taken; a unit of another size is not, since only `resolve` converts. */
function checkUnit(name: string, unit: unknown, wanted: string): void {
  if (unit === wanted) return;
  if (typeof unit !== "string") throw bad(name, `must say its unit, \`${wanted}\`, not ${inWords(unit)}`);
  if (convert(1, unit, wanted) === 1) return;
  const remedy = "Convert it, or give it to `resolve` with its unit";
  throw new WattledgerError(
    "bad-unit",
    `Input \`${name}\` is in \`${unit}\`, but must be in \`${wanted}\`. ${remedy}.`,
  );
}

function checkChoice(name: string, { options }: ChoiceInput, resolved: Fields): void {
  const { value } = resolved;
  if (typeof value !== "string") throw bad(name, `must be one of ${options.join(", ")}, not ${inWords(value)}`);
  if (!options.includes(value)) {
    throw bad(
      name,
      `is ${inWords(value)}, but must be one of ${options.join(", ")}${suggestion(value, options).trimEnd()}`,
    );
  }
  checkOrigin(name, resolved);
}

function checkOrigin(name: string, { origin }: Fields): void {
  if (!isObject(origin) || typeof origin["kind"] !== "string") {
    throw bad(name, `must say its \`origin\`, such as { kind: "given" }, not ${inWords(origin)}`);
  }
  expectOrigin(origin);
}

function checkRows(name: string, of: Graph, rows: unknown): void {
  if (!Array.isArray(rows)) throw bad(name, `must have a list of \`rows\`, not ${inWords(rows)}`);
  // By index, since the iteration methods pass over holes.
  for (let index = 0; index < rows.length; index += 1) {
    const row: unknown = rows[index];
    const fields = isObject(row) ? row["fields"] : undefined;
    if (!isObject(row) || typeof row["label"] !== "string" || !isObject(fields)) {
      throw bad(name, `: row ${index + 1} must be { label, fields }, not ${inWords(row)}`);
    }
    for (const [field, one] of Object.entries(fields)) {
      const declared = Object.hasOwn(of.inputs, field) ? of.inputs[field] : undefined;
      if (declared !== undefined) checkOne(`${name}[${row["label"]}].${field}`, declared, one);
    }
  }
}

function bad(name: string, problem: string): WattledgerError {
  return new WattledgerError("bad-input", `Input \`${name}\` ${problem}.`.replace("` : ", "`: "));
}
