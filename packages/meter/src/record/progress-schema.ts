import { recordOf } from "@wattledger/core/schemas";
import * as z from "zod";
import type { Budget } from "./budget.ts";
import type { Predicted, Prediction } from "./prediction.ts";
import type {
  BudgetChanged,
  BudgetOutcome,
  EpochEnded,
  EpochsDone,
  PhaseEnded,
  PhaseUse,
  RunProgress,
  StepsDone,
  WorkDone,
} from "./progress.ts";

/*
 * The lines that a companion adds to a record, as zod schemas: loose, like the whole record.
 */

const amount = z.number().nonnegative();
const count = z.int().nonnegative();
const joulesByComponent = recordOf(amount);
const metrics = recordOf(z.number());
const state = z.enum(["ok", "at-risk", "over", "exceeded"]);

/** Schema of {@link PhaseEnded}. */
export const phaseEndedSchema = z.looseObject({
  kind: z.literal("phase-ended"),
  name: z.string(),
  fromSeconds: amount,
  toSeconds: amount,
  joules: amount,
  joulesByComponent,
}) satisfies z.ZodType<PhaseEnded>;

/** Schema of {@link EpochEnded}. */
export const epochEndedSchema = z.looseObject({
  kind: z.literal("epoch-ended"),
  number: z.int().positive(),
  fromSeconds: amount,
  toSeconds: amount,
  joules: amount,
  metrics: z.exactOptional(metrics),
}) satisfies z.ZodType<EpochEnded>;

/** Schema of {@link StepsDone}. */
export const stepsDoneSchema = z.looseObject({
  kind: z.literal("steps-done"),
  steps: z.int().positive(),
  fromSeconds: amount,
  toSeconds: amount,
  joules: amount,
}) satisfies z.ZodType<StepsDone>;

/** Schema of {@link BudgetChanged}. */
export const budgetChangedSchema = z.looseObject({
  kind: z.literal("budget-changed"),
  elapsedSeconds: amount,
  state,
  used: amount,
  limit: amount,
  predicted: z.exactOptional(amount),
  askedToEnd: z.boolean(),
}) satisfies z.ZodType<BudgetChanged>;

const phaseUseSchema = z.looseObject({
  name: z.string(),
  count,
  seconds: amount,
  joules: amount,
  joulesByComponent,
}) satisfies z.ZodType<PhaseUse>;

const epochsSchema = z.looseObject({
  done: count,
  planned: z.exactOptional(count),
  seconds: amount,
  joules: amount,
}) satisfies z.ZodType<EpochsDone>;

const workSchema = z.looseObject({ steps: count, samples: count, tokens: count }) satisfies z.ZodType<WorkDone>;

const predictedSchema = z.looseObject({
  nominal: amount,
  low: amount,
  high: amount,
  level: z.number().gt(0).lt(1),
}) satisfies z.ZodType<Predicted>;

/** Old records: predictions came from epochs only, used these names, and learnt nothing from other runs. */
const earlierPredictionSchema = z.looseObject({ epochsDone: count, epochsPlanned: count });

/** A prediction of an earlier release in the present form. Its other fields stay in it. */
function inTodaysWords(prediction: unknown): unknown {
  const earlier = earlierPredictionSchema.safeParse(prediction);
  if (!earlier.success) return prediction;
  const { epochsDone, epochsPlanned } = earlier.data;
  return { basis: "epochs", done: epochsDone, planned: epochsPlanned, pastRuns: 0, ...earlier.data };
}

const predictionSchema = z.preprocess(
  inTodaysWords,
  z.looseObject({
    basis: z.enum(["epochs", "steps"]),
    done: count,
    planned: count,
    pastRuns: count,
    joules: predictedSchema,
    seconds: predictedSchema,
  }),
) satisfies z.ZodType<Prediction>;

const budgetSchema = z.discriminatedUnion("kind", [
  z.looseObject({ text: z.string(), kind: z.literal("carbon"), limitGrams: amount }),
  z.looseObject({ text: z.string(), kind: z.literal("energy"), limitJoules: amount }),
  z.looseObject({ text: z.string(), kind: z.literal("cost"), limitAmount: amount, currency: z.string() }),
]) satisfies z.ZodType<Budget>;

const budgetOutcomeSchema = z.looseObject({
  budget: budgetSchema,
  state,
  used: amount,
  limit: amount,
  askedToEndAfterSeconds: z.exactOptional(amount),
}) satisfies z.ZodType<BudgetOutcome>;

/** Schema of {@link RunProgress}. */
export const progressSchema = z.looseObject({
  phases: z.array(phaseUseSchema),
  epochs: z.exactOptional(epochsSchema),
  work: z.exactOptional(workSchema),
  metrics: z.exactOptional(metrics),
  prediction: z.exactOptional(predictionSchema),
  budget: z.exactOptional(budgetOutcomeSchema),
}) satisfies z.ZodType<RunProgress>;
