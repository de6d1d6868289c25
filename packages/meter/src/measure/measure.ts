import { defined } from "@wattledger/core/defined";
import { startCommand } from "../command/command.ts";
import type { RunningCommand } from "../command/command.ts";
import { holdSignals } from "../command/signals.ts";
import { findJob } from "../machine/launcher.ts";
import { readProcessStat } from "../machine/process-stat.ts";
import { enclosingRun, markedEnvironment, runMark } from "../machine/run-mark.ts";
import type { RunMark } from "../machine/run-mark.ts";
import { openTreeMeter } from "../processes/tree-meter.ts";
import { forgetSeats, joinJob } from "../sampler/node-sampler.ts";
import type { JobSeat } from "../sampler/node-sampler.ts";
import { openSampling } from "../sampler/sampling.ts";
import { seatedSensors } from "../sampler/seated-sensors.ts";
import { newRunId, rankLetters, runLetters } from "../store/run-store.ts";
import type { Measured, MeasureOptions } from "./measure-options.ts";
import { openRankSession } from "./rank-session.ts";
import { openRunMeter } from "./run-meter.ts";
import type { RunMeter } from "./run-meter.ts";
import { openSession } from "./session.ts";
import type { Session, SessionSubject } from "./session.ts";

/**
 * Runs a command and measures it. Counters are read synchronously before the command starts and again as soon as its
 * end is known. Nothing is printed. The result contains the command's end, so that the caller can end in the same way.
 * Never rejects because something could not be measured: the result says so.
 */
export async function measureCommand(
  command: readonly [string, ...string[]],
  options: MeasureOptions,
): Promise<Measured> {
  const { host, environment } = options;
  const startedAt = options.wallClock();
  const self: RunMark = {
    id: newRunId(startedAt, options.random, findJob(environment)?.rank === undefined ? runLetters : rankLetters),
    pid: process.pid,
    startTicks: readProcessStat(host, "self")?.startTicks ?? 0,
  };
  const seat = joinJob(host, environment, self);
  const meter = seat?.outcome.kind === "occupied" ? undefined : openMeter(options, seat, self);
  const tree = meter === undefined ? openTreeMeter({ host, walk: "from-root" }) : undefined;
  const startNanoseconds = host.nowNanoseconds();
  const elapsed = (): number => Number(host.nowNanoseconds() - startNanoseconds) / 1e9;
  const mark = runMark(self);
  meter?.look(0, { exactly: true });
  let running: RunningCommand | undefined;
  // Signals are handled before the start, so that none arrives unhandled.
  const release = holdSignals(host, options, (signal) => running?.send(signal));
  try {
    return await new Promise<Measured>((resolve, reject) => {
      let session: Session | undefined;
      startCommand(
        host,
        command,
        markedEnvironment(environment, mark),
        {
          onStart: (started) => {
            running = started;
            (meter ?? tree)?.follow(started.pid, mark);
            meter?.openLate(elapsed, () => session?.opened?.());
            if (seat?.job.role === "sampler") forgetSeatsLater(options);
            const { send } = started;
            const subject = { ...describeRun(options, self, seat), command, options, startedAt, elapsed, send };
            if (meter !== undefined) session = openSession({ ...subject, meter });
            else if (tree !== undefined && seat?.outcome.kind === "occupied") {
              const { takeSeat, takeDevice } = seat;
              session = openRankSession({ ...subject, tree, holder: seat.outcome.holder, takeSeat, takeDevice });
            }
          },
          onEnd: (end, outputPassed) => {
            session?.end(end, outputPassed).then(resolve, reject);
          },
          onFailure: (failure) => {
            resolve({ kind: "not-started", ...failure });
          },
        },
        options.watchOutput,
      );
    });
  } finally {
    release();
    meter?.close();
  }
}

function forgetSeatsLater({ host, environment, wallClock }: MeasureOptions): void {
  setTimeout(() => {
    forgetSeats(host, environment, wallClock().getTime() / 1000);
  }, 1000).unref();
}

/** Ranks of a node divide its accelerators among them, and all wrappers of the machine share one sampler. */
function openMeter(options: MeasureOptions, seat: JobSeat | undefined, self: RunMark): RunMeter {
  const { host, environment, intervalSeconds, scope } = options;
  const sampling = openSampling({ host, environment, self, intervalSeconds });
  const shared = sampling.share(options.sensorFactories);
  const sensors = seat?.job.rank === undefined ? shared : seatedSensors(shared, seat.takeDevice);
  return openRunMeter({ host, factories: sensors, scope, intervalSeconds, environment, sampling });
}

function describeRun(
  { host, environment }: MeasureOptions,
  self: RunMark,
  seat: JobSeat | undefined,
): Pick<SessionSubject, "id" | "job" | "within"> {
  const within = enclosingRun(host, environment);
  return {
    id: self.id,
    ...defined({ job: seat?.job, within: within?.id }),
  };
}
