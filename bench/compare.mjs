// One activity through every method that accepts it, as the first thing that a process does: `wattledger compare` next to
// `wattledger --version`, which starts and does nothing.
import { spawnSync } from "node:child_process";
import { wattledger } from "./own-home.mjs";
import { format, report, spread } from "./report.mjs";

const rounds = 11;
const activities = [
  "llm-request model=gpt-4o outputTokens=400 zone=FR",
  "compute-run duration=12h accelerators=4xA100 processorCores=32 memory=256GB energy.gpu=13kWh energy.cpu=2kWh zone=DE",
  "training-plan activeParameters=70 tokens=15e12 duration=16d accelerators=16384xH100 meanPower=745W zone=US",
];

function millisecondsOf(words) {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [wattledger, ...words], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return performance.now() - started;
}

const differences = activities.map(() => []);
const starts = [];
for (let round = 0; round < rounds; round += 1) {
  const start = millisecondsOf(["--version"]);
  starts.push(start);
  for (const [index, activity] of activities.entries()) {
    differences[index].push(millisecondsOf(["compare", ...activity.split(" ")]) - start);
  }
}
const slowest = differences.toSorted((a, b) => spread(b).median - spread(a).median)[0];

report({
  what: "wattledger compare, all methods, time after the start of the command; slowest of three kinds",
  unit: "ms",
  values: slowest,
  atMost: 200,
  beside: [
    `the start alone: ${format(spread(starts).median)} ms`,
    ...activities.map(
      (activity, index) => `${activity.split(" ")[0]}: ${format(spread(differences[index]).median)} ms`,
    ),
  ],
});
