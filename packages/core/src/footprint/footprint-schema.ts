import * as z from "zod";
import { activityKinds } from "../activity/activity-kind.ts";
import { activitySchema, workloadStages } from "../activity/activity.ts";
import { recordOf } from "../record-of.ts";
import { quantitySchema } from "../units/quantity.ts";
import { footprintVersion, impactCategories, lifeCycleStages } from "./footprint.ts";
import type { Footprint, Impact, Known } from "./footprint.ts";

const knownSchema = z.union([
  z.strictObject({ quantity: quantitySchema }),
  z.strictObject({ quantity: z.null(), reason: z.string().min(1) }),
]) satisfies z.ZodType<Known>;

const impactSchema = z.strictObject({
  category: z.enum(impactCategories),
  phase: z.enum(["operational", "embodied"]),
  accounting: z.enum(["location", "market", "not-applicable"]),
  amount: knownSchema,
  label: z.string().min(1),
  scopes: z.array(z.string().regex(/^(1|2|3(\.\d{1,2})?)$/u)),
  nature: z.enum(["inventory", "attributed"]),
  covers: z.strictObject({
    asset: z.string().min(1),
    from: z.exactOptional(z.iso.datetime({ offset: true })),
    to: z.exactOptional(z.iso.datetime({ offset: true })),
    stage: z.enum(lifeCycleStages),
  }),
  factorBasis: z.string().min(1),
}) satisfies z.ZodType<Impact>;

/** Schema of {@link Footprint}, for files and the wire. */
export const footprintSchema = z.strictObject({
  schema: z.literal(footprintVersion),
  id: z.string().min(1),
  of: z.strictObject({
    kind: z.enum(activityKinds),
    name: z.exactOptional(z.string()),
    activity: z.exactOptional(activitySchema),
    functionalUnit: z.strictObject({ amount: z.number().positive(), unit: z.string().min(1) }),
    workloadStage: z.exactOptional(z.enum(workloadStages)),
    lineage: z.strictObject({
      experiment: z.exactOptional(z.string()),
      parentRun: z.exactOptional(z.string()),
      outcome: z.exactOptional(z.enum(["succeeded", "failed", "interrupted"])),
      model: z.exactOptional(z.string()),
      modelVersion: z.exactOptional(z.string()),
    }),
  }),
  owner: recordOf(z.string()),
  made: z.strictObject({
    method: z.strictObject({ id: z.string(), version: z.string() }),
    factorSet: z.string(),
    boundary: z.strictObject({
      components: z.array(z.string()),
      overheads: z.array(z.string()),
      lifeCycle: z.array(z.string()),
      excludes: z.array(z.string()),
    }),
    quality: z.strictObject({ measuredEnergyShare: z.number().min(0).max(1).nullable(), notes: z.array(z.string()) }),
  }),
  energy: knownSchema,
  impacts: z.array(impactSchema),
}) satisfies z.ZodType<Footprint>;
