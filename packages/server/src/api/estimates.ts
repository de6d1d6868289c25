import { defined, isWattledgerError } from "@wattledger/core";
import { activitySchema } from "@wattledger/core/schemas";
import {
  chooseMethod,
  compareActivity,
  makeEstimate,
  ourMethodFor,
  parseGiven,
  remembering,
} from "@wattledger/estimate";
import { factorSet, families as heldFamilies } from "@wattledger/factors";
import { methods } from "@wattledger/methods";
import * as z from "zod";
import { ProblemError } from "../http/problem.ts";
import { noQuery } from "../http/route.ts";
import type { Parts } from "./parts.ts";

const estimateBodySchema = z.strictObject({
  /** Absent: the first of our methods that knows every input. */
  method: z.exactOptional(z.string().max(100)),
  /** Numbers, text as on the command line (`12 h`), and rows of lists. */
  inputs: z.looseObject({}),
  /** Draws of a simulation; without them the intervals are those of `wattledger estimate`. */
  draws: z.exactOptional(z.int().min(100).max(100_000)),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31)
    .default(1),
  /** An output or an equation; true: the main output. */
  explain: z.exactOptional(z.union([z.string().max(100), z.literal(true)])),
  sensitivity: z.exactOptional(z.union([z.string().max(100), z.literal(true)])),
  /** Inputs whose value is taken although it is not credible. */
  accept: z.exactOptional(z.array(z.string().max(100)).max(100)),
});

/** `POST /api/v1/estimate` and `POST /api/v1/compare`: what the commands of these names answer. Nothing is stored. */
export function estimateRoutes({ add }: Parts): void {
  const families = heldFamilies.map(remembering);
  add({
    method: "POST",
    url: "/api/v1/estimate",
    scope: "read",
    summary: "A footprint from inputs, by one method. The answer is that of `wattledger estimate --json`.",
    query: noQuery,
    body: estimateBodySchema,
    handle: async ({ body }) =>
      orProblem(async () => {
        const { inputs, seed, draws, explain, sensitivity, accept } = body;
        const method = body.method === undefined ? ourMethodFor(inputs) : chooseMethod(body.method);
        const made = await makeEstimate(method, parseGiven(method, families, inputs, []), families, factorSet, {
          seed,
          ...defined({ draws, explain, sensitivity, accept }),
        });
        if (made.ok) return made.value.document;
        const faults = made.error.map(({ message }) => message);
        throw notValid(faults[0] ?? "The inputs are not valid.", faults);
      }),
  });
  add({
    method: "POST",
    url: "/api/v1/compare",
    scope: "read",
    summary: "One activity by every method that accepts it, on equal terms, and why they differ.",
    query: noQuery,
    body: activitySchema,
    handle: async ({ body }) => orProblem(async () => compareActivity(body, methods, families)),
  });
}

/** What the caller can mend is a problem of theirs. */
async function orProblem<T>(make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    if (isWattledgerError(error)) throw notValid(error.message, [error.message]);
    throw error;
  }
}

function notValid(detail: string, faults: readonly string[]): ProblemError {
  return new ProblemError({ status: 400, title: "The inputs are not valid", detail, faults });
}
