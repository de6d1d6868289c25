import type { Host } from "@wattledger/sensors";
import type { ContainerLimits } from "../record/machine-facts.ts";

const root = "/sys/fs/cgroup";

/**
 * The limits of this process's control groups: the least of its own group's limits and of those above. They are a container's
 * limits, seen through any namespace, or the quota of a systemd scope. Reads cgroup v2 and v1. An absent limit means no limit.
 */
export function readControlGroupLimits(
  host: Host,
  machine: { readonly logicalProcessors: number; readonly memoryBytes?: number },
): ContainerLimits {
  const groups = membership(host);
  const unified = foldersOf("", groups.get(""));
  const cpu = ["cpu,cpuacct", "cpu"].flatMap((mount) => foldersOf(mount, groups.get("cpu")));
  const cpuset = foldersOf("cpuset", groups.get("cpuset"));
  const memory = foldersOf("memory", groups.get("memory"));
  const read = (path: string): string => host.readText(path)?.trim() ?? "";
  const processors = least([
    ...unified.map((folder) => quotaV2(read(`${folder}/cpu.max`))),
    ...unified.map((folder) => countProcessors(read(`${folder}/cpuset.cpus.effective`))),
    ...cpu.map((folder) => quotaV1(read(`${folder}/cpu.cfs_quota_us`), read(`${folder}/cpu.cfs_period_us`))),
    ...cpuset.map((folder) => countProcessors(read(`${folder}/cpuset.cpus`))),
  ]);
  const memoryBytes = least([
    ...unified.map((folder) => whole(read(`${folder}/memory.max`))),
    ...memory.map((folder) => whole(read(`${folder}/memory.limit_in_bytes`))),
  ]);
  // cgroup v1 writes "no limit" as a number beyond any memory. A set of all processors is not a limit either.
  return {
    ...(isLess(processors, machine.logicalProcessors || Number.POSITIVE_INFINITY) ? { processors } : {}),
    ...(isLess(memoryBytes, machine.memoryBytes ?? 2 ** 60) ? { memoryBytes } : {}),
  };
}

/** Paths of the groups of this process by controller. That of cgroup v2 has an empty name. */
function membership(host: Host): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of (host.readText("/proc/self/cgroup") ?? "").split("\n")) {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) continue;
    for (const controller of controllers.split(",")) found.set(controller, path);
  }
  return found;
}

/**
 * Folders of a group and of those above it. In a namespace of its own, or with a mount of a container's group alone, the group is
 * the root.
 */
function foldersOf(mount: string, path = "/"): readonly string[] {
  const top = mount === "" ? root : `${root}/${mount}`;
  const names = path.split("/").filter((name) => name !== "" && name !== "..");
  return [top, ...names.map((_, index) => `${top}/${names.slice(0, index + 1).join("/")}`)];
}

function quotaV2(text: string): number | undefined {
  const [, quota, period] = /^(\d+) (\d+)$/.exec(text) ?? [];
  return quota === undefined || !(Number(period) > 0) ? undefined : Number(quota) / Number(period);
}

/** A quota of -1 means no limit. */
function quotaV1(quota: string, period: string): number | undefined {
  return /^\d+$/.test(quota) && Number(period) > 0 ? Number(quota) / Number(period) : undefined;
}

/** Members of a list such as `0-3,8`. */
function countProcessors(list: string): number | undefined {
  if (!/^\d+(-\d+)?(,\d+(-\d+)?)*$/.test(list)) return undefined;
  return list.split(",").reduce((sum, part) => {
    const [from = 0, to = from] = part.split("-").map(Number);
    return sum + to - from + 1;
  }, 0);
}

function isLess(limit: number | undefined, all: number): limit is number {
  return limit !== undefined && limit < all;
}

function whole(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

function least(limits: readonly (number | undefined)[]): number | undefined {
  const known = limits.filter((limit) => limit !== undefined && limit > 0);
  return known.length === 0 ? undefined : Math.min(...known.flatMap((limit) => limit ?? []));
}
