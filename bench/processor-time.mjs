// Processor time attributed to a tree of eight children, each busy for half a second, against what the kernel says of the same
// processes. bash's `time` reads the kernel's account of finished children (getrusage) just inside the wrapped command.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { wattledger, withOwnHome } from "./own-home.mjs";
import { format, report } from "./report.mjs";

const rounds = 5;
const load = fileURLToPath(new URL("load/busy-children.mjs", import.meta.url));
const timed = 'TIMEFORMAT="%3U %3S"; { time "${@:2}"; } 2> "$1"';

await withOwnHome(({ home, env }) => {
  const errors = [];
  const seconds = [];
  for (let round = 0; round < rounds; round += 1) {
    const summary = join(home, `summary-${round}.json`);
    const kernel = join(home, `kernel-${round}.txt`);
    const command = ["bash", "-c", timed, "bash", kernel, process.execPath, load];
    const { status, stderr } = spawnSync(process.execPath, [wattledger, "run", "--json", summary, "--", ...command], {
      env,
      stdio: ["ignore", "ignore", "pipe"],
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`wattledger run ended with ${status}: ${stderr}`);
    const { cpuSeconds } = JSON.parse(readFileSync(summary, "utf8"));
    const [user, system] = readFileSync(kernel, "utf8").trim().split(" ").map(Number);
    if (typeof cpuSeconds !== "number") throw new Error(`cpuSeconds is ${JSON.stringify(cpuSeconds)}, not a number`);
    errors.push((100 * Math.abs(cpuSeconds - user - system)) / (user + system));
    seconds.push(`${format(cpuSeconds)} s against ${format(user + system)} s`);
  }
  report({
    what: "processor time of eight busy children, off the kernel's",
    unit: "%",
    values: errors,
    atMost: 5,
    beside: [seconds.join(", ")],
  });
});
