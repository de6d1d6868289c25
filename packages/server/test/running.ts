import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { startServer } from "../src/serve/serve.ts";
import type { Running, StartOptions } from "../src/serve/serve.ts";
import { engineThread } from "./engine-thread.ts";

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
    threadFile: engineThread("engine-thread"),
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
    if (answer.status === 200 && isJson)
      expectAsDescribed(started.value, { path, method: init?.method ?? "GET", body });
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

/** Every answer that a test gets is one that the description of the API shows. */
function expectAsDescribed(
  { parts }: Running,
  { path, method, body }: { readonly path: string; readonly method: string; readonly body: unknown },
): void {
  const [pathname = ""] = path.split("?");
  const route = parts.routes.find(
    (one) => one.method === method && new RegExp(`^${one.url.replaceAll(/:\w+/gu, "[^/]+")}$`, "u").test(pathname),
  );
  const parsed = route?.answer?.safeParse(body);
  if (parsed?.success === false) throw new Error(`${method} ${path}: ${z.prettifyError(parsed.error)}`);
}
