import { footprintSchema, recordOf, workloadStages } from "@wattledger/core/schemas";
import * as z from "zod";
import type { ChannelSplit, EnergySplit } from "../attribute/energy-split.ts";
import { runSummaryVersion } from "./run-summary.ts";
import type { CostSummary, EnergyJoules, Figure, Figures, PlatformFigure, RunSummary } from "./run-summary.ts";
import { summaryProgressSchema } from "./summary-progress-schema.ts";

const figureSchema = z
  .strictObject({
    nominal: z.number(),
    mean: z.number(),
    low: z.number(),
    high: z.number(),
    level: z.number().gt(0).lt(1),
  })
  .refine(({ low, high }) => low <= high, "low must not exceed high") satisfies z.ZodType<Figure>;

const figureOrNull = figureSchema.nullable();

const energySchema = z.strictObject({
  total: figureOrNull,
  cpu: figureOrNull,
  gpu: figureOrNull,
  dram: figureOrNull,
  storage: figureOrNull,
  network: figureOrNull,
  other: figureOrNull,
  restOfNode: figureOrNull,
  facilityOverhead: figureOrNull,
}) satisfies z.ZodType<EnergyJoules>;

const figuresShape = {
  energyJoules: energySchema,
  carbonGrams: figureOrNull,
  waterLitres: figureOrNull,
  embodiedGrams: figureOrNull,
};

const figuresSchema = z.strictObject(figuresShape) satisfies z.ZodType<Figures>;

const costSchema = z.strictObject({
  amount: figureSchema,
  currency: z.string().length(3),
  price: z.strictObject({
    amount: z.number(),
    per: z.enum(["kWh", "MWh"]),
    zone: z.string().min(1),
    validFrom: z.iso.date(),
    source: z.string().min(1),
  }),
}) satisfies z.ZodType<CostSummary>;

const share = z.number().min(0).max(1);

const platformSchema = z.strictObject({
  id: z.string().min(1),
  covers: z.string().min(1),
  evidence: z.string().min(1),
  energyJoules: figureSchema,
  coverage: share,
}) satisfies z.ZodType<PlatformFigure>;

const splitSchema = z.strictObject({
  grossJoules: z.number().nonnegative(),
  baselineJoules: z.number().nonnegative(),
  netJoules: z.number().nonnegative(),
}) satisfies z.ZodType<EnergySplit>;

const channelSplitSchema = z.strictObject({
  component: z.enum(["cpu", "gpu", "dram", "storage", "network", "other"]),
  channel: z.string().min(1),
  run: splitSchema,
  machine: splitSchema,
  othersJoules: z.number().nonnegative(),
  unassignedJoules: z.number().nonnegative(),
  baselineWatts: z.number().nonnegative(),
  baselineBasis: z.string(),
  basis: z.enum(["cpu-time", "resident-memory", "processes", "visible-devices", "whole-machine"]),
  explanation: z.string(),
}) satisfies z.ZodType<ChannelSplit>;

/**
 * Schema of {@link RunSummary}, version 1: the output of `wattledger run --json`. Strict, because an undocumented field
 * is a mistake. docs/run-json.md documents them all.
 */
export const runSummarySchema = z.strictObject({
  schema: z.literal(runSummaryVersion),
  id: z.string().min(1),
  name: z.string().nullable(),
  project: z.string().nullable(),
  tags: recordOf(z.string()),
  lineage: z.strictObject({
    stage: z.enum(workloadStages).nullable(),
    experiment: z.string().nullable(),
    parentRun: z.string().nullable(),
    model: z.string().nullable(),
    modelVersion: z.string().nullable(),
  }),
  scope: z.enum(["process", "machine"]),
  startedAt: z.iso.datetime(),
  exitCode: z.int().min(0).max(255).nullable(),
  signal: z.string().nullable(),
  durationSeconds: z.number().nonnegative(),
  cpuSeconds: z.number().nonnegative().nullable(),
  ...figuresShape,
  progress: summaryProgressSchema.nullable(),
  cost: costSchema.nullable(),
  machine: figuresSchema,
  split: z.array(channelSplitSchema),
  within: z.string().nullable(),
  job: z
    .strictObject({
      key: z.string().min(1),
      role: z.enum(["sampler", "rank", "successor", "job"]),
      rank: z.int().nonnegative().nullable(),
    })
    .nullable(),
  platform: z.array(platformSchema),
  zone: z.strictObject({
    asked: z.string().nullable(),
    used: z.string().min(1),
    foundBy: z.enum(["given", "cloud-region", "time-zone", "nothing"]),
    intensityGramsPerKilowattHour: figureSchema,
    fallbacks: z.array(z.string()),
  }),
  quality: z.strictObject({
    measuredShare: share.nullable(),
    coverage: share.nullable(),
    notes: z.array(z.string()),
  }),
  reasons: recordOf(z.string().min(1)),
  footprint: footprintSchema,
}) satisfies z.ZodType<RunSummary>;
