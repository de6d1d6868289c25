import { formatNumber } from "@wattledger/core";
import type { Inputs, Method } from "@wattledger/core";
import type { Instrument, RunFacts } from "./compare-facts.ts";

/** A tool of others, as a method and a mapping from a recorded run to the method's inputs. */
export interface Tool {
  readonly method: Method;
  readonly say: (facts: RunFacts) => Saying;
}

/** What a tool would have been given, or why it would have had nothing to say. */
export type Saying =
  | {
      readonly kind: "figures";
      readonly inputs: Inputs;
      /** Whose intensity the carbon rests on: the tool's own, or the run's where the tool has none. */
      readonly intensity: IntensityBasis;
      /** How its figure comes about and why it differs from ours, each a clause without a full stop. */
      readonly why: readonly string[];
    }
  | { readonly kind: "silence"; readonly reason: string };

/** Where the intensity behind a tool's carbon is from. */
export interface IntensityBasis {
  readonly source: "tool" | "run";
  readonly gramsPerKilowattHour: number;
  /** For people, after "by": "its table for France, of 2022 or 2023". */
  readonly basis: string;
}

/** The run's own intensity, for a tool that brings none. */
export function ownIntensity({ intensityGrams }: RunFacts, why: string): IntensityBasis {
  return { source: "run", gramsPerKilowattHour: intensityGrams, basis: `the run's own intensity, as ${why}` };
}

/** Whose energy a tool reports that does not divide the machine's. */
export const wholeMachineClause = "it charges all of the machine, whoever used it";

/** What most tools leave out. */
export const noNodeClause = "supply losses, fans and board do not count";

/** "2 processor packages", "1 GPU": how many instruments of one kind. */
export function counted(instruments: readonly Instrument[], noun: string): string {
  return `${instruments.length} ${noun}${instruments.length === 1 ? "" : "s"}`;
}

/** "280 W". */
export function watts(value: number): string {
  return `${formatNumber(value, 3)} W`;
}

/** "23 %". */
export function percent(share: number): string {
  return `${formatNumber(share * 100, 2)} %`;
}

export const joulesPerKilowattHour = 3.6e6;
export const gibibyte = 1024 ** 3;
