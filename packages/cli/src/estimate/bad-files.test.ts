import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { call } from "../command.fixture.ts";

// Odd files and streams, on the real command: a line that says what is wrong, an exit code, and never a stack.

const launcher = fileURLToPath(new URL("../../bin/wattledger.cjs", import.meta.url));
const good = '{"runtime": "6 h", "memory": 64, "zone": "FR"}';

const files: Readonly<Record<string, string>> = {
  "empty.json": "",
  "binary.json": "\u0000\u0001\u0002\uFFFD\u001B[31m",
  "truncated.json": '{"runtime": "6 h",\n "mem',
  "twice.json": '{"runtime": 1, "memory": 64, "runtime": 2}',
  "list.json": "[1, 2]",
  "null.json": "null",
  "nulls.json": '{"runtime": null, "memory": [], "zone": {"a": 1}}',
  "mark.json": `\uFEFF${good}`,
  "windows.json": good.replaceAll(", ", ",\r\n"),
};

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wattledger-files-"));
  mkdirSync(join(folder, "folder.json"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const roads = {
  estimate: ["estimate", "green-algorithms", "--file"],
  compare: ["compare", "--activity"],
  restate: ["restate"],
  factors: ["restate", "mark.json", "--factors"],
} as const;

const refused = [
  ["empty.json", "it is empty"],
  ["binary.json", "it is not JSON"],
  ["truncated.json", "line 2, column 6"],
  ["twice.json", "`runtime` is in it twice: give it once"],
  ["folder.json", "it is a folder"],
  ["no-such.json", /does not exist/u],
] as const;

test.for(
  Object.entries(roads).flatMap(([road, args]) => refused.map(([name, words]) => [road, name, args, words] as const)),
)("%s: %s is refused with the reason", ([, name, args, words]) => {
  const paths = args.map((one) => (one.endsWith(".json") ? join(folder, one) : one));
  const { exitCode, stdout, stderr } = call([...paths, join(folder, name)]);
  expect([exitCode, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(words);
  expect(stderr).toMatch(/^wattledger: [^\n\p{Cc}]*\n$/u);
});

test.for([
  ["list.json", "must hold a JSON object of inputs"],
  ["null.json", "must hold a JSON object of inputs"],
  ["nulls.json", "`runtime`: null is neither a number nor text. Wanted: Wall-clock time of the task, such as 12 h"],
] as const)("inputs in %s are refused", ([name, words]) => {
  const { exitCode, stderr } = call([...roads.estimate, join(folder, name)]);
  expect([exitCode, stderr.includes(words)]).toEqual([1, true]);
});

test.for(["mark.json", "windows.json"])("a byte order mark and line ends of Windows are accepted: %s", (name) => {
  expect(call([...roads.estimate, join(folder, name)]).exitCode).toBe(0);
});

test.for(["", '{"runtime":'])("standard input that ends early is said to: %j", (text) => {
  const { exitCode, stderr } = call([...roads.estimate, "-"], text);
  expect([exitCode, stderr]).toEqual([
    1,
    expect.stringMatching(/^wattledger: The inputs cannot be read from standard input: /u),
  ]);
});

const task = "estimate green-algorithms runtime=12 memory=64 zone=FR";

function shell(line: string): { readonly status: number | null; readonly stderr: string } {
  const { status, stderr } = spawnSync("/bin/sh", ["-c", line], { encoding: "utf8" });
  return { status, stderr };
}

test.for([task, `${task} --json`, "methods", "factors", "--help", "compare llm-request model=gpt-4o outputTokens=4"])(
  "a full disk is said in a line: %s",
  (args) => {
    if (!existsSync("/dev/full")) return;
    const { status, stderr } = shell(`"${process.execPath}" "${launcher}" ${args} > /dev/full`);
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^wattledger: standard output cannot be written: [^\n]*\n$/u),
    ]);
  },
);

test.for([task, "methods", "--help"])("a reader may stop early: %s", (args) => {
  expect(shell(`"${process.execPath}" "${launcher}" ${args} | head -n 1 > /dev/null`)).toEqual({
    status: 0,
    stderr: "",
  });
});

test("a folder and a file that is not there are refused as a batch", () => {
  for (const name of ["folder.json", "no-such.json"]) {
    const { exitCode, stdout, stderr } = call(["estimate", "green-algorithms", "--batch", join(folder, name)]);
    expect([exitCode, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(
      /^wattledger: The lines cannot be read from [^\n]*: (it is a folder|the file does not exist)\.\n$/u,
    );
  }
});
