import type { Mark } from "../attribute/mark.ts";
import type { RunEvent } from "../command/run-event.ts";
import type { Companion, RunningRun } from "../measure/companion.ts";
import type { RunMeasurement } from "../record/measurement.ts";
import type { Widening } from "../record/prediction.ts";
import type { ProgressLine } from "../record/progress.ts";
import {
  withBudget,
  endFollowing,
  followStart,
  outlookNow,
  progressOf,
  statusOf,
  takeTold,
  withPrediction,
} from "./follow-state.ts";
import type { FollowPlan, FollowState, Now } from "./follow-state.ts";
import { missAt, wideningFrom } from "./past-misses.ts";
import type { PastRun } from "./past-misses.ts";
import type { Outlook } from "./progress-tally.ts";
import { ratesOf } from "./run-status.ts";
import type { RunStatus } from "./run-status.ts";

/** How a run is followed. */
export interface FollowOptions extends FollowPlan {
  /** Earlier runs to learn from. Read once, when the first prediction is made. */
  readonly pastRuns?: () => Promise<readonly PastRun[]>;
  /** Called when the run's state relative to its budget is worse than ever before. */
  readonly budgetWorsened?: (status: RunStatus) => void;
  /** Called every second. */
  readonly show?: (status: RunStatus) => void;
}

/** The reply to an event. */
export type EventReply =
  | { readonly ok: true; readonly status: RunStatus }
  | { readonly ok: false; readonly error: string };

/** A companion that receives the command's reports. */
export interface FollowedRun extends Companion {
  /** `mark` is the moment at which the event arrived. */
  readonly tell: (event: RunEvent, mark: Mark) => Promise<EventReply>;
}

/** The whole account is computed again this often. In between, figures grow with the components' energy. */
const accountEverySeconds = 15;

/**
 * Begins to follow a run that has just started. follow-state.ts decides what to do. This file does it, one
 * step after the other.
 */
export function followRun(run: RunningRun, options: FollowOptions): FollowedRun {
  let state: FollowState = followStart;
  const wideningAt = learnFrom(options.pastRuns);
  const inTurn = openTurns();
  const nowOf = (measurement: RunMeasurement, phase: Now["phase"]): Now => ({
    measurement,
    weights: run.weights(),
    phase,
  });
  const account = async ({ measurement, phase }: Now): Promise<void> => {
    const { rates } = state;
    if (
      phase === "running" &&
      rates !== undefined &&
      measurement.durationSeconds < rates.atSeconds + accountEverySeconds
    )
      return;
    const fresh = await ratesOf(run.started, measurement);
    if (fresh !== undefined) state = { ...state, rates: fresh };
  };
  const lookAtBudget = (now: Now): void => {
    const step = withBudget(state, options, now);
    state = step.state;
    if (step.askToEnd) run.askToEnd();
    record(step.lines);
    if (step.warn) options.budgetWorsened?.(statusOf(state, options, now));
  };
  const record = (lines: readonly ProgressLine[]): void => {
    for (const line of lines) run.record(line);
  };
  const everySecond = async (): Promise<void> => {
    await run.modelsChosen();
    const now = nowOf(run.soFar(), "running");
    await account(now);
    lookAtBudget(now);
    options.show?.(statusOf(state, options, now));
  };
  const timer =
    options.budget === undefined && options.show === undefined
      ? undefined
      : setInterval(() => void inTurn(everySecond).catch(() => undefined), 1000).unref();
  const take = async (event: RunEvent, mark: Mark): Promise<EventReply> => {
    await run.modelsChosen();
    const now = nowOf(run.soFar(), "running");
    const step = takeTold(state, event, mark, now);
    if (!step.ok) return step;
    state = step.state;
    record(step.lines);
    await account(now);
    const from = step.isPart ? outlookNow(state, options) : undefined;
    if (from !== undefined) state = withPrediction(state, from, await wideningAt(from), now);
    if (step.isPart) lookAtBudget(now);
    return { ok: true, status: statusOf(state, options, now) };
  };
  return {
    tell: (event, mark) => inTurn(() => take(event, mark)),
    end: (lastMark, whole) =>
      inTurn(async () => {
        clearInterval(timer);
        const now = nowOf(whole, "ended");
        await account(now);
        const closed = endFollowing(state, lastMark, now);
        state = closed.state;
        record(closed.lines);
        lookAtBudget(now);
        return progressOf(state, options, now);
      }),
  };
}

/** One task after the other: an event waits for what it needs, and later ones wait for it. */
function openTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
}

/** The width of intervals at a share of the plan, learnt from past runs. Computed again after every hundredth of the plan. */
function learnFrom(pastRuns: FollowOptions["pastRuns"]): (outlook: Outlook) => Promise<Widening> {
  let runs: Promise<readonly PastRun[]> | undefined;
  let latest: (Widening & { readonly percent: number }) | undefined;
  return async ({ basis, done, planned }) => {
    // Without past runs intervals have the width for an unknown run.
    runs ??= (pastRuns?.() ?? Promise.resolve([])).catch(() => []);
    const percent = Math.ceil((100 * done) / planned);
    if (latest?.percent !== percent) {
      const alike = (await runs).filter((one) => one.basis === basis);
      latest = { percent, ...wideningFrom(alike.flatMap((one) => missAt(one, done / planned) ?? [])) };
    }
    return latest;
  };
}
