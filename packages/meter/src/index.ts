/** Measures commands and accounts for them. Readers of records, which wait for zod, are in `@wattledger/meter/records`. */
export { accountRun, wholeMachine } from "./account.ts";
export type { AccountedRun, Outcome } from "./account.ts";
export { mayBeInCloud } from "./assumptions.ts";
export type { Attribution, IdlePolicy, WindowUse } from "./attribute.ts";
export { codecarbonColumns, codecarbonHeader, codecarbonLine, codecarbonRow } from "./codecarbon-csv.ts";
export type { CodecarbonRow, CodecarbonSubject } from "./codecarbon-csv.ts";
export { runBaseline, splitsOf } from "./energy-split.ts";
export type { ChannelSplit, EnergySplit } from "./energy-split.ts";
export type { Gap } from "./gap.ts";
export type { Budget } from "./budget.ts";
export type { Companion, RunningRun } from "./companion.ts";
export { followRun } from "./follow-run.ts";
export type { EventReply, FollowedRun, FollowOptions } from "./follow-run.ts";
export { measurementSoFar } from "./interrupted.ts";
export type { Mark } from "./mark.ts";
export { predict, probabilityAbove } from "./predict.ts";
export type { PastRun } from "./past-misses.ts";
export type { PartUse, Predicted, Prediction, PredictionBasis, PredictionInput } from "./predict.ts";
export type { BudgetOutcome, BudgetState, PhaseUse, ProgressLine, RunProgress } from "./progress.ts";
export type { RunEvent } from "./run-event.ts";
export { unitOfBudget } from "./summary-progress.ts";
export type { SummaryProgress } from "./summary-progress.ts";
export type { PredictedFigure, RunStatus, StatusPrediction } from "./run-status.ts";
export type { RunLineage, RunScope } from "./lineage.ts";
export { mapTexts, withoutPaths } from "./privacy.ts";
export { modelsForMachine } from "./machine-models.ts";
export { readMachineFacts } from "./machine.ts";
export type { Chassis, ContainerLimits, MachineFacts } from "./machine.ts";
export type { Measured, MeasureOptions } from "./measure-options.ts";
export { measureCommand } from "./measure.ts";
export { appendToRecord } from "./record-writer.ts";
export type { RecordWriter } from "./record-writer.ts";
export { recordSchemaId } from "./record.ts";
export type {
  GapFound,
  JobPart,
  ModelsResolved,
  RecordLine,
  RunFinished,
  RunOptions,
  RunStarted,
  Sample,
  SensorLost,
  SensorReport,
} from "./record.ts";
export { partFigure } from "./run-figures.ts";
export type { FiguredRun } from "./run-figures.ts";
export { perKilowattHour } from "./prices.ts";
export type { ElectricityPrice } from "./prices.ts";
export type { ElectricityCost } from "./electricity-cost.ts";
export { appendPrice, costOfRun, priceOfRun } from "./run-price.ts";
export type { PriceLine } from "./run-price.ts";
export { findRun, listRuns, newRunId, runsFolder } from "./run-store.ts";
export type { RunNotFound, StoredRun, StorePlace } from "./run-store.ts";
export { runSummaryVersion, summariseRun } from "./run-summary.ts";
export type {
  CostSummary,
  EnergyJoules,
  Figure,
  Figures,
  PlatformFigure,
  RunSummary,
  ZoneFoundBy,
} from "./run-summary.ts";
export type { ChannelEnergy, MissingComponent, PlatformEnergy, Quality, RunMeasurement } from "./settle.ts";
export { appendFootprint, methodPath } from "./stored-footprint.ts";
export type { FootprintLine } from "./stored-footprint.ts";
