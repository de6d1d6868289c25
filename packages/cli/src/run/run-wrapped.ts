import { spawnSync } from "node:child_process";
import { isatty } from "node:tty";
import { launcherCommand, measureCommand } from "@wattledger/meter/measure";
import type { Measured, RunLineage } from "@wattledger/meter/measure";
import { machineHost, sensorFactories } from "@wattledger/sensors";
import { followIfAsked } from "./follow-options.ts";
import { hintsOfThisMachine } from "./place-of-machine.ts";
import type { RunOptions } from "./run.ts";
import { workingFolder } from "../working-folder.ts";
import { storeFolder } from "../runs/store-folder.ts";
import { complain } from "../terminal.ts";

/*
 * What is imported here is loaded before the command starts, so it is little. Factors, methods and the schemas of files
 * come by `await import` when the command runs or has ended.
 */

/** Measures a command, reports, and ends as the command ended. */
export async function runWrapped(command: readonly string[], options: RunOptions): Promise<void> {
  const [program, ...rest] = command;
  if (program === undefined) return;
  if (options.zone !== undefined && !(await isKnownZone(options.zone))) return;
  if (options.prices !== undefined && !(await arePrices(options.prices))) return;
  if (options.budget?.kind === "cost" && options.prices === undefined) {
    complain(`--budget ${options.budget.text}: money needs a price of electricity: give --prices`);
    process.exitCode = 2;
    return;
  }
  const { name, project, zone, pue, scope, sysfsRoot, procfsRoot } = options;
  const unseen = launcherCommand(command, process.env);
  if (unseen !== undefined) complain(unseen);
  const following = followIfAsked(options, process.env, isatty(2), isatty(1));
  const measured = await measureCommand([program, ...rest], {
    host: machineHost({
      ...(sysfsRoot === undefined ? {} : { sysfsRoot }),
      ...(procfsRoot === undefined ? {} : { procfsRoot }),
    }),
    sensorFactories,
    resolveModels: async (machine) => (await import("./deferred.ts")).modelsForMachine(machine),
    ...following.measure,
    // `process.stdin` would open the stream that belongs to the command.
    stdinIsTerminal: isatty(0),
    workingDirectory: workingFolder(),
    intervalSeconds: options.interval,
    idlePolicy: "cpu-time",
    ...(name === undefined ? {} : { name }),
    ...(project === undefined ? {} : { project }),
    tags: options.tag,
    ...(unseen === undefined ? {} : { notes: [unseen] }),
    ...lineageOf(options),
    scope,
    ...(zone === undefined ? {} : { zone }),
    // Of the real machine, also where other folders stand in for /sys and /proc.
    placeHints: () => hintsOfThisMachine(machineHost()),
    ...(pue === undefined ? {} : { pue }),
    recordFolder: storeFolder(),
    wallClock: () => new Date(),
    random: Math.random,
  });
  following.close();
  if (measured.kind === "finished" && isThinRank(measured) && options.json === undefined) {
    // Of one rank among many nothing is to be said or computed: `runs show` adds up the job.
    if (measured.record?.problem !== undefined) complain(measured.record.problem);
  } else if (measured.kind === "finished") {
    try {
      await (await import("./deferred.ts")).reportRun(measured, options);
    } catch (error) {
      // Whatever goes wrong with our report, the command keeps its own end.
      complain(`the run was measured, but not reported: ${String(error)}`);
    }
  } else {
    complain(measured.message);
  }
  endAs(measured);
}

function isThinRank({ started }: Extract<Measured, { kind: "finished" }>): boolean {
  return started.job?.role === "rank";
}

function lineageOf(options: RunOptions): { readonly lineage?: RunLineage } {
  const { stage, experiment, parent, model, modelVersion } = options;
  const lineage: RunLineage = {
    ...(stage === undefined ? {} : { stage }),
    ...(experiment === undefined ? {} : { experiment }),
    ...(parent === undefined ? {} : { parentRun: parent }),
    ...(model === undefined ? {} : { model }),
    ...(modelVersion === undefined ? {} : { modelVersion }),
  };
  return Object.keys(lineage).length === 0 ? {} : { lineage };
}

/** A zone that nobody knows is an error before hours of work, not after. */
async function isKnownZone(zone: string): Promise<boolean> {
  const { findZone } = await import("./deferred.ts");
  const problem = await findZone(zone);
  if (problem === undefined) return true;
  complain(`--zone: ${problem}`);
  process.exitCode = 2;
  return false;
}

/** And so is a file of prices that cannot be read. */
async function arePrices(path: string): Promise<boolean> {
  const { readPrices } = await import("../config/price-file.ts");
  const prices = await readPrices(path);
  if (prices.ok) return true;
  complain(`--prices: ${prices.error}`);
  process.exitCode = 2;
  return false;
}

/** Node starts its debugger on one of these and ignores the other, so they cannot be died of. */
const notFatalToNode: readonly string[] = ["SIGUSR1", "SIGPIPE"];

function endAs(measured: Measured): void {
  if (measured.kind === "not-started") {
    process.exitCode = measured.exitCode;
    return;
  }
  const { exitCode, signal } = measured.finished;
  process.exitCode = exitCode;
  if (signal === undefined || notFatalToNode.includes(signal)) return;
  if (dumpingCore.includes(signal) && !leavesNoCore()) return;
  process.kill(process.pid, signal);
}

/** Whoever dies of these leaves an image of its memory where that is allowed (signal(7)). */
const dumpingCore: readonly string[] = [
  "SIGQUIT",
  "SIGILL",
  "SIGTRAP",
  "SIGABRT",
  "SIGBUS",
  "SIGFPE",
  "SIGSEGV",
  "SIGXCPU",
  "SIGSYS",
];

/**
 * Sees to it that our own death leaves no image: in a folder of one file `core` it would overwrite the command's, which
 * somebody wants to read. False where that is not in our power; the exit code then tells of the signal.
 */
function leavesNoCore(): boolean {
  const script = '[ "$(ulimit -c)" = 0 ] || prlimit --core=0 --pid "$PPID"';
  return spawnSync("sh", ["-c", script], { stdio: "ignore" }).status === 0;
}
