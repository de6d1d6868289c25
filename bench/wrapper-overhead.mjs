// Extra wall time of `wattledger run -- true` over `true`, as a multiple of that of a bare Node wrapper. The three take turns, so that
// all else that the machine does falls on all of them alike.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { wattledger, withOwnHome } from "./own-home.mjs";
import { format, report, spread } from "./report.mjs";

const rounds = 40;
const warmUpRounds = 3;
const bareWrapper = fileURLToPath(new URL("load/bare-wrapper.mjs", import.meta.url));

await withOwnHome(({ env }) => {
  const milliseconds = (command, args) => {
    const started = performance.now();
    const { status, stderr } = spawnSync(command, args, { env, stdio: ["ignore", "ignore", "pipe"], encoding: "utf8" });
    if (status !== 0) throw new Error(`${[command, ...args].join(" ")} ended with ${status}: ${stderr}`);
    return performance.now() - started;
  };
  const ours = [];
  const bare = [];
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    const alone = milliseconds("true", []);
    const wrapped = milliseconds(process.execPath, [wattledger, "run", "--", "true"]);
    const barelyWrapped = milliseconds(process.execPath, [bareWrapper, "true"]);
    if (round < 0) continue;
    ours.push(wrapped - alone);
    bare.push(barelyWrapped - alone);
  }
  const ofBare = spread(bare).median;
  report({
    what: "extra wall time of `wattledger run -- true`, by that of a bare Node wrapper",
    unit: "times",
    values: ours.map((one) => one / ofBare),
    atMost: 1.8,
    beside: [`\`wattledger run\`: ${inWords(ours)}`, `a bare Node wrapper: ${inWords(bare)}`],
  });
});

function inWords(values) {
  const { median, min, max } = spread(values);
  return `${format(median)} ms (${format(min)} to ${format(max)})`;
}
