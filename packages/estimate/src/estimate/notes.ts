import { doubts, evaluate, partOf, valuesOf } from "@wattledger/core";
import type { FactorFamily, Given, Graph, Method, ResolvedInputs } from "@wattledger/core";
import { cellsBehindOutputs } from "./inputs.ts";
import type { InputCell } from "./inputs.ts";

/** An estimate whose inputs are all there, before its outputs are computed. */
export interface FilledEstimate {
  /** The method as it was used. */
  readonly method: Method;
  readonly inputs: ResolvedInputs;
  /** What was given of the inputs and keys that it reads. */
  readonly given: Given;
  /** What was given and the method as used does not read. */
  readonly superfluous: readonly string[];
  /** Formula of each equation whose value was given. */
  readonly replaced: Readonly<Record<string, string>>;
  /** Of what is superfluous for the outputs, the equation that would use it. */
  readonly usedBy: Readonly<Record<string, string>>;
  /** Outputs that are not known, each with the reason. */
  readonly unknown: Readonly<Record<string, string>>;
}

/** Sentences that a reader of the outputs should know and might not expect. */
export interface EstimateNotes {
  /** What may be a mistake of the person who asked: unusual values, and values that nothing uses. */
  readonly warnings: readonly string[];
  /** What was used instead of a figure that is not held. The inputs say the same. */
  readonly fallbacks: readonly string[];
  /** What was taken as exact. */
  readonly exact: readonly string[];
}

/** Returns the notes on an estimate. */
export function estimateNotes(estimate: FilledEstimate, families: readonly FactorFamily[]): EstimateNotes {
  const { method, inputs, given, superfluous, replaced, usedBy } = estimate;
  const cells = cellsBehindOutputs(method, inputs);
  const exact = cells.filter(({ resolved }) => resolved.kind === "number" && resolved.distribution === undefined);
  return {
    warnings: [
      ...doubts(method, given, families),
      ...cautionsOf(method, inputs),
      ...Object.entries(replaced).map(([name, formula]) => `${name} was given, instead of its equation: ${formula}.`),
      ...superfluous.map((name) => superfluousNote(name, usedBy[name])),
      ...idleKeys(estimate, families).map((key) => `${key} is not used: the value that it would choose was given.`),
    ],
    fallbacks: fallbacksAmong(cells).map(({ path, step }) => `${path}: ${step}`),
    exact:
      exact.length === 0
        ? []
        : [`Taken as exact, as no interval was given or is known: ${exact.map(({ path }) => path).join(", ")}.`],
  };
}

function superfluousNote(name: string, equation: string | undefined): string {
  if (equation === undefined) return `${name} is not used: no requested output depends on it.`;
  return `${name} does not change these outputs; ${equation} uses it. Ask for that by --outputs ${equation}.`;
}

/** The method's cautions that hold for these inputs. */
export function cautionsOf(method: Method, inputs: ResolvedInputs): readonly string[] {
  const cautions = Object.entries(method.cautions ?? {}).filter(([name]) => Object.hasOwn(method.equations, name));
  if (cautions.length === 0) return [];
  const names = cautions.map(([name]) => name);
  const part = partOf(method, names);
  const used = Object.fromEntries(Object.entries(inputs).filter(([name]) => Object.hasOwn(part.inputs, name)));
  const values = evaluate<string, string, string>(part, valuesOf(used), names);
  return cautions.flatMap(([name, sentence]) => (values[name] === 0 ? [] : [sentence]));
}

/** Steps that were taken for some inputs because no figure of what was asked is held. */
export function fallbacksAmong(
  cells: readonly InputCell[],
): readonly { readonly path: string; readonly step: string }[] {
  return cells.flatMap(({ path, resolved: { origin } }) =>
    origin.kind === "factor" ? origin.fallbacks.map((step) => ({ path, step })) : [],
  );
}

/** Keys of factors that were given where every input that they would fill was given too. */
export function idleKeys(
  { method, inputs, given }: FilledEstimate,
  families: readonly FactorFamily[],
): readonly string[] {
  const known = new Map(
    families.map(({ id, key }) => [id, [key.name, ...(key.also === undefined ? [] : [key.also.name])]]),
  );
  const keys = new Set(families.map(({ key }) => key.name));
  const used = new Set(usedKeys(method, inputs, known));
  return Object.keys(given).filter((name) => keys.has(name) && !Object.hasOwn(method.inputs, name) && !used.has(name));
}

function usedKeys(
  graph: Graph,
  inputs: ResolvedInputs,
  known: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  return Object.entries(graph.inputs).flatMap(([name, declared]) => {
    const resolved = inputs[name];
    if (declared.kind === "list" && resolved?.kind === "list")
      return resolved.rows.flatMap(({ fields }) => usedKeys(declared.of, fields, known));
    if (declared.kind !== "number" || resolved?.kind !== "number" || resolved.origin.kind !== "factor") return [];
    return known.get(declared.from ?? "") ?? [];
  });
}
