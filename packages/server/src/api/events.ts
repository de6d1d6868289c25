import { activitySchema } from "@wattledger/core/schemas";
import * as z from "zod";
import { expectCaller, projectFor } from "../http/access.ts";
import type { Caller } from "../http/access.ts";
import { noQuery } from "../http/route.ts";
import { arrivingEventSchema } from "../intake/accept.ts";
import type { Parts } from "./parts.ts";
import { answerTaken } from "./taken.ts";

const text = z.string().min(1).max(500);

/** What may be left out of an event, since the server knows it. */
const postedEventSchema = arrivingEventSchema
  .omit({ kind: true, source: true, project: true, timeMilliseconds: true })
  .extend({
    kind: z.exactOptional(z.literal("usage-event")),
    source: z.exactOptional(text),
    project: z.exactOptional(text),
    timeMilliseconds: z.exactOptional(z.int().min(0)),
  });

const takenSchema = z.object({
  accepted: z.int(),
  rejected: z.array(z.object({ index: z.int(), reasons: z.array(z.string()) })),
});

/** `POST /api/v1/events` and `POST /api/v1/activities`: what AI used, one record, an array, or one a line. */
export function eventRoutes({ add, intake, now }: Parts): void {
  add({
    method: "POST",
    url: "/api/v1/events",
    scope: "ingest",
    summary: "Takes in usage events. Events without figures get their energy and footprint.",
    query: noQuery,
    body: z.unknown(),
    shownBody: z.union([postedEventSchema, z.array(postedEventSchema)]),
    answer: takenSchema,
    handle: async ({ body, request, reply }) => {
      const caller = expectCaller(request);
      const records = listOf(body).map((record) => withKnown(record, caller, now()));
      return answerTaken(reply, await intake.accept(records));
    },
  });
  add({
    method: "POST",
    url: "/api/v1/activities",
    scope: "ingest",
    summary: "Takes in activities: what was done, without any figure. Each becomes a usage event.",
    query: z.strictObject({ project: z.exactOptional(text) }),
    body: z.union([activitySchema, z.array(z.unknown())]),
    answer: takenSchema,
    handle: async ({ body, query, request, reply }) => {
      const project = projectFor(expectCaller(request), query.project);
      const time = now();
      const records = listOf(body).map((activity) => ({
        kind: "usage-event",
        id: crypto.randomUUID(),
        project,
        source: "api",
        timeMilliseconds: startOf(activity) ?? time,
        activity,
      }));
      return answerTaken(reply, await intake.accept(records));
    },
  });
}

function listOf(body: unknown): readonly unknown[] {
  return Array.isArray(body) ? body : [body];
}

/** Adds what the server knows. A record that names a project which the key is not for is refused by itself. */
function withKnown(record: unknown, caller: Caller, time: number): unknown {
  if (typeof record !== "object" || record === null || Array.isArray(record)) return record;
  const named = "project" in record && typeof record.project === "string" ? record.project : undefined;
  return {
    kind: "usage-event",
    source: "api",
    timeMilliseconds: time,
    ...record,
    project: projectFor(caller, named),
  };
}

function startOf(activity: unknown): number | undefined {
  if (typeof activity !== "object" || activity === null || !("startedAt" in activity)) return undefined;
  const time = typeof activity.startedAt === "string" ? Date.parse(activity.startedAt) : Number.NaN;
  return Number.isFinite(time) && time >= 0 ? time : undefined;
}
