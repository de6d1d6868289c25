import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Host } from "@wattledger/sensors";
import { readProcessStat } from "../machine/process-stat.ts";
import type { RunMark } from "../machine/run-mark.ts";

/*
 * Of many wrappers of one job on one node only one measures the node: the one with the seat. The seat is a row of files
 * NAME.0, NAME.1, ... in a folder of the node. Each is made once, exclusively, and contains the process that made it. The last
 * one counts. When its process has ended, the process that makes the next file has the seat. So no process ever removes a file
 * that another has just made, which a single lock file could not guarantee.
 */

/** Result of asking for the seat. */
export type SeatOutcome =
  | { readonly kind: "taken" }
  | { readonly kind: "occupied"; readonly holder: RunMark }
  /** The node has no shared folder: each process measures for itself, and duplicates are removed when records are merged. */
  | { readonly kind: "unavailable"; readonly reason: string };

/** Takes the seat called `name` in `folder`, or returns its holder. A seat whose process has ended is free. */
export function takeSeat(host: Host, folder: string, name: string, self: RunMark): SeatOutcome {
  // A round that fails has lost against another process that made progress.
  for (let round = 0; round < 1000; round += 1) {
    try {
      const last = lastNumber(folder, name);
      const holder = last === undefined ? undefined : readHolder(join(folder, `${name}.${last}`));
      if (holder !== undefined && isAlive(host, holder)) return { kind: "occupied", holder };
      const number = last === undefined ? 0 : last + 1;
      if (!make(folder, `${name}.${number}`, self)) continue;
      // The last file that we saw may have been removed by now, with later ones after it.
      if (lastNumber(folder, name) !== number) {
        rmSync(join(folder, `${name}.${number}`));
        continue;
      }
      removeBefore(folder, name, number);
      return { kind: "taken" };
    } catch (error) {
      return { kind: "unavailable", reason: error instanceof Error ? error.message : String(error) };
    }
  }
  return { kind: "unavailable", reason: `${join(folder, name)} changes too often` };
}

/** Gives up the seat before the process ends, if it is ours. Others then need not wait for our end. */
export function leaveSeat(folder: string, name: string, self: RunMark): void {
  try {
    const last = lastNumber(folder, name);
    if (last === undefined || readHolder(join(folder, `${name}.${last}`))?.pid !== self.pid) return;
    const draft = join(folder, `draft-${self.pid}`);
    writeFileSync(draft, "left\n", { mode: 0o600 });
    renameSync(draft, join(folder, `${name}.${last}`));
  } catch {
    // It is free when this process has ended.
  }
}

/** Whether the process that a mark names is running. A process that has ended and was not waited for is not. */
export function isAlive(host: Host, { pid, startTicks }: RunMark): boolean {
  if (host.platform !== "linux") return answersSignals(pid);
  const stat = readProcessStat(host, String(pid));
  return stat?.startTicks === startTicks && stat.state !== "Z" && stat.state !== "X";
}

/** Without procfs only the number identifies a process. */
function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Checks repeatedly whether a process is running, through one descriptor. Once it has ended, the answer is final. */
export function watchProcess(host: Host, mark: RunMark): () => boolean {
  const opened = isAlive(host, mark) ? host.openForReading(`/proc/${mark.pid}/stat`) : undefined;
  if (opened?.ok !== true) return () => false;
  let there = true;
  return () => {
    if (there && !opened.value.read().ok) {
      there = false;
      opened.value.close();
    }
    return there;
  };
}

/**
 * A folder that the processes of one user on one node share. It must not be shared with other nodes, and must not survive
 * a reboot. `WATTLEDGER_NODE_FOLDER` names another one.
 */
export function nodeFolder(
  environment: Readonly<Record<string, string | undefined>>,
  places: readonly string[] = ["/run/user", "/dev/shm", "/tmp"],
  userId: number = process.getuid?.() ?? 0,
): string | undefined {
  const { WATTLEDGER_NODE_FOLDER: given } = environment;
  if (given !== undefined && given !== "") return isOwn(given, userId) ? given : undefined;
  const candidates = places.map((place) =>
    place === "/run/user" ? `${place}/${userId}/wattledger` : `${place}/wattledger-${userId}`,
  );
  return candidates.find((candidate) => isOwn(candidate, userId));
}

/** Made if it does not exist. A folder of another user, or one that others can write, is not used. */
function isOwn(folder: string, userId: number): boolean {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch {
    // It exists already, or cannot be made: the next check shows which.
  }
  try {
    const stat = lstatSync(folder);
    return stat.isDirectory() && stat.uid === userId && (stat.mode & 0o022) === 0;
  } catch {
    return false;
  }
}

/** Seats that nobody has taken for this time belong to jobs that have ended. */
const forgottenSeconds = 24 * 3600;

/** Removes seats of jobs that ended long ago. */
export function sweepSeats(host: Host, folder: string, nowSeconds: number): void {
  try {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (!/\.\d+$/.test(name) || nowSeconds - statSync(path).mtimeMs / 1000 < forgottenSeconds) continue;
      const holder = readHolder(path);
      if (holder === undefined || !isAlive(host, holder)) rmSync(path, { force: true });
    }
  } catch {
    // Another wrapper may remove them at the same time.
  }
}

function lastNumber(folder: string, name: string): number | undefined {
  const numbers = readdirSync(folder)
    .filter((file) => file.startsWith(`${name}.`))
    .map((file) => Number(file.slice(name.length + 1)))
    .filter((number) => Number.isInteger(number));
  return numbers.length === 0 ? undefined : Math.max(...numbers);
}

function readHolder(path: string): RunMark | undefined {
  try {
    const [, id, pid, startTicks] = /^([\w-]+) (\d+) (\d+)\n$/.exec(readFileSync(path, "utf8")) ?? [];
    return id === undefined ? undefined : { id, pid: Number(pid), startTicks: Number(startTicks) };
  } catch {
    return undefined;
  }
}

/** Makes a file with its content in one step, unless it exists. */
function make(folder: string, name: string, { id, pid, startTicks }: RunMark): boolean {
  const draft = join(folder, `draft-${pid}`);
  writeFileSync(draft, `${id} ${pid} ${startTicks}\n`, { mode: 0o600 });
  try {
    linkSync(draft, join(folder, name));
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    remove(draft);
  }
}

function removeBefore(folder: string, name: string, number: number): void {
  for (const file of readdirSync(folder)) {
    const earlier = file.startsWith(`${name}.`) ? Number(file.slice(name.length + 1)) : number;
    if (earlier < number) remove(join(folder, file));
  }
}

/** Not by `rmSync`, for which Node loads what removes whole folders. */
function remove(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
}
