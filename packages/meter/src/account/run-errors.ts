import type { Propagated, ResolvedInputs } from "@wattledger/core";
import { shareVariables } from "./component-rows.ts";

/** The errors of one figure of a run: standard deviations, relative to its expected value. */
export interface RunErrors {
  /** Of what each run computes for itself: its share of the machine. */
  readonly own: number;
  /** By variable, signed: factors, meters and models, which have one error in all runs. */
  readonly shared: Readonly<Record<string, number>>;
}

/** Errors below this part of the whole are the run's own: together they change nothing that is printed. */
const leastPart = 0.01;

/** Divides the error of a figure into the run's own part and the parts that other runs share. Undefined for a figure of 0. */
export function errorsOf(figure: Propagated | undefined, inputs: ResolvedInputs): RunErrors | undefined {
  if (figure === undefined || !(figure.quantity.mean > 0)) return undefined;
  const { quantity, sd, effects } = figure;
  const ofShares = new Set(shareVariables(inputs));
  const shared: Record<string, number> = {};
  let own = 0;
  for (const [variable, effect] of effects) {
    if (ofShares.has(variable) || Math.abs(effect) < leastPart * sd) own += effect ** 2;
    else shared[variable] = effect / quantity.mean;
  }
  return { own: Math.sqrt(own) / quantity.mean, shared };
}
