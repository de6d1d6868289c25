import { groupBy } from "@wattledger/core/group-by";
import type { Accelerator, AcceleratorReader, AcceleratorUse, Host } from "@wattledger/sensors";
import type { BoardUse } from "../attribute/weights.ts";
import { deviceVariables } from "../machine/device-variables.ts";
import { findJob } from "../machine/launcher.ts";
import type { Environment } from "../machine/launcher.ts";
import { readProcessStat } from "../machine/process-stat.ts";
import { runMarksOf } from "../machine/run-mark.ts";
import { divideAccelerators } from "./divide-accelerators.ts";
import type { AcceleratorFinding } from "./divide-accelerators.ts";
import { environmentOf, openRankEnvironments } from "./rank-environments.ts";

/** Follows who uses the accelerators of the machine, to divide their energy. */
export interface AcceleratorMeter {
  /** The command is this process from now on, and its descendants have `mark` in their environments. */
  readonly follow: (pid: number, mark?: string) => void;
  readonly look: (elapsedSeconds: number) => void;
  /** The observed processes on each board so far, by channel. */
  readonly used: () => Readonly<Record<string, BoardUse>>;
  readonly finish: () => AcceleratorFinding;
}

/** Sums over looks, each weighted by its time. */
type Seen = { -readonly [K in keyof BoardUse]: BoardUse[K] };

/** Where the accelerators and their users are read. */
export interface AcceleratorMeterOptions {
  readonly host: Host;
  /** The command's, with the variables of launchers and schedulers. */
  readonly environment: Environment;
  /** Asked at each look, because boards may be opened after the start. */
  readonly readers: () => readonly AcceleratorReader[];
  /** Whether the energy of a channel is read. Absent: all are. */
  readonly isCounted?: (channel: string) => boolean;
}

/** Follows the users of the boards that the readers report. */
export function openAcceleratorMeter({
  host,
  environment,
  readers,
  isCounted = () => true,
}: AcceleratorMeterOptions): AcceleratorMeter {
  const job = findJob(environment);
  const isOurs = rememberedBy((pid: number) => belongs(host, pid, { root, mark, job: job?.key }));
  // Process numbers are the machine's. Inside a container they mean other processes or none.
  const seesPids = host.readText("/proc/2/comm")?.trim() === "kthreadd";
  const seen = new Map<string, Seen>();
  const boards = new Map<string, Accelerator>();
  const ranks = openRankEnvironments(host, environment, job);
  const asksForInstances = deviceVariables.some((name) => environment[name]?.includes("MIG-") === true);
  let root = 0;
  let mark: string | undefined;
  let lastSeconds = 0;
  const noteBoards = (): void => {
    for (const reader of readers()) {
      if (asksForInstances) reader.askForInstances?.();
      for (const board of reader.devices()) {
        const key = board.pciAddress === "" ? board.channel : board.pciAddress;
        const known = boards.get(key);
        // Two sensors may see one board. The sensor that reads its energy counts.
        if (known === undefined || known.channel === board.channel || !isCounted(known.channel)) boards.set(key, board);
      }
    }
  };
  return {
    follow: (pid, runMark) => {
      root = pid;
      mark = runMark;
    },
    look: (elapsedSeconds) => {
      const seconds = elapsedSeconds - lastSeconds;
      lastSeconds = elapsedSeconds;
      noteBoards();
      if (boards.size > 0) ranks.look();
      if (seesPids) for (const reader of readers()) addUses(seen, reader.uses(), isOurs, Math.max(0, seconds));
    },
    used: () => Object.fromEntries([...seen].map(([channel, sums]) => [channel, { ...sums }])),
    finish: () => {
      noteBoards();
      const all = [...boards.values()].toSorted((a, b) => (a.pciAddress < b.pciAddress ? -1 : 1));
      return divideAccelerators(all, seen, ranks.visible(all), job === undefined ? "the command" : "the job");
    },
  };
}

function addUses(
  seen: Map<string, Seen>,
  uses: readonly AcceleratorUse[],
  isOurs: (pid: number) => boolean,
  seconds: number,
): void {
  for (const [channel, ofBoard] of groupBy(uses, (use) => use.channel)) {
    const sums = seen.get(channel) ?? { ownBusySeconds: 0, allBusySeconds: 0, ownThereSeconds: 0, allThereSeconds: 0 };
    const totalMemory = ofBoard.reduce((sum, { memoryBytes }) => sum + (memoryBytes ?? 0), 0);
    const memoryIsTold = totalMemory > 0 && ofBoard.every(({ memoryBytes }) => memoryBytes !== undefined);
    for (const { pid, busyShare = 0, memoryBytes = 0 } of ofBoard) {
      const ours = isOurs(pid);
      const there = (memoryIsTold ? memoryBytes / totalMemory : 1 / ofBoard.length) * seconds;
      sums.allBusySeconds += busyShare * seconds;
      sums.allThereSeconds += there;
      if (!ours) continue;
      sums.ownBusySeconds += busyShare * seconds;
      sums.ownThereSeconds += there;
    }
    seen.set(channel, sums);
  }
}

/** What tells the command's processes from others. */
interface Command {
  /** Process that the command is; 0 before it starts. */
  readonly root: number;
  readonly mark: string | undefined;
  /** Key of its job. */
  readonly job: string | undefined;
}

/** A process counts as the command's if it is the command, a descendant, has its mark, or belongs to another rank of the same job. */
function belongs(host: Host, pid: number, { root, mark, job }: Command): boolean {
  let at: number | undefined = pid;
  for (let depth = 0; depth < 64 && at !== undefined && at > 0; depth += 1) {
    if (at === root) return true;
    at = readProcessStat(host, String(at))?.parentPid;
  }
  if (mark !== undefined && runMarksOf(host, pid).includes(mark)) return true;
  return job !== undefined && findJob(environmentOf(host, pid))?.key === job;
}

/** Answers to a question about processes, each asked once: the ancestors of a process stay known after they end. */
function rememberedBy(ask: (pid: number) => boolean): (pid: number) => boolean {
  const answers = new Map<number, boolean>();
  return (pid) => {
    const known = answers.get(pid);
    if (known !== undefined) return known;
    const answer = ask(pid);
    answers.set(pid, answer);
    return answer;
  };
}
