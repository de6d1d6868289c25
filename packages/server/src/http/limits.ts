import type { FastifyRequest } from "fastify";
import { ProblemError } from "./problem.ts";

/** How much one caller may send. */
export interface Limits {
  readonly requestsPerSecond: number;
  readonly bytesPerSecond: number;
}

/** Generous for one application, and little enough that one caller does not take the server from the others. */
export const usualLimits: Limits = { requestsPerSecond: 500, bytesPerSecond: 64 * 1024 * 1024 };

const mostCallers = 10_000;

/**
 * Counts what callers send: each has as much as it may send in ten seconds, filled up as time goes by.
 *
 * @returns A function that throws a problem with status 429 for a caller who sent too much.
 */
export function limiter(limits: Limits, now: () => number): (request: FastifyRequest, caller: string) => void {
  const left = new Map<string, { requests: number; bytes: number; at: number }>();
  const most = { requests: limits.requestsPerSecond * 10, bytes: limits.bytesPerSecond * 10 };
  return ({ headers }, caller) => {
    const time = now();
    if (left.size >= mostCallers) left.clear();
    const own = left.get(caller) ?? { ...most, at: time };
    const seconds = Math.max(0, time - own.at) / 1000;
    own.requests = Math.min(most.requests, own.requests + seconds * limits.requestsPerSecond);
    own.bytes = Math.min(most.bytes, own.bytes + seconds * limits.bytesPerSecond);
    own.at = time;
    left.set(caller, own);
    // A body without a length is counted as a page.
    const bytes = Number(headers["content-length"] ?? 64 * 1024);
    if (own.requests < 1 || own.bytes < Math.min(bytes, most.bytes)) {
      throw new ProblemError({
        status: 429,
        title: "Too much at once",
        detail: `One caller may send ${limits.requestsPerSecond} requests and ${limits.bytesPerSecond} bytes a second. Send this again.`,
        retryAfterSeconds: 1,
      });
    }
    own.requests -= 1;
    own.bytes -= bytes;
  };
}
