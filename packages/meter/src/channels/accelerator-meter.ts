import { visibleDevices } from "@wattledger/sensors";
import type { Accelerator, AcceleratorReader, AcceleratorUse, Host } from "@wattledger/sensors";
import type { AcceleratorShare } from "../record/use.ts";
import { runMarksOf } from "../machine/run-mark.ts";
import { findJob } from "../machine/launcher.ts";
import type { Environment } from "../machine/launcher.ts";
import { readProcessStat } from "../machine/process-stat.ts";

/** Follows who uses the accelerators of the machine, to divide their energy. */
export interface AcceleratorMeter {
  /** The command runs as this process from now on, and its descendants have `mark` in their environments. */
  readonly follow: (pid: number, mark?: string) => void;
  readonly look: (elapsedSeconds: number) => void;
  /** The command's part of each accelerator, by channel. Channels that are not in it cannot be divided. */
  readonly finish: () => Readonly<Record<string, AcceleratorShare>>;
}

/** What was seen of a board's processes, added up over looks and weighted by the time that each look stands for. */
interface Seen {
  ownBusySeconds: number;
  allBusySeconds: number;
  /** Time in which processes were there, divided by their memory, or evenly where that is not told. */
  ownThereSeconds: number;
  allThereSeconds: number;
}

/** `readers` are asked at each look, since boards may be opened after the start. */
export function openAcceleratorMeter(
  host: Host,
  environment: Environment,
  readers: () => readonly AcceleratorReader[],
): AcceleratorMeter {
  const job = findJob(environment);
  const isOurs = rememberedBy((pid: number) => belongs(host, pid, root, mark, job?.key));
  // Process numbers are the machine's, and mean others or nobody within a container of its own.
  const seesPids = host.readText("/proc/2/comm")?.trim() === "kthreadd";
  const seen = new Map<string, Seen>();
  const boards = new Map<string, Accelerator>();
  let root = 0;
  let mark: string | undefined;
  let lastSeconds = 0;
  return {
    follow: (pid, runMark) => {
      root = pid;
      mark = runMark;
    },
    look: (elapsedSeconds) => {
      const seconds = elapsedSeconds - lastSeconds;
      lastSeconds = elapsedSeconds;
      for (const reader of readers()) {
        for (const board of reader.devices()) boards.set(board.channel, board);
        if (seesPids) addUses(seen, reader.uses(), isOurs, Math.max(0, seconds));
      }
    },
    finish: () => {
      for (const reader of readers()) for (const board of reader.devices()) boards.set(board.channel, board);
      const all = [...boards.values()];
      const shares = all.map(
        (board) => [board.channel, shareOf(board, all, seen, environment, job !== undefined)] as const,
      );
      return Object.fromEntries(shares.filter(hasShare));
    },
  };
}

function hasShare(
  entry: readonly [string, AcceleratorShare | undefined],
): entry is readonly [string, AcceleratorShare] {
  return entry[1] !== undefined;
}

function addUses(
  seen: Map<string, Seen>,
  uses: readonly AcceleratorUse[],
  isOurs: (pid: number) => boolean,
  seconds: number,
): void {
  for (const [channel, ofBoard] of groupByChannel(uses)) {
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

function groupByChannel(uses: readonly AcceleratorUse[]): ReadonlyMap<string, readonly AcceleratorUse[]> {
  const groups = new Map<string, AcceleratorUse[]>();
  for (const use of uses) {
    const group = groups.get(use.channel);
    if (group === undefined) groups.set(use.channel, [use]);
    else group.push(use);
  }
  return groups;
}

/** Percent of time with a kernel running says little of how much of a board runs, or at what power. Expert values. */
const sharedUncertainty = 0.3;
const instanceUncertainty = 0.5;

function shareOf(
  board: Accelerator,
  boards: readonly Accelerator[],
  seen: ReadonlyMap<string, Seen>,
  environment: Environment,
  inJob: boolean,
): AcceleratorShare | undefined {
  const uses = seen.get(board.channel);
  if (uses !== undefined && uses.allThereSeconds > 0) return byProcess(uses, inJob);
  const tells = [...seen.values()].some(({ allThereSeconds }) => allThereSeconds > 0);
  const canTell = tells && board.instances === undefined;
  if (canTell) return none("processes", "the driver told of processes on other devices and of none on this one");
  // What one rank may see says nothing of what the other ranks of its node may.
  return inJob ? undefined : byVisibility(board, boards, environment);
}

function byProcess(
  { ownBusySeconds, allBusySeconds, ownThereSeconds, allThereSeconds }: Seen,
  inJob: boolean,
): AcceleratorShare {
  const idleShare = ownThereSeconds / allThereSeconds;
  const dynamicShare = allBusySeconds > 0 ? ownBusySeconds / allBusySeconds : idleShare;
  const alone = idleShare > 1 - 1e-9;
  const whose = inJob ? "the job" : "the command";
  const busy =
    allBusySeconds > 0
      ? `${percent(dynamicShare)} of the time in which kernels ran on it was of ${whose}'s processes`
      : `the driver does not tell whose kernels ran on it`;
  return {
    basis: "processes",
    dynamicShare,
    idleShare,
    relativeUncertainty: alone ? 0 : sharedUncertainty,
    explanation: `${busy}; of its idle power ${whose} bears ${percent(idleShare)}, by the memory that its processes held there`,
  };
}

function byVisibility(
  board: Accelerator,
  boards: readonly Accelerator[],
  environment: Environment,
): AcceleratorShare | undefined {
  const visible = visibleDevices(environment, boards);
  switch (visible.kind) {
    case "all":
      return undefined;
    case "unclear":
      return {
        basis: "visible-devices",
        dynamicShare: 1,
        idleShare: 1,
        relativeUncertainty: 0,
        explanation: `it is not clear which devices the command was given (${visible.because}): it bears all of each`,
      };
    case "some": {
      if (!visible.devices.includes(board))
        return none("visible-devices", `${visible.because} hides it from the command`);
      const all = board.instances ?? [];
      const given = all.filter(({ uuid }) => visible.instances.includes(uuid));
      const share = given.length === 0 ? 1 : given.length / all.length;
      return {
        basis: "visible-devices",
        dynamicShare: share,
        idleShare: share,
        relativeUncertainty: share < 1 ? instanceUncertainty : 0,
        explanation:
          share < 1
            ? `${visible.because} gives the command ${given.length} of its ${all.length} instances, which are taken for equal`
            : `${visible.because} gives it to the command`,
      };
    }
  }
}

function none(basis: AcceleratorShare["basis"], reason: string): AcceleratorShare {
  return {
    basis,
    dynamicShare: 0,
    idleShare: 0,
    relativeUncertainty: 0,
    explanation: `${reason}: none of it is the command's`,
  };
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

/** A process is the command's, one of its descendants, one that has its mark, or of another rank of the same job. */
function belongs(host: Host, pid: number, root: number, mark: string | undefined, job: string | undefined): boolean {
  let at: number | undefined = pid;
  for (let depth = 0; depth < 64 && at !== undefined && at > 0; depth += 1) {
    if (at === root) return true;
    at = readProcessStat(host, String(at))?.parentPid;
  }
  if (mark !== undefined && runMarksOf(host, pid).includes(mark)) return true;
  return job !== undefined && findJob(environmentOf(host, pid))?.key === job;
}

function environmentOf(host: Host, pid: number): Environment {
  const entries = host.readText(`/proc/${pid}/environ`)?.split("\0") ?? [];
  return Object.fromEntries(
    entries.map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]),
  );
}

/** Answers of a question about processes, each asked once: who its ancestors were is not forgotten when they end. */
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
