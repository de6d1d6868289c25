/** The server: an HTTP API, an OpenTelemetry receiver, and the ledger behind them. */
export { isLoopback, startServer } from "./serve/serve.ts";
export type { Running, StartOptions } from "./serve/serve.ts";
export { createIntake } from "./intake/accept.ts";
export type { Accepted, Intake, IntakeCounts, IntakeOptions, NotAccepted } from "./intake/accept.ts";
export type { ProjectSettings } from "./intake/project-settings.ts";
export type { Parts } from "./api/parts.ts";
export { scopes } from "./keys/key.ts";
export type { Scope, StoredKey } from "./keys/key.ts";
export type { KeyRequest, KeyStore } from "./keys/key-store.ts";
export { endedRunsIn, takeInRuns } from "./api/take-in-runs.ts";
export { dimensions, isDimension, openLedger, restoreBackup } from "@wattledger/ledger";
export type { Ledger } from "@wattledger/ledger";
export { sendMetrics } from "./api/send-metrics.ts";
export type { OutputKind, OutputOptions } from "./outputs/output.ts";
