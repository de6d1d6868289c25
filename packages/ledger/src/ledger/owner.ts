import { readFileSync, writeFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

const ownerSchema = z.object({ pid: z.int(), started: z.string() });

/** The right to write a ledger's folder. One process has it; others ask that process. */
export interface Ownership {
  readonly release: () => Promise<void>;
}

/**
 * Takes a folder for this process. A process that ended, or another one that has its number now, does not hold it.
 *
 * @returns The ownership, or who holds the folder.
 */
export async function takeOwnership(folder: string): Promise<Ownership | { readonly heldBy: number }> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, "owner.json");
  const own = { pid: process.pid, started: startOfProcess(process.pid) ?? "" };
  for (;;) {
    try {
      writeFileSync(path, JSON.stringify(own), { flag: "wx", mode: 0o600 });
      return { release: () => rm(path, { force: true }) };
    } catch (error) {
      if (!(error instanceof Error) || !("code" in error) || error.code !== "EEXIST") throw error;
    }
    const holder = holderOf(path);
    if (holder !== undefined && isAlive(holder)) return { heldBy: holder.pid };
    await rm(path, { force: true });
  }
}

type Owner = z.output<typeof ownerSchema>;

function holderOf(path: string): Owner | undefined {
  try {
    return ownerSchema.safeParse(JSON.parse(readFileSync(path, "utf8"))).data;
  } catch {
    // Gone, or cut short by a crash: nobody holds the folder.
    return undefined;
  }
}

function isAlive({ pid, started }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as another user.
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  return startOfProcess(pid) === started || started === "";
}

/** When a process began, as the boot and the clock ticks of Linux; undefined elsewhere. */
function startOfProcess(pid: number): string | undefined {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name of a command may hold spaces and brackets; the fields after it do not.
    return `${boot} ${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? ""}`;
  } catch {
    return undefined;
  }
}
