import { WattledgerError, evaluate } from "@wattledger/core";
import { mlenergyLookup } from "@wattledger/methods";
import * as z from "zod";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";

const lookupInputs = z.object({
  task: z.string(),
  model: z.string(),
  gpu: z.string(),
  gpus: z.number(),
  max_num_seqs: z.number(),
});

/** A measured row, by the server's limit of requests: the family of factors goes by the mean that was served. */
const lookup: CaseAdapter = {
  method: "mlenergy",
  kind: "lookup",
  run: async (inputs) => {
    const { outputTokens, energyPerToken, tokenMilliseconds } = await measured(lookupInputs.parse(inputs));
    return {
      energy_j_per_output_token: energyPerToken,
      energy_j_per_request: evaluate(mlenergyLookup, { energyPerToken, outputTokens }, ["energy"]).energy,
      median_itl_ms: tokenMilliseconds,
    };
  },
};

/** What a row holds: the mean length of its answers, the energy of a token, and the median time between tokens. */
async function measured({ task, model, gpu, gpus, max_num_seqs: limit }: z.output<typeof lookupInputs>): Promise<{
  readonly outputTokens: number;
  readonly energyPerToken: number;
  readonly tokenMilliseconds: number;
}> {
  const { v3 } = await import("@wattledger/factors/mlenergy-tables");
  const group = v3.groups.find((one) => one.task === task && one.model === model);
  const row = group?.rows
    .map((cells) => cells.split("|"))
    .find((cells) => cells.slice(0, 3).join("|") === `${gpu}|${gpus}|${limit}`);
  if (row === undefined) {
    throw new WattledgerError(
      "bad-input",
      `ML.ENERGY V3: no row of ${task}, ${model} on ${gpus} ${gpu} at ${limit} requests.`,
    );
  }
  return { outputTokens: Number(row[4]), energyPerToken: Number(row[5]), tokenMilliseconds: Number(row[7]) };
}

/** Kinds of reference cases in this folder, each with its adapter. */
export const mlenergyLookupCases: readonly CaseKind[] = [lookup];
