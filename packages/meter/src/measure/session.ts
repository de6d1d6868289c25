import { defined } from "@wattledger/core/defined";
import type { Mark } from "../attribute/mark.ts";
import { reservationOf } from "../attribute/reservation.ts";
import { openTrace } from "../attribute/run-trace.ts";
import type { RunTrace } from "../attribute/run-trace.ts";
import type { CommandEnd } from "../command/command.ts";
import { isRecorded, nextMoment, unevenMoment } from "../integrate/schedule.ts";
import { readMachineFacts } from "../machine/machine.ts";
import { readProcessStat } from "../machine/process-stat.ts";
import { awaitHelpers, leftNotes } from "../processes/left-behind.ts";
import type { RunLineage } from "../record/lineage.ts";
import type { MachineFacts } from "../record/machine-facts.ts";
import type { RunMeasurement } from "../record/measurement.ts";
import type { RunProgress } from "../record/progress.ts";
import { createRecord, shortenCommand } from "../record/record-writer.ts";
import type { RecordWriter } from "../record/record-writer.ts";
import { recordSchemaId } from "../record/record.ts";
import type { JobPart, RecordLine, RunFinished, RunStarted } from "../record/record.ts";
import type { Companion, RunningRun } from "./companion.ts";
import type { Measured, MeasureOptions } from "./measure-options.ts";
import type { RunMeter } from "./run-meter.ts";

/** A running measurement: from the command's start to its result. */
export interface Session {
  /** Sensors that open after the start have been opened, later than this session was. */
  readonly opened?: () => void;
  /** The command has ended. The last look is taken before this returns its promise. The rest may take longer. */
  readonly end: (end: CommandEnd, outputPassed: Promise<void>) => Promise<Measured>;
}

/** The inputs of a session. `elapsed` returns the seconds since the first look. */
export interface SessionSubject {
  /** The run's. */
  readonly id: string;
  readonly job?: JobPart;
  /** Id of the run around it. */
  readonly within?: string;
  readonly command: readonly string[];
  readonly options: MeasureOptions;
  readonly meter: RunMeter;
  readonly startedAt: Date;
  readonly elapsed: () => number;
  /** Sends the command a signal. Absent if this process did not start the command. */
  readonly send?: (signal: NodeJS.Signals) => void;
}

/** When the models are looked up. A command that ends earlier is not disturbed by the loading. */
const resolveModelsAfterSeconds = 1;
/** When the command's processes are first looked at, so that short commands have a memory figure. */
const firstTreeLookSeconds = 0.1;

/** Begins to sample and to record a command that has just started. */
export function openSession(subject: SessionSubject): Session {
  const { options, meter, elapsed } = subject;
  const started = describeStart(subject, meter.reports, meter.sampledBy());
  const record = options.recordFolder === undefined ? undefined : createRecord(options.recordFolder, started.id);
  record?.write(started);
  const notes: string[] = [...(options.notes ?? []), ...withinNotes(started)];
  const reserved = reservationOf(started.machine, started.job);
  let models: Promise<void> | undefined;
  const resolveModels = (): Promise<void> => (models ??= useModels(subject, started.machine, record, notes));
  const { idlePolicy } = started.options;
  const soFar = (): RunMeasurement => meter.soFar({ elapsedSeconds: elapsed(), idlePolicy, reserved });
  // Only a companion asks for parts of the run's time.
  const trace = options.accompany === undefined ? undefined : openTrace(idlePolicy, soFar);
  const lookAtTree = (elapsedSeconds: number): void => {
    meter.lookAtTree(elapsedSeconds);
    trace?.add(meter.moment(elapsedSeconds));
  };
  const stopSampling = startSampling(subject, record, lookAtTree);
  const timers = [
    setTimeout(() => {
      lookAtTree(elapsed());
    }, firstTreeLookSeconds * 1000).unref(),
    setTimeout(() => void resolveModels(), resolveModelsAfterSeconds * 1000).unref(),
  ];
  const mark = (to: RunTrace, elapsedSeconds: number): Mark => {
    const seen = meter.lookNow(elapsedSeconds);
    for (const line of seen.found) record?.write(line);
    return to.add(seen.moment);
  };
  let last: Mark | undefined;
  const { send } = subject;
  const running: RunningRun | undefined =
    send === undefined || trace === undefined
      ? undefined
      : {
          started,
          elapsedSeconds: elapsed,
          // Events that arrive during shutdown use the final mark.
          mark: () => last ?? mark(trace, elapsed()),
          modelsChosen: resolveModels,
          soFar,
          weights: () => last?.weights() ?? trace.weights(),
          record: (line) => record?.write(line),
          askToEnd: () => {
            send("SIGTERM");
          },
        };
  const companion = running === undefined ? undefined : options.accompany?.(running);
  return {
    opened: () => {
      record?.write({ kind: "sensors-opened", elapsedSeconds: elapsed(), sensors: meter.reports });
    },
    end: async (end, outputPassed) => {
      const elapsedSeconds = elapsed();
      for (const line of meter.look(elapsedSeconds, { exactly: true })) record?.write(line);
      const left = meter.endTree();
      last = companion === undefined ? undefined : trace?.add(meter.moment(elapsedSeconds));
      const wallSeconds = (options.wallClock().getTime() - subject.startedAt.getTime()) / 1000;
      stopSampling();
      for (const timer of timers) clearTimeout(timer);
      const [late] = await Promise.all([meter.lookBack(elapsedSeconds, elapsed), outputPassed]);
      for (const line of late) record?.write(line);
      await resolveModels();
      notes.push(...leftNotes(await awaitHelpers(options.host, left)));
      notes.push(...clockNotes(wallSeconds - elapsedSeconds));
      const measurement = meter.finish({ elapsedSeconds, idlePolicy, reserved }, notes);
      const progress =
        companion === undefined || last === undefined ? {} : await progressOf(companion, last, measurement);
      const finished: RunFinished = { kind: "run-finished", ...end, ...measurement, ...progress };
      record?.write(finished);
      record?.close();
      return { kind: "finished", started, finished, ...recordOutcome(record) };
    },
  };
}

/** First line of the record of a run that starts now. */
export function describeStart(
  subject: Omit<SessionSubject, "meter" | "elapsed">,
  sensors: RunStarted["sensors"],
  sampledBy?: string,
): RunStarted {
  const { id, job, within, command, options, startedAt } = subject;
  const { host, name, project, zone, pue } = options;
  const machine = readMachineFacts(host);
  const lineage = lineageWithin(options.lineage, within);
  const startTicks = readProcessStat(host, "self")?.startTicks;
  const bootId = host.readText("/proc/sys/kernel/random/boot_id")?.trim();
  return {
    kind: "run-started",
    schema: recordSchemaId,
    id,
    ...defined({ name, project }),
    tags: options.tags,
    ...defined({ lineage }),
    startedAt: startedAt.toISOString(),
    // Before the command, which may be long: the search for a job's records reads their beginnings only.
    ...defined({ job, within, sampledBy }),
    ...shortenCommand(command),
    workingDirectory: options.workingDirectory,
    wrapper: {
      pid: process.pid,
      ...defined({ startTicks, bootId }),
    },
    machine,
    ...(options.placeHints === undefined ? {} : { place: options.placeHints() }),
    sensors,
    options: {
      intervalSeconds: options.intervalSeconds,
      idlePolicy: reservationOf(machine, job) === undefined ? options.idlePolicy : "reserved",
      scope: options.scope ?? "process",
      ...defined({ zone, pue }),
    },
  };
}

/** A failing companion must not fail the run. */
async function progressOf(
  companion: Companion,
  last: Mark,
  measurement: RunMeasurement,
): Promise<{ readonly progress?: RunProgress; readonly notes?: readonly string[] }> {
  try {
    const progress = await companion.end(last, measurement);
    return progress === undefined ? {} : { progress };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { notes: [...measurement.notes, `phases, epochs and budget are lost: ${reason}`] };
  }
}

/** A run within another one has that run as its parent, unless another parent was named. */
function lineageWithin(lineage: RunLineage | undefined, within: string | undefined): RunLineage | undefined {
  return within === undefined || lineage?.parentRun !== undefined ? lineage : { ...lineage, parentRun: within };
}

function withinNotes({ within }: RunStarted): readonly string[] {
  return within === undefined
    ? []
    : [`this run is within run ${within}, which includes all of it: do not add the figures of the two`];
}

/** A missing model must not fail a run: the problem becomes a note, and the component stays missing. */
async function useModels(
  { options, meter, elapsed }: SessionSubject,
  machine: MachineFacts,
  record: RecordWriter<RecordLine> | undefined,
  notes: string[],
): Promise<void> {
  try {
    const used = meter.useModels(await options.resolveModels(machine));
    const models = used.map(({ channel, idleWatts }) => ({ channel, idleWatts }));
    record?.write({ kind: "models-resolved", elapsedSeconds: elapsed(), models });
  } catch (error) {
    notes.push(`no model could be chosen: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Looks at the moments of an absolute schedule until stopped. The timer does not keep the process running. The command does. */
function startSampling(
  { options, meter, elapsed }: SessionSubject,
  record: RecordWriter<RecordLine> | undefined,
  lookAtTree: (elapsedSeconds: number) => void,
): () => void {
  const periodSeconds = Math.min(options.intervalSeconds, meter.longestPeriodSeconds);
  let samples = 0;
  let timer: NodeJS.Timeout;
  let moment = 0;
  const wait = (): void => {
    const now = elapsed();
    moment = nextMoment(Math.max(now, moment), periodSeconds);
    const due = meter.wantsUnevenLooks ? unevenMoment(moment, periodSeconds, options.random) : moment;
    timer = setTimeout(look, Math.max(0, due - now) * 1000).unref();
  };
  const look = (): void => {
    const elapsedSeconds = elapsed();
    for (const line of meter.look(elapsedSeconds)) record?.write(line);
    lookAtTree(elapsedSeconds);
    samples += 1;
    if (isRecorded(samples)) record?.write(meter.sample(elapsedSeconds));
    wait();
  };
  wait();
  return () => {
    clearTimeout(timer);
  };
}

/** More than clocks drift apart when they are adjusted. */
const clockStepSeconds = 0.5;

function clockNotes(driftSeconds: number): readonly string[] {
  if (Math.abs(driftSeconds) <= clockStepSeconds) return [];
  const sentence =
    driftSeconds > 0
      ? `the wall clock ran ${driftSeconds.toFixed(1)} s longer than the run: the machine slept, or its clock was set`
      : `the wall clock was set back by ${(-driftSeconds).toFixed(1)} s during the run`;
  return [`${sentence}; durations use the monotone clock, which does not count sleep`];
}

function recordOutcome(
  record: RecordWriter<RecordLine> | undefined,
): Pick<Extract<Measured, { kind: "finished" }>, "record"> {
  if (record === undefined) return {};
  const problem = record.problem();
  return { record: { path: record.path, ...defined({ problem }) } };
}
