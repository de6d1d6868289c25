// Processor time of a reading at 1 Hz as a multiple of a bare Node loop that reads five files each second, next to each other in
// one run: machines differ, and on a virtual machine whose host reclaims idle pages both cost several times more. By the kernel's
// account in nanoseconds (/proc/PID/task/*/schedstat), from one second to the next; the first seconds, in which models are
// chosen, are left out. `--full`: a minute.
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { wattledger, withOwnHome } from "./own-home.mjs";
import { format, report, spread } from "./report.mjs";

const readings = process.argv.includes("--full") ? 60 : 20;
const leftOut = 5;
const mostOfOneReading = 10;
const loop = fileURLToPath(new URL("load/five-files.mjs", import.meta.url));

await withOwnHome(async ({ home, env }) => {
  const sysfs = join(home, "no-instruments");
  mkdirSync(sysfs);
  const command = ["sleep", String(readings + leftOut + 3)];
  const ours = spawn(process.execPath, [wattledger, "run", "--quiet", "--sysfs-root", sysfs, "--", ...command], {
    env,
    stdio: "ignore",
  });
  const bare = spawn(process.execPath, [loop], { env, stdio: "ignore" });
  try {
    const seconds = { ours: [], bare: [] };
    // Half a second off the readings, which come at whole seconds.
    await sleep((leftOut + 0.5) * 1000);
    let before = { ours: milliseconds(ours.pid), bare: milliseconds(bare.pid) };
    for (let reading = 0; reading < readings; reading += 1) {
      await sleep(1000);
      const now = { ours: milliseconds(ours.pid), bare: milliseconds(bare.pid) };
      seconds.ours.push(now.ours - before.ours);
      seconds.bare.push(now.bare - before.bare);
      before = now;
    }
    const of = spread(seconds.bare).median;
    const worst = spread(seconds.ours).max / of;
    report({
      what: "processor time of a reading at 1 Hz, by that of a bare Node loop",
      unit: "times",
      values: seconds.ours.map((one) => one / of),
      atMost: 2,
      beside: [
        `a reading: ${words(seconds.ours)}; the bare loop: ${words(seconds.bare)}`,
        `the dearest reading: ${format(worst)} times, at most ${mostOfOneReading}`,
      ],
    });
    if (worst > mostOfOneReading) process.exitCode = 1;
  } finally {
    ours.kill();
    bare.kill();
  }
});

function words(values) {
  const { median, max } = spread(values);
  return `${format(median)} ms, at most ${format(max)}`;
}

/** All threads of the process: garbage is collected next to it. */
function milliseconds(pid) {
  const nanoseconds = readdirSync(`/proc/${pid}/task`).map((task) =>
    Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ")[0]),
  );
  return nanoseconds.reduce((sum, one) => sum + one, 0) / 1e6;
}

function sleep(duration) {
  return new Promise((resolve) => {
    setTimeout(resolve, duration);
  });
}
