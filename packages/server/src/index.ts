/** The server: an HTTP API, an OpenTelemetry receiver, and the ledger behind them. */
export { createServer } from "./http/server.ts";
export { createIntake } from "./intake/accept.ts";
export type { Accepted, Intake, IntakeCounts, IntakeOptions, NotAccepted } from "./intake/accept.ts";
export type { ProjectSettings } from "./intake/project-settings.ts";
