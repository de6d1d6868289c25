/** Reads run records back, whatever state they are in, and checks what `wattledger run --json` wrote. */
export { readRecord, runState } from "./read-record.ts";
export type { OtherLine, RunRecord, UnreadableRecord } from "./read-record.ts";
export { summariseRecord } from "./record-summary.ts";
export type { SummarisedRecord } from "./record-summary.ts";
export { differenceOf } from "./run-difference.ts";
export type { DifferenceName, DifferenceRow, RunDifference } from "./run-difference.ts";
export type { Cause } from "./difference-causes.ts";
export { metersOf, powerOf } from "./run-details.ts";
export type { MeterDetails, PowerSeries, PowerStep } from "./run-details.ts";
export { footprintOfRecord } from "./stored-run.ts";
export type { StoredRunFootprint } from "./stored-run.ts";
export { runSummarySchema } from "./run-summary-schema.ts";
export { accountJob } from "./job-account.ts";
export type { AccountedJob, JobFigure } from "./job-account.ts";
export { findJobRecords } from "./job-records.ts";
export type { JobRecords } from "./job-records.ts";
export { jobTotals } from "./job-totals.ts";
export type { JobTotals, NodeTotals } from "./job-totals.ts";
