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

/** No body that is larger is read. */
const mostBytesOfBody = 64 * 1024 * 1024;

/** Adds bytes that a caller sent beyond those that it had announced. */
export type Charge = (bytes: number) => void;

/**
 * Counts what callers send: each has as much as it may send in ten seconds, filled up as time goes by.
 *
 * @returns A function that throws a problem with status 429 for a caller who sent too much, and else returns what charges it with bytes
 * that were not announced.
 */
export function limiter(limits: Limits, now: () => number): (request: FastifyRequest, caller: string) => Charge {
  const left = new Map<string, { requests: number; bytes: number; at: number }>();
  const most = { requests: limits.requestsPerSecond * 10, bytes: limits.bytesPerSecond * 10 };
  return ({ headers }, caller) => {
    const time = now();
    const own = left.get(caller) ?? { ...most, at: time };
    const seconds = Math.max(0, time - own.at) / 1000;
    own.requests = Math.min(most.requests, own.requests + seconds * limits.requestsPerSecond);
    own.bytes = Math.min(most.bytes, own.bytes + seconds * limits.bytesPerSecond);
    own.at = time;
    // The caller who was heard last is at the end; the one at the beginning has all it may send again, or soon.
    left.delete(caller);
    left.set(caller, own);
    const [oldest] = left.keys();
    if (left.size > mostCallers && oldest !== undefined) left.delete(oldest);
    // What is only announced, and more than any body that is read, must not shut out the others at the same address.
    const bytes = Math.min(Number(headers["content-length"] ?? 0), mostBytesOfBody, most.bytes);
    if (own.requests < 1 || own.bytes < bytes) {
      throw new ProblemError({
        status: 429,
        title: "Too much at once",
        detail: `One caller may send ${limits.requestsPerSecond} requests and ${limits.bytesPerSecond} bytes a second. Send this again.`,
        retryAfterSeconds: 1,
      });
    }
    own.requests -= 1;
    own.bytes -= bytes;
    return (more) => {
      own.bytes = Math.max(-most.bytes, own.bytes - more);
    };
  };
}
