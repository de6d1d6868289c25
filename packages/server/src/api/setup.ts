import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import * as z from "zod";
import { ProblemError } from "../http/problem.ts";
import { noQuery } from "../http/route.ts";
import type { Parts } from "./parts.ts";

/** What the page at `/setup` runs: the token is behind `#`, which a browser sends to no server and no log. */
const script = `document.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await fetch("api/v1/setup", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ token: location.hash.slice(1) }) });
  const body = await answer.json();
  document.querySelector("output").textContent = body.key ?? body.detail;
});`;

const hour = 3_600_000;

/**
 * The way to the first key of a server that others can reach: a link that counts once, for a day, and only while there is not a key
 * that may do all. Returns the token of the link; undefined where there is such a key.
 */
export function setupRoutes({ add, server, keys, now }: Parts): string | undefined {
  const needed = !keys
    .list()
    .some(
      ({ scopes, project, revokedMilliseconds }) =>
        scopes.includes("admin") && project === null && revokedMilliseconds === null,
    );
  const token = needed ? randomBytes(32).toString("base64url") : undefined;
  const ends = now() + 24 * hour;
  let isUsed = false;
  add({
    method: "POST",
    url: "/api/v1/setup",
    scope: "open",
    summary: "Makes the first key, by the token of the link that the server printed.",
    query: noQuery,
    body: z.strictObject({ token: z.string().max(200) }),
    handle: async ({ body, reply }) => {
      if (token === undefined || isUsed || now() >= ends || !isSame(body.token, token)) {
        throw new ProblemError({
          status: 403,
          title: "The link does not count",
          detail:
            "It was used, it is older than a day, or the server has a key already. Start the server again for another link.",
        });
      }
      isUsed = true;
      const { key } = await keys.create({
        project: null,
        scopes: ["admin"],
        name: "first key",
        expiresMilliseconds: null,
        author: "setup",
      });
      return reply.code(201).send({ key });
    },
  });
  const policy = `default-src 'none'; script-src 'sha256-${createHash("sha256").update(script).digest("base64")}'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`;
  server.get("/setup", { config: { scope: "open" } }, (_request, reply) =>
    reply
      .type("text/html; charset=utf-8")
      .header("content-security-policy", policy)
      .send(
        `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Wattledger: first key</title></head><body><h1>First key</h1><p>This makes a key that may do all. It is shown once: the server keeps a hash of it, not the key.</p><form><button>Make the key</button></form><p><output></output></p><script>${script}</script></body></html>`,
      ),
  );
  return token;
}

function isSame(one: string, other: string): boolean {
  return timingSafeEqual(digestOf(one), digestOf(other));
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
