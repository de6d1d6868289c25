import type { Host } from "@wattledger/sensors";
import { listsChildren, readProcessStat } from "../machine/process-stat.ts";
import type { Sample } from "../record/record.ts";
import type { WindowUse } from "../record/use.ts";
import { followByGroup } from "./cgroup.ts";
import type { CommandGroup } from "./cgroup.ts";
import { leftProcesses } from "./left-behind.ts";
import type { LeftProcess } from "./left-behind.ts";
import { watchTree } from "./process-tree.ts";
import type { ProcessTree } from "./process-tree.ts";
import { processorSeconds } from "./processor-seconds.ts";
import { firstWalk, walkNow, walked } from "./walk-schedule.ts";
import type { Walk, WalkRules } from "./walk-schedule.ts";

/** Follows the command and its descendants: processor time and memory. */
export interface TreeMeter {
  /** The command is this process from now on, and its descendants have `mark` in their environments. */
  readonly follow: (pid: number, mark?: string) => void;
  /**
   * Looks. A group's own count costs one file and is read each time. A walk through /proc is expensive, so walks use at most a
   * hundredth of one processor.
   */
  readonly look: (elapsedSeconds: number) => void;
  /** Looks even if no walk is due, unless the look needs a walk that is still too expensive. */
  readonly lookSoon: (elapsedSeconds: number) => void;
  readonly tree: () => Sample["tree"];
  /** When the processor time of {@link tree} was seen. */
  readonly seenSeconds: () => number;
  /** Memory, added up over time until {@link seenSeconds}. */
  readonly residentByteSeconds: () => number;
  /** Mean over time until now. Absent before the first look. */
  readonly meanResidentBytes: () => number | undefined;
  /** The result after the command's end, called once. Absent fields are unknown. */
  readonly finish: () => TreeFinding;
}

/** What a {@link TreeMeter} found, and its source. */
export interface TreeFinding extends Pick<
  WindowUse,
  "cpuSeconds" | "cpuSource" | "meanResidentBytes" | "memorySource"
> {
  /** Processes that still run after the command's end. They were counted until then. */
  readonly left: readonly LeftProcess[];
}

/** How the command's processes are followed. */
export interface TreeMeterOptions {
  readonly host: Host;
  /** `from-root`: detached processes are not searched for. */
  readonly walk?: Walk;
  readonly follow?: typeof followByGroup;
  /** Processor time of this process. */
  readonly ownCpuSeconds?: () => number;
}

/** The observed use by the command's processes, added up. */
interface Seen {
  readonly latest?: NonNullable<Sample["tree"]>;
  readonly seconds: number;
  /** How memory was counted. */
  readonly byteSeconds: Readonly<Record<MemorySource, number>>;
}

type MemorySource = NonNullable<WindowUse["memorySource"]>;

const nothingSeen: Seen = { seconds: 0, byteSeconds: { cgroup: 0, proportional: 0, resident: 0 } };

/** Result of a look. Without memory, the earlier figure is used. */
interface Look {
  readonly cpuSeconds: number;
  readonly memory?: { readonly bytes: number; readonly source: MemorySource };
}

/** The result of a look is assumed for the time since the look before it, or since the start. */
function see(seen: Seen, elapsedSeconds: number, { cpuSeconds, memory }: Look): Seen {
  const { latest, byteSeconds } = seen;
  const bytes = memory?.bytes ?? latest?.residentBytes ?? 0;
  const source = memory?.source ?? mainSource(byteSeconds) ?? "resident";
  const added = bytes * Math.max(0, elapsedSeconds - seen.seconds);
  return {
    // A move into a group, or a correction of an earlier count, must not make a total fall.
    latest: { cpuSeconds: Math.max(cpuSeconds, latest?.cpuSeconds ?? 0), residentBytes: bytes },
    seconds: elapsedSeconds,
    byteSeconds: { ...byteSeconds, [source]: byteSeconds[source] + added },
  };
}

/** How most of the memory was counted. Undefined without memory. */
function mainSource(byteSeconds: Seen["byteSeconds"]): MemorySource | undefined {
  const most = (["cgroup", "proportional", "resident"] as const).toSorted((a, b) => byteSeconds[b] - byteSeconds[a])[0];
  return most === undefined || byteSeconds[most] === 0 ? undefined : most;
}

function allByteSeconds({ byteSeconds }: Seen): number {
  return byteSeconds.cgroup + byteSeconds.proportional + byteSeconds.resident;
}

/** Notes the use of this process's earlier children, so that only the command's time is counted. */
export function openTreeMeter({
  host,
  walk = "all",
  follow = followByGroup,
  ownCpuSeconds = processorSeconds,
}: TreeMeterOptions): TreeMeter {
  const waitedBefore = readProcessStat(host, "self")?.waitedCpuSeconds;
  let watched: ProcessTree | undefined;
  let group: CommandGroup | undefined;
  let rules: WalkRules | undefined;
  let schedule = firstWalk;
  let seen = nothingSeen;

  const walkThrough = (tree: ProcessTree, elapsedSeconds: number, when: "due" | "soon"): Look | undefined => {
    rules ??= { through: walk, listsChildren: listsChildren(host) };
    const kind = walkNow(schedule, elapsedSeconds, rules, when);
    if (kind === undefined) return undefined;
    const before = ownCpuSeconds();
    const use = tree.look(kind);
    const costSeconds = Math.max(0, ownCpuSeconds() - before - (use?.pagesCostSeconds ?? 0));
    schedule = walked(schedule, elapsedSeconds, { kind, costSeconds }, rules);
    // A walk that finds no process came between the command's end and the news of it.
    if (use === undefined || use.processes === 0) return undefined;
    return { cpuSeconds: use.cpuSeconds, memory: { bytes: use.residentBytes, source: use.memorySource } };
  };
  const look = (elapsedSeconds: number, when: "due" | "soon"): void => {
    if (watched === undefined) return;
    const groupSeconds = group?.cpuSeconds();
    const groupBytes = group?.memoryBytes();
    const grouped: Look | undefined =
      groupSeconds === undefined
        ? undefined
        : {
            cpuSeconds: groupSeconds,
            ...(groupBytes === undefined ? {} : { memory: { bytes: groupBytes, source: "cgroup" } }),
          };
    // Processes that the group does not count need a walk.
    const through = grouped?.memory === undefined ? walkThrough(watched, elapsedSeconds, when) : undefined;
    const found = grouped === undefined ? through : { ...through, ...grouped };
    if (found !== undefined && (found.memory !== undefined || seen.latest !== undefined)) {
      seen = see(seen, elapsedSeconds, found);
    }
  };
  const memory = (): Pick<WindowUse, "meanResidentBytes" | "memorySource"> => {
    const source = mainSource(seen.byteSeconds);
    if (source === undefined || seen.seconds === 0) return {};
    return { meanResidentBytes: allByteSeconds(seen) / seen.seconds, memorySource: source };
  };
  return {
    follow: (pid, mark) => {
      watched = watchTree(host, pid, mark, ownCpuSeconds);
      group = follow(host, pid, mark);
    },
    look: (elapsedSeconds) => {
      look(elapsedSeconds, "due");
    },
    lookSoon: (elapsedSeconds) => {
      look(elapsedSeconds, "soon");
    },
    tree: () => seen.latest,
    seenSeconds: () => seen.seconds,
    residentByteSeconds: () => allByteSeconds(seen),
    meanResidentBytes: () => (seen.seconds > 0 ? allByteSeconds(seen) / seen.seconds : undefined),
    finish: () => {
      watched?.close();
      const kind = group?.kind();
      const groupSeconds = group?.cpuSeconds();
      const groupLeft = group?.close() ?? [];
      const waited = readProcessStat(host, "self")?.waitedCpuSeconds;
      const waitedSeconds = waited === undefined || waitedBefore === undefined ? undefined : waited - waitedBefore;
      // A group that counted nothing did not hold the command: the kernel accepts an ended process, and moves nothing.
      if (kind !== undefined && groupSeconds !== undefined && groupSeconds > 0) {
        // A process that was started and had ended before it could be moved is only in the count of waited-for children.
        const cpuSeconds = Math.max(groupSeconds, watched?.finalCpuSeconds(waitedSeconds ?? 0) ?? 0);
        return { cpuSeconds, cpuSource: `cgroup-${kind}`, ...memory(), left: leftProcesses(host, groupLeft) };
      }
      if (waitedSeconds === undefined || watched === undefined) return { ...memory(), left: [] };
      const left = leftProcesses(host, watched.findLeft());
      return { cpuSeconds: watched.finalCpuSeconds(waitedSeconds), cpuSource: "waited-for", ...memory(), left };
    },
  };
}
