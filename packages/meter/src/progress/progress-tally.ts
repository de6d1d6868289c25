import type { Mark, WindowEnergy } from "../attribute/mark.ts";
import type { PartUse, PredictionInput } from "./predict.ts";
import type { EpochEnded, PhaseEnded, PhaseUse, StepsDone, WorkDone } from "../record/progress.ts";
import type { RunEvent } from "../command/run-event.ts";

/** What a command said of itself so far. */
export interface ProgressTally {
  /** Takes an event. What is to be recorded comes back; an event that does not fit is refused with a sentence. */
  readonly take: (event: RunEvent, mark: Mark) => Taken;
  /** The command has ended: what it left open ends here. */
  readonly close: (last: Mark) => readonly (PhaseEnded | EpochEnded)[];
  readonly phases: () => readonly PhaseUse[];
  readonly epochs: () => readonly PartUse[];
  /** As the command said; undefined if it did not. */
  readonly plannedEpochs: () => number | undefined;
  /** Steps that were planned and done; undefined where no number was told, or more was done than that. */
  readonly plannedSteps: () => { readonly planned: number; readonly done: number } | undefined;
  /** What can be learnt from of what is to come: steps where their number was told, else epochs; undefined before the first part. */
  readonly outlook: (plannedEpochs: number | undefined) => Outlook | undefined;
  /** Undefined if none was told. */
  readonly work: () => WorkDone | undefined;
  readonly metrics: () => Readonly<Record<string, number>> | undefined;
}

/** Parts of the plan that have ended. */
export type Outlook = Pick<PredictionInput, "basis" | "parts" | "planned" | "done">;

/** What came of an event. */
export type Taken =
  | { readonly ok: true; readonly line?: PhaseEnded | EpochEnded | StepsDone }
  | { readonly ok: false; readonly error: string };

/** More than this is no phase or metric of a run, but a mistake in a loop. */
const mostNames = 1000;

/** Steps are put together to parts of this share of the plan. */
const partOfSteps = 0.01;
/** In less time than this the instruments tell little. */
const leastPartSeconds = 1;

interface Phase {
  readonly use: PhaseUse;
  readonly startedAt?: Mark;
}

/** Begins at the run's start. `energyBetween` gives the command's energy between two marks. */
export function openTally(energyBetween: (from: Mark, to: Mark) => WindowEnergy): ProgressTally {
  const runStart: Mark = { elapsedSeconds: 0, joules: () => ({}) };
  const phases = new Map<string, Phase>();
  const epochs: PartUse[] = [];
  const stepParts: PartUse[] = [];
  const metrics = new Map<string, number>();
  let sinceEpoch = new Map<string, number>();
  let epochFrom = runStart;
  /** The command said that an epoch started, and not yet that it ended. */
  let hasStarted = false;
  let planned: number | undefined;
  let plannedSteps: number | undefined;
  /** Where the part of steps that is under way began: the first one when steps were first told. */
  let stepsFrom: { readonly mark: Mark; readonly done: number } | undefined;
  let work: WorkDone | undefined;

  const endPhase = (name: string, { use, startedAt }: Phase, to: Mark): PhaseEnded | undefined => {
    if (startedAt === undefined) return undefined;
    const window = energyBetween(startedAt, to);
    phases.set(name, { use: added(use, window) });
    const { joules, joulesByComponent } = window;
    const span = { fromSeconds: startedAt.elapsedSeconds, toSeconds: to.elapsedSeconds };
    return { kind: "phase-ended", name, ...span, joules, joulesByComponent };
  };
  const endEpoch = (to: Mark): EpochEnded => {
    const { seconds, joules } = energyBetween(epochFrom, to);
    epochs.push({ work: 1, seconds, joules });
    const span = { fromSeconds: epochFrom.elapsedSeconds, toSeconds: to.elapsedSeconds };
    const told = sinceEpoch.size === 0 ? {} : { metrics: Object.fromEntries(sinceEpoch) };
    epochFrom = to;
    hasStarted = false;
    sinceEpoch = new Map();
    return { kind: "epoch-ended", number: epochs.length, ...span, joules, ...told };
  };
  const addWork = (more: Partial<WorkDone>): Taken => {
    const { steps, samples, tokens } = work ?? { steps: 0, samples: 0, tokens: 0 };
    work = {
      steps: steps + (more.steps ?? 0),
      samples: samples + (more.samples ?? 0),
      tokens: tokens + (more.tokens ?? 0),
    };
    return { ok: true };
  };
  const endSteps = (to: Mark): StepsDone | undefined => {
    const done = work?.steps ?? 0;
    const from = stepsFrom;
    if (from === undefined) stepsFrom = { mark: to, done };
    if (from === undefined || plannedSteps === undefined || done <= from.done) return undefined;
    const isLong =
      done - from.done >= partOfSteps * plannedSteps &&
      to.elapsedSeconds - from.mark.elapsedSeconds >= leastPartSeconds;
    if (!isLong && done !== plannedSteps) return undefined;
    const { seconds, joules } = energyBetween(from.mark, to);
    const steps = done - from.done;
    stepParts.push({ work: steps, seconds, joules });
    stepsFrom = { mark: to, done };
    const span = { fromSeconds: from.mark.elapsedSeconds, toSeconds: to.elapsedSeconds };
    return { kind: "steps-done", steps, ...span, joules };
  };
  const stepsOfPlan = (): ReturnType<ProgressTally["plannedSteps"]> => {
    const done = work?.steps ?? 0;
    return plannedSteps === undefined || done > plannedSteps ? undefined : { planned: plannedSteps, done };
  };
  const addMetric = (name: string, value: number): Taken => {
    if (!metrics.has(name) && metrics.size >= mostNames) return refuse(`more than ${mostNames} metrics`);
    metrics.set(name, value);
    sinceEpoch.set(name, value);
    return { ok: true };
  };
  return {
    take: (event, mark) => {
      switch (event.kind) {
        case "phase-started": {
          const { name } = event;
          const phase = phases.get(name);
          if (phase?.startedAt !== undefined) return refuse(`phase ${JSON.stringify(name)} has started already`);
          if (phase === undefined && phases.size >= mostNames) return refuse(`more than ${mostNames} phases`);
          phases.set(name, { use: phase?.use ?? unused(name), startedAt: mark });
          return { ok: true };
        }
        case "phase-ended": {
          const phase = phases.get(event.name);
          const line = phase === undefined ? undefined : endPhase(event.name, phase, mark);
          return line === undefined
            ? refuse(`phase ${JSON.stringify(event.name)} has not started`)
            : { ok: true, line };
        }
        case "epoch-started": {
          planned = event.of ?? planned;
          // Where only starts are told, each ends the epoch before.
          const line = hasStarted ? endEpoch(mark) : undefined;
          epochFrom = mark;
          hasStarted = true;
          return line === undefined ? { ok: true } : { ok: true, line };
        }
        case "epoch-ended":
          planned = event.of ?? planned;
          for (const [name, value] of Object.entries(event.metrics ?? {})) addMetric(name, value);
          return { ok: true, line: endEpoch(mark) };
        case "metric":
          return addMetric(event.name, event.value);
        case "steps": {
          plannedSteps = event.of ?? plannedSteps;
          addWork({ steps: event.count });
          const line = endSteps(mark);
          return line === undefined ? { ok: true } : { ok: true, line };
        }
        case "samples":
          return addWork({ samples: event.count });
        case "tokens":
          return addWork({ tokens: event.count });
        case "status":
          return { ok: true };
      }
    },
    close: (last) => [
      ...(hasStarted ? [endEpoch(last)] : []),
      ...[...phases].flatMap(([name, phase]) => endPhase(name, phase, last) ?? []),
    ],
    phases: () => [...phases.values()].map(({ use }) => use).filter(({ count }) => count > 0),
    epochs: () => epochs,
    plannedEpochs: () => planned,
    plannedSteps: stepsOfPlan,
    outlook: (plannedEpochs) => {
      const steps = stepsOfPlan();
      if (steps !== undefined && stepParts.length > 0) {
        return { basis: "steps", parts: stepParts, planned: steps.planned, done: stepsFrom?.done ?? steps.done };
      }
      if (plannedEpochs === undefined || epochs.length === 0) return undefined;
      return { basis: "epochs", parts: epochs, planned: plannedEpochs, done: epochs.length };
    },
    work: () => work,
    metrics: () => (metrics.size === 0 ? undefined : Object.fromEntries(metrics)),
  };
}

function refuse(error: string): Taken {
  return { ok: false, error };
}

function unused(name: string): PhaseUse {
  return { name, count: 0, seconds: 0, joules: 0, joulesByComponent: {} };
}

function added(use: PhaseUse, { seconds, joules, joulesByComponent }: WindowEnergy): PhaseUse {
  const sum: Record<string, number> = { ...use.joulesByComponent };
  for (const [component, own] of Object.entries(joulesByComponent)) sum[component] = (sum[component] ?? 0) + own;
  return {
    name: use.name,
    count: use.count + 1,
    seconds: use.seconds + seconds,
    joules: use.joules + joules,
    joulesByComponent: sum,
  };
}
