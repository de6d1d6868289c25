import { convert } from "@wattledger/core";
import type { ResolvedInputs } from "@wattledger/core";
import type { SummarisedRecord } from "../summary/record-summary.ts";

/** One reason why the carbon of two runs differs. */
export interface Cause {
  readonly kind:
    | "cpu-seconds"
    | "energy-per-cpu-second"
    | "duration"
    | "power"
    | "boundary"
    | "rest-of-node"
    | "pue"
    | "intensity"
    | "remainder";
  /** The component it belongs to. Absent for a reason that all components share. */
  readonly component?: string;
  /** Its contribution to B minus A. */
  readonly gramsCO2e: number;
  /** The reason's own value in A and in B, in `unit`. Null without a value. */
  readonly a: number | null;
  readonly b: number | null;
  readonly unit: string;
}

/** Below this part of the carbon of both runs a difference is a rounding error. */
const roundingError = 1e-9;

/**
 * The same causes without those that are rounding errors, and with what they do not explain, so that all add up to `difference`. A
 * remainder is left if one of the runs was accounted by a method without these factors.
 */
export function wholeCauses(
  causes: readonly Cause[],
  { difference, both }: { readonly difference: number; readonly both: number },
): readonly Cause[] {
  const real = causes.filter(({ gramsCO2e }) => Math.abs(gramsCO2e) > roundingError * both);
  const remainder = difference - real.reduce((sum, { gramsCO2e }) => sum + gramsCO2e, 0);
  return Math.abs(remainder) <= roundingError * both
    ? real
    : [...real, { kind: "remainder", gramsCO2e: remainder, a: null, b: null, unit: "gCO2e" }];
}

interface Part {
  readonly component: string;
  readonly grams: number;
  /** The amount of work, and the energy of each unit of it: processor seconds, or else time. */
  readonly activity: { readonly kind: "cpu-seconds" | "duration"; readonly seconds: number };
  readonly wattsEach: number;
}

interface Parts {
  readonly parts: ReadonlyMap<string, Part>;
  readonly restOfNode: number;
  readonly pue: number;
  readonly intensity: number;
}

/**
 * Splits the difference in carbon by the logarithmic mean Divisia index (Ang 2005, Energy Policy 33, 867-871): exact, with
 * no remainder, and independent of which run comes first. The carbon of a component is the amount of work times the energy
 * of each unit, times the node's, the facility's and the grid's factors. Empty if a run's method does not have these.
 */
export function differenceCauses(a: SummarisedRecord, b: SummarisedRecord): readonly Cause[] {
  const [inA, inB] = [partsOf(a), partsOf(b)];
  if (inA === undefined || inB === undefined) return [];
  const causes = new Map<string, Cause>();
  const add = (cause: Cause): void => {
    const key = `${cause.kind} ${cause.component ?? ""}`;
    causes.set(key, { ...cause, gramsCO2e: cause.gramsCO2e + (causes.get(key)?.gramsCO2e ?? 0) });
  };
  const everywhere = [
    ["rest-of-node", 1 + inA.restOfNode, 1 + inB.restOfNode, "1"],
    ["pue", inA.pue, inB.pue, "1"],
    ["intensity", inA.intensity, inB.intensity, "gCO2e/kWh"],
  ] as const;
  for (const component of new Set([...inA.parts.keys(), ...inB.parts.keys()])) {
    const [one, other] = [inA.parts.get(component), inB.parts.get(component)];
    if (one === undefined || other === undefined || one.activity.kind !== other.activity.kind) {
      const [gramsA, gramsB] = [one?.grams ?? 0, other?.grams ?? 0];
      const ends = { a: one === undefined ? null : gramsA, b: other === undefined ? null : gramsB, unit: "gCO2e" };
      add({ kind: "boundary", component, gramsCO2e: gramsB - gramsA, ...ends });
      continue;
    }
    const weight = logarithmicMean(one.grams, other.grams);
    const { kind } = one.activity;
    const rate = kind === "cpu-seconds" ? "energy-per-cpu-second" : "power";
    const ends = { a: one.wattsEach, b: other.wattsEach, unit: kind === "cpu-seconds" ? "J/s" : "W" };
    if (weight === 0) {
      // One of them is zero: no ratio shows the part of each reason.
      add({ kind: rate, component, gramsCO2e: other.grams - one.grams, ...ends });
      continue;
    }
    const [before, after] = [one.activity.seconds, other.activity.seconds];
    const work = { kind, gramsCO2e: weight * Math.log(after / before), a: before, b: after, unit: "s" } as const;
    // Time is one reason for all components. Processor time belongs to the processor.
    add(kind === "duration" ? work : { ...work, component });
    add({ kind: rate, component, gramsCO2e: weight * Math.log(other.wattsEach / one.wattsEach), ...ends });
    for (const [name, from, to, unit] of everywhere) {
      if (from !== to) add({ kind: name, gramsCO2e: weight * Math.log(to / from), a: from, b: to, unit });
    }
  }
  return [...causes.values()]
    .filter(({ gramsCO2e }) => gramsCO2e !== 0)
    .toSorted((left, right) => Math.abs(right.gramsCO2e) - Math.abs(left.gramsCO2e));
}

/** The logarithmic mean, between the geometric and the arithmetic: (y − x) ÷ ln(y ÷ x). Zero if one of them is zero. */
function logarithmicMean(x: number, y: number): number {
  if (x <= 0 || y <= 0) return 0;
  // Near 1 the quotient loses its digits, and both means agree to all of them.
  return Math.abs(y / x - 1) < 1e-6 ? (x + y) / 2 : (y - x) / Math.log(y / x);
}

function partsOf({ found }: SummarisedRecord): Parts | undefined {
  const { inputs, measurement } = found;
  const [restOfNode, pue, intensity] = ["restOfNodeShare", "pue", "intensity"].map((name) => numberOf(inputs, name));
  if (restOfNode === undefined || pue === undefined || intensity === undefined) return undefined;
  const { cpuSeconds, durationSeconds, energy } = measurement;
  const parts = new Map<string, Part>();
  const joules = new Map<string, number>();
  for (const { channel, attribution } of energy)
    joules.set(channel.component, (joules.get(channel.component) ?? 0) + attribution.runJoules);
  for (const [component, own] of joules) {
    const byWork = component === "cpu" && cpuSeconds !== undefined && cpuSeconds > 0;
    const seconds = byWork ? cpuSeconds : durationSeconds;
    parts.set(component, {
      component,
      grams: convert(own, "J", "kWh") * (1 + restOfNode) * pue * intensity,
      activity: { kind: byWork ? "cpu-seconds" : "duration", seconds },
      wattsEach: seconds > 0 ? own / seconds : 0,
    });
  }
  return { parts, restOfNode, pue, intensity };
}

function numberOf(inputs: ResolvedInputs, name: string): number | undefined {
  const input = inputs[name];
  return input?.kind === "number" ? input.value : undefined;
}
