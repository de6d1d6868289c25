import { spawnSync } from "node:child_process";
import { format, spread } from "./report.mjs";

const warmUpRounds = 3;

/** Wall time of commands that take turns, in milliseconds by name. All else that the machine does falls on all of them alike. */
export function inTurns(commands, { env, rounds }) {
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    for (const [name, command] of Object.entries(commands)) {
      const milliseconds = wallTime(command, env);
      if (round >= 0) times[name].push(milliseconds);
    }
  }
  return times;
}

/** One by the other, round by round: a machine that is slower for a while is slower for both. */
export function ratios(ours, others) {
  return ours.map((one, round) => one / others[round]);
}

/** The fastest by the fastest: what is left of the ratio where other work delays some rounds. */
export function ratioOfFastest(ours, others) {
  return `by the fastest round of each: ${format(spread(ours).min / spread(others).min)} times`;
}

const roundsOfProcessorTime = 12;

/** The lowest processor time by the lowest, in turns too: what a busy machine changes least. */
export function ratioOfProcessorTime(ours, others, env) {
  const [mine, their] = [[], []];
  for (let round = 0; round < roundsOfProcessorTime; round += 1) {
    mine.push(processorTime(ours, env));
    their.push(processorTime(others, env));
  }
  const [lowest, ofOthers] = [spread(mine).min, spread(their).min];
  return `by the lowest processor time of each: ${format(lowest / ofOthers)} times (${format(lowest)} and ${format(ofOthers)} ms)`;
}

/** Of a command and of those that it waited for, in milliseconds, as bash knows it of its children. */
function processorTime(command, env) {
  const script = 'TIMEFORMAT="%3U %3S"; time "$@" 2>/dev/null';
  const { stderr } = spawnSync("bash", ["-c", script, "bash", ...command], {
    env: { ...env, LC_ALL: "C" },
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
  });
  const [user = Number.NaN, system = Number.NaN] = stderr.trim().split(" ").map(Number);
  return (user + system) * 1000;
}

/** Median and range of some times. */
export function timesInWords(values) {
  const { median, min, max } = spread(values);
  return `${format(median)} ms (${format(min)} to ${format(max)})`;
}

function wallTime([program, ...args], env) {
  const started = performance.now();
  const { status, stderr } = spawnSync(program, args, { env, stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" });
  if (status !== 0) throw new Error(`${[program, ...args].join(" ")} ended with ${status}: ${stderr}`);
  return performance.now() - started;
}
