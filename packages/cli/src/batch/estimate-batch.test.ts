import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { call } from "../command.fixture.ts";

// The real command, with real files and pipes.

const batch = ["estimate", "green-algorithms", "--batch"];

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wattledger-batch-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("lines are answered in order, bad ones in their place, and the exit code tells", () => {
  const lines = [
    '{"runtime": "1 h", "memory": 1, "id": "a"}',
    "",
    '{"runtime": "1 kg"}\r',
    '{"runtime": "2 h", "memory": 1}\r',
    "{",
  ];
  const { exitCode, stdout, stderr } = call(
    [...batch, "-", "zone=FR", "cores=4", "--outputs", "energy"],
    lines.join("\n"),
  );
  const answers = stdout
    .trimEnd()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
  expect(answers).toEqual([
    {
      line: 1,
      id: "a",
      outputs: { energy: { unit: "kWh", nominal: expect.any(Number) } },
      fallbacks: ["corePower", "pue"],
      ignored: ["zone"],
    },
    { line: 3, error: { message: expect.stringContaining("runtime"), failures: expect.any(Array) } },
    {
      line: 4,
      outputs: { energy: { unit: "kWh", nominal: expect.any(Number) } },
      fallbacks: ["corePower", "pue"],
      ignored: ["zone"],
    },
    { line: 5, error: { message: expect.stringContaining("not JSON"), failures: [] } },
  ]);
  expect(stderr).toContain("wattledger: in 2 lines: corePower: No processor was named");
  expect(stderr).toContain("wattledger: 2 of 5 lines could not be estimated, first line 3.");
  expect(exitCode).toBe(1);
});

test("a file of good lines ends with exit code 0, one that is not there with its reason", () => {
  const path = join(folder, "good.jsonl");
  writeFileSync(path, '{"runtime": 1, "memory": 1, "cores": 1, "zone": "FR"}\n'.repeat(3));
  expect(call([...batch, path, "--intervals"])).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/^(\{.*"low":.*\}\n){3}$/u),
  });
  expect(call([...batch, join(folder, "none.jsonl")])).toMatchObject({
    exitCode: 1,
    stdout: "",
    stderr: expect.stringContaining("none.jsonl: the file does not exist."),
  });
  expect(call([...batch, folder])).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("it is a folder.") });
});

test("a file without lines is said, and so is one object over many lines", () => {
  expect(call([...batch, "-"], "")).toEqual({
    exitCode: 0,
    stdout: "",
    stderr: "wattledger: the input has no lines to estimate.\n",
  });
  const pretty = JSON.stringify({ runtime: 1 }, undefined, 2);
  expect(call([...batch, "-"], pretty).stdout.split("\n")[0]).toContain("for a single object in a file use --file");
});

test.for([
  [["zoen=FR"], "zoen"],
  [["--outputs", "enrgy"], "Did you mean `energy`?"],
] as const)("%j is refused before any line is read", ([args, message]) => {
  expect(call([...batch, "-", ...args], "{}\n")).toMatchObject({
    exitCode: 1,
    stdout: "",
    stderr: expect.stringContaining(message),
  });
});

test("a reader that goes away ends the batch without a complaint", { timeout: 60_000 }, async () => {
  const launcher = fileURLToPath(new URL("../../bin/wattledger.cjs", import.meta.url));
  const child = spawn(process.execPath, [launcher, ...batch, "-"], { stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.on("error", () => {
    // It does not read what it no longer needs.
  });
  let complaint = "";
  child.stderr.on("data", (data: Buffer) => {
    complaint += data.toString();
  });
  const ended = new Promise<number | null>((resolve) => {
    child.on("close", (code) => resolve(code));
  });
  child.stdout.once("data", () => child.stdout.destroy());
  const line = '{"runtime": 1, "memory": 1, "cores": 1, "zone": "FR"}\n';
  const feed = (): void => {
    while (child.exitCode === null && child.stdin.writable) if (!child.stdin.write(line.repeat(1000))) break;
  };
  child.stdin.on("drain", feed);
  feed();
  expect(await ended).toBe(0);
  expect(complaint).toBe("");
});
