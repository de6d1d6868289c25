import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

/** Builds the engine's thread of the ledger from its source, and returns its file. A thread of Node cannot run TypeScript. */
export function engineThread(name: string): URL {
  const file = new URL(`../dist/test/${name}.mjs`, import.meta.url);
  buildSync({
    entryPoints: [fileURLToPath(new URL("../../ledger/src/thread/engine-thread.ts", import.meta.url))],
    outfile: fileURLToPath(file),
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    conditions: ["wattledger-source"],
    external: ["@duckdb/node-api", "@duckdb/node-bindings", "@clickhouse/client"],
  });
  return file;
}
