import * as z from "zod";
import { expectCaller, projectFor } from "../http/access.ts";
import type { Caller } from "../http/access.ts";
import { ProblemError } from "../http/problem.ts";
import { noBody, noQuery } from "../http/route.ts";
import { scopes } from "../keys/key.ts";
import type { StoredKey } from "../keys/key.ts";
import type { Parts } from "./parts.ts";

const day = 86_400_000;

const newKeySchema = z.strictObject({
  name: z.string().min(1).max(200),
  /** Null: all projects. Only a key for all projects makes one. */
  project: z.string().min(1).max(500).nullable(),
  scopes: z.array(z.enum(scopes)).min(1),
  /** Days until it ends; null: never. */
  expiresInDays: z.number().positive().max(3650).nullable().default(null),
});

const rotateSchema = z.strictObject({
  /** How long the former key still counts, so that senders can be changed one after the other. */
  overlapDays: z.number().min(0).max(90).default(7),
});

/** Keys: made, listed, rotated, ended. The text of a key is in the answer that makes it, and nowhere else. */
export function keyRoutes({ add, keys, now }: Parts): void {
  const ownKey = (caller: Caller, id: string | undefined): StoredKey => {
    const key = keys.list().find((one) => one.id === id && isVisible(one, caller));
    if (key !== undefined) return key;
    throw new ProblemError({
      status: 404,
      title: "The key is not known",
      detail: `No key \`${id}\` is in this project.`,
    });
  };
  add({
    method: "GET",
    url: "/api/v1/keys",
    scope: "admin",
    summary: "The keys, without their texts.",
    query: noQuery,
    body: noBody,
    handle: ({ request }) => ({
      keys: keys
        .list()
        .filter((key) => isVisible(key, expectCaller(request)))
        .map(shown),
    }),
  });
  add({
    method: "POST",
    url: "/api/v1/keys",
    scope: "admin",
    summary: "Makes a key. The answer has its text, once.",
    query: noQuery,
    body: newKeySchema,
    handle: async ({ body, request, reply }) => {
      const caller = expectCaller(request);
      const { expiresInDays, project, ...rest } = body;
      const { key, stored } = await keys.create({
        ...rest,
        project: project === null && caller.project === null ? null : projectFor(caller, project ?? undefined),
        expiresMilliseconds: expiresInDays === null ? null : now() + expiresInDays * day,
        author: caller.name,
      });
      return reply.code(201).send({ ...shown(stored), key });
    },
  });
  add({
    method: "POST",
    url: "/api/v1/keys/:id/rotate",
    scope: "admin",
    summary: "Makes another key that may do the same, and lets the former one end.",
    query: noQuery,
    body: rotateSchema,
    handle: async ({ body: { overlapDays }, parameters: { id }, request, reply }) => {
      const caller = expectCaller(request);
      const former = ownKey(caller, id);
      const { project, scopes: same, name, expiresMilliseconds, revokedMilliseconds } = former;
      if (now() >= Math.min(expiresMilliseconds ?? Infinity, revokedMilliseconds ?? Infinity)) {
        throw new ProblemError({
          status: 409,
          title: "The key has ended",
          detail: `The key \`${former.id}\` does not count any more, so it is not rotated. Make another key.`,
        });
      }
      const { key, stored } = await keys.create({
        project,
        scopes: same,
        name,
        expiresMilliseconds,
        author: caller.name,
      });
      await keys.end(former.id, now() + overlapDays * day, caller.name);
      return reply.code(201).send({ ...shown(stored), key, replaces: former.id });
    },
  });
  add({
    method: "DELETE",
    url: "/api/v1/keys/:id",
    scope: "admin",
    summary: "Ends a key at once.",
    query: noQuery,
    body: noBody,
    handle: async ({ parameters: { id }, request, reply }) => {
      const caller = expectCaller(request);
      await keys.end(ownKey(caller, id).id, now(), caller.name);
      return reply.code(204).send();
    },
  });
}

function isVisible({ project }: StoredKey, caller: Caller): boolean {
  return caller.project === null || project === caller.project;
}

/** A key as others may see it. */
function shown({ digest: _digest, ...key }: StoredKey): object {
  return { ...key, prefix: `wl_${key.id}` };
}
