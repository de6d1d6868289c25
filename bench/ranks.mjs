// 64 ranks of a job on one node, each in a wrapper of its own: how many measure, and what all wrappers together use of a
// processor while the ranks run. Starting them is reported separately: it happens once. `--busy`: while every processor has other work to do.
import { spawn } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { wattledger, withOwnHome } from "./own-home.mjs";
import { format, report } from "./report.mjs";

const ranks = 64;
const windowSeconds = 20;
const busy = process.argv.includes("--busy");
const burn = fileURLToPath(new URL("load/burn.mjs", import.meta.url));

await withOwnHome(async ({ home, env }) => {
  const environment = (rank) => ({
    ...env,
    WATTLEDGER_NODE_FOLDER: join(home, "node"),
    TORCHELASTIC_RUN_ID: "bench",
    RANK: String(rank),
    WORLD_SIZE: String(ranks),
    LOCAL_RANK: String(rank),
    LOCAL_WORLD_SIZE: String(ranks),
  });
  const wrappers = Array.from({ length: ranks }, (_, rank) =>
    spawn(process.execPath, [wattledger, "run", "--quiet", "--", "sleep", "600"], {
      env: environment(rank),
      stdio: "ignore",
    }),
  );
  const burners = [];
  try {
    const runs = join(home, "state", "wattledger", "runs");
    await until(() => recordsIn(runs).length >= ranks);
    // Node tidies its memory up within half a minute of its start, once.
    await pause(30_000);
    for (const _ of busy ? cpus() : []) burners.push(spawn(process.execPath, [burn, "60"], { stdio: "ignore" }));
    const before = wrappers.map(({ pid }) => cpuSeconds(pid));
    await pause(windowSeconds * 1000);
    const after = wrappers.map(({ pid }) => cpuSeconds(pid));
    const shares = (sum(after) - sum(before)) / windowSeconds;
    const samplers = recordsIn(runs).filter((text) => text.includes('"role":"sampler"')).length;
    const successors = recordsIn(runs).filter((text) => text.includes('"role":"successor"')).length;
    if (samplers !== 1 || successors > 0)
      throw new Error(`${samplers} samplers and ${successors} successors, not one of one`);
    report({
      what: `processor time of ${ranks} wrappers on a node, in all${busy ? ", while the machine is busy" : ""}`,
      unit: "% of a core",
      values: [shares * 100],
      atMost: 3,
      beside: [
        `samplers: ${samplers}`,
        `starting all of them: ${format(sum(before))} s of processor time within half a minute, once`,
        `memory of all of them: ${format(sum(wrappers.map(({ pid }) => proportionalBytes(pid))) / 1e9)} GB, shared pages counted once`,
      ],
    });
  } finally {
    for (const child of [...burners, ...wrappers]) child.kill();
    await until(() => wrappers.every(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null));
  }
});

function recordsIn(folder) {
  try {
    return readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
  } catch {
    return [];
  }
}

/**
 * Of the wrapper itself, without the command that it waits for. By the scheduler's nanoseconds: the ticks of /proc/PID/stat are
 * sampled, and what wakes with the timer is sampled too often.
 */
function cpuSeconds(pid) {
  const threads = readdirSync(`/proc/${pid}/task`);
  return (
    sum(threads.map((thread) => Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]))) /
    1e9
  );
}

function proportionalBytes(pid) {
  return Number(/^Pss: +(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0) * 1024;
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

async function until(isSo) {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (isSo()) return;
    await pause(100);
  }
  throw new Error("It did not come about within a minute.");
}
