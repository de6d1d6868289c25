import { recordOf } from "@wattledger/core/schemas";
import * as z from "zod";
import type { SummaryProgress } from "./summary-progress.ts";

const amount = z.number().nonnegative();
const count = z.int().nonnegative();
const predictedSchema = z.strictObject({ nominal: amount, low: amount, high: amount, level: z.number().gt(0).lt(1) });

/** Schema of {@link SummaryProgress}. */
export const summaryProgressSchema = z.strictObject({
  phases: z.array(
    z.strictObject({
      name: z.string(),
      count,
      durationSeconds: amount,
      componentJoules: amount,
      joulesByComponent: recordOf(amount),
    }),
  ),
  epochs: z
    .strictObject({ done: count, planned: count.nullable(), durationSeconds: amount, componentJoules: amount })
    .nullable(),
  work: z.strictObject({ steps: count, samples: count, tokens: count }).nullable(),
  metrics: recordOf(z.number()),
  prediction: z
    .strictObject({
      basis: z.enum(["epochs", "steps"]),
      done: count,
      planned: count,
      pastRuns: count,
      componentJoules: predictedSchema,
      durationSeconds: predictedSchema,
    })
    .nullable(),
  budget: z
    .strictObject({
      asked: z.string(),
      state: z.enum(["ok", "at-risk", "over", "exceeded"]),
      used: amount,
      limit: amount,
      unit: z.string(),
      askedToEndAfterSeconds: amount.nullable(),
    })
    .nullable(),
}) satisfies z.ZodType<SummaryProgress>;
