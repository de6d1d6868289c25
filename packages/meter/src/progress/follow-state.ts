import { defined } from "@wattledger/core/defined";
import { energyOf } from "../attribute/mark.ts";
import type { Mark, WindowEnergy } from "../attribute/mark.ts";
import type { Weights } from "../attribute/weights.ts";
import type { RunEvent } from "../command/run-event.ts";
import type { Budget } from "../record/budget.ts";
import type { RunMeasurement } from "../record/measurement.ts";
import type { Predicted, Prediction, Widening } from "../record/prediction.ts";
import type { PhaseUse, ProgressLine, RunProgress } from "../record/progress.ts";
import { lookAtBudget, newWatch, outcomeOf } from "./budget-watch.ts";
import type { BudgetFigures, BudgetWatch } from "./budget-watch.ts";
import { predict } from "./predict.ts";
import type { PartUse } from "./predict.ts";
import { closeTally, emptyTally, outlookOf, plannedSteps, takeEvent } from "./progress-tally.ts";
import type { Ended, Outlook, Part, ProgressTally } from "./progress-tally.ts";
import { ownJoules, scaled, statusPrediction } from "./run-status.ts";
import type { Rates, RunStatus } from "./run-status.ts";

/** What is watched in a run. */
export interface FollowPlan {
  /** The plan from the command line. The command's own later reports replace it. */
  readonly plannedEpochs?: number;
  readonly budget?: Budget;
  readonly onBudget: "warn" | "stop";
  /** Of electricity, in the budget's currency. */
  readonly pricePerKilowattHour?: number;
}

/** A run that is followed: its reports, its prediction, and its state relative to its budget. */
export interface FollowState {
  readonly tally: ProgressTally;
  readonly watch: BudgetWatch;
  /** Absent until the first account. */
  readonly rates?: Rates;
  readonly prediction?: Prediction;
}

/** A run that has just started. */
export const followStart: FollowState = { tally: emptyTally, watch: newWatch };

/** What is known about the run now, and the mark that divides its energy. */
export interface Now {
  readonly measurement: RunMeasurement;
  readonly weights: Weights;
  /** After the command's end nothing is predicted and no end is requested. */
  readonly phase: "running" | "ended";
}

/** What to do outside after a step. */
export interface FollowStep {
  readonly state: FollowState;
  readonly lines: readonly ProgressLine[];
  readonly askToEnd: boolean;
  readonly warn: boolean;
}

/** Result of an event. `isPart`: a part of the plan ended, so a prediction is due. */
export type ToldStep =
  | {
      readonly ok: true;
      readonly state: FollowState;
      readonly lines: readonly ProgressLine[];
      readonly isPart: boolean;
    }
  | { readonly ok: false; readonly error: string };

/** Takes a report of the command. */
export function takeTold(state: FollowState, event: RunEvent, mark: Mark, now: Now): ToldStep {
  const taken = takeEvent(state.tally, event, mark);
  if (!taken.ok) return taken;
  const { tally, ended } = taken;
  return {
    ok: true,
    state: { ...state, tally },
    lines: ended === undefined ? [] : [lineOf(ended, now)],
    isPart: ended !== undefined && ended.kind !== "phase-ended",
  };
}

/** The inputs of the next prediction. Undefined if the run has not reported enough yet. */
export function outlookNow({ tally }: FollowState, plan: FollowPlan): Outlook | undefined {
  return outlookOf(tally, tally.plannedEpochs ?? plan.plannedEpochs);
}

/** Predicts the whole run. `widening` is learnt from past runs at this share of the plan. */
export function withPrediction(state: FollowState, from: Outlook, widening: Widening, now: Now): FollowState {
  const { measurement } = now;
  const prediction = predict({
    ...from,
    parts: from.parts.map((part) => useOf(part, now)),
    soFar: { seconds: measurement.durationSeconds, joules: ownJoules(measurement) },
    widening,
  });
  const { prediction: _, ...rest } = state;
  return prediction === undefined ? rest : { ...rest, prediction };
}

/** Looks at the budget, if there is one and its figure is known. */
export function withBudget(state: FollowState, plan: FollowPlan, now: Now): FollowStep {
  const { budget } = plan;
  const figures = budget === undefined ? undefined : budgetFigures(state, { ...plan, budget }, now);
  if (budget === undefined || figures === undefined) return { state, lines: [], askToEnd: false, warn: false };
  const onBudget = now.phase === "ended" ? "warn" : plan.onBudget;
  const { watch, line, askToEnd, warn } = lookAtBudget(state.watch, figures, { budget, onBudget });
  return { state: { ...state, watch }, lines: line === undefined ? [] : [line], askToEnd, warn };
}

/** The command has ended: its open phases and epochs end with it. */
export function endFollowing(
  state: FollowState,
  last: Mark,
  now: Now,
): { readonly state: FollowState; readonly lines: readonly ProgressLine[] } {
  const { tally, ended: open } = closeTally(state.tally, last);
  return { state: { ...state, tally }, lines: open.map((one) => lineOf(one, now)) };
}

/** Everything that a reader may ask for now. */
export function statusOf(state: FollowState, plan: FollowPlan, now: Now): RunStatus {
  const { tally, rates, prediction, watch } = state;
  const { measurement } = now;
  const planned = tally.plannedEpochs ?? plan.plannedEpochs;
  const steps = plannedSteps(tally);
  const base = {
    elapsedSeconds: measurement.durationSeconds,
    epochsDone: tally.epochs.length,
    ...defined({ epochsPlanned: planned, stepsDone: steps?.done, stepsPlanned: steps?.planned }),
  };
  if (rates === undefined) return base;
  const components = ownJoules(measurement);
  const energyJoules = components * rates.energyJoules;
  const cost = costOf(plan, energyJoules);
  const { budget } = plan;
  const figures = budget === undefined ? undefined : budgetFigures(state, { ...plan, budget }, now);
  return {
    ...base,
    energyJoules,
    carbonGrams: components * rates.carbonGrams,
    ...defined({ cost }),
    ...(prediction === undefined
      ? {}
      : { prediction: statusPrediction(prediction, rates, (joules) => costOf(plan, joules)) }),
    ...(budget === undefined || figures === undefined ? {} : { budget: outcomeOf(budget, watch, figures) }),
  };
}

/** The whole progress of the run, in the figures of its end. */
export function progressOf(state: FollowState, plan: FollowPlan, now: Now): RunProgress {
  const { tally, prediction } = state;
  const { phases, epochs, work, metrics } = tally;
  const planned = tally.plannedEpochs ?? plan.plannedEpochs;
  const uses = epochs.map((epoch) => useOf(epoch, now));
  const sum = (of: "seconds" | "joules"): number => uses.reduce((total, use) => total + use[of], 0);
  const { budget } = statusOf(state, plan, now);
  return {
    phases: [...phases].filter(([, { count }]) => count > 0).map(([name, phase]) => phaseUse(name, phase, now)),
    ...(uses.length === 0
      ? {}
      : {
          epochs: {
            done: uses.length,
            ...defined({ planned }),
            seconds: sum("seconds"),
            joules: sum("joules"),
          },
        }),
    ...defined({ work }),
    ...(metrics.size === 0 ? {} : { metrics: Object.fromEntries(metrics) }),
    ...defined({ prediction, budget }),
  };
}

function phaseUse(
  name: string,
  { count, seconds, weights }: Pick<PhaseUse, "count" | "seconds"> & { readonly weights: Weights },
  now: Now,
): PhaseUse {
  return { name, count, seconds, ...energyIn(weights, now) };
}

function energyIn(weights: Weights, { weights: whole, measurement }: Now): WindowEnergy {
  return energyOf(weights, whole, measurement.energy);
}

function useOf({ work, window: { fromSeconds, toSeconds, weights } }: Part, now: Now): PartUse {
  return { work, seconds: toSeconds - fromSeconds, joules: energyIn(weights, now).joules };
}

function lineOf(one: Ended, now: Now): ProgressLine {
  const { fromSeconds, toSeconds, weights } = one.window;
  const { joules, joulesByComponent } = energyIn(weights, now);
  const span = { fromSeconds, toSeconds };
  switch (one.kind) {
    case "phase-ended":
      return { kind: "phase-ended", name: one.name, ...span, joules, joulesByComponent };
    case "epoch-ended": {
      const { number, metrics } = one;
      return { kind: "epoch-ended", number, ...span, joules, ...defined({ metrics }) };
    }
    case "steps-done":
      return { kind: "steps-done", steps: one.steps, ...span, joules };
  }
}

function costOf({ pricePerKilowattHour }: FollowPlan, joules: number): number | undefined {
  return pricePerKilowattHour === undefined ? undefined : (joules / 3.6e6) * pricePerKilowattHour;
}

/** The run and its prediction in the budget's unit. Undefined if unknown. */
function budgetFigures(
  { rates, prediction }: FollowState,
  plan: FollowPlan & { readonly budget: Budget },
  { measurement, phase }: Now,
): BudgetFigures | undefined {
  const perJoule = rates === undefined ? undefined : budgetRate(rates, plan);
  if (perJoule === undefined) return undefined;
  const expected: Predicted | undefined =
    prediction === undefined || phase === "ended" ? undefined : scaled(prediction.joules, perJoule);
  return {
    elapsedSeconds: measurement.durationSeconds,
    used: ownJoules(measurement) * perJoule,
    ...defined({ predicted: expected }),
  };
}

function budgetRate(rates: Rates, plan: FollowPlan & { readonly budget: Budget }): number | undefined {
  switch (plan.budget.kind) {
    case "carbon":
      return rates.carbonGrams;
    case "energy":
      return rates.energyJoules;
    case "cost":
      return costOf(plan, rates.energyJoules);
  }
}
