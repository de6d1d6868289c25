// Largest resident memory of `wattledger run` around a command that sleeps, the report at the end included, by the kernel's own
// account (VmHWM). A minute with --full, which `npm run bench` gives; else ten seconds.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { wattledger, withOwnHome } from "./own-home.mjs";
import { report } from "./report.mjs";

const seconds = process.argv.includes("--full") ? 60 : 10;
const lookMilliseconds = 3;

await withOwnHome(async ({ home, env }) => {
  const measure = (program, args) => peakMebibytes(program, args, env);
  // The first run compiles, the second has the compiled code: users have the second kind but once a release.
  await measure(process.execPath, [wattledger, "run", "--quiet", "--", "true"]);
  const bare = await measure(process.execPath, ["-e", "setTimeout(() => {}, 500)"]);
  const json = `${home}/run.json`;
  const ours = await measure(process.execPath, [wattledger, "run", "--json", json, "--", "sleep", String(seconds)]);
  report({
    what: `peak memory of the wrapper over ${seconds} s`,
    unit: "MiB",
    values: [ours],
    atMost: 65,
    beside: [`a Node that does nothing: ${bare.toFixed(1)} MiB`],
  });
});

/** The kernel keeps the peak, so that only what comes after the last look is missed. */
async function peakMebibytes(program, args, env) {
  const child = spawn(program, args, { env, stdio: ["ignore", "ignore", "ignore"] });
  let peak = 0;
  const look = () => {
    try {
      const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1];
      peak = Math.max(peak, Number(kibibytes ?? 0));
    } catch {
      // It has just ended.
    }
  };
  const timer = setInterval(look, lookMilliseconds);
  await new Promise((resolve) => {
    child.once("exit", resolve);
  });
  clearInterval(timer);
  return peak / 1024;
}
