/*
 * The subpath `@wattledger/meter/measure`: what a command has to wait for, and nothing else. Factors, methods and zod
 * take longer to load than everything here, and a bundler that splits code keeps all that one module re-exports together.
 */
export type { IdlePolicy } from "./attribute.ts";
export type { Budget } from "./budget.ts";
export { launcherCommand } from "./job.ts";
export type { Companion, RunningRun } from "./companion.ts";
export { epochFinder } from "./epoch-lines.ts";
export type { EpochSeen } from "./epoch-lines.ts";
export { openEventSocket } from "./event-socket.ts";
export type { EventSocket } from "./event-socket.ts";
export { watchLines } from "./line-watch.ts";
export type { RunLineage, RunScope } from "./lineage.ts";
export type { MachineFacts } from "./machine.ts";
export type { Measured, MeasureOptions } from "./measure-options.ts";
export { measureCommand } from "./measure.ts";
export type { Mark } from "./mark.ts";
export { pipedEnvironment } from "./output-pipe.ts";
export type { OutputWatch } from "./output-pipe.ts";
export type { RunFinished, RunStarted } from "./record.ts";
export { runsFolder } from "./run-store.ts";
export type { StorePlace } from "./run-store.ts";
