import type { Result } from "@wattledger/core";
import type { FastifyReply } from "fastify";
import { sendProblem } from "../http/problem.ts";
import type { Accepted, NotAccepted } from "../intake/accept.ts";

/** Answers what became of records: 200 with those that were refused, 400 where all were, 413 and 503 where nothing was stored. */
export function answerTaken(reply: FastifyReply, result: Result<Accepted, NotAccepted>): unknown {
  if (!result.ok) {
    const { kind, message } = result.error;
    if (kind === "too-large")
      return sendProblem(reply, { status: 413, title: "The batch is too large", detail: message });
    return sendProblem(reply, {
      status: 503,
      title: kind === "busy" ? "The server is busy" : "The ledger cannot be written",
      detail: message,
      retryAfterSeconds: kind === "busy" ? 1 : 2,
    });
  }
  const { accepted, rejected } = result.value;
  if (accepted > 0 || rejected.length === 0) return { accepted, rejected };
  const faults = rejected.flatMap(({ index, reasons }) => reasons.map((reason) => `Record ${index + 1}: ${reason}`));
  return sendProblem(reply, {
    status: 400,
    title: "No record was accepted",
    detail: faults[0] ?? "No record was accepted.",
    faults: faults.slice(0, 100),
  });
}
