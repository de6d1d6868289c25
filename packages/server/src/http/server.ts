import { createHash } from "node:crypto";
import { createServer as createTlsServer } from "node:https";
import fastify from "fastify";
import type { FastifyInstance, FastifyServerOptions } from "fastify";
import type { KeyStore } from "../keys/key-store.ts";
import { callerOf } from "./access.ts";
import { inflate } from "./inflate.ts";
import { limiter, usualLimits } from "./limits.ts";
import type { Limits } from "./limits.ts";
import { problemOf, sendProblem } from "./problem.ts";
import { routeAdder } from "./route.ts";
import type { AddRoute, DescribedRoute } from "./route.ts";

/** What {@link createServer} needs. */
export interface ServerOptions {
  readonly keys: KeyStore;
  /** Requests without a key are taken. For loopback only. */
  readonly openToLocal: boolean;
  /** Whether the server can take in and answer, or why it cannot. */
  readonly readiness: () => Promise<{ readonly ready: boolean; readonly reason?: string }>;
  readonly now: () => number;
  readonly limits?: Limits;
  /** Key and certificate, where the server speaks TLS itself. */
  readonly tls?: { readonly key: Buffer; readonly cert: Buffer };
  /** Hears of failures that are our own defects, with no content of the request. */
  readonly onFailure?: (message: string) => void;
}

/** A server without routes, and what adds them. */
export interface Frame {
  readonly server: FastifyInstance;
  readonly add: AddRoute;
  readonly routes: readonly DescribedRoute[];
}

/** Largest body, inflated. */
export const usualBodyBytes = 16 * 1024 * 1024;

/** The HTTP server, not yet listening: keys, limits, headers, problems. `GET /livez` answers while the process can answer at all. */
export function createServer(options: ServerOptions): Frame {
  const { keys, openToLocal, readiness, now, limits = usualLimits, tls, onFailure = () => {} } = options;
  const common: FastifyServerOptions = {
    bodyLimit: usualBodyBytes,
    // A body that comes slower than this is not waited for.
    requestTimeout: 60_000,
    connectionTimeout: 120_000,
    keepAliveTimeout: 65_000,
    forceCloseConnections: "idle",
    routerOptions: { maxParamLength: 500 },
    // 503 while draining, so that a sender tries another server, or again.
    return503OnClosing: true,
    genReqId: () => "",
  };
  const server: FastifyInstance =
    tls === undefined
      ? fastify(common)
      : fastify({
          ...common,
          serverFactory: (handle) =>
            createTlsServer(
              { ...tls, requestTimeout: 60_000, keepAliveTimeout: 65_000, minVersion: "TLSv1.2" },
              handle,
            ),
        });
  const within = limiter(limits, now);
  const described: DescribedRoute[] = [];

  server.decorateRequest("caller", undefined);
  server.addHook("onRoute", ({ url, method, config }) => {
    if (config?.scope === undefined)
      throw new TypeError(`${String(method)} ${url} does not say what a caller needs for it.`);
  });
  server.addHook("onRequest", async (request, reply) => {
    void reply.headers(strictHeaders(tls !== undefined));
    const scope = request.routeOptions.config.scope ?? "open";
    request.caller = callerOf(request, scope, { keys, openToLocal });
    if (!openToLocal) within(request, request.caller?.name ?? request.ip);
  });
  server.addHook("preParsing", inflate);
  server.addHook("onSend", async (request, reply, payload) => {
    if (request.method !== "GET" || reply.statusCode !== 200 || typeof payload !== "string") return payload;
    const tag = `"${createHash("sha1").update(payload).digest("base64url")}"`;
    void reply.header("etag", tag);
    if (request.headers["if-none-match"] !== tag) return payload;
    void reply.code(304).removeHeader("content-type").removeHeader("content-length");
    return "";
  });
  server.setErrorHandler((error, _request, reply) => {
    const problem = problemOf(error);
    if (problem.status >= 500 && error instanceof Error) onFailure(error.stack ?? error.message);
    return sendProblem(reply, problem);
  });
  server.setNotFoundHandler((request, reply) =>
    sendProblem(reply, {
      status: 404,
      title: "There is nothing here",
      detail: `${request.method} ${request.url.split("?")[0]?.slice(0, 200)} is not known. /api/v1/openapi.json lists what is.`,
    }),
  );
  server.removeContentTypeParser("text/plain");
  server.addContentTypeParser(
    ["application/x-ndjson", "application/jsonl", "application/x-jsonlines"],
    { parseAs: "string" },
    (_request, body, done) => done(null, linesOf(String(body))),
  );
  server.get("/livez", { config: { scope: "open" } }, () => ({ status: "ok" }));
  server.get("/readyz", { config: { scope: "open" } }, async (_request, reply) => {
    const { ready, reason } = await readiness();
    if (ready) return { status: "ready" };
    return sendProblem(reply, {
      status: 503,
      title: "Not ready",
      detail: reason ?? "The server starts.",
      retryAfterSeconds: 1,
    });
  });
  return { server, add: routeAdder(server, described), routes: described };
}

/** A value a line. A line that is not JSON stays text, and is refused where records are checked. */
function linesOf(text: string): readonly unknown[] {
  return text.split("\n").flatMap((line) => {
    if (line.trim() === "") return [];
    try {
      const value: unknown = JSON.parse(line);
      return [value];
    } catch {
      return [line];
    }
  });
}

function strictHeaders(isTls: boolean): Readonly<Record<string, string>> {
  return {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    ...(isTls ? { "strict-transport-security": "max-age=31536000" } : {}),
  };
}
