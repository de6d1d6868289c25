import { spawn } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { Programs } from "./host.ts";

/** Programs of this machine, found by `PATH` of `environment`. */
export function machinePrograms(environment: Readonly<Record<string, string | undefined>>): Programs {
  return {
    find: (name) =>
      (environment["PATH"] ?? "")
        .split(":")
        .filter((folder) => folder.startsWith("/"))
        .map((folder) => join(folder, name))
        .find(isProgram),
    start: (command, listener) => {
      // The shell starts the program and ends, so that the program is not our child: we know the command's processor time from the
      // children that this process has waited for. A session of its own protects the program from the terminal's signals.
      const script = '"$@" 2>&1 3>&- & echo "$!" >&3';
      const shell = spawn("/bin/sh", ["-c", script, "sh", ...command], {
        stdio: ["ignore", "pipe", "ignore", "pipe"],
        detached: true,
        env: { ...environment, LC_ALL: "C" },
      });
      let pid: number | undefined;
      let state: "running" | "stopped" | "over" = "running";
      const kill = (): void => {
        if (pid === undefined) return;
        try {
          process.kill(pid, "SIGTERM");
        } catch {
          // It had ended already.
        }
      };
      const onOver = (): void => {
        if (state === "running") listener.onEnd();
        if (state !== "stopped") state = "over";
      };
      shell.once("error", onOver);
      shell.unref();
      const [, output, , numbers] = shell.stdio;
      followLines(
        numbers,
        (line) => {
          pid = Number(line);
          if (state === "stopped") kill();
        },
        () => {},
      );
      followLines(
        output,
        (line) => {
          if (state === "running") listener.onLine(line);
        },
        onOver,
      );
      return {
        stop: () => {
          if (state !== "running") return;
          state = "stopped";
          kill();
          output?.destroy();
        },
      };
    },
  };
}

/** Whether a file exists and this user may run it. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

type Stream = Readable | { readonly destroy: () => unknown } | null | undefined;

/** Splits the text from a pipe into lines. The pipe does not keep this process running. */
function followLines(stream: Stream, onLine: (line: string) => void, onClose: () => void): void {
  if (!(stream instanceof Socket)) return;
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = (lines.pop() ?? "").slice(0, longestLine);
    for (const line of lines) onLine(line.replace(/\r$/, ""));
  });
  stream.on("error", () => {
    // The event "close" follows.
  });
  stream.once("close", () => {
    if (rest !== "") onLine(rest);
    onClose();
  });
  stream.unref();
}

/** A program that never ends a line must not fill memory. */
const longestLine = 1 << 20;
