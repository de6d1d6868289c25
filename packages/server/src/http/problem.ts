import type { FastifyReply } from "fastify";

/** An answer that says what went wrong, as RFC 9457 has it. */
export interface Problem {
  readonly status: number;
  /** One line about the kind of problem. */
  readonly title: string;
  /** What is wrong here, where, and what helps. */
  readonly detail: string;
  /** Further faults, each a sentence. */
  readonly faults?: readonly string[];
  readonly retryAfterSeconds?: number;
}

/** Thrown by a route, answered as a problem. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** Sends a problem. */
export function sendProblem(
  reply: FastifyReply,
  { status, title, detail, faults, retryAfterSeconds }: Problem,
): FastifyReply {
  if (retryAfterSeconds !== undefined) void reply.header("retry-after", String(retryAfterSeconds));
  // What is left of a body that is too large is not read.
  if (status === 413) void reply.header("connection", "close");
  return reply
    .code(status)
    .type("application/problem+json")
    .serializer(JSON.stringify)
    .send({ type: "about:blank", title, status, detail, ...(faults === undefined ? {} : { faults }) });
}

/** The problem that an error is. What is our own defect is not told in detail to the caller. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  const status = statusOf(error);
  const message = error instanceof Error ? error.message : "";
  switch (status) {
    case 400:
      return { status, title: "The request cannot be read", detail: sentence(message) };
    case 408:
      return { status, title: "The request took too long", detail: "Send it again, faster or in smaller parts." };
    case 413:
      return { status, title: "The request is too large", detail: `${sentence(message)} Send it in smaller parts.` };
    case 415:
      return {
        status,
        title: "The kind of content is not known",
        detail: "Send application/json, or application/x-ndjson for one object a line.",
      };
    case 429:
      return { status, title: "Too many requests", detail: "Send it again in a second.", retryAfterSeconds: 1 };
    default:
      return status >= 400 && status < 500
        ? { status, title: "The request is not valid", detail: sentence(message) }
        : {
            status: 500,
            title: "The server failed",
            detail: "This is a defect of Wattledger. The server's log has what happened.",
          };
  }
}

function statusOf(error: unknown): number {
  if (typeof error === "object" && error !== null && "statusCode" in error && typeof error.statusCode === "number")
    return error.statusCode;
  return 500;
}

function sentence(message: string): string {
  return message === "" || message.endsWith(".") ? message : `${message}.`;
}
