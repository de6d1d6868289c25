import { formatNumber } from "@wattledger/core";
import type { Inputs, Method } from "@wattledger/core";
import type { Instrument, RunFacts } from "./compare-facts.ts";

/** Another tool, as a method and a mapping from a recorded run to the method's inputs. */
export interface Tool {
  readonly method: Method;
  readonly say: (facts: RunFacts) => Saying;
}

/** The inputs that a tool would have had, or why it would have reported nothing. */
export type Saying =
  | {
      readonly kind: "figures";
      readonly inputs: Inputs;
      /** Source of the carbon intensity: the tool's own, or the run's if the tool does not have one. */
      readonly intensity: IntensityBasis;
      /** How its figure is computed and why it differs from Wattledger's, each a clause without a full stop. */
      readonly why: readonly string[];
    }
  | { readonly kind: "silence"; readonly reason: string };

/** Source of the intensity behind a tool's carbon. */
export interface IntensityBasis {
  readonly source: "tool" | "run";
  readonly gramsPerKilowattHour: number;
  /** In words, after "by": "its table for France, of 2022 or 2023". */
  readonly basis: string;
}

/** The run's own intensity, for a tool without one. */
export function ownIntensity({ intensityGrams }: RunFacts, why: string): IntensityBasis {
  return { source: "run", gramsPerKilowattHour: intensityGrams, basis: `the run's own intensity, because ${why}` };
}

/** Clause for a tool that does not divide the machine's energy. */
export const wholeMachineClause = "it counts the whole machine, with the energy of other users";

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

/** Joules in a kilowatt-hour, by definition. */
export const joulesPerKilowattHour = 3.6e6;
/** Bytes in a gibibyte, by definition. */
export const gibibyte = 1024 ** 3;
