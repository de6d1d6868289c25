/** Measures commands and accounts for them. Readers of records, which need zod, are in `@wattledger/meter/records`. */
export { accountRun, wholeMachine } from "./account/account.ts";
export type { AccountedRun, Outcome } from "./account/account.ts";
export { mayBeInCloud } from "./account/assumptions.ts";
export type { Attribution, IdlePolicy, WindowUse } from "./record/use.ts";
export { codecarbonColumns, codecarbonHeader, codecarbonLine, codecarbonRow } from "./summary/codecarbon-csv.ts";
export type { CodecarbonRow, CodecarbonSubject } from "./summary/codecarbon-csv.ts";
export { runBaseline, splitsOf } from "./attribute/energy-split.ts";
export type { ChannelSplit, EnergySplit } from "./attribute/energy-split.ts";
export type { Gap } from "./record/gap.ts";
export type { Budget } from "./record/budget.ts";
export type { Companion, RunningRun } from "./measure/companion.ts";
export { followRun } from "./progress/follow-run.ts";
export type { EventReply, FollowedRun, FollowOptions } from "./progress/follow-run.ts";
export { measurementSoFar } from "./store/interrupted.ts";
export type { Mark } from "./attribute/mark.ts";
export { predict, probabilityAbove } from "./progress/predict.ts";
export type { PastRun } from "./progress/past-misses.ts";
export type { PartUse, PredictionInput } from "./progress/predict.ts";
export type { Predicted, Prediction, PredictionBasis } from "./record/prediction.ts";
export type { BudgetOutcome, BudgetState, PhaseUse, ProgressLine, RunProgress } from "./record/progress.ts";
export type { RunEvent } from "./command/run-event.ts";
export { unitOfBudget } from "./summary/summary-progress.ts";
export type { SummaryProgress } from "./summary/summary-progress.ts";
export type { PredictedFigure, RunStatus, StatusPrediction } from "./progress/run-status.ts";
export type { RunLineage, RunScope } from "./record/lineage.ts";
export { mapTexts, withoutPaths } from "./record/privacy.ts";
export { modelsForMachine } from "./machine/machine-models.ts";
export { readMachineFacts } from "./machine/machine.ts";
export type { Chassis, ContainerLimits, MachineFacts } from "./record/machine-facts.ts";
export type { Measured, MeasureOptions } from "./measure/measure-options.ts";
export { measureCommand } from "./measure/measure.ts";
export { appendToRecord } from "./record/record-writer.ts";
export type { RecordWriter } from "./record/record-writer.ts";
export { recordSchemaId } from "./record/record.ts";
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
} from "./record/record.ts";
export { partFigure } from "./account/run-figures.ts";
export type { FiguredRun } from "./account/run-figures.ts";
export { perKilowattHour } from "./account/prices.ts";
export type { ElectricityPrice } from "./account/prices.ts";
export type { ElectricityCost } from "./account/electricity-cost.ts";
export { appendPrice, costOfRun, priceOfRun } from "./account/run-price.ts";
export type { PriceLine } from "./account/run-price.ts";
export { findRun, listRuns, newRunId, runsFolder } from "./store/run-store.ts";
export type { RunNotFound, StoredRun, StorePlace } from "./store/run-store.ts";
export { runSummaryVersion, summariseRun } from "./summary/run-summary.ts";
export type {
  CostSummary,
  EnergyJoules,
  Figure,
  Figures,
  PlatformFigure,
  RunSummary,
  ZoneFoundBy,
} from "./summary/run-summary.ts";
export type { ChannelEnergy, MissingComponent, PlatformEnergy, Quality, RunMeasurement } from "./record/measurement.ts";
export { uncountedComponents } from "./account/footprint.ts";
export { appendFootprint, methodPath } from "./account/stored-footprint.ts";
export type { FootprintLine } from "./account/stored-footprint.ts";
