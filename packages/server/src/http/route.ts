import { plainIssues, recordOf } from "@wattledger/core/schemas";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import * as z from "zod";
import type { Scope } from "../keys/key.ts";
import { ProblemError } from "./problem.ts";

/** A route of the API, as the server runs it and as its description shows it. */
export interface RouteText<Query extends z.ZodType, Body extends z.ZodType> {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** `/api/v1/runs/:id` */
  readonly url: string;
  readonly scope: Scope | "open";
  readonly summary: string;
  readonly query: Query;
  readonly body: Body;
  /** Schema of the body for the description, where the body is checked record by record. */
  readonly shownBody?: z.ZodType;
  /** Schema of the answer, for the description. */
  readonly answer?: z.ZodType;
  readonly bodyLimit?: number;
  /** Most records in a body that is a list; 10,000 where it is not stated. */
  readonly mostRecords?: number;
  readonly handle: (asked: {
    readonly query: z.output<Query>;
    readonly body: z.output<Body>;
    readonly parameters: Readonly<Record<string, string>>;
    readonly request: FastifyRequest;
    readonly reply: FastifyReply;
  }) => unknown;
}

/** A route as the description of the API shows it. */
export interface DescribedRoute {
  readonly method: string;
  readonly url: string;
  readonly scope: Scope | "open";
  readonly summary: string;
  readonly query: z.ZodType;
  readonly body: z.ZodType;
  readonly answer: z.ZodType | undefined;
}

/** Adds a route to a server, and to the list that the description is made of. */
export type AddRoute = <Query extends z.ZodType, Body extends z.ZodType>(route: RouteText<Query, Body>) => void;

/** More records in one request are refused before they are looked at, so that one request does not hold up the others. */
const usualMostRecords = 10_000;

const parametersSchema = recordOf(z.string());

/** Makes the function that adds routes. Query and body are checked before a route sees them. */
export function routeAdder(server: FastifyInstance, described: DescribedRoute[]): AddRoute {
  return ({ method, url, scope, summary, query, body, shownBody, answer, bodyLimit, mostRecords, handle }) => {
    described.push({ method, url, scope, summary, query, body: shownBody ?? body, answer });
    server.route({
      method,
      url,
      config: { scope, summary },
      ...(bodyLimit === undefined ? {} : { bodyLimit }),
      handler: async (request, reply) => {
        expectFew(request.body, mostRecords ?? usualMostRecords);
        return handle({
          query: await checked(query, request.query, "The query"),
          body: await checked(body, request.body, "The body"),
          parameters: parametersSchema.parse(request.params ?? {}),
          request,
          reply,
        });
      },
    });
  };
}

/** A query without parameters. */
export const noQuery = z.strictObject({});

/** A request without a body. */
export const noBody = z.unknown();

/** @throws ProblemError 413 */
function expectFew(body: unknown, most: number): void {
  if (!Array.isArray(body) || body.length <= most) return;
  throw new ProblemError({
    status: 413,
    title: "Too many records",
    detail: `One request takes ${most} records; this one has ${body.length}. Send them in smaller parts.`,
  });
}

/** @throws ProblemError 400 with a sentence for each fault */
async function checked<Schema extends z.ZodType>(
  schema: Schema,
  data: unknown,
  what: string,
): Promise<z.output<Schema>> {
  const parsed = await schema.safeParseAsync(data);
  if (parsed.success) return parsed.data;
  const faults = plainIssues(parsed.error, data);
  throw new ProblemError({
    status: 400,
    title: `${what} is not valid`,
    detail: faults[0] ?? `${what} is not valid.`,
    faults,
  });
}
