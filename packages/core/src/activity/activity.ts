import * as z from "zod";
import type { ActivityKind } from "./activity-kind.ts";

/** The stages of work on a model. */
export const workloadStages = [
  "data-preparation",
  "training",
  "fine-tuning",
  "hyper-parameter-search",
  "evaluation",
  "inference",
] as const;

/** One of {@link workloadStages}. */
export type WorkloadStage = (typeof workloadStages)[number];

const amount = z.number().nonnegative();
const count = z.int().nonnegative();
const share = z.number().min(0).max(1);
const optional = z.exactOptional;

/** What every activity may state: where it took place, in which building, for which stage of work. */
const place = {
  name: optional(z.string().min(1)),
  /** ISO 8601 with offset. */
  startedAt: optional(z.iso.datetime({ offset: true })),
  zone: optional(z.string().min(1)),
  /** Cloud region, provider of a cloud or of models, or `outside-data-centre`: chooses PUE and water on site. */
  facility: optional(z.string().min(1)),
  /** Power usage effectiveness of the facility; 1 outside a data centre. */
  pue: optional(z.number().min(1)),
  workloadStage: optional(z.enum(workloadStages)),
};

const accelerators = z.array(
  z.strictObject({ model: z.string().min(1), count, meanLoad: optional(share), memoryBytes: optional(amount) }),
);

const computeRun = z.strictObject({
  kind: z.literal("compute-run"),
  ...place,
  durationSeconds: amount,
  cpuModel: optional(z.string().min(1)),
  processorCores: optional(count),
  meanLoad: optional(share),
  memoryBytes: optional(amount),
  accelerators: optional(accelerators),
  /** Type of the cloud instance that it ran on: `m5.large`, `Standard_D4s_v3`, `gcp:n1-standard-4`. */
  instance: optional(z.string().min(1)),
  /** Model of the whole servers that it had: `dgx-h100`. */
  server: optional(z.string().min(1)),
  /** Instances or servers alike; 1 where nothing is stated. */
  machines: optional(count),
  /** Measured or modelled energy by component; a component that was not looked at is absent. */
  energyJoules: optional(z.partialRecord(z.enum(["cpu", "gpu", "dram", "storage", "network", "other"]), amount)),
});

const llmRequest = z.strictObject({
  kind: z.literal("llm-request"),
  ...place,
  model: optional(z.string().min(1)),
  provider: optional(z.string().min(1)),
  activeParametersBillions: optional(amount),
  totalParametersBillions: optional(amount),
  /** Requests alike; 1 where nothing is stated. The rest is of one of them. */
  requests: optional(count),
  inputTokens: optional(count),
  /** Among the input tokens. */
  cachedInputTokens: optional(count),
  /** Absent where the provider or the sender does not tell: unknown, not none. */
  outputTokens: optional(count),
  /** Among the output tokens. */
  reasoningTokens: optional(count),
  latencySeconds: optional(amount),
  /** Output tokens per second, as the client sees them. */
  tokensPerSecond: optional(amount),
  firstTokenSeconds: optional(amount),
  accelerator: optional(z.string().min(1)),
  acceleratorCount: optional(count),
  /** Requests that the deployment answers together. */
  concurrency: optional(amount),
  /** Energy of the accelerators alone, where somebody measured it. */
  acceleratorJoules: optional(amount),
});

const mediaRequest = z.strictObject({
  kind: z.literal("media-request"),
  ...place,
  medium: z.enum(["image", "video", "audio"]),
  model: optional(z.string().min(1)),
  provider: optional(z.string().min(1)),
  /** Images, clips or recordings alike; the rest is of one of them. */
  count,
  widthPixels: optional(count),
  heightPixels: optional(count),
  steps: optional(count),
  /** Of the media made, not of the making. */
  mediaSeconds: optional(amount),
  /** Energy of the accelerators alone, where somebody measured it. */
  acceleratorJoules: optional(amount),
});

const trainingPlan = z.strictObject({
  kind: z.literal("training-plan"),
  ...place,
  model: optional(z.string().min(1)),
  activeParametersBillions: optional(amount),
  totalParametersBillions: optional(amount),
  /** Tokens that the training goes through, repetitions included. */
  tokens: optional(amount),
  durationSeconds: optional(amount),
  cpuModel: optional(z.string().min(1)),
  processorCores: optional(count),
  memoryBytes: optional(amount),
  accelerators: optional(accelerators),
  /** Mean power of one accelerator with its share of the host. */
  meanPowerWatts: optional(amount),
  /** Rate of the model's own operations over the peak rate of the accelerators. */
  modelFlopUtilisation: optional(share),
});

const deviceUse = z.strictObject({
  kind: z.literal("device-use"),
  ...place,
  device: z.string().min(1),
  count,
  durationSeconds: amount,
  meanPowerWatts: optional(amount),
});

const serviceUse = z.strictObject({
  kind: z.literal("service-use"),
  ...place,
  service: z.string().min(1),
  provider: optional(z.string().min(1)),
  amount,
  /** What the amount counts: `GB`, `h`, `request`, `EUR`. */
  unit: z.string().min(1),
});

/** Schema of {@link Activity}, version 1: a closed union by `kind`. */
export const activitySchema = z.discriminatedUnion("kind", [
  computeRun,
  llmRequest,
  mediaRequest,
  trainingPlan,
  deviceUse,
  serviceUse,
]);

/** Activity data: what was done, before any factor is applied. Stored next to footprints, so that these can be restated. */
export type Activity = z.infer<typeof activitySchema>;

/** The activities of one kind. */
export type ActivityOf<Kind extends ActivityKind> = Extract<Activity, { readonly kind: Kind }>;
