import { defined } from "@wattledger/core/defined";
import type { SensorFactory } from "@wattledger/sensors";
import { settle } from "../attribute/settle.ts";
import type { CommandEnd } from "../command/command.ts";
import { readProcessStat } from "../machine/process-stat.ts";
import type { RunMark } from "../machine/run-mark.ts";
import { awaitHelpers, leftNotes } from "../processes/left-behind.ts";
import type { TreeMeter } from "../processes/tree-meter.ts";
import { createRecord } from "../record/record-writer.ts";
import type { RunFinished } from "../record/record.ts";
import { openSampling } from "../sampler/sampling.ts";
import { watchProcess } from "../sampler/seat.ts";
import type { SeatOutcome } from "../sampler/seat.ts";
import { acceleratorSensors, seatedSensors, wasGivenAccelerators } from "../sampler/seated-sensors.ts";
import { newRunId, rankLetters } from "../store/run-store.ts";
import { openRunMeter } from "./run-meter.ts";
import { describeStart, openSession } from "./session.ts";
import type { Session, SessionSubject } from "./session.ts";

/** A rank whose node another rank measures. */
export interface RankSubject extends Omit<SessionSubject, "meter"> {
  readonly tree: TreeMeter;
  /** The run that measures the node. */
  readonly holder: RunMark;
  /** Asks for the seat again. */
  readonly takeSeat: () => SeatOutcome;
  /** Asks for one device of the node. */
  readonly takeDevice: (device: string) => SeatOutcome;
}

/** How often a rank checks that its node is still measured. Waking Node costs a millisecond, and there are many ranks. */
const seatCheckSeconds = 5;
/** How often a rank looks at its memory. */
const memoryLookSeconds = 60;
const firstMemoryLookSeconds = 1;

/**
 * Follows a rank whose node another rank measures: its time, its processor time, its end. It samples nothing. If the measuring
 * run ends, one of the ranks continues in its place and writes its own record for that.
 */
export function openRankSession(subject: RankSubject): Session {
  const { options, tree, elapsed, job } = subject;
  const started = describeStart(subject, []);
  const record = options.recordFolder === undefined ? undefined : createRecord(options.recordFolder, started.id);
  record?.write(started);
  options.unaccompanied?.(`run ${job?.measuredBy ?? "?"} measures this node for all ranks of ${job?.key ?? "a job"}`);
  const successor = watchSeat(subject);
  const boards = measureOwnBoards(subject);
  const lookAtMemory = (): void => {
    tree.look(elapsed());
  };
  const timers = [
    setTimeout(lookAtMemory, firstMemoryLookSeconds * 1000).unref(),
    setInterval(lookAtMemory, memoryLookSeconds * 1000).unref(),
  ];
  return {
    end: async (end, outputPassed) => {
      const elapsedSeconds = elapsed();
      const { left, ...found } = tree.finish();
      for (const timer of timers) clearTimeout(timer);
      await outputPassed;
      await Promise.all([successor.end(end), boards.end(end)]);
      const reason = `rank ${job?.rank ?? "?"} of ${job?.key ?? "a job"}: run ${job?.measuredBy ?? "?"} measures this node for all its ranks`;
      const measurement = settle({
        known: [],
        missing: (["cpu", "dram"] as const).map((component) => ({ component, reason })),
        platform: [],
        use: { durationSeconds: elapsedSeconds, ...found },
        idlePolicy: options.idlePolicy,
        notes: [reason, ...leftNotes(await awaitHelpers(options.host, left))],
      });
      const finished: RunFinished = { kind: "run-finished", ...end, ...measurement };
      record?.write(finished);
      record?.close();
      const problem = record?.problem();
      return {
        kind: "finished",
        started,
        finished,
        ...(record === undefined ? {} : { record: { path: record.path, ...defined({ problem }) } }),
      };
    },
  };
}

/** A measurement that continues another one. */
interface Succession {
  readonly end: (end: CommandEnd) => Promise<void>;
}

/** Takes over when the seat is free. Returns the function that ends the measurement. */
function watchSeat(subject: RankSubject): Succession {
  const { host } = subject.options;
  let isHeld = watchProcess(host, subject.holder);
  let going: Succession | undefined;
  const timer = setInterval(() => {
    if (isHeld()) return;
    const outcome = subject.takeSeat();
    if (outcome.kind === "occupied") isHeld = watchProcess(host, outcome.holder);
    else clearInterval(timer);
    if (outcome.kind === "taken") going = succeed(subject);
  }, seatCheckSeconds * 1000).unref();
  return {
    end: async (end) => {
      clearInterval(timer);
      await going?.end(end);
    },
  };
}

/** Boards that the measuring run cannot see are left to the rank that was given them. They are opened after that run's. */
const ownBoardsAfterSeconds = 2;

/** Measures accelerators that this rank sees and no other rank reads. Returns the function that ends that. */
function measureOwnBoards(subject: RankSubject): Succession {
  const { options } = subject;
  if (!wasGivenAccelerators(options.environment)) return { end: () => Promise.resolve() };
  let going: Succession | undefined;
  const timer = setTimeout(() => {
    going = succeed(subject, acceleratorSensors(options.sensorFactories, options.host));
  }, ownBoardsAfterSeconds * 1000).unref();
  return {
    end: async (end) => {
      clearTimeout(timer);
      await going?.end(end);
    },
  };
}

/** Continues to measure: everything, or only `boards` if any of them can be read. */
function succeed(subject: RankSubject, boards?: readonly SensorFactory[]): Succession {
  const { options, job } = subject;
  const { host, environment, intervalSeconds, random } = options;
  const startedAt = options.wallClock();
  const self: RunMark = {
    id: newRunId(startedAt, random, rankLetters),
    pid: process.pid,
    startTicks: readProcessStat(host, "self")?.startTicks ?? 0,
  };
  const sampling = openSampling({ host, environment, self, intervalSeconds });
  const factories = seatedSensors(sampling.share(boards ?? options.sensorFactories), subject.takeDevice);
  const meter = openRunMeter({ host, factories, scope: "machine", intervalSeconds, environment, sampling });
  const startNanoseconds = host.nowNanoseconds();
  const elapsed = (): number => Number(host.nowNanoseconds() - startNanoseconds) / 1e9;
  let session: Session | undefined;
  meter.look(0, { exactly: true });
  meter.openLate(elapsed, () => {
    if (boards !== undefined && meter.reports.every(({ availability }) => availability.state !== "ready")) {
      meter.close();
      return;
    }
    // The node's sampler already measures these components, so no models are used for them.
    const models = boards === undefined ? {} : { resolveModels: () => Promise.resolve([]) };
    session = openSession({
      id: self.id,
      ...(job === undefined ? {} : { job: { ...job, role: "successor" } }),
      ...defined({ within: subject.within }),
      command: [],
      options: { ...options, ...models, scope: "machine" },
      meter,
      startedAt,
      elapsed,
    });
  });
  return {
    end: async (end) => {
      await session?.end(end, Promise.resolve());
      meter.close();
    },
  };
}
