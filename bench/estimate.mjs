// Wall time of an `estimate` as a multiple of that of a bare Node which spawns `true` and waits. The two take turns.
import { fileURLToPath } from "node:url";
import { inTurns, ratioOfFastest, ratioOfProcessorTime, ratios, timesInWords } from "./in-turns.mjs";
import { wattledger, withOwnHome } from "./own-home.mjs";
import { report } from "./report.mjs";

const bareWrapper = fileURLToPath(new URL("load/bare-wrapper.mjs", import.meta.url));
const estimate = ["estimate", "model=gpt-4o", "outputTokens=500", "zone=US"];

await withOwnHome(({ env }) => {
  const commands = {
    ours: [process.execPath, wattledger, ...estimate],
    bare: [process.execPath, bareWrapper, "true"],
  };
  const { ours, bare } = inTurns(commands, { env, rounds: 30 });
  report({
    what: "wall time of `wattledger estimate`, by that of a bare Node that spawns `true`",
    unit: "times",
    values: ratios(ours, bare),
    atMost: 1.8,
    beside: [
      `\`wattledger estimate\`: ${timesInWords(ours)}`,
      `a bare Node: ${timesInWords(bare)}`,
      ratioOfFastest(ours, bare),
      ratioOfProcessorTime(commands.ours, commands.bare, env),
    ],
  });
});
