import type { ServerResponse } from "node:http";
import type { StoredDocument } from "@wattledger/ledger";
import * as z from "zod";
import { expectCaller, projectFor } from "../http/access.ts";
import type { Caller } from "../http/access.ts";
import { ProblemError } from "../http/problem.ts";
import { noBody, noQuery } from "../http/route.ts";
import type { Parts } from "./parts.ts";
import { recordsOfRun } from "./run-records.ts";
import { runUploadSchema } from "./run-upload.ts";
import { answerTaken } from "./taken.ts";

const listQuerySchema = z.strictObject({
  project: z.exactOptional(z.string().min(1).max(500)),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** What the page before gave as `next`. */
  after: z.exactOptional(z.string().max(100)),
});

const projectQuerySchema = z.strictObject({ project: z.exactOptional(z.string().min(1).max(500)) });

/** Runs: taken in so far or ended, listed, shown, and followed while they go on. */
export function runRoutes(parts: Parts): void {
  const { add, ledger, intake, runs } = parts;
  add({
    method: "POST",
    url: "/api/v1/runs",
    scope: "ingest",
    summary:
      "Takes in a run, so far or ended, or an array of them. A run that is sent again replaces what was sent before.",
    query: noQuery,
    body: z.union([runUploadSchema, z.array(runUploadSchema).max(1000)]),
    mostRecords: 1000,
    bodyLimit: 64 * 1024 * 1024,
    handle: async ({ body, request, reply }) => {
      const caller = expectCaller(request);
      const uploads = Array.isArray(body) ? body : [body];
      const placed = uploads.map((upload) => ({
        upload,
        project: projectFor(caller, caller.project === null ? (upload.summary.project ?? undefined) : undefined),
      }));
      const result = await intake.accept(
        placed.flatMap(({ upload, project }) => recordsOfRun(upload, project, caller.name)),
      );
      if (result.ok) for (const { upload, project } of placed) runs.publish(project, upload.summary.id, upload);
      return answerTaken(reply, result);
    },
  });
  add({
    method: "GET",
    url: "/api/v1/runs",
    scope: "read",
    summary: "Runs, the one that changed last first, by pages.",
    query: listQuerySchema,
    body: noBody,
    handle: async ({ query: { project, limit, after }, request }) => {
      const caller = expectCaller(request);
      const documents = await ledger.ask({
        question: "documents",
        query: {
          documentKind: "run",
          count: limit + 1,
          ...projectsOf(caller, project),
          ...(after === undefined ? {} : { before: versionOf(after) }),
        },
      });
      const page = documents.slice(0, limit);
      const last = documents.length > limit ? page.at(-1) : undefined;
      return { runs: page.map(runDocument), ...(last === undefined ? {} : { next: String(last.version) }) };
    },
  });
  add({
    method: "GET",
    url: "/api/v1/runs/:id",
    scope: "read",
    summary: "One run, as it was sent last.",
    query: projectQuerySchema,
    body: noBody,
    handle: async ({ query, parameters: { id = "" }, request }) =>
      runDocument(await runOf(parts, expectCaller(request), id, query.project)),
  });
  add({
    method: "GET",
    url: "/api/v1/runs/:id/samples",
    scope: "read",
    summary: "The readings of a run, in the order of time.",
    query: projectQuerySchema,
    body: noBody,
    handle: async ({ query, parameters: { id = "" }, request }) => {
      const run = await runOf(parts, expectCaller(request), id, query.project);
      // Each time that readings are sent is a version; those that were sent twice are there twice.
      const versions = await ledger.ask({
        question: "versions",
        query: { documentKind: "run-samples", project: run.project, id },
      });
      const byStart = new Map(versions.toReversed().map((version) => [startIn(version), version]));
      return { id, samples: [...byStart.values()].flatMap(readingsIn).toSorted((a, b) => a.seconds - b.seconds) };
    },
  });
  liveRoute(parts);
}

/** `GET /api/v1/runs/:id/live`: server-sent events, the run as it is and then each change. */
function liveRoute(parts: Parts): void {
  const open = new Map<ServerResponse, string>();
  // A server that ends does not wait for runs to end.
  parts.server.addHook("preClose", async () => {
    for (const raw of open.keys()) raw.end();
  });
  parts.add({
    method: "GET",
    url: "/api/v1/runs/:id/live",
    scope: "read",
    summary: "A run in progress, as server-sent events: `run` with the run so far. It ends with the run.",
    query: projectQuerySchema,
    body: noBody,
    handle: async ({ query, parameters: { id = "" }, request, reply }) => {
      const caller = expectCaller(request);
      const run = await runOf(parts, caller, id, query.project);
      const own = [...open.values()].filter((name) => name === caller.name).length;
      if (own >= mostLivePerCaller || open.size >= mostLive) throw tooManyLive();
      reply.hijack();
      const { raw } = reply;
      open.set(raw, caller.name);
      raw.writeHead(200, {
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "x-accel-buffering": "no",
      });
      const send = (body: unknown): void => {
        // A reader that does not read must not have us keep what it left.
        if (raw.writableLength > mostUnreadBytes) {
          raw.destroy();
          return;
        }
        raw.write(`event: run\ndata: ${JSON.stringify(body)}\n\n`);
        if (isEnded(body)) raw.end();
      };
      const stop = parts.runs.watch(run.project, id, send);
      // Proxies close a connection on which nothing comes.
      const beat = setInterval(() => raw.write(": still here\n\n"), 15_000);
      beat.unref();
      raw.on("close", () => {
        open.delete(raw);
        clearInterval(beat);
        stop();
      });
      send(run.body);
    },
  });
}

/** Runs that one caller, and that all together, can follow at a time. */
const mostLivePerCaller = 100;
const mostLive = 1000;
const mostUnreadBytes = 4 * 1024 * 1024;

function tooManyLive(): ProblemError {
  return new ProblemError({
    status: 429,
    title: "Too many live streams",
    detail: `One caller can follow ${mostLivePerCaller} runs at a time, all together ${mostLive}. Close one first.`,
    retryAfterSeconds: 10,
  });
}

function isEnded(body: unknown): boolean {
  return typeof body === "object" && body !== null && "state" in body && body.state === "ended";
}

async function runOf(
  { ledger }: Parts,
  caller: Caller,
  id: string,
  named: string | undefined,
): Promise<StoredDocument> {
  const [run] = await ledger.ask({
    question: "documents",
    query: { documentKind: "run", ids: [id], count: 1, ...projectsOf(caller, named) },
  });
  if (run !== undefined) return run;
  throw new ProblemError({
    status: 404,
    title: "The run is not known",
    detail: `No run \`${id}\` is in this project.`,
  });
}

function projectsOf(caller: Caller, named: string | undefined): { readonly projects?: readonly string[] } {
  if (caller.project === null && named === undefined) return {};
  return { projects: [projectFor(caller, named)] };
}

function versionOf(cursor: string): bigint {
  if (/^\d{1,18}$/u.test(cursor)) return BigInt(cursor);
  throw new ProblemError({
    status: 400,
    title: "The cursor is not valid",
    detail: "Send as `after` what the page before gave as `next`.",
  });
}

function runDocument({ project, receivedMilliseconds, body }: StoredDocument): object {
  return {
    project,
    receivedMilliseconds,
    ...(typeof body === "object" && body !== null && !Array.isArray(body) ? body : {}),
  };
}

const samplesSchema = z.object({
  from: z.int(),
  readings: z.array(z.object({ seconds: z.number(), watts: z.looseObject({}) })),
});

function readingsIn({ body }: StoredDocument): z.output<typeof samplesSchema>["readings"] {
  return samplesSchema.safeParse(body).data?.readings ?? [];
}

function startIn({ body }: StoredDocument): number | undefined {
  return samplesSchema.safeParse(body).data?.from;
}
