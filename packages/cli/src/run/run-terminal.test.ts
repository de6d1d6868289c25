import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launcher, openWorkshop } from "./wrapped.fixture.ts";
import type { Workshop } from "./wrapped.fixture.ts";

// Job control in a real terminal: an interactive shell in a pseudo-terminal, which `script` of util-linux opens. All that is done
// to a command is done to it alone and wrapped, and both must look the same.

let workshop: Workshop;
beforeAll(() => {
  workshop = openWorkshop();
  // Nothing that moves the cursor: what is typed is seen as it is.
  writeFileSync(workshop.path("prompt"), "PS1='ready> '; bind 'set enable-bracketed-paste off'\n");
});
afterAll(() => {
  workshop.remove();
});

const hasTerminal =
  process.platform === "linux" &&
  spawnSync("script", ["--version"]).status === 0 &&
  spawnSync("bash", ["-c", "true"]).status === 0;

/** What is typed, and what has to be seen before the next is. */
type Step = readonly [keys: string, until: RegExp];

/** Types these at the prompt of a shell, COMMAND standing for what measures or for nothing, and gives what was seen of the last `until`. */
async function type(prefix: string, steps: readonly Step[]): Promise<readonly string[]> {
  const shell = spawn("script", ["-qfc", "bash --rcfile prompt -i", "/dev/null"], {
    env: { ...workshop.environment(workshop.home), TERM: "dumb" },
    cwd: workshop.folder,
    stdio: ["pipe", "pipe", "inherit"],
  });
  let text = "";
  shell.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  const seen: string[] = [];
  try {
    await expect.poll(() => text, { timeout: 10_000 }).toContain("ready> ");
    for (const [keys, until] of steps) {
      text = "";
      shell.stdin.write(keys.replace("COMMAND ", prefix));
      await expect.poll(() => text, { timeout: 10_000, interval: 20 }).toMatch(until);
      seen.push(until.exec(text)?.[0] ?? "");
    }
  } finally {
    shell.kill("SIGKILL");
  }
  return seen;
}

const wrapped = `${process.execPath} ${launcher} run --quiet -- `;

function plain(text: string): string {
  return text.replaceAll(/\[1\] \d+/g, "[1]");
}

describe.skipIf(!hasTerminal)("in a terminal", () => {
  const prompt = /ready> $/;
  const code: Step = ["echo code=$?\n", /code=\d+\r\nready> $/];
  const cases: readonly (readonly [string, readonly Step[]])[] = [
    [
      "Ctrl-C reaches the command once, and its exit code is its own",
      [
        [`COMMAND sh -c 'trap "echo got" INT; echo on; sleep 1; sleep 1; echo off; exit 9'\n`, /\r\non\r\n/],
        ["\u0003", /(got\r\n)+off\r\n/],
        code,
      ],
    ],
    [
      "Ctrl-\\ ends the command",
      [["COMMAND sh -c 'echo on; exec sleep 30'\n", /\r\non\r\n/], ["\u001c", prompt], code],
    ],
    [
      "Ctrl-Z stops it, and fg continues it",
      [
        ["COMMAND sh -c 'echo on; sleep 2; echo off'\n", /\r\non\r\n/],
        ["\u001a", /Stopped/],
        ["jobs\n", /Stopped/],
        ["fg\n", /\r\noff\r\nready> $/],
        code,
      ],
    ],
    [
      "a command in the background is ended by kill",
      [
        ["COMMAND sleep 30 &\n", /\[1\] \d+\r\nready> $/],
        ["kill %1; wait %1; echo code=$?\n", /code=\d+\r\nready> $/],
      ],
    ],
    [
      "it sees the terminal, reads what is typed, and may change modes",
      [
        ["COMMAND sh -c 'test -t 0 && test -t 1 && test -t 2 && echo all; stty -echo'\n", /\r\nall\r\nready> $/],
        ["COMMAND stty echo\n", prompt],
        ["COMMAND sh -c 'echo on; exec cat'\n", /\r\non\r\n/],
        ["words\n", /words\r\nwords\r\n/],
        ["\u0004", prompt],
      ],
    ],
  ];
  test.for(cases)("%s", { timeout: 60_000 }, async ([, steps]) => {
    const alone = await type("", steps);
    const ours = await type(wrapped, steps);
    expect(ours.map(plain)).toEqual(alone.map(plain));
  });
});
