/*
 * The subpath `@wattledger/meter/measure`: only what a command has to wait for. Factors, methods and zod
 * take longer to load than everything here, and a bundler that splits code keeps all re-exports of one module together.
 */
export type { IdlePolicy } from "./record/use.ts";
export type { Budget } from "./record/budget.ts";
export { launcherCommand } from "./machine/launcher.ts";
export type { Companion, RunningRun } from "./measure/companion.ts";
export { epochCounter } from "./command/epoch-lines.ts";
export type { EpochSeen } from "./command/epoch-lines.ts";
export { openEpochMatcher } from "./command/epoch-matcher.ts";
export type { EpochMatcher } from "./command/epoch-matcher.ts";
export { openEventSocket } from "./command/event-socket.ts";
export type { EventSocket } from "./command/event-socket.ts";
export { watchLines } from "./command/line-watch.ts";
export type { RunLineage, RunScope } from "./record/lineage.ts";
export type { MachineFacts } from "./record/machine-facts.ts";
export type { Measured, MeasureOptions } from "./measure/measure-options.ts";
export { measureCommand } from "./measure/measure.ts";
export type { Mark } from "./attribute/mark.ts";
export { pipedEnvironment } from "./command/output-pipe.ts";
export type { OutputWatch } from "./command/output-pipe.ts";
export type { RunFinished, RunStarted } from "./record/record.ts";
export { runsFolder } from "./store/run-store.ts";
export type { StorePlace } from "./store/run-store.ts";
