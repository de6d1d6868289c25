// Extra wall time of `wattledger run -- true` over `true`, as a multiple of that of a bare Node wrapper. The three take turns.
import { fileURLToPath } from "node:url";
import { inTurns, ratioOfFastest, ratioOfProcessorTime, ratios, timesInWords } from "./in-turns.mjs";
import { wattledger, withOwnHome } from "./own-home.mjs";
import { report } from "./report.mjs";

const bareWrapper = fileURLToPath(new URL("load/bare-wrapper.mjs", import.meta.url));

await withOwnHome(({ env }) => {
  const commands = {
    alone: ["true"],
    wrapped: [process.execPath, wattledger, "run", "--", "true"],
    barelyWrapped: [process.execPath, bareWrapper, "true"],
  };
  const { alone, wrapped, barelyWrapped } = inTurns(commands, { env, rounds: 40 });
  const ours = wrapped.map((one, round) => one - alone[round]);
  const bare = barelyWrapped.map((one, round) => one - alone[round]);
  report({
    what: "extra wall time of `wattledger run -- true`, by that of a bare Node wrapper",
    unit: "times",
    values: ratios(ours, bare),
    atMost: 1.8,
    beside: [
      `\`wattledger run\`: ${timesInWords(ours)}`,
      `a bare Node wrapper: ${timesInWords(bare)}`,
      ratioOfFastest(ours, bare),
      ratioOfProcessorTime(commands.wrapped, commands.barelyWrapped, env),
    ],
  });
});
