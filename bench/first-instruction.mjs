// Delay until the command's first instruction: when `date` runs under `wattledger run`, against when it runs alone; the two take
// turns. For comparison: CodeCarbon's time from the start of Python until its tracker has started, less Python's own start; the bench
// installs it from PyPI into a folder of its own, where there is Python.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { wattledger, withOwnHome } from "./own-home.mjs";
import { format, report, spread } from "./report.mjs";

const rounds = 40;
const warmUpRounds = 3;
const codecarbonVersion = "3.2.6";
const codecarbonRounds = 5;

await withOwnHome(({ home, env }) => {
  const ours = [];
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    const alone = millisecondsUntil("date", ["+%s.%N"], env);
    const wrapped = millisecondsUntil(process.execPath, [wattledger, "run", "--quiet", "--", "date", "+%s.%N"], env);
    if (round >= 0) ours.push(wrapped - alone);
  }
  report({
    what: "delay until the command's first instruction",
    unit: "ms",
    values: ours,
    atMost: 60,
    beside: [codecarbon(home, env)],
  });
});

/** From now until the program looks at the clock, which it prints in seconds. */
function millisecondsUntil(program, args, env) {
  const before = performance.timeOrigin + performance.now();
  const { status, stdout, stderr } = spawnSync(program, args, {
    env,
    stdio: ["ignore", "pipe", "pipe"],
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${[program, ...args].join(" ")} ended with ${status}: ${stderr}`);
  return Number(stdout.trim().split("\n").at(-1)) * 1000 - before;
}

function codecarbon(home, env) {
  const folder = join(home, "codecarbon");
  const python = join(folder, "bin/python");
  // pip may be told of a mirror by its own variables.
  const install = [
    ["python3", ["-m", "venv", folder]],
    [python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", `codecarbon==${codecarbonVersion}`]],
  ];
  for (const [program, args] of install) {
    const { status, stderr } = spawnSync(program, args, { env: process.env, encoding: "utf8", timeout: 300_000 });
    if (status !== 0)
      return `CodeCarbon ${codecarbonVersion}: not measured, as it could not be installed: ${(stderr ?? "no Python").trim().split("\n").at(-1)}`;
  }
  const ready = `
from codecarbon import OfflineEmissionsTracker
tracker = OfflineEmissionsTracker(country_iso_code="FRA", save_to_file=False, log_level="critical", allow_multiple_runs=True)
tracker.start()
import os, sys, time
print(repr(time.time()))
sys.stdout.flush()
os._exit(0)
`;
  const milliseconds = [];
  for (let round = -1; round < codecarbonRounds; round += 1) {
    const bare = millisecondsUntil(python, ["-c", "import time; print(repr(time.time()))"], env);
    const tracked = millisecondsUntil(python, ["-c", ready], env);
    if (round >= 0) milliseconds.push(tracked - bare);
  }
  const { median, min, max } = spread(milliseconds);
  return `CodeCarbon ${codecarbonVersion} until its tracker has started, offline: ${format(median)} ms (${format(min)} to ${format(max)})`;
}
