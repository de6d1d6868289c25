import { defined } from "@wattledger/core/defined";
import { addWeights, startMark, windowBetween } from "../attribute/mark.ts";
import type { Mark, TimeWindow } from "../attribute/mark.ts";
import type { Weights } from "../attribute/weights.ts";
import type { RunEvent } from "../command/run-event.ts";
import type { PredictionBasis } from "../record/prediction.ts";
import type { WorkDone } from "../record/progress.ts";

/** The command's reports so far. */
export interface ProgressTally {
  readonly phases: ReadonlyMap<string, Phase>;
  readonly epochs: readonly Part[];
  /** Where the current epoch began. */
  readonly epochFrom: Mark;
  /** The command reported the start of an epoch, and not yet its end. */
  readonly epochHasStarted: boolean;
  /** As the command reported. Absent if it did not. */
  readonly plannedEpochs?: number;
  readonly stepsPlanned?: number;
  /** Where the current part of steps began. Absent before the first report of steps. */
  readonly stepsFrom?: { readonly mark: Mark; readonly done: number };
  readonly stepParts: readonly Part[];
  /** Absent without a report. */
  readonly work?: WorkDone;
  /** Last value of each metric. */
  readonly metrics: ReadonlyMap<string, number>;
  readonly metricsSinceEpoch: ReadonlyMap<string, number>;
}

/** All times that the command was in a phase, and where the present one began. */
export interface Phase {
  readonly count: number;
  readonly seconds: number;
  readonly weights: Weights;
  readonly startedAt?: Mark;
}

/** A part of the run that has ended, and its size in the plan: 1 for an epoch, or its number of steps. */
export interface Part {
  readonly work: number;
  readonly window: TimeWindow;
}

/** What an event ended, to be recorded. */
export type Ended =
  | { readonly kind: "phase-ended"; readonly name: string; readonly window: TimeWindow }
  | {
      readonly kind: "epoch-ended";
      /** From 1 on. */
      readonly number: number;
      readonly window: TimeWindow;
      readonly metrics?: Readonly<Record<string, number>>;
    }
  | { readonly kind: "steps-done"; readonly steps: number; readonly window: TimeWindow };

/** Result of an event. An event that does not fit is refused with a sentence. */
export type Taken =
  | { readonly ok: true; readonly tally: ProgressTally; readonly ended?: Ended }
  | { readonly ok: false; readonly error: string };

/** No reports yet, at the run's start. */
export const emptyTally: ProgressTally = {
  phases: new Map(),
  epochs: [],
  epochFrom: startMark,
  epochHasStarted: false,
  stepParts: [],
  metrics: new Map(),
  metricsSinceEpoch: new Map(),
};

/** Takes a report of the command at `mark`. */
export function takeEvent(tally: ProgressTally, event: RunEvent, mark: Mark): Taken {
  switch (event.kind) {
    case "phase-started":
      return startPhase(tally, event.name, mark);
    case "phase-ended":
      return endPhase(tally, event.name, mark) ?? refuse(`phase ${JSON.stringify(event.name)} has not started`);
    case "epoch-started": {
      const planned = withPlan(tally, event.of);
      // If only starts are reported, each ends the epoch before.
      const before = tally.epochHasStarted ? endEpoch(planned, mark) : done(planned);
      return { ...before, tally: { ...before.tally, epochFrom: mark, epochHasStarted: true } };
    }
    case "epoch-ended": {
      const told = Object.entries(event.metrics ?? {}).reduce(
        (before, [name, value]) => withMetric(before, name, value) ?? before,
        withPlan(tally, event.of),
      );
      return endEpoch(told, mark);
    }
    case "metric": {
      const next = withMetric(tally, event.name, event.value);
      return next === undefined ? refuse(`more than ${mostNames} metrics`) : done(next);
    }
    case "steps": {
      const planned = event.of === undefined ? tally : { ...tally, stepsPlanned: event.of };
      return endSteps(withWork(planned, { steps: event.count }), mark);
    }
    case "samples":
      return done(withWork(tally, { samples: event.count }));
    case "tokens":
      return done(withWork(tally, { tokens: event.count }));
    case "status":
      return done(tally);
  }
}

/** The command has ended: its open phases and epochs end here. */
export function closeTally(
  tally: ProgressTally,
  last: Mark,
): { readonly tally: ProgressTally; readonly ended: readonly Ended[] } {
  const first = tally.epochHasStarted ? endEpoch(tally, last) : done(tally);
  let closed = first.tally;
  const ended = first.ended === undefined ? [] : [first.ended];
  for (const name of tally.phases.keys()) {
    const phase = endPhase(closed, name, last);
    if (phase === undefined) continue;
    closed = phase.tally;
    if (phase.ended !== undefined) ended.push(phase.ended);
  }
  return { tally: closed, ended };
}

/** Planned and done steps. Undefined without a planned number, or if more are done than planned. */
export function plannedSteps({
  work,
  stepsPlanned,
}: ProgressTally): { readonly planned: number; readonly done: number } | undefined {
  const stepsDone = work?.steps ?? 0;
  return stepsPlanned === undefined || stepsDone > stepsPlanned
    ? undefined
    : { planned: stepsPlanned, done: stepsDone };
}

/** Parts of the plan that have ended. */
export interface Outlook {
  readonly basis: PredictionBasis;
  readonly parts: readonly Part[];
  readonly planned: number;
  readonly done: number;
}

/** Inputs of a prediction: steps if their number is known, otherwise epochs. Undefined before the first part. */
export function outlookOf(tally: ProgressTally, plannedEpochs: number | undefined): Outlook | undefined {
  const { epochs, stepParts, stepsFrom } = tally;
  const steps = plannedSteps(tally);
  if (steps !== undefined && stepParts.length > 0) {
    return { basis: "steps", parts: stepParts, planned: steps.planned, done: stepsFrom?.done ?? steps.done };
  }
  if (plannedEpochs === undefined || epochs.length === 0) return undefined;
  return { basis: "epochs", parts: epochs, planned: plannedEpochs, done: epochs.length };
}

type Done = Extract<Taken, { ok: true }>;

function done(tally: ProgressTally, ended?: Ended): Done {
  return { ok: true, tally, ...defined({ ended }) };
}

function refuse(error: string): Taken {
  return { ok: false, error };
}

/** More names than this are not phases or metrics of a run, but a mistake in a loop. */
const mostNames = 1000;

function startPhase(tally: ProgressTally, name: string, mark: Mark): Taken {
  const { phases } = tally;
  const phase = phases.get(name);
  if (phase?.startedAt !== undefined) return refuse(`phase ${JSON.stringify(name)} has started already`);
  if (phase === undefined && phases.size >= mostNames) return refuse(`more than ${mostNames} phases`);
  const { count, seconds, weights } = phase ?? { count: 0, seconds: 0, weights: {} };
  return done({ ...tally, phases: new Map(phases).set(name, { count, seconds, weights, startedAt: mark }) });
}

function endPhase(tally: ProgressTally, name: string, mark: Mark): Done | undefined {
  const phase = tally.phases.get(name);
  if (phase?.startedAt === undefined) return undefined;
  const window = windowBetween(phase.startedAt, mark);
  const ended: Phase = {
    count: phase.count + 1,
    seconds: phase.seconds + window.toSeconds - window.fromSeconds,
    weights: addWeights(phase.weights, window.weights),
  };
  return done({ ...tally, phases: new Map(tally.phases).set(name, ended) }, { kind: "phase-ended", name, window });
}

function withPlan(tally: ProgressTally, epochs: number | undefined): ProgressTally {
  return epochs === undefined ? tally : { ...tally, plannedEpochs: epochs };
}

function endEpoch(tally: ProgressTally, mark: Mark): Done {
  const { epochs, epochFrom, metricsSinceEpoch } = tally;
  const window = windowBetween(epochFrom, mark);
  const metrics = metricsSinceEpoch.size === 0 ? {} : { metrics: Object.fromEntries(metricsSinceEpoch) };
  return done(
    {
      ...tally,
      epochs: [...epochs, { work: 1, window }],
      epochFrom: mark,
      epochHasStarted: false,
      metricsSinceEpoch: new Map(),
    },
    { kind: "epoch-ended", number: epochs.length + 1, window, ...metrics },
  );
}

/** Undefined if there would be too many metrics. */
function withMetric(tally: ProgressTally, name: string, value: number): ProgressTally | undefined {
  const { metrics, metricsSinceEpoch } = tally;
  if (!metrics.has(name) && metrics.size >= mostNames) return undefined;
  return {
    ...tally,
    metrics: new Map(metrics).set(name, value),
    metricsSinceEpoch: new Map(metricsSinceEpoch).set(name, value),
  };
}

function withWork(tally: ProgressTally, more: Partial<WorkDone>): ProgressTally {
  const { steps, samples, tokens } = tally.work ?? { steps: 0, samples: 0, tokens: 0 };
  return {
    ...tally,
    work: {
      steps: steps + (more.steps ?? 0),
      samples: samples + (more.samples ?? 0),
      tokens: tokens + (more.tokens ?? 0),
    },
  };
}

/** Steps are put together to parts of this share of the plan. */
const partOfSteps = 0.01;
/** In less time than this the instruments show little. */
const leastPartSeconds = 1;

function endSteps(tally: ProgressTally, mark: Mark): Done {
  const { stepsFrom: from, stepsPlanned } = tally;
  const stepsDone = tally.work?.steps ?? 0;
  if (from === undefined) return done({ ...tally, stepsFrom: { mark, done: stepsDone } });
  if (stepsPlanned === undefined || stepsDone <= from.done) return done(tally);
  const isLong =
    stepsDone - from.done >= partOfSteps * stepsPlanned &&
    mark.elapsedSeconds - from.mark.elapsedSeconds >= leastPartSeconds;
  if (!isLong && stepsDone !== stepsPlanned) return done(tally);
  const window = windowBetween(from.mark, mark);
  const steps = stepsDone - from.done;
  return done(
    { ...tally, stepParts: [...tally.stepParts, { work: steps, window }], stepsFrom: { mark, done: stepsDone } },
    { kind: "steps-done", steps, window },
  );
}
