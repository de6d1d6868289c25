// Processor time of the wrapper for each reading at 1 Hz, where models replace all instruments (which are hidden from it):
// activity of the machine, the command's processes, models, the record. By the kernel's account in nanoseconds
// (/proc/PID/schedstat), from one second to the next; the first seconds, in which models are chosen, are left out.
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { wattledger, withOwnHome } from "./own-home.mjs";
import { report } from "./report.mjs";

const readings = process.argv.includes("--full") ? 60 : 20;
const leftOut = 4;

await withOwnHome(async ({ home, env }) => {
  const sysfs = join(home, "no-instruments");
  mkdirSync(sysfs);
  const args = [wattledger, "run", "--quiet", "--sysfs-root", sysfs, "--", "sleep", String(readings + leftOut + 2)];
  const child = spawn(process.execPath, args, { env, stdio: "ignore" });
  const milliseconds = [];
  const own = () => {
    // All threads of the process: garbage is collected in another thread.
    const tasks = readdirSync(`/proc/${child.pid}/task`);
    const nanoseconds = tasks.map((task) =>
      Number(readFileSync(`/proc/${child.pid}/task/${task}/schedstat`, "utf8").split(" ")[0]),
    );
    return nanoseconds.reduce((sum, one) => sum + one, 0) / 1e6;
  };
  // Half a second off the readings, which come at whole seconds.
  await sleep((leftOut + 0.5) * 1000);
  let before = own();
  for (let reading = 0; reading < readings; reading += 1) {
    await sleep(1000);
    const now = own();
    milliseconds.push(now - before);
    before = now;
  }
  child.kill();
  report({ what: "processor time of a reading at 1 Hz, all models", unit: "ms", values: milliseconds, atMost: 1 });
});

function sleep(milliseconds) {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
