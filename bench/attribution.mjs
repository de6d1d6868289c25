// Processor time that a run is given, against the kernel's own figure, for workloads whose time is easily missed: by a control
// group where one is allowed, and without. For comparison: CodeCarbon's process mode, if Python and its package can be installed.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { wattledger, withOwnHome } from "./own-home.mjs";
import { format, report } from "./report.mjs";

const cases = {
  children: "eight half-second children",
  long: "one long child",
  tiny: "500 tiny children",
  daemon: "a daemon that ends before the command does",
};
const rounds = 3;
const ticksPerSecond = 100;
const file = (name) => fileURLToPath(new URL(`load/${name}`, import.meta.url));

await withOwnHome(({ home, env }) => {
  /** Seconds that the kernel counted, and those that `count` found for the same run. */
  const run = (name, count) => {
    const counted = join(home, "counted");
    for (const path of [counted, `${counted}.done`]) rmSync(path, { force: true });
    const found = count(["sh", file("attribution.sh"), name, counted, process.execPath, file("burn.mjs")]);
    const kernelSeconds =
      readFileSync(counted, "utf8")
        .trim()
        .split("\n")
        .reduce((sum, line) => sum + Number(line), 0) / ticksPerSecond;
    return { kernelSeconds, ...found };
  };
  const byUs = (options) => (command) => {
    const json = join(home, "run.json");
    rmSync(json, { force: true });
    const { status, stderr } = spawnSync(
      process.execPath,
      [wattledger, "run", "--quiet", "--json", json, ...options, "--", ...command],
      { env, stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" },
    );
    if (status !== 0) throw new Error(`the workload ended with ${status}: ${stderr}`);
    const summary = JSON.parse(readFileSync(json, "utf8"));
    return {
      seconds: summary.cpuSeconds,
      words: summary.split.find(({ component }) => component === "cpu")?.explanation ?? "",
    };
  };
  const ways = [
    // Another /sys has no groups.
    { name: "children waited for, and looks", options: ["--sysfs-root", join(home, "no-sysfs")] },
    { name: "as this machine allows", options: [] },
  ];
  const errors = [];
  const beside = [];
  for (const { name: way, options } of ways) {
    for (const [name, title] of Object.entries(cases)) {
      const results = Array.from({ length: rounds }, () => run(name, byUs(options)));
      const worst = results
        .map(({ kernelSeconds, seconds, words }) => ({
          error: Math.abs(seconds / kernelSeconds - 1) * 100,
          kernelSeconds,
          seconds,
          words,
        }))
        .toSorted((a, b) => b.error - a.error)[0];
      const group = worst.words.includes("control group") ? "control group" : "waited for";
      // A daemon that nobody saw is said to be outside, and is then no error of the figure.
      const outside =
        name === "daemon" && worst.error > 5 && worst.words.includes("detached itself and ended unseen is outside");
      errors.push(outside ? 0 : worst.error);
      beside.push(
        `${title}, ${way} (${group}): ${format(worst.seconds)} s, the kernel ${format(worst.kernelSeconds)} s, ` +
          `${format(worst.error)} % off${outside ? ", which it says is outside" : ""}`,
      );
    }
  }
  beside.push(...codeCarbon(home, run));
  report({
    what: "processor time of a run, off the kernel's figure, worst case",
    unit: "%",
    values: [Math.max(...errors)],
    atMost: 5,
    beside,
  });
});

/** CodeCarbon in process mode over the same workloads. Its energy of a processor of known power tells what time it saw. */
function codeCarbon(home, run) {
  const packages = join(home, "python");
  const installed = spawnSync(
    "python3",
    ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", packages, "codecarbon"],
    { encoding: "utf8", stdio: ["ignore", "ignore", "pipe"] },
  );
  if (installed.status !== 0)
    return ["CodeCarbon: not there (no python3 with pip, or its package cannot be installed)"];
  const script = join(home, "track.py");
  const watts = 100;
  writeFileSync(
    script,
    `import subprocess, sys
from codecarbon import OfflineEmissionsTracker
import codecarbon
tracker = OfflineEmissionsTracker(tracking_mode="process", force_cpu_power=${watts}, measure_power_secs=1,
    country_iso_code="FRA", save_to_file=False, log_level="critical", allow_multiple_runs=True)
tracker.start()
subprocess.run(sys.argv[1:], check=True)
tracker.stop()
data = tracker.final_emissions_data
print(codecarbon.__version__, data.cpu_energy * 3.6e6)
`,
  );
  const lines = [];
  for (const [name, title] of Object.entries(cases)) {
    try {
      const { kernelSeconds, seconds, version } = run(name, (command) => {
        const { stdout, stderr, status } = spawnSync("python3", [script, ...command], {
          encoding: "utf8",
          env: { ...process.env, PYTHONPATH: packages },
        });
        if (status !== 0 || !existsSync(packages)) throw new Error(stderr.trim().split("\n").at(-1));
        const [release, joules] = stdout.trim().split("\n").at(-1).split(" ");
        return { seconds: (Number(joules) / watts) * cpus().length, version: release };
      });
      const error = Math.abs(seconds / kernelSeconds - 1) * 100;
      lines.push(
        `${title}, CodeCarbon ${version} in process mode: ${format(seconds)} s, the kernel ${format(kernelSeconds)} s, ${format(error)} % off`,
      );
    } catch (error) {
      lines.push(`${title}, CodeCarbon: failed: ${error.message}`);
    }
  }
  return lines;
}
