import { spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";

/** Whether a program is on the PATH. */
export function isInstalled(program: string): boolean {
  return spawnSync("which", [program], { stdio: "ignore" }).status === 0;
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address !== null ? resolve(address.port) : reject(new Error()),
      );
    });
  });
}

/** Starts a program and waits until an address answers. @returns what ends it */
export async function startProgram(
  command: readonly [string, ...string[]],
  readyUrl: string,
): Promise<() => Promise<void>> {
  const [program, ...args] = command;
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (data: Buffer) => (said = `${said}${String(data)}`.slice(-4000)));
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const end = async (): Promise<void> => {
    child.kill("SIGKILL");
    await gone;
  };
  try {
    await until(async () => {
      if (child.exitCode !== null) throw new Error(`${program} ended: ${said}`);
      return (await fetch(readyUrl).catch(() => undefined))?.ok === true;
    });
  } catch (error) {
    await end();
    throw error;
  }
  return end;
}

/** Waits until something is so, for at most 50 seconds. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 50_000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`It did not happen within 50 s: ${isSo.toString().slice(0, 200)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
