import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const launcher = fileURLToPath(new URL("../bin/wattledger.cjs", import.meta.url));

/** How a call of the real command ended. */
export interface Called {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Calls the built command in a process of its own. The script behind `npm test` builds it first. */
export function call(args: readonly string[], standardInput = ""): Called {
  const { status, stdout, stderr } = spawnSync(process.execPath, [launcher, ...args], {
    input: standardInput,
    encoding: "utf8",
  });
  return { exitCode: status, stdout, stderr };
}
