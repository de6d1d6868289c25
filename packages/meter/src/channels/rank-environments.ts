import { defined } from "@wattledger/core/defined";
import { visibleDevices } from "@wattledger/sensors";
import type { Accelerator, Host, VisibleDevices } from "@wattledger/sensors";
import { findJob } from "../machine/launcher.ts";
import type { Environment } from "../machine/launcher.ts";
import type { JobPlace } from "../record/job-place.ts";

/** The devices that the environments of a job's ranks on this node give the job. */
export interface RankEnvironments {
  /** Looks for other ranks if this one's environment does not show theirs. */
  readonly look: () => void;
  readonly visible: (devices: readonly Accelerator[]) => VisibleDevices;
}

/** A look through all processes takes some ten milliseconds, and ranks start together. */
const mostLooks = 5;

/** Follows the ranks of the job of this process. A command without a job has its own environment only. */
export function openRankEnvironments(
  host: Host,
  environment: Environment,
  job: JobPlace | undefined,
): RankEnvironments {
  const count = ranksHere(job);
  const others = new Map<string, Environment>();
  let looks = 0;
  return {
    look: () => {
      if (job === undefined || count < 2 || others.size >= count || looks >= mostLooks) return;
      looks += 1;
      for (const [rank, one] of environmentsOfRanks(host, job.key)) others.set(rank, one);
    },
    visible: (devices) => {
      const alone = visibleDevices(environment, devices, count);
      if (alone.kind !== "unclear" || others.size < count) return alone;
      return together([...others.values()].map((one) => visibleDevices(one, devices)));
    },
  };
}

/**
 * How many ranks of the job run on this node with devices of their own. Under torchrun all ranks have the list of the
 * launcher, and choose from it.
 */
function ranksHere(job: JobPlace | undefined): number {
  if (job?.rank === undefined || job.launcher === "torchrun") return 1;
  if (job.localRanks !== undefined) return job.localRanks;
  return job.ranks === undefined ? 2 : Math.ceil(job.ranks / (job.nodes ?? 1));
}

function* environmentsOfRanks(host: Host, key: string): Generator<readonly [string, Environment]> {
  for (const name of host.listDirectory("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const environment = environmentOf(host, Number(name));
    const job = findJob(environment);
    if (job?.key === key && job.rank !== undefined) yield [String(job.rank), environment];
  }
}

function together(parts: readonly VisibleDevices[]): VisibleDevices {
  const some = parts.filter((part) => part.kind === "some");
  const other = parts.find((part) => part.kind !== "some");
  if (other !== undefined) return other;
  const assumption = some.find((part) => part.assumption !== undefined)?.assumption;
  return {
    kind: "some",
    devices: [...new Set(some.flatMap(({ devices }) => devices))],
    instances: [...new Set(some.flatMap(({ instances }) => instances))],
    because: [...new Set(some.map(({ because }) => because))].join(" and "),
    ...defined({ assumption }),
  };
}

/** The environment of a process that this user may read. Empty otherwise. */
export function environmentOf(host: Host, pid: number): Environment {
  const entries = host.readText(`/proc/${pid}/environ`)?.split("\0") ?? [];
  return Object.fromEntries(
    entries.map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]),
  );
}
