import { convert, doubts, evaluate, isWattledgerError, quantify, valuesOf } from "@wattledger/core";
import type { FactorFamily, Given, Method, Quantity, ResolvedInputs } from "@wattledger/core";
import { fillEstimate, inputsMessage, withOutputs } from "@wattledger/estimate";
import type { FilledEstimate } from "@wattledger/estimate";
import { figureOf } from "@wattledger/ledger";
import type { UsageEvent } from "@wattledger/ledger";

/** What a method says of an activity: figures of the ledger, and what has to be said of them. */
export interface ActivityFootprint {
  readonly figures: UsageEvent["figures"];
  readonly notes: readonly string[];
  /** What the factors of the electricity count: `life-cycle`, `direct`. */
  readonly factorBasis?: string;
}

/** Figures of the ledger that have an interval. */
export type Impact = Exclude<keyof UsageEvent["figures"], "cost">;

/** Why a method says nothing. */
export interface Silent {
  readonly kind: "silent";
  readonly notes: readonly string[];
  /** Names of the inputs that were refused. */
  readonly blames: readonly string[];
}

/** A method with all inputs that one event needs. */
export interface Filled {
  readonly kind: "filled";
  readonly estimate: FilledEstimate;
  readonly notes: readonly string[];
  /** Names of the inputs that were refused, for outputs that are missing. */
  readonly blames: readonly string[];
}

/** A method with the outputs that are figures of the ledger. */
export interface Figured {
  readonly method: Method;
  readonly figureOfOutput: ReadonlyMap<string, Impact>;
  readonly notes: readonly string[];
}

/** Leaves a method the outputs that are figures of the ledger. Carbon of use and of making stay apart. */
export function withFigures(method: Method): Figured {
  const { outputs, roles } = method;
  const holdsMaking = (roles?.embodied ?? null) !== null;
  const operational = outputs["operational-gwp"] === undefined ? (holdsMaking ? undefined : "gwp") : "operational-gwp";
  const wanted: readonly (readonly [Impact, string | undefined])[] = [
    ["energy", "energy"],
    ["gwp_location", operational],
    ["gwp_market", "market-gwp"],
    ["gwp_embodied", outputs["embodied-gwp"] === undefined ? "gwp-embodied" : "embodied-gwp"],
    ["water", "water"],
    ["pe", "pe"],
    ["adpe", "adpe"],
  ];
  const held = wanted.flatMap(([figure, output]) =>
    output === undefined || outputs[output] === undefined ? [] : [[output, figure] as const],
  );
  const notes =
    operational === undefined
      ? [`${method.id} does not say the carbon of use alone: its figure holds the making of the hardware.`]
      : [];
  return {
    method:
      held.length === 0
        ? method
        : withOutputs(
            method,
            held.map(([output]) => output),
          ),
    figureOfOutput: new Map(held),
    notes,
  };
}

/** Fills a method; if an output cannot be filled, the others. */
export async function fill(base: Figured, given: Given, families: readonly FactorFamily[]): Promise<Filled | Silent> {
  const whole = await attempt(base.method, given, families);
  if (whole.kind === "filled") return { ...whole, notes: [...base.notes, ...whole.notes] };
  const outputs = Object.keys(base.method.outputs);
  const possible: string[] = [];
  for (const output of outputs) {
    const one = await attempt(withOutputs(base.method, [output]), given, families);
    if (one.kind === "filled") possible.push(output);
  }
  if (possible.length === 0) return whole;
  const rest = await attempt(withOutputs(base.method, possible), given, families);
  if (rest.kind === "silent") return whole;
  const missing = outputs.filter((output) => !possible.includes(output));
  return {
    ...rest,
    notes: [...base.notes, `Not known: ${missing.join(", ")}.`, ...whole.notes, ...rest.notes],
    blames: whole.blames,
  };
}

async function attempt(method: Method, given: Given, families: readonly FactorFamily[]): Promise<Filled | Silent> {
  const assumed = Object.keys(method.equations).filter((name) => Object.hasOwn(given, name));
  try {
    const filled = await fillEstimate(method, { given, assumed, failures: [] }, families);
    if (filled.ok) return { kind: "filled", estimate: filled.value, notes: notesOf(filled.value), blames: [] };
    return {
      kind: "silent",
      notes: [inputsMessage(method.id, filled.error)],
      blames: filled.error.map(({ name }) => name),
    };
  } catch (error) {
    if (isWattledgerError(error)) return { kind: "silent", notes: [error.message], blames: [] };
    throw error;
  }
}

/** Steps that were taken because nothing nearer is known, and what is not known. */
function notesOf({ inputs, unknown }: FilledEstimate): readonly string[] {
  const steps = Object.entries(inputs).flatMap(([name, one]) => {
    const fields = one.kind === "list" ? one.rows.flatMap((row) => Object.values(row.fields)) : [one];
    return fields.flatMap(({ origin }) =>
      origin.kind === "factor" ? origin.fallbacks.map((step) => `${name}: ${step}`) : [],
    );
  });
  return [...new Set(steps), ...Object.entries(unknown).map(([output, why]) => `${output} is not known: ${why}`)];
}

/** What the factor of the electricity counts. */
export function factorBasisOf({ roles }: Method, inputs: ResolvedInputs): string | undefined {
  const intensity = inputs[roles?.intensity ?? ""];
  if (intensity?.kind !== "number") return undefined;
  return intensity.origin.kind === "factor" ? intensity.origin.factor.boundary : undefined;
}

/** The unit of a figure. */
export function unitOf(figure: Impact): string {
  return figureOf(figure).unit;
}

/** An interval in another unit; undefined where an end is infinite. */
export function interval(
  { mean, low, high }: Pick<Quantity, "mean" | "low" | "high">,
  scale: number,
): { readonly mean: number; readonly low: number; readonly high: number } | undefined {
  const all = { mean: mean * scale, low: low * scale, high: high * scale };
  return Number.isFinite(all.mean) && Number.isFinite(all.low) && Number.isFinite(all.high) ? all : undefined;
}

/** Computes one event as `estimate` does. */
export function byQuantify(
  base: Figured,
  { estimate, notes }: Filled,
  { families, count }: { readonly families: readonly FactorFamily[]; readonly count: number },
): ActivityFootprint {
  const { method, inputs, given } = estimate;
  const outputs = Object.entries(method.outputs);
  const cautions = Object.entries(method.cautions ?? {}).filter(([name]) => Object.hasOwn(method.equations, name));
  try {
    const quantities = quantify(method, inputs, [...new Set(outputs.map(([, name]) => name))]);
    const values: Readonly<Record<string, number>> =
      cautions.length === 0
        ? {}
        : evaluate<string, string, string>(
            method,
            valuesOf(inputs),
            cautions.map(([name]) => name),
          );
    const said: { -readonly [F in Impact]?: UsageEvent["figures"][F] } = {};
    for (const [output, equation] of outputs) {
      const figure = base.figureOfOutput.get(output);
      const quantity = quantities.get(equation)?.quantity;
      if (figure === undefined || quantity === undefined) continue;
      const one = interval(quantity, convert(1, quantity.unit, unitOf(figure)) * count);
      if (one !== undefined) said[figure] = one;
    }
    const factorBasis = factorBasisOf(method, inputs);
    return {
      figures: said,
      notes: [
        ...doubts(method, given, [...families]),
        ...cautions.flatMap(([name, sentence]) => (values[name] === 0 ? [] : [sentence])),
        ...notes,
      ],
      ...(factorBasis === undefined ? {} : { factorBasis }),
    };
  } catch (error) {
    if (isWattledgerError(error)) return { figures: {}, notes: [error.message] };
    throw error;
  }
}
