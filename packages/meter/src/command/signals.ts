import type { Host } from "@wattledger/sensors";
import { readProcessStat } from "../machine/process-stat.ts";

/** Signals that would end this process before the command, and so lose the measurement. */
export const heldSignals = ["SIGINT", "SIGQUIT", "SIGHUP", "SIGTERM", "SIGUSR1", "SIGUSR2", "SIGXCPU"] as const;

/** One of {@link heldSignals}. */
export type HeldSignal = (typeof heldSignals)[number];

/** The known facts about who else got a signal that reached us. */
export interface SignalSituation {
  /** We are in the foreground process group of a terminal now. */
  readonly foreground: boolean;
  /** We had a controlling terminal when we started. */
  readonly terminalAtStart: boolean;
  /** A launcher runs us that sends signals to every process of a step, not only to the first. */
  readonly launcher: boolean;
}

/**
 * What to do with a signal. We share the command's process group, so that job control works: Ctrl-Z stops and `fg`
 * continues both, without a handler of our own. A signal that the whole group got must not be sent again: a
 * trainer that saves a checkpoint on the first signal may end on a second one. We cannot see who sent a signal,
 * so the rule is:
 *
 * - SIGINT, SIGQUIT: a terminal sends them to its foreground group (Ctrl-C, Ctrl-\). In the foreground: swallow.
 *   Otherwise the sender meant this process: forward.
 * - SIGHUP: a closing terminal sends it to its group, and a shell to each of its jobs. With a terminal at the
 *   start: swallow, because the terminal may have closed by now. Otherwise forward.
 * - SIGTERM, SIGUSR1, SIGUSR2: never from a terminal; a supervisor or `kill` sends them to this process: forward.
 * - SIGXCPU: the kernel sends it to the process that used up its limit. The command gets its own: swallow.
 * - Slurm and MPI launchers send every signal to every process of a step (seen with Slurm 22.05 and Open MPI):
 *   under them swallow all.
 *
 * Wrong only for `kill -INT` (or -QUIT, -HUP) of this very process from another terminal: the command does not get it.
 */
export function signalRule(signal: HeldSignal, situation: SignalSituation): "swallow" | "forward" {
  if (situation.launcher) return "swallow";
  switch (signal) {
    case "SIGINT":
    case "SIGQUIT":
      return situation.foreground ? "swallow" : "forward";
    case "SIGHUP":
      return situation.terminalAtStart ? "swallow" : "forward";
    case "SIGTERM":
    case "SIGUSR1":
    case "SIGUSR2":
      return "forward";
    case "SIGXCPU":
      return "swallow";
  }
}

/** Variables by which a task knows that a launcher started it: Slurm, Open MPI, PMIx, MPICH and Intel MPI, MVAPICH, Flux. */
const launcherVariables = [
  "SLURM_JOB_ID",
  "OMPI_COMM_WORLD_RANK",
  "PMIX_RANK",
  "PMI_RANK",
  "MV2_COMM_WORLD_RANK",
  "FLUX_TASK_RANK",
] as const;

/** True under a launcher that sends signals to every process of a step. */
export function hasLauncher(environment: Readonly<Record<string, string | undefined>>): boolean {
  return launcherVariables.some((name) => environment[name] !== undefined);
}

/** Whether this process is in the foreground of its terminal. Undefined without procfs. */
export function readForeground(host: Host): boolean | undefined {
  const stat = readProcessStat(host, "self");
  return stat === undefined ? undefined : stat.terminalForegroundGroup === stat.processGroup;
}

/** Whether there is a controlling terminal. Undefined without procfs. */
export function readHasTerminal(host: Host): boolean | undefined {
  const stat = readProcessStat(host, "self");
  return stat === undefined ? undefined : stat.terminalForegroundGroup !== -1;
}

/** Two equal signals within this time are one: `timeout` sends one to the process and one to its group. */
const echoSeconds = 0.1;

/** Handles the signals until the returned function is called. `forward` gets those that only this process received. */
export function holdSignals(
  host: Host,
  options: { readonly environment: Readonly<Record<string, string | undefined>>; readonly stdinIsTerminal: boolean },
  forward: (signal: HeldSignal) => void,
): () => void {
  const launcher = hasLauncher(options.environment);
  const terminalAtStart = readHasTerminal(host) ?? options.stdinIsTerminal;
  const lastSeconds = new Map<HeldSignal, number>();
  const handlers = heldSignals.map((signal) => {
    const handle = (): void => {
      const nowSeconds = Number(host.nowNanoseconds()) / 1e9;
      const echo = nowSeconds - (lastSeconds.get(signal) ?? Number.NEGATIVE_INFINITY) < echoSeconds;
      lastSeconds.set(signal, nowSeconds);
      const foreground = readForeground(host) ?? options.stdinIsTerminal;
      if (!echo && signalRule(signal, { foreground, terminalAtStart, launcher }) === "forward") forward(signal);
    };
    process.on(signal, handle);
    return { signal, handle };
  });
  return () => {
    for (const { signal, handle } of handlers) process.off(signal, handle);
  };
}
