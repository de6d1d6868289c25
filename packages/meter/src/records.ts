/** Reads run records back, whatever state they are in, and checks what `wattledger run --json` wrote. */
export { readRecord, runState } from "./read-record.ts";
export type { OtherLine, RunRecord, UnreadableRecord } from "./read-record.ts";
export { summariseRecord } from "./record-summary.ts";
export type { SummarisedRecord } from "./record-summary.ts";
export { metersOf, powerOf } from "./run-details.ts";
export type { MeterDetails, PowerSeries, PowerStep } from "./run-details.ts";
export { footprintOfRecord } from "./stored-run.ts";
export type { StoredRunFootprint } from "./stored-run.ts";
export { runSummarySchema } from "./run-summary-schema.ts";
