import { fail, ok } from "@wattledger/core";
import type { Parts } from "../api/parts.ts";
import { expectCaller, projectFor } from "../http/access.ts";
import { problemOf, ProblemError } from "../http/problem.ts";
import { stateReader } from "../otlp-http/load-states.ts";
import { registerOtlp } from "../otlp-http/register-otlp.ts";
import type { Refusal } from "../otlp-http/register-otlp.ts";

/** Header by which a sender whose key is for all projects names one. */
const projectHeader = "x-wattledger-project";

/** OpenTelemetry over HTTP, with the keys and limits of the server. */
export function otlpRoutes({ server, intake, ledger, now }: Parts, onFailure: (message: string) => void): void {
  registerOtlp(server, {
    accept: intake.accept,
    states: stateReader(ledger),
    now,
    routeConfig: { scope: "ingest" },
    projectOf: async (request) => {
      const named = request.headers[projectHeader];
      try {
        return ok(projectFor(expectCaller(request), typeof named === "string" && named !== "" ? named : undefined));
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        return fail<Refusal>({ status: 403, message: error.problem.detail });
      }
    },
    refusalOf: (error) => {
      if (!(error instanceof ProblemError)) return undefined;
      const { status, detail, retryAfterSeconds } = problemOf(error);
      return { status, message: detail, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
    },
    onError: (error) => onFailure(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  });
}
