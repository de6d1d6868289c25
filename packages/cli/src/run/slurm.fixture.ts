import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** A Slurm of one node, for the time of some tests: its own daemons, key, ports and folders, and no systemd. */
export interface OneNodeSlurm {
  /** What clients (`srun`, `sbatch`, `scancel`) need in their environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

const programs = ["munged", "slurmctld", "slurmd", "srun"];

/** Why no Slurm can be started here; undefined if one can. */
export function whyNoSlurm(): string | undefined {
  if (process.platform !== "linux") return "Slurm runs on Linux";
  if (process.getuid?.() !== 0) return "slurmd wants to be root";
  const missing = programs.filter((program) => !isInstalled(program));
  return missing.length === 0
    ? undefined
    : `${missing.join(", ")} not installed: apt-get install slurmctld slurmd slurm-client munge`;
}

/** Whether a program is on the search path, with the folders of daemons. */
export function isInstalled(program: string): boolean {
  return (
    spawnSync("sh", ["-c", `PATH="$PATH:/usr/sbin:/sbin" command -v ${program}`], { stdio: "ignore" }).status === 0
  );
}

/** Starts one; processors and memory are what we say, not what the machine has. */
export async function startSlurm(processors: number): Promise<OneNodeSlurm> {
  const folder = mkdtempSync(join(tmpdir(), "wattledger-slurm-"));
  const path = (name: string): string => join(folder, name);
  const daemons: ChildProcess[] = [];
  const daemon = (...command: readonly string[]): void => {
    const log = openSync(path(`${command[0]}.out`), "a");
    // Nothing stays for longer than this, even if the tests are killed.
    daemons.push(
      spawn("timeout", ["--kill-after=2", "300", ...command], {
        stdio: ["ignore", log, log],
        env: { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin` },
      }),
    );
    closeSync(log);
  };
  const stop = async (): Promise<void> => {
    for (const child of daemons.toReversed()) {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = new Promise((resolve) => child.once("exit", resolve));
        child.kill();
        await Promise.race([ended, pause(5000)]);
        child.kill("SIGKILL");
      }
    }
    rmSync(folder, { recursive: true, force: true });
  };
  const environment = { SLURM_CONF: path("slurm.conf") };
  try {
    // munge refuses keys and folders that others may write, and wants its socket's folder to be passable.
    spawnSync("chmod", ["755", folder]);
    writeFileSync(path("munge.key"), randomBytes(1024), { mode: 0o400 });
    for (const name of ["state", "spool"]) mkdirSync(path(name));
    const port = 20_000 + (process.pid % 20_000);
    writeFileSync(path("slurm.conf"), configuration(path, port, processors));
    daemon(
      "munged",
      "--foreground",
      "--force",
      ...["socket", "key-file", "pid-file", "log-file", "seed-file"].map(
        (name) => `--${name}=${path(mungeFiles[name] ?? name)}`,
      ),
    );
    daemon("slurmctld", "-D", "-i", "-f", path("slurm.conf"));
    daemon("slurmd", "-D", "-f", path("slurm.conf"), "-N", shortName());
    for (let attempt = 0; attempt < 60; attempt += 1) {
      const { stdout } = spawnSync("sinfo", ["--noheader", "--format=%T"], { env: { ...process.env, ...environment } });
      if (stdout?.toString().trim() === "idle") return { environment, stop };
      await pause(250);
    }
    throw new Error(`Slurm was not ready after 15 s:\n${programs.map((name) => tail(path(`${name}.out`))).join("\n")}`);
  } catch (error) {
    await stop();
    throw error;
  }
}

const mungeFiles: Readonly<Record<string, string>> = {
  socket: "munge.socket",
  "key-file": "munge.key",
  "pid-file": "munge.pid",
  "log-file": "munge.log",
  "seed-file": "munge.seed",
};

function configuration(path: (name: string) => string, port: number, processors: number): string {
  return `ClusterName=wattledger
SlurmctldHost=${shortName()}(127.0.0.1)
SlurmctldPort=${port}
SlurmdPort=${port + 1}
AuthType=auth/munge
AuthInfo=socket=${path("munge.socket")}
SlurmUser=root
StateSaveLocation=${path("state")}
SlurmdSpoolDir=${path("spool")}
SlurmctldPidFile=${path("slurmctld.pid")}
SlurmdPidFile=${path("slurmd.pid")}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/linux
ReturnToService=2
SlurmdParameters=config_overrides
KillWait=5
NodeName=${shortName()} NodeAddr=127.0.0.1 CPUs=${processors} RealMemory=1000 State=UNKNOWN
PartitionName=tests Nodes=${shortName()} Default=YES MaxTime=5 State=UP
`;
}

function shortName(): string {
  return hostname().split(".")[0] ?? "localhost";
}

function tail(path: string): string {
  try {
    return readFileSync(path, "utf8").slice(-1000);
  } catch {
    return "";
  }
}
