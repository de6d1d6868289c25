// Wall time of an `estimate` as a multiple of that of a bare Node which spawns `true` and waits. The two take turns, so that what
// else the machine does falls on both alike.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { wattledger, withOwnHome } from "./own-home.mjs";
import { format, report, spread } from "./report.mjs";

const rounds = 30;
const warmUpRounds = 3;
const bareWrapper = fileURLToPath(new URL("load/bare-wrapper.mjs", import.meta.url));
const estimate = [wattledger, "estimate", "model=gpt-4o", "outputTokens=500", "zone=US"];

await withOwnHome(({ env }) => {
  const milliseconds = (args) => {
    const started = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, {
      env,
      stdio: ["ignore", "ignore", "pipe"],
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}: ${stderr}`);
    return performance.now() - started;
  };
  const ours = [];
  const bare = [];
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    const own = milliseconds(estimate);
    const barely = milliseconds([bareWrapper, "true"]);
    if (round < 0) continue;
    ours.push(own);
    bare.push(barely);
  }
  const ofBare = spread(bare).median;
  report({
    what: "wall time of `wattledger estimate`, by that of a bare Node that spawns `true`",
    unit: "times",
    values: ours.map((one) => one / ofBare),
    atMost: 1.8,
    beside: [`\`wattledger estimate\`: ${inWords(ours)}`, `a bare Node: ${inWords(bare)}`],
  });
});

function inWords(values) {
  const { median, min, max } = spread(values);
  return `${format(median)} ms (${format(min)} to ${format(max)})`;
}
