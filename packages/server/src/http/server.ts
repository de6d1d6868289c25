import { createHash } from "node:crypto";
import { STATUS_CODES } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Socket } from "node:net";
import fastify from "fastify";
import type { FastifyInstance, FastifyServerOptions } from "fastify";
import type { KeyStore } from "../keys/key-store.ts";
import { callerOf } from "./access.ts";
import { inflate } from "./inflate.ts";
import { addJsonBodies } from "./json-body.ts";
import { limiter, usualLimits } from "./limits.ts";
import type { Limits } from "./limits.ts";
import { ProblemError, problemOf, sendProblem } from "./problem.ts";
import type { Problem } from "./problem.ts";
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
    clientErrorHandler: answerBrokenHttp,
    frameworkErrors: (error, _request, reply) => {
      void reply.headers(strictHeaders(tls !== undefined));
      void sendProblem(reply, problemOf(error));
    },
  };
  const server: FastifyInstance =
    tls === undefined
      ? // Node would refuse a request without Host with an empty answer; ours says why.
        fastify({ ...common, http: { requireHostHeader: false } })
      : fastify({
          ...common,
          serverFactory: (handle) =>
            createTlsServer(
              {
                ...tls,
                requireHostHeader: false,
                requestTimeout: 60_000,
                keepAliveTimeout: 65_000,
                minVersion: "TLSv1.2",
              },
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
    if (request.headers.host === undefined && request.raw.httpVersion !== "1.0") {
      throw new ProblemError({
        status: 400,
        title: "The request cannot be read",
        detail: "A request of HTTP/1.1 has a header `Host`; this one does not.",
      });
    }
    const scope = request.routeOptions.config.scope ?? "open";
    try {
      request.caller = callerOf(request, scope, { keys, openToLocal });
    } catch (error) {
      // Those who are refused may not ask without end, and are counted apart from those at the same address who are not.
      if (!openToLocal) within(request, `refused:${request.ip}`);
      throw error;
    }
    if (openToLocal) return;
    const charge = within(request, request.caller?.name ?? request.ip);
    if (request.headers["transfer-encoding"] === undefined) return;
    const { socket } = request.raw;
    const before = socket.bytesRead;
    reply.raw.once("close", () => charge(socket.bytesRead - before));
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
  server.setNotFoundHandler((request, reply) => {
    const path = (request.url.split("?")[0] ?? "").slice(0, 200);
    const methods = methodsAt(described, path);
    if (methods.length > 0) {
      return sendProblem(reply.header("allow", methods.join(", ")), {
        status: 405,
        title: "The method is not right",
        detail: `${path} does not take ${request.method}. It takes ${methods.join(" and ")}.`,
      });
    }
    return sendProblem(reply, {
      status: 404,
      title: "There is nothing here",
      detail: `${request.method} ${path} is not known. /api/v1/openapi.json lists what is.`,
    });
  });
  server.removeContentTypeParser("text/plain");
  addJsonBodies(server);
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

/** The methods of the routes at a path. */
function methodsAt(routes: readonly DescribedRoute[], path: string): readonly string[] {
  const parts = path.split("/");
  return routes
    .filter(({ url }) => {
      const pattern = url.split("/");
      return pattern.length === parts.length && pattern.every((part, at) => part.startsWith(":") || part === parts[at]);
    })
    .map(({ method }) => method);
}

const brokenHttp: Readonly<Record<string, Problem>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    title: "The headers are too large",
    detail: "Address and headers may have 16 KiB together.",
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    title: "The request took too long",
    detail: "Send it again, faster or in smaller parts.",
  },
};

/** Answers what is not HTTP, or came too slowly, and ends the connection. */
function answerBrokenHttp(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed) return;
  const problem = brokenHttp[error.code ?? ""] ?? {
    status: 400,
    title: "The request cannot be read",
    detail: "This is not a request in HTTP/1.1.",
  };
  const body = JSON.stringify({ type: "about:blank", ...problem });
  const head = `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n`;
  if (socket.writable) socket.write(head + body);
  socket.destroySoon();
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
