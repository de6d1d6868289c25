import { WattledgerError, evaluate } from "@wattledger/core";
import { mlenergyTokenEnergy } from "@wattledger/factors";
import * as z from "zod";
import type { CaseAdapter } from "./case-adapter.ts";
import { mlenergyLookup } from "./mlenergy-lookup.ts";

const lookupInputs = z.object({
  task: z.literal("lm-arena-chat"),
  model: z.string(),
  gpu: z.string(),
  gpus: z.number(),
  max_num_seqs: z.number(),
});

/** A measured row: its energy of a token as the method finds it, and of a request of the mean length that was measured. */
const lookup: CaseAdapter = {
  method: "mlenergy",
  kind: "lookup",
  run: async (inputs) => {
    const given = lookupInputs.parse(inputs);
    const key = `${given.model}, ${given.gpu}x${given.gpus}, ${given.max_num_seqs}, chat`;
    const found = await mlenergyTokenEnergy.find(key);
    if (!found.ok) throw new WattledgerError("bad-input", found.error.message);
    const { value: energyPerToken } = found.value.factor;
    const { outputTokens, tokenMilliseconds } = await measuredBeside(given);
    return {
      energy_j_per_output_token: energyPerToken,
      energy_j_per_request: evaluate(mlenergyLookup, { energyPerToken, outputTokens }, ["energy"]).energy,
      median_itl_ms: tokenMilliseconds,
    };
  },
};

/** What the row holds beside the energy: the mean length of its answers, and the median time between tokens. */
async function measuredBeside({ task, model, gpu, gpus, max_num_seqs: limit }: z.output<typeof lookupInputs>): Promise<{
  readonly outputTokens: number;
  readonly tokenMilliseconds: number;
}> {
  const { v3 } = await import("@wattledger/factors/mlenergy-tables");
  const group = v3.groups.find((one) => one.task === task && one.model === model);
  const row = group?.rows
    .map((cells) => cells.split("|"))
    .find((cells) => cells.slice(0, 3).join("|") === `${gpu}|${gpus}|${limit}`);
  if (row === undefined) {
    throw new WattledgerError("bad-input", `ML.ENERGY V3: no row of ${model} on ${gpus} ${gpu} at ${limit} requests.`);
  }
  return { outputTokens: Number(row[4]), tokenMilliseconds: Number(row[7]) };
}

export const mlenergyLookupCases: readonly CaseAdapter[] = [lookup];
