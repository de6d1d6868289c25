import { convert, isCredible, isWattledgerError, prepare, preparedInput, quantify, usualRange } from "@wattledger/core";
import type { FactorFamily, Given, Method, NumberInput, Prepared, PreparedInput, Quantity } from "@wattledger/core";
import type { UsageEvent } from "@wattledger/ledger";
import { factorBasisOf, interval, unitOf } from "./fill.ts";
import type { ActivityFootprint, Figured, Filled, Impact } from "./fill.ts";

/** Events whose counts alone are missing. */
export interface Ready {
  readonly kind: "ready";
  readonly prepared: Prepared;
  readonly fixed: readonly (PreparedInput | undefined)[];
  readonly counts: readonly {
    readonly name: string;
    readonly place: number;
    readonly isTaken: (value: number) => boolean;
  }[];
  /** A part may not exceed its whole. */
  readonly parts: readonly (readonly [part: number, whole: number, scale: number])[];
  readonly figures: readonly { readonly figure: Impact; readonly index: number; readonly scale: number }[];
  /** Equations of the outputs, in their order. */
  readonly outputs: readonly string[];
  readonly cautions: readonly { readonly index: number; readonly sentence: string }[];
  readonly notes: readonly string[];
  readonly factorBasis: string | undefined;
  /** What a simulation of events with counts like these adds to first-order intervals, by output. */
  readonly corrections: Map<string, readonly Correction[]>;
  /** Simulates events with other counts. */
  readonly simulate: (counts: ReadonlyMap<string, number>) => ReturnType<typeof quantify> | undefined;
}

/** Factors that turn what first-order propagation says of an output into what a simulation says. */
interface Correction {
  readonly mean: number;
  readonly below: number;
  readonly above: number;
}

/** What events share for which a method is made ready. */
export interface ReadyRequest {
  readonly isCount: (name: string) => boolean;
  readonly families: readonly FactorFamily[];
  readonly compiled: Map<string, Prepared>;
}

/** Prepares a filled method for other counts; undefined where it has lists or shares, which are computed one by one. */
export function readyFor(
  base: Figured,
  { estimate, notes }: Filled,
  given: Given,
  { isCount, families, compiled }: ReadyRequest,
): Ready | undefined {
  const { method, inputs } = estimate;
  const all = Object.values(method.inputs);
  if (all.some((input) => input.kind === "list" || (input.kind === "number" && input.shareOf !== undefined)))
    return undefined;
  const outputs = Object.entries(method.outputs);
  const sentences = Object.entries(method.cautions ?? {}).filter(([name]) => Object.hasOwn(method.equations, name));
  const wanted = [...outputs.map(([, equation]) => equation), ...sentences.map(([name]) => name)];
  const shape = [...Object.keys(method.inputs), "", ...Object.keys(method.equations), "", ...wanted].join("\n");
  const prepared = compiled.get(shape) ?? prepare<string>(method, wanted);
  compiled.set(shape, prepared);
  const numbers = prepared.inputs.map((name) => method.inputs[name]);
  const counted = Object.entries(given).flatMap(([name, value]) =>
    typeof value === "number" && isCount(name) ? [name] : [],
  );
  return {
    kind: "ready",
    prepared,
    fixed: prepared.inputs.map((name) => {
      const declared = method.inputs[name];
      const resolved = inputs[name];
      if (declared === undefined || declared.kind === "list" || resolved === undefined || resolved.kind === "list")
        throw new TypeError(`${name} is not a single value.`);
      return counted.includes(name) ? undefined : preparedInput(name, declared, resolved);
    }),
    counts: counted.map((name) => ({
      name,
      place: prepared.inputs.indexOf(name),
      isTaken: takes(base.method.inputs[name], families),
    })),
    parts: numbers.flatMap((declared, part) => {
      const at = declared?.kind === "number" ? prepared.inputs.indexOf(declared.within ?? "") : -1;
      const larger = numbers[at];
      return declared?.kind === "number" && larger?.kind === "number"
        ? [[part, at, convert(1, larger.unit, declared.unit)] as const]
        : [];
    }),
    figures: outputs.flatMap(([output, equation], index) => {
      const figure = base.figureOfOutput.get(output);
      if (figure === undefined) return [];
      return [{ figure, index, scale: convert(1, method.equations[equation]?.unit ?? "1", unitOf(figure)) }];
    }),
    outputs: outputs.map(([, equation]) => equation),
    cautions: sentences.map(([, sentence], index) => ({ index: outputs.length + index, sentence })),
    notes,
    factorBasis: factorBasisOf(method, inputs),
    corrections: new Map(),
    simulate: (counts) => {
      const changed = Object.fromEntries(
        Object.entries(inputs).map(([name, one]) => {
          const value = counts.get(name);
          return [name, value === undefined || one.kind !== "number" ? one : { ...one, value }] as const;
        }),
      );
      try {
        return quantify(method, changed, [...new Set(outputs.map(([, equation]) => equation))]);
      } catch (error) {
        if (isWattledgerError(error)) return undefined;
        throw error;
      }
    },
  };
}

/** Whether a number is taken without a word: possible, credible and usual. All else is judged in full. */
function takes(
  declared: Method["inputs"][string] | undefined,
  families: readonly FactorFamily[],
): (value: number) => boolean {
  if (declared?.kind !== "number") return () => false;
  const number: NumberInput = declared;
  const { min = -Number.MAX_VALUE, max = Number.MAX_VALUE } = number;
  const usual = usualRange(number, [...families]);
  return (value) =>
    value >= min &&
    value <= max &&
    isCredible(number, value) &&
    (usual === undefined || value === 0 || (value >= usual[0] && value <= usual[1]));
}

/** Computes with other counts; undefined where a count has to be judged in full, or nothing comes out. */
export function run(
  ready: Ready,
  given: Given,
  { count, isCurrent }: { readonly count: number; readonly isCurrent: boolean },
): ActivityFootprint | undefined {
  const { prepared, fixed, counts, parts, figures, cautions, notes, factorBasis } = ready;
  if (!isCurrent)
    for (let place = 0; place < fixed.length; place += 1) {
      const input = fixed[place];
      if (input !== undefined) prepared.giveUncertain(place, input);
    }
  let size = "";
  for (const { name, isTaken } of counts) {
    const value = given[name];
    if (typeof value !== "number" || !isTaken(value)) return undefined;
    size += `${sizeOf(value)} `;
  }
  const corrections = ready.corrections.get(size) ?? correctionsFor(ready, given, size);
  giveCounts(ready, (name) => given[name]);
  for (const [part, whole, scale] of parts)
    if (prepared.given(part) > prepared.given(whole) * scale * (1 + 1e-9)) return undefined;
  if (!prepared.run(true)) return undefined;
  const said: { -readonly [F in Impact]?: UsageEvent["figures"][F] } = {};
  for (const { figure, index, scale } of figures) {
    const one = interval(corrected(firstOrder(prepared, index), corrections[index] ?? asItIs), scale * count);
    if (one === undefined) return undefined;
    said[figure] = one;
  }
  const warned = cautions.flatMap(({ index, sentence }) => (prepared.nominal[index] === 0 ? [] : [sentence]));
  return {
    figures: said,
    notes: warned.length === 0 ? notes : [...warned, ...notes],
    ...(factorBasis === undefined ? {} : { factorBasis }),
  };
}

function giveCounts({ prepared, counts }: Ready, valueOf: (name: string) => unknown): void {
  for (const { name, place } of counts) {
    const value = valueOf(name);
    if (place !== -1 && typeof value === "number") prepared.give(place, value);
  }
}

const asItIs: Correction = { mean: 1, below: 1, above: 1 };

const mostCorrections = 1000;

/** Counts of one size differ by a factor of four at most; within it a correction hardly moves. */
function sizeOf(count: number): number {
  return count <= 0 ? -1 : Math.round(Math.log2(count) / 2);
}

/** Compares a simulation with first order at the middle of the sizes of some counts, so that the order of events does not matter. */
function correctionsFor(ready: Ready, given: Given, size: string): readonly Correction[] {
  const { prepared, counts, corrections, simulate, outputs } = ready;
  const middle = new Map(
    counts.flatMap(({ name }) => {
      const value = given[name];
      return typeof value === "number" ? [[name, value <= 0 ? 0 : 4 ** sizeOf(value)] as const] : [];
    }),
  );
  giveCounts(ready, (name) => middle.get(name));
  const simulated = prepared.run(true) ? simulate(middle) : undefined;
  const fresh = outputs.map((equation, index) => {
    const one = simulated?.get(equation);
    return one?.simulated === true ? correctionOf(firstOrder(prepared, index), one.quantity) : asItIs;
  });
  if (corrections.size >= mostCorrections) corrections.clear();
  corrections.set(size, fresh);
  return fresh;
}

type Ends = Pick<Quantity, "mean" | "low" | "high">;

function firstOrder({ mean, low, high }: Prepared, index: number): Ends {
  return { mean: mean[index] ?? Number.NaN, low: low[index] ?? Number.NaN, high: high[index] ?? Number.NaN };
}

function correctionOf(first: Ends, simulated: Ends): Correction {
  return {
    mean: ratio(simulated.mean, first.mean),
    below: ratio(simulated.mean - simulated.low, first.mean - first.low),
    above: ratio(simulated.high - simulated.mean, first.high - first.mean),
  };
}

function corrected({ mean, low, high }: Ends, by: Correction): Ends {
  const centre = mean * by.mean;
  return { mean: centre, low: centre - (mean - low) * by.below, high: centre + (high - mean) * by.above };
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}
