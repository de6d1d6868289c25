import { formatNumber, formatReadable } from "@wattledger/core";
import { unitOfBudget } from "@wattledger/meter";
import type { BudgetOutcome, PredictedFigure, RunProgress, RunStatus } from "@wattledger/meter";

/** Energy of a part of a run, for people. */
type PartEnergy = (joules: number) => string;

/**
 * Energy of a part of a run in the boundary of the run's own energy, so that parts can be compared with the whole and never add
 * up to more. `factor` is the whole energy by that of the components. Without it the boundary is said.
 */
function partEnergy(factor: number | undefined): PartEnergy {
  return (joules) =>
    factor === undefined ? `${formatReadable(joules, "J")} of the components` : formatReadable(joules * factor, "J");
}

/** Epochs, or else phases, in a line of a first screen. Empty without them. */
export function shortProgressText(progress: RunProgress | undefined, factor: number | undefined): readonly string[] {
  const energy = partEnergy(factor);
  if (progress?.epochs !== undefined && progress.epochs.done > 0)
    return [`Epochs: ${epochsText(progress.epochs, energy)}`];
  const phases = (progress?.phases ?? []).toSorted((a, b) => b.joules - a.joules);
  if (phases.length === 0) return [];
  const named = phases.slice(0, mostPhases).map(({ name, joules }) => `${name} ${energy(joules)}`);
  const more = phases.length > mostPhases ? `; ${phases.length - mostPhases} more` : "";
  return [`Phases: ${named.join(", ")}${more}`];
}

const mostPhases = 3;

function epochsText(
  { done, planned, joules, seconds }: NonNullable<RunProgress["epochs"]>,
  energy: PartEnergy,
): string {
  const count = `${done}${planned === undefined ? "" : ` of ${planned}`}`;
  return `${count}; ${energy(joules / done)} and ${formatReadable(seconds / done, "s")} each, ${energy(joules)} in all`;
}

/** What a run went through, a labelled sentence each, for its summary. `factor` as in {@link partEnergy}. */
export function progressRows(
  progress: RunProgress | undefined,
  factor: number | undefined,
): readonly (readonly [string, string])[] {
  if (progress === undefined) return [];
  const { phases, epochs, work, metrics = {}, budget } = progress;
  const energy = partEnergy(factor);
  const told = [
    ...Object.entries(work ?? {}).flatMap(([what, count]) => (count > 0 ? [`${formatNumber(count, 6)} ${what}`] : [])),
    ...Object.entries(metrics).map(([name, value]) => `${name} ${formatNumber(value)}`),
  ];
  return [
    ...phases.map(({ name, count, seconds, joules }, index): readonly [string, string] => [
      index === 0 ? "phases" : "",
      `${name}${count === 1 ? "" : ` (${count} times)`}: ${energy(joules)} in ${formatReadable(seconds, "s")}`,
    ]),
    ...(epochs === undefined || epochs.done === 0 ? [] : [["epochs", epochsText(epochs, energy)] as const]),
    ...(told.length === 0 ? [] : [["told", told.join(", ")] as const]),
    ...(budget === undefined ? [] : [["budget", budgetText(budget)] as const]),
  ];
}

/** A run up to now in one line. */
export function statusText(status: RunStatus): string {
  const {
    elapsedSeconds,
    energyJoules,
    carbonGrams,
    epochsDone,
    epochsPlanned,
    stepsDone,
    stepsPlanned,
    prediction,
    budget,
  } = status;
  const epochs =
    epochsPlanned === undefined && epochsDone === 0
      ? []
      : [`epoch ${epochsDone}${epochsPlanned === undefined ? "" : ` of ${epochsPlanned}`}`];
  return [
    `wattledger: ${formatReadable(elapsedSeconds, "s", 2)}`,
    energyJoules === undefined ? "energy unknown yet" : formatReadable(energyJoules, "J"),
    ...(carbonGrams === undefined ? [] : [formatReadable(carbonGrams, "gCO2e")]),
    ...epochs,
    ...(stepsPlanned === undefined ? [] : [`step ${stepsDone ?? 0} of ${stepsPlanned}`]),
    ...(prediction === undefined
      ? []
      : [`predicted ${figureText(prediction.energyJoules, "J")}, ${figureText(prediction.durationSeconds, "s")}`]),
    ...(budget === undefined ? [] : [`budget ${budget.budget.text}: ${stateWords[budget.state]}`]),
  ].join(" · ");
}

const stateWords: Readonly<Record<BudgetOutcome["state"], string>> = {
  ok: "ok",
  "at-risk": "at risk",
  over: "predicted to be exceeded",
  exceeded: "exceeded",
};

/** The end of a budget in a few words; what was used is in the figures above it. */
export function shortBudgetText({ budget, state, askedToEndAfterSeconds }: BudgetOutcome): string {
  const ended =
    askedToEndAfterSeconds === undefined
      ? ""
      : `; the command was asked to end after ${formatReadable(askedToEndAfterSeconds, "s", 2)}`;
  return `${budget.text}, ${stateWords[state]}${ended}`;
}

/** The state of a run's budget, in a sentence. */
export function budgetText(outcome: BudgetOutcome, status?: RunStatus): string {
  const { budget, state, used, askedToEndAfterSeconds } = outcome;
  const unit = unitOfBudget(budget);
  const predicted = status === undefined || state === "exceeded" ? undefined : predictedOf(budget, status);
  const sentences = [
    `${budget.text}: ${stateWords[state]}, ${amountText(used, unit)} used`,
    ...(predicted === undefined ? [] : [`; predicted ${figureText(predicted, unit)} in all`]),
    ...(askedToEndAfterSeconds === undefined
      ? []
      : [`; the command was asked to end (SIGTERM) after ${formatReadable(askedToEndAfterSeconds, "s", 2)}`]),
  ];
  return sentences.join("");
}

function predictedOf(budget: BudgetOutcome["budget"], { prediction }: RunStatus): PredictedFigure | undefined {
  switch (budget.kind) {
    case "carbon":
      return prediction?.carbonGrams;
    case "energy":
      return prediction?.energyJoules;
    case "cost":
      return prediction?.cost;
  }
}

function figureText({ nominal, low, high }: PredictedFigure, unit: string): string {
  return `${amountText(nominal, unit)} (${amountText(low, unit, 2)} to ${amountText(high, unit, 2)})`;
}

function amountText(amount: number, unit: string, digits = 3): string {
  return /^[A-Z]{3}$/.test(unit) ? `${formatNumber(amount, digits)} ${unit}` : formatReadable(amount, unit, digits);
}
