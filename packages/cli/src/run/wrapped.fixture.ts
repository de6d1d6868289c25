import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The command's own file; Node runs it. */
export const launcher: string = fileURLToPath(new URL("../../bin/wattledger.cjs", import.meta.url));
const built = new URL("../../dist/bundle/wattledger.cjs", import.meta.url);

/** How a call of the real command ended. */
export interface Ended {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** A folder of its own for a store, a fake sysfs and what commands write; nothing of the user's is touched. */
export interface Workshop {
  readonly folder: string;
  /** WATTLEDGER_HOME. */
  readonly home: string;
  /** Calls the built command and waits for its end. */
  readonly call: (args: readonly string[], options?: CallOptions) => Ended;
  /** Calls it and does not wait; its output is a pipe. */
  readonly start: (args: readonly string[]) => ChildProcess;
  /** Texts of all records, the oldest first. */
  readonly records: () => readonly string[];
  readonly path: (name: string) => string;
  /** What a call has for its environment, with this store. */
  readonly environment: (home: string) => Record<string, string | undefined>;
  readonly remove: () => void;
}

/** What else a call may be given. */
export interface CallOptions {
  readonly input?: Buffer | string;
  /** In place of {@link Workshop.home}. */
  readonly home?: string;
  /** Variables on top of {@link Workshop.environment}. */
  readonly environment?: Readonly<Record<string, string>>;
  /** A shell that is run in place of the command, with the command's words as "$@". */
  readonly shell?: string;
}

/** The tests may themselves run in a job. */
const launcherVariables = /^(SLURM|OMPI|PMI|PMIX|MV2|FLUX|TORCHELASTIC|WATTLEDGER)_|^(LOCAL_)?(RANK|WORLD_SIZE)$/;

/** Fails where the command has not been built, as every test after it would without saying why. */
export function openWorkshop(): Workshop {
  if (!existsSync(built)) {
    throw new Error("These tests start the built command: run `npm run build`, or `npm test`, which builds it.");
  }
  const folder = mkdtempSync(join(tmpdir(), "wattledger-"));
  const path = (name: string): string => join(folder, name);
  const home = path("home");
  const environment = (own: string): Record<string, string | undefined> => ({
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !launcherVariables.test(name))),
    WATTLEDGER_HOME: own,
    // Ranks find each other in here, and nobody else.
    WATTLEDGER_NODE_FOLDER: path("node"),
    XDG_CACHE_HOME: path("cache"),
    // No hint of a place, on every machine that runs the tests.
    TZ: "UTC",
    AWS_REGION: undefined,
    AWS_DEFAULT_REGION: undefined,
  });
  return {
    folder,
    home,
    path,
    environment,
    call: (args, { input = "", home: own = home, environment: more, shell } = {}) => {
      const words = [process.execPath, launcher, ...args];
      const [program = "", ...rest] = shell === undefined ? words : ["sh", "-c", shell, "sh", ...words];
      const { status, signal, stdout, stderr } = spawnSync(program, rest, {
        input,
        env: { ...environment(own), ...more },
        cwd: folder,
      });
      return { status, signal, stdout, stderr: stderr.toString() };
    },
    start: (args) =>
      spawn(process.execPath, [launcher, ...args], {
        env: environment(home),
        cwd: folder,
        stdio: ["ignore", "pipe", "ignore"],
      }),
    records: () => {
      const runs = join(home, "runs");
      return existsSync(runs)
        ? readdirSync(runs)
            .toSorted()
            .map((name) => readFileSync(join(runs, name), "utf8"))
        : [];
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A fake `/sys` with one processor package and its memory, and what a shell must say to set their counters. */
export interface FakeSysfs {
  readonly root: string;
  /** Shell commands that set the counters, in microjoules, in place and in one write, as the kernel does. */
  readonly setting: (packageMicrojoules: string, dramMicrojoules?: string) => string;
}

/** Where the fake counters wrap. */
export const fakeRangeMicrojoules = 65_532_610_987;

/** Makes a {@link FakeSysfs} whose counters show these microjoules. */
export function makeSysfs(root: string, packageMicrojoules: number, dramMicrojoules: number): FakeSysfs {
  const zones = [
    { folder: join(root, "class/powercap/intel-rapl:0"), name: "package-0", microjoules: packageMicrojoules },
    { folder: join(root, "class/powercap/intel-rapl:0:0"), name: "dram", microjoules: dramMicrojoules },
  ] as const;
  for (const { folder, name, microjoules } of zones) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "name"), `${name}\n`);
    writeFileSync(join(folder, "max_energy_range_uj"), `${fakeRangeMicrojoules}\n`);
    // Wide enough for every count, so that the text of the next one covers it.
    writeFileSync(join(folder, "energy_uj"), `${String(microjoules).padEnd(20)}\n`);
  }
  return {
    root,
    setting: (packageCount, dramCount) =>
      [
        settingOne(zones[0].folder, packageCount),
        ...(dramCount === undefined ? [] : [settingOne(zones[1].folder, dramCount)]),
      ].join("; "),
  };
}

/** `<>` opens without cutting the file off: a reader never sees it empty. */
function settingOne(folder: string, count: string): string {
  return `printf '%-20s\\n' ${count} 1<>'${join(folder, "energy_uj")}'`;
}

/** A program that uses as many seconds of processor time as it is told, by its own count. */
export const burner = `const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e6; };
while (used() < Number(process.argv[2]));
`;
