import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import * as z from "zod";
import { casesCommand } from "./cases/cases.ts";
import { call } from "./command.fixture.ts";
import { doctorCommand } from "./doctor/doctor.ts";
import { estimateCommand } from "./estimate/estimate.ts";
import { factorsCommand } from "./factors/factors.ts";
import { methodsCommand } from "./methods/methods.ts";
import { version } from "./version.ts";

test("the version is the package's", () => {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  expect(z.object({ version: z.string() }).parse(JSON.parse(text)).version).toBe(version);
});

test("--version prints it, and nothing else", () => {
  expect(call(["--version"])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: "" });
});

test("the bundle run by itself does the same, through its launcher", () => {
  const bundle = fileURLToPath(new URL("../dist/bundle/wattledger.cjs", import.meta.url));
  expect(execFileSync(process.execPath, [bundle, "--version"], { encoding: "utf8" })).toBe(`${version}\n`);
});

test("--help lists each command with what it does", () => {
  const { exitCode, stdout } = call(["--help"]);
  expect(exitCode).toBe(0);
  for (const name of ["run", "runs", "estimate", "methods", "factors", "cases", "doctor"])
    expect(stdout).toMatch(new RegExp(`^  ${name}( \\S+)* {2,}\\S`, "mu"));
});

test.for([estimateCommand(), methodsCommand(), factorsCommand(), casesCommand(), doctorCommand()])(
  "the help of $_name fits 80 columns",
  (command) => {
    let help = "";
    command.configureOutput({
      writeOut: (text) => {
        help += text;
      },
      getOutHelpWidth: () => 80,
    });
    command.outputHelp();
    expect(help).toContain(`Usage: ${command.name()}`);
    expect(help.split("\n").filter((line) => line.length > 80)).toEqual([]);
  },
);
