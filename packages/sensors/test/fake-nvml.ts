import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Host } from "../src/host/host.ts";
import { machineHost } from "../src/host/machine-host.ts";

/** One board of the fake library: the keys that fake-nvml.c explains, without the number of the board. */
export type FakeBoard = Readonly<Record<string, string | number>>;

/** A machine with NVIDIA's driver and the fake library. */
export interface FakeNvml {
  readonly host: Host;
  /** Folder of the library, for LD_LIBRARY_PATH. */
  readonly folder: string;
  /** Folder that is read instead of /proc. */
  readonly procfsRoot: string;
  /** Sets the library's answers from now on. */
  readonly show: (boards: readonly FakeBoard[], rest?: FakeBoard) => void;
  readonly remove: () => void;
}

const source = fileURLToPath(new URL("fake-nvml.c", import.meta.url));

/** Compiles the library and makes a /proc with the driver in it. `flags` go to the compiler. */
export function buildFakeNvml(flags: readonly string[] = []): FakeNvml {
  const folder = mkdtempSync(join(tmpdir(), "wattledger-nvml-"));
  const state = join(folder, "state");
  const library = join(folder, "libnvidia-ml.so.1");
  const soname = "-Wl,-soname,libnvidia-ml.so.1";
  const define = `-DSTATE="${state}"`;
  execFileSync("gcc", ["-O1", "-Wall", "-Werror", "-shared", "-fPIC", soname, define, ...flags, "-o", library, source]);
  const procfsRoot = join(folder, "proc");
  const show: FakeNvml["show"] = (boards, rest = {}) => {
    const lines = Object.entries({ count: boards.length, ...rest }).map(([key, value]) => `${key} ${value}`);
    for (const [index, board] of boards.entries()) {
      for (const [key, value] of Object.entries(board)) lines.push(`${index}.${key} ${value}`);
    }
    writeFileSync(state, `${lines.join("\n")}\n`);
    rmSync(procfsRoot, { recursive: true, force: true });
    mkdirSync(join(procfsRoot, "driver/nvidia"), { recursive: true });
    writeFileSync(
      join(procfsRoot, "driver/nvidia/version"),
      "NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54\n",
    );
    for (const board of boards) writeBoard(procfsRoot, board);
  };
  const inner = machineHost({ procfsRoot, libraries: { "libnvidia-ml.so.1": library } });
  const host: Host = {
    ...inner,
    listDirectory: (path) => (path === "/dev" ? ["null", "nvidia0", "nvidiactl"] : inner.listDirectory(path)),
  };
  return { host, folder, procfsRoot, show, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function writeBoard(procfsRoot: string, board: FakeBoard): void {
  const address = String(board["bus"] ?? "")
    .toLowerCase()
    .replace(/^0000/, "");
  const gpu = join(procfsRoot, "driver/nvidia/gpus", address);
  mkdirSync(gpu, { recursive: true });
  writeFileSync(
    join(gpu, "information"),
    `Model: \t\t ${board["name"]}\nIRQ:   \t\t 24\nGPU UUID: \t ${board["uuid"]}\nBus Location: \t ${address}\n`,
  );
}
