import { workloadStages } from "@wattledger/core/schemas";
import { recordOf } from "@wattledger/core/schemas";
import * as z from "zod";

const figure = z.looseObject({ mean: z.number(), low: z.number(), high: z.number() });
const text = z.string().min(1).max(500);

/** What the server reads of a run: the output of `wattledger run --json`, docs/run-json.md. All else in it is kept as it is. */
export const runSummarySchema = z.looseObject({
  schema: z.literal("wattledger/run-summary/1"),
  id: z.string().regex(/^\d{8}-\d{6}-[a-z0-9]{1,20}$/u, "Use the id of a run, such as 20261121-223001-k3f9."),
  name: z.string().max(500).nullable(),
  project: text.nullable(),
  tags: recordOf(z.string().max(500)),
  lineage: z.looseObject({
    stage: z.enum(workloadStages).nullable(),
    experiment: text.nullable(),
    parentRun: text.nullable(),
    model: text.nullable(),
    modelVersion: text.nullable(),
  }),
  startedAt: z.iso.datetime({ offset: true }),
  durationSeconds: z.number().nonnegative(),
  energyJoules: z.looseObject({
    total: figure.nullable(),
    cpu: figure.nullable(),
    gpu: figure.nullable(),
    dram: figure.nullable(),
  }),
  carbonGrams: figure.nullable(),
  waterLitres: figure.nullable(),
  embodiedGrams: figure.nullable(),
  cost: z.looseObject({ amount: figure, currency: z.string().regex(/^[A-Z]{3}$/u) }).nullable(),
  zone: z.looseObject({ used: text, fallbacks: z.array(z.string()) }),
  quality: z.looseObject({ measuredShare: z.number().nullable(), notes: z.array(z.string()) }),
});

export type RunSummary = z.output<typeof runSummarySchema>;

/** A reading of a run: seconds since its start, and the power of its parts. */
const sampleSchema = z.strictObject({
  seconds: z.number().nonnegative(),
  watts: recordOf(z.number().nonnegative()),
});

/** A run as it is sent: so far, or ended. */
export const runUploadSchema = z.strictObject({
  state: z.enum(["running", "ended"]),
  /** Whether the figures are also within another run that is sent, and are not counted again. */
  countedElsewhere: z.boolean().default(false),
  summary: runSummarySchema,
  /** Readings since the last time that this run was sent, and the place of the first among all. */
  samples: z.exactOptional(z.strictObject({ from: z.int().min(0), readings: z.array(sampleSchema).max(10_000) })),
});

export type RunUpload = z.output<typeof runUploadSchema>;
