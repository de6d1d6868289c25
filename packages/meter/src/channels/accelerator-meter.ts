import type { Accelerator, AcceleratorReader, AcceleratorUse, Host, VisibleDevices } from "@wattledger/sensors";
import type { BoardUse } from "../attribute/weights.ts";
import { findJob } from "../machine/launcher.ts";
import type { Environment } from "../machine/launcher.ts";
import { readProcessStat } from "../machine/process-stat.ts";
import { runMarksOf } from "../machine/run-mark.ts";
import type { AcceleratorShare } from "../record/use.ts";
import { deviceVariables, environmentOf, openRankEnvironments } from "./rank-environments.ts";

/** Follows who uses the accelerators of the machine, to divide their energy. */
export interface AcceleratorMeter {
  /** The command is this process from now on, and its descendants have `mark` in their environments. */
  readonly follow: (pid: number, mark?: string) => void;
  readonly look: (elapsedSeconds: number) => void;
  /** The observed processes on each board so far, by channel. */
  readonly used: () => Readonly<Record<string, BoardUse>>;
  readonly finish: () => AcceleratorFinding;
}

/** How the accelerators divide. */
export interface AcceleratorFinding {
  /** The command's part of each accelerator, by channel. A channel that is not listed cannot be divided. */
  readonly shares: Readonly<Record<string, AcceleratorShare>>;
  /** The devices that the environment gives the command, as sentences. Empty if processes decide. */
  readonly notes: readonly string[];
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
  const isOurs = rememberedBy((pid: number) => belongs(host, pid, root, mark, job?.key));
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
      return divide(all, seen, ranks.visible(all), job !== undefined);
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

/** The time with a running kernel does not show how much of a board runs, or at what power. Expert values. */
const sharedUncertainty = 0.3;
const instanceUncertainty = 0.5;

function divide(
  boards: readonly Accelerator[],
  seen: ReadonlyMap<string, Seen>,
  visible: VisibleDevices,
  inJob: boolean,
): AcceleratorFinding {
  const tells = [...seen.values()].some(({ allThereSeconds }) => allThereSeconds > 0);
  const byEnvironment: Accelerator[] = [];
  const shares = boards.map((board) => {
    const uses = seen.get(board.channel);
    if (uses !== undefined && uses.allThereSeconds > 0) return [board.channel, byProcess(uses, inJob)] as const;
    if (tells && board.instances === undefined) {
      const reason = "the driver reported processes on other devices but none on this one";
      return [board.channel, none("processes", reason)] as const;
    }
    byEnvironment.push(board);
    return [board.channel, byVisibility(board, visible)] as const;
  });
  return {
    shares: Object.fromEntries(shares.filter(hasShare)),
    notes: byEnvironment.length === 0 ? [] : visibilityNotes(boards, visible),
  };
}

function visibilityNotes(boards: readonly Accelerator[], visible: VisibleDevices): readonly string[] {
  const count = `${boards.length} GPU${boards.length === 1 ? "" : "s"}`;
  switch (visible.kind) {
    case "all":
      return [];
    case "unclear":
      return [`${visible.because}: the command is attributed all ${count} of the machine, an upper limit for its own`];
    case "some": {
      const { devices, because, assumption } = visible;
      const given = devices.map((board) => partWords(board, visible.instances)).join(", ");
      const assumed = assumption === undefined ? "" : `; ${assumption}`;
      return [
        `${because} gives the command ${devices.length} of the machine's ${count}${given === "" ? "" : `: ${given}`}${assumed}`,
      ];
    }
  }
}

function partWords(board: Accelerator, given: readonly string[]): string {
  const { share, own, all } = instanceShare(board, given);
  return share < 1 ? `${board.channel} (${own} of ${all}, ${percent(share)} of the board)` : board.channel;
}

interface InstanceShare {
  readonly share: number;
  /** In words: "1 instance", "3 slices". */
  readonly own: string;
  readonly all: string;
}

/** Instances share their board by their compute slices, or evenly if the driver does not report the slices of all. */
function instanceShare({ instances = [] }: Accelerator, given: readonly string[]): InstanceShare {
  const own = instances.filter(({ uuid }) => given.includes(uuid));
  if (own.length === 0) return { share: 1, own: "", all: "" };
  const slices = (some: typeof instances): number => some.reduce((sum, one) => sum + (one.slices ?? 0), 0);
  if (instances.every((one) => one.slices !== undefined)) {
    return {
      share: slices(own) / slices(instances),
      own: `${slices(own)}`,
      all: `${slices(instances)} slices in use`,
    };
  }
  return {
    share: own.length / instances.length,
    own: `${own.length}`,
    all: `${instances.length} instances, assumed equal`,
  };
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
      ? `${percent(dynamicShare)} of the time with running kernels was of ${whose}'s processes`
      : `the driver does not report whose kernels ran on it`;
  return {
    basis: "processes",
    dynamicShare,
    idleShare,
    relativeUncertainty: alone ? 0 : sharedUncertainty,
    explanation: `${busy}; ${whose} is given ${percent(idleShare)} of its idle power, by the memory that its processes used there`,
  };
}

function byVisibility(board: Accelerator, visible: VisibleDevices): AcceleratorShare | undefined {
  switch (visible.kind) {
    case "all":
      return undefined;
    case "unclear":
      return {
        basis: "visible-devices",
        dynamicShare: 1,
        idleShare: 1,
        relativeUncertainty: 0,
        explanation: `it is not clear which devices the command was given (${visible.because}): it is attributed all of each`,
      };
    case "some": {
      if (!visible.devices.includes(board))
        return none("visible-devices", `${visible.because} hides it from the command`);
      const { share, own, all } = instanceShare(board, visible.instances);
      const assumed = visible.assumption === undefined ? "" : ` (${visible.assumption})`;
      return {
        basis: "visible-devices",
        dynamicShare: share,
        idleShare: share,
        relativeUncertainty: share < 1 ? instanceUncertainty : visible.assumption === undefined ? 0 : sharedUncertainty,
        explanation:
          share < 1
            ? `${visible.because} gives the command ${own} of ${all}: ${percent(share)} of it${assumed}`
            : `${visible.because} gives it to the command${assumed}`,
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
    explanation: `${reason}: the command is attributed none of it`,
  };
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

/** A process counts as the command's if it is the command, a descendant, has its mark, or belongs to another rank of the same job. */
function belongs(host: Host, pid: number, root: number, mark: string | undefined, job: string | undefined): boolean {
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
