import { startCommand } from "./command.ts";
import type { RunningCommand } from "./command.ts";
import { markedEnvironment, runMark } from "./enclosing-run.ts";
import type { Measured, MeasureOptions } from "./measure-options.ts";
import { readProcessStat } from "./process-stat.ts";
import { openRunMeter } from "./run-meter.ts";
import { newRunId } from "./run-store.ts";
import { openSession } from "./session.ts";
import type { Session } from "./session.ts";
import { holdSignals } from "./signals.ts";

/**
 * Runs a command and measures it. Counters are read synchronously before the command starts and again as soon as its
 * end is known; nothing is printed. The command's end is mirrored in the result, for the caller to die the same death.
 * Never rejects because of what could not be measured: that is in the result.
 */
export async function measureCommand(
  command: readonly [string, ...string[]],
  options: MeasureOptions,
): Promise<Measured> {
  const { host } = options;
  const startedAt = options.wallClock();
  const meter = openRunMeter(host, options.sensorFactories, options.scope, options.intervalSeconds);
  const startNanoseconds = host.nowNanoseconds();
  const elapsed = (): number => Number(host.nowNanoseconds() - startNanoseconds) / 1e9;
  const id = newRunId(startedAt, options.random);
  const mark = runMark({ id, pid: process.pid, startTicks: readProcessStat(host, "self")?.startTicks ?? 0 });
  meter.look(0);
  let running: RunningCommand | undefined;
  // Held before the start, so that no signal finds us unprepared.
  const release = holdSignals(host, options, (signal) => running?.send(signal));
  try {
    return await new Promise<Measured>((resolve, reject) => {
      let session: Session | undefined;
      startCommand(host, command, markedEnvironment(options.environment, mark), {
        onStart: (started) => {
          running = started;
          meter.follow(started.pid, mark);
          meter.openLate(elapsed);
          session = openSession({ id, command, options, meter, startedAt, elapsed });
        },
        onEnd: (end) => {
          session?.end(end).then(resolve, reject);
        },
        onFailure: (failure) => {
          resolve({ kind: "not-started", ...failure });
        },
      });
    });
  } finally {
    release();
    meter.close();
  }
}
