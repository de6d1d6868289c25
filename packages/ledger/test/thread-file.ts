import { join } from "node:path";
import { buildSync } from "esbuild";

/** The file of the engine's thread that the tests start. */
export const threadFile = new URL("../dist/test/engine-thread.mjs", import.meta.url);

/** Builds the thread from the source as it is. */
export function buildThread(): void {
  buildSync({
    entryPoints: [join(import.meta.dirname, "../src/thread/engine-thread.ts")],
    outfile: threadFile.pathname,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    conditions: ["wattledger-source"],
    external: ["@duckdb/node-api", "@duckdb/node-bindings", "@clickhouse/client"],
  });
}
