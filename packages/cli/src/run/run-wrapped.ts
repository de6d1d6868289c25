import { spawn, spawnSync } from "node:child_process";
import { isatty } from "node:tty";
import { defined } from "@wattledger/core";
import { launcherCommand, measureCommand } from "@wattledger/meter/measure";
import type { Measured, RunLineage } from "@wattledger/meter/measure";
import { machineHost, sensorFactories } from "@wattledger/sensors";
import { complain } from "../terminal.ts";
import { workingFolder } from "../working-folder.ts";
import { followIfAsked, missingEpochs } from "./follow-options.ts";
import { hintsOfThisMachine } from "./place-of-machine.ts";
import type { RunOptions } from "./run.ts";
import { storeFolder } from "./store-folder.ts";

/*
 * Imports of this file are loaded before the command starts, so they are few. Factors, methods and the schemas of files
 * are loaded by `await import` while the command runs or after it has ended.
 */

/** Measures a command, reports, and ends as the command ended. */
export async function runWrapped(command: readonly string[], options: RunOptions): Promise<void> {
  const [program, ...rest] = command;
  if (program === undefined) return;
  if (options.zone !== undefined && !(await isKnownZone(options.zone))) return;
  if (options.prices !== undefined && !(await arePrices(options.prices))) return;
  if (options.budget?.kind === "cost" && options.prices === undefined) {
    complain(`--budget ${options.budget.text}: a budget of money needs the price of electricity. Give --prices FILE.`);
    process.exitCode = 2;
    return;
  }
  const { name, project, zone, pue, scope, sysfsRoot, procfsRoot } = options;
  const unseen = launcherCommand(command, process.env);
  if (unseen !== undefined) complain(unseen);
  const following = followIfAsked(options, process.env, isatty(2), isatty(1));
  if (options.to !== undefined) sendAlong(options.to);
  const measured = await measureCommand([program, ...rest], {
    host: machineHost(defined({ sysfsRoot, procfsRoot })),
    sensorFactories,
    resolveModels: async (machine) => (await import("./deferred.ts")).modelsForMachine(machine),
    ...following.measure,
    // `process.stdin` would open the stream that belongs to the command.
    stdinIsTerminal: isatty(0),
    workingDirectory: workingFolder(),
    intervalSeconds: options.interval,
    idlePolicy: "cpu-time",
    tags: options.tag,
    ...(unseen === undefined ? {} : { notes: [unseen] }),
    ...lineageOf(options),
    scope,
    // From the real machine, even if other folders replace /sys and /proc.
    placeHints: () => hintsOfThisMachine(machineHost()),
    ...defined({ name, project, zone, pue }),
    recordFolder: storeFolder(),
    wallClock: () => new Date(),
    random: Math.random,
  });
  following.close();
  if (measured.kind === "finished" && !following.stoppedMatching()) {
    const missing = missingEpochs(options, measured.finished.progress?.epochs?.done ?? 0);
    if (missing !== undefined) complain(missing);
  }
  if (measured.kind === "finished" && isThinRank(measured) && options.json === undefined) {
    // One rank among many computes and prints nothing: `runs show` adds up the job.
    if (measured.record?.problem !== undefined) complain(measured.record.problem);
  } else if (measured.kind === "finished") {
    try {
      await (await import("./deferred.ts")).reportRun(measured, options);
    } catch (error) {
      // If the report fails, the command still ends in its own way.
      complain(`the run was measured, but the report failed: ${String(error)}`);
    }
  } else {
    complain(measured.message);
  }
  endAs(measured);
}

/**
 * Starts a process of its own that sends the run. The run does not wait for it, and it outlives the run until all is sent; what a
 * server did not take stays on disk for the next time.
 */
function sendAlong(url: string): void {
  const launcher = process.argv[1] ?? "";
  const sender = spawn(process.execPath, [launcher, "push", "--to", url, "--along", String(process.pid)], {
    detached: true,
    stdio: "ignore",
  });
  sender.on("error", (error) => complain(`--to: the run cannot be sent: ${error.message}`));
  sender.unref();
}

function isThinRank({ started }: Extract<Measured, { kind: "finished" }>): boolean {
  return started.job?.role === "rank";
}

function lineageOf(options: RunOptions): { readonly lineage?: RunLineage } {
  const { stage, experiment, parent, model, modelVersion } = options;
  const lineage: RunLineage = defined({ stage, experiment, parentRun: parent, model, modelVersion });
  return Object.keys(lineage).length === 0 ? {} : { lineage };
}

/** An unknown zone is an error before the work, not after it. */
async function isKnownZone(zone: string): Promise<boolean> {
  const { findZone } = await import("./deferred.ts");
  const problem = await findZone(zone);
  if (problem === undefined) return true;
  complain(`--zone: ${problem}`);
  process.exitCode = 2;
  return false;
}

/** So is a file of prices that cannot be read. */
async function arePrices(path: string): Promise<boolean> {
  const { readPrices } = await import("../settings/price-file.ts");
  const prices = await readPrices(path);
  if (prices.ok) return true;
  complain(`--prices: ${prices.error}`);
  process.exitCode = 2;
  return false;
}

/** Node starts its debugger on one of these and ignores the other, so neither can end it. */
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

/** A process that dies of these leaves an image of its memory, if that is allowed (signal(7)). */
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
 * Prevents an image of Wattledger's own memory: it could overwrite the file `core` of the command, which somebody
 * wants to read. False if that is not possible; the exit code then gives the signal.
 */
function leavesNoCore(): boolean {
  const script = '[ "$(ulimit -c)" = 0 ] || prlimit --core=0 --pid "$PPID"';
  return spawnSync("sh", ["-c", script], { stdio: "ignore" }).status === 0;
}
