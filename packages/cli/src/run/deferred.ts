/*
 * All that a run needs and that its command does not wait for, in a file of its own: scripts/bundle.mjs keeps it apart, and the
 * launcher keeps its compiled code. What is imported before the command starts must not import anything from here but by
 * `import()`.
 */
export { beginToFollow } from "./live-progress.ts";
export { modelsForMachine, reportRun } from "./report.ts";
export { findZone } from "./run-zone.ts";
