import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { quantitySchema } from "@wattledger/core/schemas";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { call } from "../command.fixture.ts";
import type { Called } from "../command.fixture.ts";

// Exit codes and streams of the real command. What it prints is tested next to the functions that write it.

const task = ["estimate", "green-algorithms", "runtime=12h", "--input", "memory=64", "-i", "zone=FR"];

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wattledger-command-"));
  const wrong = {
    method: "green-algorithms",
    cases: [
      {
        name: "wrong",
        kind: "training-with-rd-and-retraining",
        inputs: { main_energy_kwh: 10, main_carbon_g: 1, rd_enabled: false, retraining_enabled: false },
        expected: { energy_kwh: 11 },
        tolerance: { rel: 1e-9 },
      },
    ],
  };
  writeFileSync(join(folder, "wrong.json"), JSON.stringify(wrong));
  writeFileSync(join(folder, "right.json"), JSON.stringify(wrong).replace('"energy_kwh":11', '"energy_kwh":10'));
  writeFileSync(join(folder, "broken.json"), "{}");
  writeFileSync(join(folder, "inputs.json"), '{"runtime": "6 h", "memory": 64, "zone": "FR"}');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("an estimate is on standard output alone", () => {
  const { exitCode, stdout, stderr } = call([...task, "--sensitivity", "--explain"]);
  expect([exitCode, stderr]).toEqual([0, ""]);
  expect(stdout).toContain("Method: green-algorithms 3.0.");
});

test("--json is one JSON document of the schema that docs/estimate-json.md describes", () => {
  const { exitCode, stdout } = call([...task, "--json", "--monte-carlo", "100", "--seed", "7"]);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    schema: "wattledger/estimate/1",
    uncertainty: { approach: "ipcc-2006-approach-2", draws: 100, seed: 7, level: 0.9 },
  });
});

test("inputs come from a file and from standard input, and --input wins", () => {
  const withFile = ["estimate", "green-algorithms", "--json", "--file"];
  const twelve = energyOf(call([...task, "--json"]));
  const fromFile = energyOf(call([...withFile, join(folder, "inputs.json")]));
  expect(fromFile).toBe(twelve / 2);
  expect(energyOf(call([...withFile, join(folder, "inputs.json"), "runtime=12"]))).toBe(twelve);
  expect(energyOf(call([...withFile, "-"], '{"runtime": 6, "memory": 64, "zone": "FR"}'))).toBe(fromFile);
});

test("bad inputs are all named on standard error, with exit code 1", () => {
  const { exitCode, stdout, stderr } = call(["estimate", "green-algorithms", "runtme=1", "zone=Atlantis"]);
  expect([exitCode, stdout]).toEqual([1, ""]);
  for (const part of ["4 inputs are wrong or missing", "`runtime`", "`memory`", "Atlantis"])
    expect(stderr).toContain(part);
});

test("a name that every JavaScript object has is an unknown input on every road", () => {
  const line = '{"runtime": "1 h", "memory": 1, "cores": 1, "__proto__": 2}';
  const file = call(["estimate", "green-algorithms", "zone=FR", "--file", "-"], line);
  const batch = call(["estimate", "green-algorithms", "zone=FR", "--batch", "-"], line);
  const plain = call(["estimate", "green-algorithms", "zone=FR", "runtime=1h", "memory=1", "__proto__=2"]);
  const tag = call(["run", "--tag", "__proto__=2", "--", "true"]);
  expect([file.exitCode, batch.exitCode, plain.exitCode, tag.exitCode]).toEqual([1, 1, 1, 2]);
  for (const said of [file.stderr, batch.stdout, plain.stderr, tag.stderr]) expect(said).toContain("__proto__");
  expect(batch.stdout).not.toContain("outputs");
});

test.for([
  ["estimate", "measured", "--file", "no-such-file.json"],
  ["methods", "measurd"],
  ["estimate"],
  ["factors", "grid", "Atlantis"],
] as const)("%s %s: what does not exist ends with exit code 1 and a message", (args) => {
  const { exitCode, stdout, stderr } = call(args);
  expect([exitCode, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/^wattledger: /u);
});

test.for([
  ["estimate", "measured", "--monte-carlo", "1"],
  ["estimate", "measured", "--json", "--markdown"],
] as const)("%j is a wrong use, with exit code 2", (args) => {
  const { exitCode, stdout, stderr } = call(args);
  expect([exitCode, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("error: ");
});

test.for([
  [["right.json"], 0, "1 pass, 0 mismatch, 0 skipped"],
  [["wrong.json"], 1, "0 pass, 1 mismatch, 0 skipped"],
  [["broken.json", "right.json"], 2, "1 pass, 0 mismatch, 0 skipped"],
  [["."], 2, "1 pass, 1 mismatch, 0 skipped"],
] as const)("cases of %j end with exit code %i", ([names, code, counts]) => {
  const { exitCode, stdout } = call(["cases", ...names.map((name) => join(folder, name))]);
  expect(exitCode).toBe(code);
  expect(stdout.trimEnd().split("\n").at(-1)).toBe(counts);
});

test("a file that holds no cases is named with what was wrong", () => {
  expect(call(["cases", join(folder, "broken.json")]).stderr).toContain(
    `${join(folder, "broken.json")}: it is not a case file`,
  );
});

test("cases --json holds each case and the counts", () => {
  expect(JSON.parse(call(["cases", "--json", join(folder, "wrong.json")]).stdout)).toMatchObject({
    schema: "wattledger/cases/1",
    cases: [{ name: "wrong", verdict: "mismatch", comparisons: [{ path: "energy_kwh", expected: 11, got: 10 }] }],
    counts: { pass: 0, mismatch: 1, skipped: 0 },
  });
});

test("factors and methods print on standard output", () => {
  expect(call(["factors", "grid", "FR"])).toMatchObject({ exitCode: 0, stderr: "" });
  expect(JSON.parse(call(["factors", "grid", "--json"]).stdout)).toMatchObject({
    schema: "wattledger/factor/1",
    factor: { unit: "gCO2e/kWh" },
  });
  expect(call(["methods", "measured"]).stdout).toContain("# Measured energy to footprint");
});

test("doctor ends with exit code 0, also on a machine without sensors", () => {
  const { exitCode, stdout } = call(["doctor", "--json"]);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ schema: "wattledger/doctor/1", machine: {}, findings: expect.any(Array) });
});

function energyOf({ stdout }: Called): number {
  const document = z.object({ outputs: z.object({ energy: quantitySchema }) }).parse(JSON.parse(stdout));
  return document.outputs.energy.nominal;
}
