/** The server: an HTTP API, an OpenTelemetry receiver, and the ledger behind them. */
export { createServer } from "./http/server.ts";
