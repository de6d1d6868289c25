import { recordOf, workloadStages } from "@wattledger/core/schemas";
import type { PlaceHints } from "@wattledger/factors/hints";
import * as z from "zod";
import { availabilitySchema, channelSchema, componentSchema, wholeShape } from "./channel-schema.ts";
import type { Gap } from "./gap.ts";
import type { RunLineage, RunScope } from "./lineage.ts";
import type { MachineFacts } from "./machine-facts.ts";
import type { ChannelEnergy, PlatformEnergy } from "./measurement.ts";
import {
  budgetChangedSchema,
  epochEndedSchema,
  phaseEndedSchema,
  progressSchema,
  stepsDoneSchema,
} from "./progress-schema.ts";
import { recordSchemaId } from "./record.ts";
import type {
  GapFound,
  JobPart,
  ModelsResolved,
  RecordLine,
  RunFinished,
  RunRecovered,
  RunStarted,
  Sample,
  SensorLost,
  SensorsOpened,
} from "./record.ts";
import type { AcceleratorShare, Attribution, WindowUse } from "./use.ts";

/*
 * The lines of a run record as zod schemas. Objects are loose: a later release of the same version may add fields, and
 * an older reader must not refuse them.
 */

const amount = z.number().nonnegative();
const share = z.number().min(0).max(1);

const machineSchema = z.looseObject({
  platform: z.enum(["linux", "darwin", "other"]),
  architecture: z.string(),
  processorModel: z.exactOptional(z.string()),
  processorPackages: z.int().positive(),
  logicalProcessors: z.int().nonnegative(),
  memoryBytes: z.exactOptional(amount),
  memoryModules: z.exactOptional(z.looseObject({ registered: z.int().nonnegative(), others: z.int().nonnegative() })),
  drives: z.exactOptional(z.looseObject({ solidState: z.int().nonnegative(), rotating: z.int().nonnegative() })),
  virtualised: z.exactOptional(z.boolean()),
  chassis: z.enum(["laptop", "desktop", "server", "unknown"]),
  container: z.exactOptional(
    z.looseObject({
      kind: z.exactOptional(z.literal("control-group")),
      processors: z.exactOptional(amount),
      memoryBytes: z.exactOptional(amount),
    }),
  ),
}) satisfies z.ZodType<MachineFacts>;

const scopeSchema = z.enum(["process", "machine"]) satisfies z.ZodType<RunScope>;

const lineageSchema = z.looseObject({
  stage: z.exactOptional(z.enum(workloadStages)),
  experiment: z.exactOptional(z.string()),
  parentRun: z.exactOptional(z.string()),
  model: z.exactOptional(z.string()),
  modelVersion: z.exactOptional(z.string()),
}) satisfies z.ZodType<RunLineage>;

const placeSchema = z.looseObject({
  cloud: z.exactOptional(z.array(z.looseObject({ variable: z.string(), value: z.string() }))),
  timeZone: z.exactOptional(z.string()),
}) satisfies z.ZodType<PlaceHints>;

const jobSchema = z.looseObject({
  launcher: z.enum(["slurm", "torchrun", "open-mpi", "hydra", "mvapich", "flux"]),
  key: z.string().min(1),
  rank: z.exactOptional(z.int().nonnegative()),
  ranks: z.exactOptional(z.int().nonnegative()),
  localRank: z.exactOptional(z.int().nonnegative()),
  localRanks: z.exactOptional(z.int().nonnegative()),
  nodes: z.exactOptional(z.int().nonnegative()),
  processors: z.exactOptional(z.int().nonnegative()),
  array: z.exactOptional(z.looseObject({ key: z.string().min(1), index: z.int().nonnegative() })),
  attempt: z.string(),
  role: z.enum(["sampler", "rank", "successor", "job"]),
  measuredBy: z.exactOptional(z.string()),
}) satisfies z.ZodType<JobPart>;

const sensorsSchema = z.array(z.looseObject({ id: z.string(), availability: availabilitySchema }));

/** Schema of {@link RunStarted}. */
export const runStartedSchema = z.looseObject({
  kind: z.literal("run-started"),
  schema: z.literal(recordSchemaId),
  id: z.string().min(1),
  name: z.exactOptional(z.string()),
  project: z.exactOptional(z.string()),
  tags: recordOf(z.string()),
  lineage: z.exactOptional(lineageSchema),
  startedAt: z.iso.datetime(),
  command: z.array(z.string()),
  omittedArguments: z.int().nonnegative(),
  workingDirectory: z.string(),
  wrapper: z.looseObject({
    pid: z.int(),
    startTicks: z.exactOptional(amount),
    bootId: z.exactOptional(z.string()),
  }),
  job: z.exactOptional(jobSchema),
  within: z.exactOptional(z.string()),
  sampledBy: z.exactOptional(z.string()),
  machine: machineSchema,
  place: z.exactOptional(placeSchema),
  sensors: sensorsSchema,
  options: z.looseObject({
    intervalSeconds: z.number().positive(),
    idlePolicy: z.enum(["cpu-time", "capacity", "reserved", "none"]),
    scope: z.exactOptional(scopeSchema),
    zone: z.exactOptional(z.string()),
    pue: z.exactOptional(z.number().min(1)),
  }),
}) satisfies z.ZodType<RunStarted>;

const sensorsOpenedSchema = z.looseObject({
  kind: z.literal("sensors-opened"),
  elapsedSeconds: amount,
  sensors: sensorsSchema,
}) satisfies z.ZodType<SensorsOpened>;

const modelsResolvedSchema = z.looseObject({
  kind: z.literal("models-resolved"),
  elapsedSeconds: amount,
  models: z.array(z.looseObject({ channel: channelSchema, idleWatts: amount })),
}) satisfies z.ZodType<ModelsResolved>;

const sampleSchema = z.looseObject({
  kind: z.literal("sample"),
  elapsedSeconds: amount,
  joules: recordOf(amount),
  machine: z.exactOptional(z.looseObject({ busySeconds: amount, capacitySeconds: amount, memoryUsedBytes: amount })),
  tree: z.exactOptional(z.looseObject({ cpuSeconds: amount, residentBytes: amount })),
}) satisfies z.ZodType<Sample>;

const gapShape = {
  reason: z.enum(["read-failed", "reset", "implausible", "wrap-ambiguous", "stuck"]),
  handling: z.enum(["healed", "imputed", "missing"]),
  fromSeconds: amount,
  toSeconds: amount,
  imputedJoules: amount,
  detail: z.string(),
};

const gapSchema = z.looseObject(gapShape) satisfies z.ZodType<Gap>;

const gapFoundSchema = z.looseObject({
  kind: z.literal("gap"),
  channel: z.string(),
  ...gapShape,
}) satisfies z.ZodType<GapFound>;

const sensorLostSchema = z.looseObject({
  kind: z.literal("sensor-lost"),
  channel: z.string(),
  elapsedSeconds: amount,
  cause: z.string(),
}) satisfies z.ZodType<SensorLost>;

const acceleratorShareSchema = z.looseObject({
  basis: z.enum(["processes", "visible-devices"]),
  dynamicShare: share,
  idleShare: share,
  relativeUncertainty: amount,
  explanation: z.string(),
}) satisfies z.ZodType<AcceleratorShare>;

const windowUseSchema = z.looseObject({
  durationSeconds: amount,
  scope: z.exactOptional(scopeSchema),
  cpuSeconds: z.exactOptional(amount),
  cpuSource: z.exactOptional(z.enum(["cgroup-created", "cgroup-alone", "waited-for"])),
  reserved: z.exactOptional(z.looseObject({ share, basis: z.string() })),
  busySeconds: z.exactOptional(amount),
  capacitySeconds: z.exactOptional(amount),
  meanResidentBytes: z.exactOptional(amount),
  accelerators: z.exactOptional(recordOf(acceleratorShareSchema)),
  memorySource: z.exactOptional(z.enum(["cgroup", "proportional", "resident"])),
  meanMemoryUsedBytes: z.exactOptional(amount),
}) satisfies z.ZodType<WindowUse>;

const attributionSchema = z.looseObject({
  runJoules: amount,
  runIdleJoules: z.exactOptional(amount),
  othersJoules: amount,
  unassignedJoules: amount,
  idleJoules: amount,
  dynamicJoules: amount,
  basis: z.enum(["cpu-time", "resident-memory", "processes", "visible-devices", "whole-machine"]),
  share,
  shareRelativeUncertainty: amount,
  explanation: z.string(),
}) satisfies z.ZodType<Attribution>;

const channelEnergySchema = z.looseObject({
  channel: channelSchema,
  machineJoules: amount,
  imputedJoules: amount,
  coverage: share,
  machineRelativeUncertainty: amount,
  idleWatts: amount,
  idleBasis: z.string(),
  attribution: attributionSchema,
  runRelativeUncertainty: amount,
  gaps: z.array(gapSchema),
  unlistedGaps: z.int().nonnegative(),
}) satisfies z.ZodType<ChannelEnergy>;

const platformEnergySchema = z.looseObject({
  channel: z.looseObject({ ...wholeShape, covers: z.string() }),
  joules: amount,
  imputedJoules: amount,
  coverage: share,
  relativeUncertainty: amount,
  gaps: z.array(gapSchema),
  unlistedGaps: z.int().nonnegative(),
}) satisfies z.ZodType<PlatformEnergy>;

/** Schema of {@link RunFinished}. */
export const runFinishedSchema = z.looseObject({
  kind: z.literal("run-finished"),
  exitCode: z.int().min(0).max(255),
  signal: z.exactOptional(z.string()),
  durationSeconds: amount,
  cpuSeconds: z.exactOptional(amount),
  use: windowUseSchema,
  energy: z.array(channelEnergySchema),
  platform: z.exactOptional(z.array(platformEnergySchema)),
  missing: z.array(z.looseObject({ component: componentSchema, reason: z.string() })),
  quality: z.looseObject({ measuredShare: share, coverage: share }),
  notes: z.array(z.string()),
  progress: z.exactOptional(progressSchema),
}) satisfies z.ZodType<RunFinished>;

const { exitCode: _exitCode, signal: _signal, ...measurementShape } = runFinishedSchema.shape;

const runRecoveredSchema = z.looseObject({
  ...measurementShape,
  kind: z.literal("run-recovered"),
  recoveredAt: z.iso.datetime(),
}) satisfies z.ZodType<RunRecovered>;

/** Schema of every line that the meter writes. Lines of other kinds, such as a footprint, have schemas of their own. */
export const recordLineSchema = z.discriminatedUnion("kind", [
  runStartedSchema,
  sensorsOpenedSchema,
  modelsResolvedSchema,
  sampleSchema,
  gapFoundSchema,
  sensorLostSchema,
  phaseEndedSchema,
  epochEndedSchema,
  stepsDoneSchema,
  budgetChangedSchema,
  runFinishedSchema,
  runRecoveredSchema,
]) satisfies z.ZodType<RecordLine>;

/** The kinds of {@link recordLineSchema}. */
export const recordKinds: ReadonlySet<string> = new Set<RecordLine["kind"]>([
  "run-started",
  "sensors-opened",
  "models-resolved",
  "sample",
  "gap",
  "sensor-lost",
  "phase-ended",
  "epoch-ended",
  "steps-done",
  "budget-changed",
  "run-finished",
  "run-recovered",
]);
