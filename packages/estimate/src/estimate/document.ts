import {
  assume,
  defined,
  explain,
  fail,
  houseLevel,
  knownPart,
  namesIn,
  namesToGive,
  monteCarlo,
  ok,
  partOf,
  quantify,
  quantifyDraws,
  resolve,
  sensitivity,
} from "@wattledger/core";
import type {
  Boundary,
  Explanation,
  FactorFamily,
  Given,
  Method,
  Quantified,
  Quantity,
  ResolvedInputs,
  ResolveFailure,
  Result,
  Sensitivity,
  Source,
} from "@wattledger/core";
import { missingLists } from "../given/given.ts";
import type { ParsedInputs } from "../given/given.ts";
import { plainPath } from "./inputs.ts";
import { equationOf, takeAsGiven } from "./narrow.ts";
import { estimateNotes } from "./notes.ts";
import type { EstimateNotes, FilledEstimate } from "./notes.ts";

/** Schema of {@link EstimateDocument}, and its version. */
export const estimateSchema = "wattledger/estimate/1";

/** Points sampled for shares of variance where a method is not near-linear. */
const sensitivitySamples = 4096;

/** What is wanted of an estimate besides its outputs. */
export interface EstimateRequest {
  /** Draws of a Monte Carlo simulation, for the intervals of the outputs; without it they come by propagation. */
  readonly draws?: number;
  readonly seed: number;
  /** An output or equation; `true` is the main output. */
  readonly sensitivity?: string | true;
  readonly explain?: string | true;
  /** Inputs whose value is taken although it is not credible. */
  readonly accept?: readonly string[];
}

/** An estimate as `--json` writes it: docs/estimate-json.md. Quantities are in the units of the method. */
export interface EstimateDocument {
  readonly schema: typeof estimateSchema;
  readonly method: {
    readonly id: string;
    readonly version: string;
    readonly title: string;
    readonly source: Source;
    readonly boundary: Boundary;
  };
  /** Release of the factors that filled inputs. */
  readonly factorSet: string;
  /** How the intervals of the outputs were computed. */
  readonly uncertainty:
    | {
        readonly approach: "ipcc-2006-approach-1";
        readonly level: number;
        /** Outputs for which first-order propagation does not hold: these are simulated (Approach 2). Absent where it holds for all. */
        readonly simulated?: { readonly outputs: readonly string[]; readonly draws: number };
      }
    | {
        readonly approach: "ipcc-2006-approach-2";
        readonly level: number;
        readonly draws: number;
        readonly seed: number;
      };
  readonly outputs: Readonly<Record<string, Quantity>>;
  /** Outputs that are not known, each with the reason; absent where all are. */
  readonly unknown?: Readonly<Record<string, string>>;
  /** The keys that were given to choose factors: `{zone: "FR"}`. */
  readonly keys: Readonly<Record<string, string>>;
  /** Equations whose value was given, with the formula that it replaced. */
  readonly assumed: Readonly<Record<string, string>>;
  /** Every input with its origin. */
  readonly inputs: ResolvedInputs;
  /** Sentences that a reader of the numbers should know: fallbacks, values taken as exact, names that do not affect the outputs. */
  readonly notes: readonly string[];
  readonly sensitivity?: Sensitivity & { readonly samples: number; readonly seed: number };
  /** Intervals in it come as those of the outputs do without a number of draws. */
  readonly explanation?: Explanation;
}

/** An estimate with the method that made it, which may be narrower than the one that was asked for. */
export interface Estimate {
  readonly document: EstimateDocument;
  readonly method: Method;
  /** The notes of the document, by what they say. */
  readonly notes: EstimateNotes;
  /** The equations behind the outputs, with the effect of each variable. */
  readonly quantified: ReadonlyMap<string, Quantified>;
}

/** How inputs are filled besides what was given. */
export interface FillRequest {
  /** Equations that are asked for in addition to the outputs. */
  readonly wanted?: readonly string[];
  /** Inputs whose value is taken although it is not credible. */
  readonly accept?: readonly string[];
  /** Finds the part of a method that is needed; a batch remembers it. */
  readonly narrow?: typeof takeAsGiven;
}

/**
 * Finds the method as it is used, narrowed to its outputs and the `wanted` equations, and fills its inputs; or says all that
 * is wrong.
 */
export async function fillEstimate(
  base: Method,
  parsed: ParsedInputs,
  families: readonly FactorFamily[],
  { wanted = [], accept = [], narrow = takeAsGiven }: FillRequest = {},
): Promise<Result<FilledEstimate, readonly ResolveFailure[]>> {
  const { assumed } = parsed;
  const whole = narrow(base, assumed, wanted);
  const known = namesToGive(whole, families);
  const superfluous = Object.keys(parsed.given).filter((name) => !known.includes(name));
  const given = Object.fromEntries(Object.entries(parsed.given).filter(([name]) => !superfluous.includes(name)));
  const resolved = await resolve(whole, given, families, { accept });
  const failures = allFailures(
    parsed.failures,
    missingLists(whole, given),
    resolved.ok ? [] : byMissingKey(resolved.error, whole, given, families),
  );
  if (!resolved.ok || failures.length > 0) return fail(failures);
  const { method, unknown } = knownPart(whole, resolved.value);
  const asked = wanted.filter((name) => !Object.hasOwn(method.equations, name));
  if (asked.length > 0 || Object.keys(method.outputs).length === 0) return fail(notKnown(asked, unknown, base));
  const replaced = replacedFormulas(base, assumed, superfluous);
  const usedBy = usersOf(base, assumed, superfluous, families);
  return ok({ method, inputs: resolved.value, given, superfluous, replaced, usedBy, unknown });
}

/** For each name that does not affect the outputs: an equation that uses it, and that no other equation reads. */
function usersOf(
  base: Method,
  assumed: readonly string[],
  superfluous: readonly string[],
  families: readonly FactorFamily[],
): Readonly<Record<string, string>> {
  if (superfluous.length === 0) return {};
  const read = new Set(Object.values(base.equations).flatMap(({ expression }) => namesIn(expression)));
  const outputs = new Set(Object.values(base.outputs));
  const beside = Object.keys(base.equations).filter(
    (name) => !read.has(name) && !outputs.has(name) && !assumed.includes(name),
  );
  const rest: Method = assumed.length === 0 ? base : assume<string, string, string>(base, assumed);
  const users = superfluous.flatMap((name) => {
    const user = beside.find(
      (equation) =>
        Object.hasOwn(rest.equations, equation) && namesToGive(partOf(rest, [equation]), families).includes(name),
    );
    return user === undefined ? [] : [[name, user] as const];
  });
  return Object.fromEntries(users);
}

/** What nothing can be said of, each with the reason. */
function notKnown(
  equations: readonly string[],
  unknown: Readonly<Record<string, string>>,
  { outputs }: Method,
): readonly ResolveFailure[] {
  const reasons = Object.entries(unknown).filter(
    ([output]) => equations.length === 0 || equations.includes(outputs[output] ?? output),
  );
  return reasons.map(([name, reason]) => ({
    kind: "missing-input",
    name,
    message: `\`${name}\` is unknown: ${reason}`,
  }));
}

/** Makes an estimate from what was given, or says all that is wrong with it. */
export async function makeEstimate(
  base: Method,
  parsed: ParsedInputs,
  families: readonly FactorFamily[],
  factorSet: string,
  request: EstimateRequest,
): Promise<Result<Estimate, readonly ResolveFailure[]>> {
  const { assumed } = parsed;
  const explained = chosen(base, request.explain, assumed);
  const varied = chosen(base, request.sensitivity, assumed);
  const wanted = [explained, varied].flatMap((name) => name ?? []);
  const filled = await fillEstimate(base, parsed, families, { wanted, ...defined({ accept: request.accept }) });
  if (!filled.ok) return filled;
  const { method, inputs, replaced, unknown } = filled.value;
  const { id, version, title, source, boundary } = method;
  const { seed } = request;
  const notes = estimateNotes(filled.value, families);
  const quantified = quantify(method, inputs, [...new Set(Object.values(method.outputs))]);
  const document: EstimateDocument = {
    schema: estimateSchema,
    method: { id, version, title, source, boundary },
    factorSet,
    uncertainty:
      request.draws === undefined
        ? { approach: "ipcc-2006-approach-1", level: houseLevel, ...simulatedOf(method, quantified) }
        : { approach: "ipcc-2006-approach-2", level: houseLevel, draws: request.draws, seed },
    outputs: outputsOf(method, inputs, request, quantified),
    ...(Object.keys(unknown).length === 0 ? {} : { unknown }),
    keys: keysIn(filled.value),
    assumed: replaced,
    inputs,
    notes: [...notes.warnings, ...notes.fallbacks, ...notes.exact],
    ...(varied === undefined
      ? {}
      : {
          sensitivity: {
            ...sensitivity(method, inputs, varied, { samples: sensitivitySamples, seed }),
            samples: sensitivitySamples,
            seed,
          },
        }),
    ...defined({ explanation: explained === undefined ? undefined : explain(method, inputs, explained, "quantify") }),
  };
  return ok({ document, method, notes, quantified });
}

/** What was given and is not an input: the keys of factors. */
function keysIn({ method, inputs, given }: FilledEstimate): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      typeof value === "string" && !Object.hasOwn(inputs, name) && !Object.hasOwn(method.inputs, name)
        ? [[name, value] as const]
        : [],
    ),
  );
}

/** Formulas in whose place a value was given that is needed. */
function replacedFormulas(
  base: Method,
  assumed: readonly string[],
  superfluous: readonly string[],
): Readonly<Record<string, string>> {
  const needed = assumed.filter((name) => !superfluous.includes(name));
  return Object.fromEntries(needed.map((name) => [name, base.equations[name]?.formula ?? ""]));
}

function chosen(method: Method, name: string | true | undefined, assumed: readonly string[]): string | undefined {
  return name === undefined ? undefined : equationOf(method, name === true ? undefined : name, assumed);
}

/** Which outputs are simulated, as a member of the document. */
function simulatedOf(
  { outputs }: Method,
  quantified: ReadonlyMap<string, Quantified>,
): { readonly simulated?: { readonly outputs: readonly string[]; readonly draws: number } } {
  const simulated = Object.keys(outputs).filter((output) => quantified.get(outputs[output] ?? "")?.simulated === true);
  return simulated.length === 0 ? {} : { simulated: { outputs: simulated, draws: quantifyDraws } };
}

function outputsOf(
  method: Method,
  inputs: ResolvedInputs,
  { draws, seed }: EstimateRequest,
  quantified: ReadonlyMap<string, Quantified>,
): Readonly<Record<string, Quantity>> {
  const quantities =
    draws === undefined ? quantified : monteCarlo(method, inputs, [...quantified.keys()], { draws, seed });
  return Object.fromEntries(
    Object.entries(method.outputs).map(([output, name]) => {
      const quantity = quantities.get(name)?.quantity;
      if (quantity === undefined) throw new TypeError(`No quantity for ${name}.`);
      return [output, quantity];
    }),
  );
}

/** Inputs that lack the same key are one failure, which names the key. */
function byMissingKey(
  failures: readonly ResolveFailure[],
  { inputs }: Method,
  given: Given,
  families: readonly FactorFamily[],
): readonly ResolveFailure[] {
  const keyOf = ({ kind, name }: ResolveFailure): FactorFamily["key"] | undefined => {
    const declared = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
    if (kind !== "no-factor" || declared?.kind !== "number" || declared.key !== undefined) return undefined;
    const key = families.find(({ id }) => id === declared.from)?.key;
    return key === undefined || Object.hasOwn(given, key.name) ? undefined : key;
  };
  const keys = failures.map((failure) => keyOf(failure)?.name);
  return failures.flatMap((failure, index): ResolveFailure[] => {
    const key = keyOf(failure);
    const count = keys.filter((name) => key !== undefined && name === key.name).length;
    if (key === undefined || count < 2) return [failure];
    if (keys.indexOf(key.name) !== index) return [];
    const message = `\`${key.name}\` is missing: ${count} inputs depend on it. Name one, such as ${key.examples.slice(0, 3).join(", ")}.`;
    return [{ kind: "missing-input", name: key.name, message }];
  });
}

/** One failure a name: the first reader of a name knows best what was meant. */
function allFailures(...groups: readonly (readonly ResolveFailure[])[]): readonly ResolveFailure[] {
  const byName = new Map<string, ResolveFailure>();
  for (const failure of groups.flat()) {
    const name = plainPath(failure.name);
    // Of a field in a row the message says only the field.
    const message = name === failure.name ? failure.message : `\`${name}\`: ${failure.message}`;
    if (!byName.has(name)) byName.set(name, { ...failure, name, message });
  }
  return [...byName.values()];
}
