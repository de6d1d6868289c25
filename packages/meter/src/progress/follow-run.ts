import { budgetState, shouldEnd } from "./budget.ts";
import { limitOf } from "../record/budget.ts";
import type { Budget } from "../record/budget.ts";
import type { Companion, RunningRun } from "../measure/companion.ts";
import { energyBetween } from "../attribute/mark.ts";
import type { Mark } from "../attribute/mark.ts";
import { missAt, wideningFrom } from "./past-misses.ts";
import type { PastRun } from "./past-misses.ts";
import { predict } from "./predict.ts";
import type { Predicted, Prediction, Widening } from "../record/prediction.ts";
import { openTally } from "./progress-tally.ts";
import type { Outlook } from "./progress-tally.ts";
import type { BudgetOutcome, BudgetState, RunProgress } from "../record/progress.ts";
import type { RunEvent } from "../command/run-event.ts";
import { ownJoules, ratesOf, scaled, statusPrediction } from "./run-status.ts";
import type { Rates, RunStatus } from "./run-status.ts";
import type { RunMeasurement } from "../record/measurement.ts";

/** How a run is followed. */
export interface FollowOptions {
  /** As planned beforehand; what the command says later counts more. */
  readonly plannedEpochs?: number;
  readonly budget?: Budget;
  readonly onBudget: "warn" | "stop";
  /** Of electricity, in the budget's currency. */
  readonly pricePerKilowattHour?: number;
  /** Earlier runs to learn from; asked for once, when the first prediction is made. */
  readonly pastRuns?: () => Promise<readonly PastRun[]>;
  /** Called when the run's standing to its budget gets worse than it ever was. */
  readonly budgetWorsened?: (status: RunStatus) => void;
  /** Called every second. */
  readonly show?: (status: RunStatus) => void;
}

/** What came of an event. */
export type EventReply =
  | { readonly ok: true; readonly status: RunStatus }
  | { readonly ok: false; readonly error: string };

/** A companion that is told what the command says. */
export interface FollowedRun extends Companion {
  /** `mark` is of the moment at which the event came. */
  readonly tell: (event: RunEvent, mark: Mark) => Promise<EventReply>;
}

/** The whole account is made anew this often; between, figures grow with the components' energy. */
const accountEverySeconds = 15;

/** Begins to follow a run that has just started. */
export function followRun(run: RunningRun, options: FollowOptions): FollowedRun {
  const { budget, onBudget } = options;
  const { idlePolicy } = run.started.options;
  let measurement: RunMeasurement | undefined;
  let rates: Rates | undefined;
  let prediction: Prediction | undefined;
  let pastRuns: Promise<readonly PastRun[]> | undefined;
  /** Found anew after every hundredth of the plan. */
  let widening: (Widening & { readonly percent: number }) | undefined;
  let worst: BudgetState = "ok";
  let latest: BudgetState = "ok";
  let askedToEndAfterSeconds: number | undefined;
  let ended = false;
  const tally = openTally((from, to) => energyBetween(from, to, soFar(), idlePolicy));

  const soFar = (): RunMeasurement => measurement ?? run.soFar();
  const plannedEpochs = (): number | undefined => tally.plannedEpochs() ?? options.plannedEpochs;

  const refreshRates = async (now: RunMeasurement): Promise<void> => {
    if (rates !== undefined && now.durationSeconds < rates.atSeconds + accountEverySeconds) return;
    rates = (await ratesOf(run.started, now)) ?? rates;
  };
  const costOf = (joules: number): number | undefined =>
    options.pricePerKilowattHour === undefined ? undefined : (joules / 3.6e6) * options.pricePerKilowattHour;

  /** Everything that a reader may want to know now. */
  const statusOf = (now: RunMeasurement): RunStatus => {
    const planned = plannedEpochs();
    const steps = tally.plannedSteps();
    const base = {
      elapsedSeconds: now.durationSeconds,
      epochsDone: tally.epochs().length,
      ...(planned === undefined ? {} : { epochsPlanned: planned }),
      ...(steps === undefined ? {} : { stepsDone: steps.done, stepsPlanned: steps.planned }),
    };
    if (rates === undefined) return base;
    const components = ownJoules(now);
    const energyJoules = components * rates.energyJoules;
    const carbonGrams = components * rates.carbonGrams;
    const cost = costOf(energyJoules);
    const expected = prediction === undefined ? undefined : statusPrediction(prediction, rates, costOf);
    const outcome = budget === undefined ? undefined : outcomeOf(budget, { energyJoules, carbonGrams, cost });
    return {
      ...base,
      energyJoules,
      carbonGrams,
      ...(cost === undefined ? {} : { cost }),
      ...(expected === undefined ? {} : { prediction: expected }),
      ...(outcome === undefined ? {} : { budget: outcome }),
    };
  };
  const outcomeOf = (
    of: Budget,
    amounts: { energyJoules: number; carbonGrams: number; cost: number | undefined },
  ): BudgetOutcome | undefined => {
    const used = { carbon: amounts.carbonGrams, energy: amounts.energyJoules, cost: amounts.cost }[of.kind];
    if (used === undefined) return undefined;
    const limit = limitOf(of);
    const state = budgetState(limit, used, predictedOf(of));
    return {
      budget: of,
      state,
      used,
      limit,
      ...(askedToEndAfterSeconds === undefined ? {} : { askedToEndAfterSeconds }),
    };
  };
  /** The prediction in the budget's unit; none when the run is over. */
  const predictedOf = (of: Budget): Predicted | undefined => {
    if (prediction === undefined || rates === undefined || ended) return undefined;
    const { joules } = prediction;
    switch (of.kind) {
      case "energy":
        return scaled(joules, rates.energyJoules);
      case "carbon":
        return scaled(joules, rates.carbonGrams);
      case "cost":
        return scaled(joules, costOf(rates.energyJoules) ?? 0);
    }
  };
  const checkBudget = (now: RunMeasurement): void => {
    const status = statusOf(now);
    const outcome = status.budget;
    if (outcome === undefined || budget === undefined) return;
    const { state, used, limit } = outcome;
    const predicted = predictedOf(budget);
    const askNow =
      onBudget === "stop" && !ended && askedToEndAfterSeconds === undefined && shouldEnd(limit, used, predicted);
    if (askNow) {
      askedToEndAfterSeconds = now.durationSeconds;
      run.askToEnd();
    }
    if (state !== latest || askNow) {
      run.record({
        kind: "budget-changed",
        elapsedSeconds: now.durationSeconds,
        state,
        used,
        limit,
        ...(predicted === undefined ? {} : { predicted: predicted.nominal }),
        askedToEnd: askNow,
      });
    }
    const worse = severity[state] > severity[worst];
    latest = state;
    if (worse) worst = state;
    if (worse || askNow) options.budgetWorsened?.(statusOf(now));
  };
  const lookAround = async (): Promise<void> => {
    await run.modelsChosen();
    const now = soFar();
    await refreshRates(now);
    checkBudget(now);
    options.show?.(statusOf(now));
  };

  // One after the other: an event waits for what it needs, and later ones wait for it.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
  const everySecond =
    budget === undefined && options.show === undefined
      ? undefined
      : setInterval(() => void inTurn(lookAround).catch(() => undefined), 1000).unref();

  const take = async (event: RunEvent, mark: Mark): Promise<EventReply> => {
    await run.modelsChosen();
    const taken = tally.take(event, mark);
    if (!taken.ok) return taken;
    if (taken.line !== undefined) run.record(taken.line);
    const now = soFar();
    await refreshRates(now);
    if (taken.line?.kind === "epoch-ended" || taken.line?.kind === "steps-done") {
      prediction = await predictionOf(now);
      checkBudget(now);
    }
    return { ok: true, status: statusOf(now) };
  };
  const predictionOf = async (now: RunMeasurement): Promise<Prediction | undefined> => {
    const outlook = tally.outlook(plannedEpochs());
    if (outlook === undefined) return undefined;
    const used = { seconds: now.durationSeconds, joules: ownJoules(now) };
    return predict({ ...outlook, soFar: used, widening: await wideningAt(outlook) });
  };
  const wideningAt = async ({ basis, done, planned }: Outlook): Promise<Widening> => {
    // Without past runs intervals are as wide as for a run of which nothing is known.
    pastRuns ??= (options.pastRuns?.() ?? Promise.resolve([])).catch(() => []);
    const percent = Math.ceil((100 * done) / planned);
    if (widening?.percent !== percent) {
      const past = (await pastRuns).filter((one) => one.basis === basis);
      widening = { percent, ...wideningFrom(past.flatMap((one) => missAt(one, done / planned) ?? [])) };
    }
    return widening;
  };
  return {
    tell: (event, mark) => inTurn(() => take(event, mark)),
    end: (lastMark, whole) =>
      inTurn(async () => {
        clearInterval(everySecond);
        measurement = whole;
        ended = true;
        rates = undefined;
        await refreshRates(whole);
        for (const line of tally.close(lastMark)) run.record(line);
        checkBudget(whole);
        return progressOf(statusOf(whole).budget);
      }),
  };

  function progressOf(outcome: BudgetOutcome | undefined): RunProgress {
    const epochs = tally.epochs();
    const planned = plannedEpochs();
    const work = tally.work();
    const metrics = tally.metrics();
    const sum = (pick: "seconds" | "joules"): number => epochs.reduce((total, epoch) => total + epoch[pick], 0);
    return {
      phases: tally.phases(),
      ...(epochs.length === 0
        ? {}
        : {
            epochs: {
              done: epochs.length,
              ...(planned === undefined ? {} : { planned }),
              seconds: sum("seconds"),
              joules: sum("joules"),
            },
          }),
      ...(work === undefined ? {} : { work }),
      ...(metrics === undefined ? {} : { metrics }),
      ...(prediction === undefined ? {} : { prediction }),
      ...(outcome === undefined ? {} : { budget: outcome }),
    };
  }
}

const severity: Readonly<Record<BudgetState, number>> = { ok: 0, "at-risk": 1, over: 2, exceeded: 3 };
