import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { startServer } from "../src/serve/serve.ts";
import type { Running, StartOptions } from "../src/serve/serve.ts";

/** A server on a free port with a ledger of its own, for the time of a test. */
export interface TestServer extends Running {
  readonly folder: string;
  readonly ask: (
    path: string,
    init?: RequestInit,
  ) => Promise<{ readonly status: number; readonly headers: Headers; readonly body: unknown }>;
  readonly post: (
    path: string,
    body: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<{ readonly status: number; readonly headers: Headers; readonly body: unknown }>;
  /** Closes it and removes its folder. */
  readonly remove: () => Promise<void>;
}

/** Starts one. */
export async function testServer(options: Partial<StartOptions> = {}): Promise<TestServer> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "wattledger-server-"));
  const started = await startServer({
    host: "127.0.0.1",
    port: 0,
    version: "0.0.0",
    threadFile: engineThread(),
    ...options,
    folder,
  });
  if (!started.ok) throw new Error(started.error);
  const { url, close } = started.value;
  const ask: TestServer["ask"] = async (path, init) => {
    const answer = await fetch(new URL(path, url), init);
    const text = await answer.text();
    const isJson = answer.headers.get("content-type")?.includes("json") === true && text !== "";
    const body: unknown = isJson ? JSON.parse(text) : text;
    return { status: answer.status, headers: answer.headers, body };
  };
  return {
    ...started.value,
    folder,
    ask,
    post: (path, body, headers = {}) =>
      ask(path, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      }),
    remove: async () => {
      await close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The thread of the ledger's engine in one file, as Node runs no TypeScript by itself. */
function engineThread(): URL {
  const file = new URL(`../dist/test/engine-thread.mjs`, import.meta.url);
  buildSync({
    entryPoints: [join(import.meta.dirname, "../../ledger/src/thread/engine-thread.ts")],
    outfile: file.pathname,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    conditions: ["wattledger-source"],
    external: ["@duckdb/node-api", "@duckdb/node-bindings", "@clickhouse/client"],
    logLevel: "error",
  });
  return file;
}
