/*
 * What a run needs later than the start of its command. scripts/bundle.mjs puts it into a file of its own, and the launcher
 * keeps its compiled code. Code that is loaded before the command starts must import this file only by `import()`.
 */
export { beginToFollow } from "./live-progress.ts";
export { modelsForMachine, reportRun } from "./report.ts";
export { findZone } from "./run-zone.ts";
