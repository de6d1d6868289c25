import { isIP } from "node:net";
import type { FastifyRequest } from "fastify";
import type { KeyStore } from "../keys/key-store.ts";
import { serverProject } from "../keys/key-store.ts";
import type { Scope, StoredKey } from "../keys/key.ts";
import { ProblemError } from "./problem.ts";

/** Who asks, and what they may do. */
export interface Caller {
  /** For the audit log: `local`, `key:3f…`. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** The only project that the caller may see and change; null: all. */
  readonly project: string | null;
}

declare module "fastify" {
  interface FastifyRequest {
    caller: Caller | undefined;
  }
  interface FastifyContextConfig {
    /** What a caller needs for a route; `open` for those that tell nothing. */
    scope?: Scope | "open";
    summary?: string;
  }
}

const localCaller: Caller = { name: "local", scopes: ["admin"], project: null };

/** How requests are let in. */
export interface AccessOptions {
  readonly keys: KeyStore;
  /** Requests without a key are taken: on loopback only. */
  readonly openToLocal: boolean;
}

/** Finds who asks. @throws ProblemError 401 or 403 */
export function callerOf(
  request: FastifyRequest,
  scope: Scope | "open",
  { keys, openToLocal }: AccessOptions,
): Caller | undefined {
  if (openToLocal) expectLocalNames(request);
  const given = keyIn(request);
  if (given === undefined) {
    if (scope === "open") return undefined;
    if (openToLocal) return localCaller;
    throw unauthorised("This server wants a key. Send it as `Authorization: Bearer wl_…`.");
  }
  const key = keys.find(given);
  if (typeof key === "string") {
    if (scope === "open") return undefined;
    throw unauthorised(
      key === "malformed"
        ? "The key is not whole: its checksum is wrong. Copy it again."
        : "The key is not valid on this server, or not any more.",
    );
  }
  if (scope !== "open" && !allows(key, scope)) {
    throw new ProblemError({
      status: 403,
      title: "The key may not do this",
      detail: `This needs a key with the scope ${scope}; this one has ${key.scopes.join(", ")}.`,
    });
  }
  return { name: `key:${key.id}`, scopes: key.scopes, project: key.project };
}

/** The project that a request is about: the caller's own, or the one that it names. @throws ProblemError 403 */
export function projectFor(caller: Caller, named: string | undefined): string {
  if (named === serverProject) throw hidden();
  if (caller.project === null) return named ?? "default";
  if (named !== undefined && named !== caller.project) throw hidden();
  return caller.project;
}

/** The caller of a route that is not open. */
export function expectCaller({ caller }: FastifyRequest): Caller {
  if (caller === undefined) throw new TypeError("An open route has no caller.");
  return caller;
}

function allows({ scopes }: StoredKey, scope: Scope): boolean {
  return scopes.includes(scope) || scopes.includes("admin");
}

/** The same words whether the project exists or not. */
function hidden(): ProblemError {
  return new ProblemError({
    status: 403,
    title: "The key is for another project",
    detail: "A key sees and changes its own project only. Leave the project out, or use a key of that project.",
  });
}

function unauthorised(detail: string): ProblemError {
  return new ProblemError({ status: 401, title: "A key is needed", detail });
}

function keyIn({ headers }: FastifyRequest): string | undefined {
  const { authorization } = headers;
  if (authorization !== undefined) {
    const [, bearer] = /^Bearer +(\S+)$/iu.exec(authorization) ?? [];
    if (bearer !== undefined) return bearer;
    throw unauthorised("`Authorization` is not of the form `Bearer wl_…`.");
  }
  const own = headers["x-api-key"];
  return typeof own === "string" && own !== "" ? own : undefined;
}

/**
 * Without keys a page of another site must not reach the server through the reader's browser: neither by a name that was pointed at
 * 127.0.0.1 (DNS rebinding), nor by a request from that page.
 */
function expectLocalNames({ headers }: FastifyRequest): void {
  const host = nameOf(headers.host ?? "");
  if (!isLocalName(host)) {
    throw new ProblemError({
      status: 421,
      title: "The name of the host is not this machine's",
      detail:
        "This server answers to localhost, 127.0.0.1 and [::1] only, as it takes requests without a key. To use another name, start it with --require-keys.",
    });
  }
  const { origin } = headers;
  // A reader may follow a link to us; an image or a script of another site may not make us work.
  const isPartOfOtherSite = headers["sec-fetch-site"] === "cross-site" && headers["sec-fetch-mode"] !== "navigate";
  if (isPartOfOtherSite || (origin !== undefined && !isLocalOrigin(origin))) {
    throw new ProblemError({
      status: 403,
      title: "The request comes from another site",
      detail: "A page of another site may not use a server that takes requests without a key.",
    });
  }
}

function isLocalOrigin(origin: string): boolean {
  return URL.canParse(origin) && isLocalName(nameOf(new URL(origin).host));
}

function isLocalName(name: string): boolean {
  return name === "localhost" || name === "::1" || (isIP(name) === 4 && name.startsWith("127."));
}

/** The name without its port and brackets. */
function nameOf(host: string): string {
  return host
    .toLowerCase()
    .replace(/:\d+$/u, "")
    .replace(/^\[|\]$/gu, "");
}
