import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { machinePrograms } from "./machine-programs.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wattledger-programs-"));
  for (const name of ["first", "second"]) mkdirSync(join(folder, name));
  mkdirSync(join(folder, "first", "tool"));
  writeFileSync(join(folder, "first", "text"), "not a program");
  for (const name of ["tool", "text"]) {
    writeFileSync(join(folder, "second", name), "#!/bin/sh\n");
    chmodSync(join(folder, "second", name), 0o755);
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const programs = machinePrograms(process.env);

/** All lines of a program, after its end. */
async function linesOf(script: string): Promise<readonly string[]> {
  const lines: string[] = [];
  return await new Promise((resolve) => {
    programs.start(["/bin/sh", "-c", script], {
      onLine: (line) => lines.push(line),
      onEnd: () => {
        resolve(lines);
      },
    });
    // A started program does not keep this process running, but the test must wait.
    const alive = setInterval(() => {}, 1000);
    setTimeout(() => clearInterval(alive), 10_000).unref();
  });
}

test("a program is found on the search path; folders and texts are not programs", () => {
  const found = machinePrograms({ PATH: `relative:${join(folder, "first")}:${join(folder, "second")}` });
  expect(found.find("tool")).toBe(join(folder, "second", "tool"));
  expect(found.find("text")).toBe(join(folder, "second", "text"));
  expect(found.find("none")).toBeUndefined();
  expect(machinePrograms({}).find("sh")).toBeUndefined();
});

test("output and error output arrive line by line, the last one even if it is cut", async () => {
  expect(await linesOf("printf 'a b\\r\\nc'; printf 'd\\n' >&2; printf e")).toEqual(["a b", "cd", "e"]);
});

test("a program runs in the C locale, in every locale of the user", async () => {
  expect(await linesOf('echo "$LC_ALL"')).toEqual(["C"]);
});

test("a program that does not exist ends at once", async () => {
  const lines = await linesOf(`exec ${join(folder, "none")}`);
  expect(lines.join("\n")).toMatch(/not found/);
});

test("a program is not a child of this process, so that its processor time is not the command's", async () => {
  const parent = 'p=$(cut -d" " -f4 /proc/$$/stat)';
  const [line] = await linesOf(`${parent}; while [ "$(cat /proc/$p/comm)" = sh ]; do ${parent}; done; echo "$p"`);
  expect(Number(line)).toBeGreaterThan(0);
  expect(Number(line)).not.toBe(process.pid);
});

test("a program that is stopped ends, and nothing more is reported about it", async () => {
  let pid = 0;
  let ended = false;
  const running = programs.start(["/bin/sh", "-c", "echo $$; exec sleep 1000"], {
    onLine: (line) => {
      pid = Number(line);
    },
    onEnd: () => {
      ended = true;
    },
  });
  await vi.waitFor(() => {
    expect(pid).toBeGreaterThan(0);
  });
  running.stop();
  await vi.waitFor(() => {
    expect(stateOf(pid)).toMatch(/gone|Z/);
  });
  expect(ended).toBe(false);
});

/** Whether a process has ended, also if its parent has not yet waited for it. */
function stateOf(pid: number): string {
  try {
    return /\) (.) /.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1] ?? "";
  } catch {
    return "gone";
  }
}
