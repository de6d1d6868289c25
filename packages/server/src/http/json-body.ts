import type { FastifyInstance, FastifyRequest } from "fastify";
import { readBody } from "../otlp-http/body.ts";
import type { BodyBudget } from "../otlp-http/body.ts";
import { ProblemError } from "./problem.ts";

/** Values in one body: ten thousand records have fewer. More would take far more memory and time than their bytes. */
const mostValues = 1_000_000;
const mostLevels = 200;

/** Bytes of all bodies that are read at a time, after decompression. */
const mostBytesAtOnce = 192 * 1024 * 1024;

declare module "fastify" {
  interface FastifyRequest {
    releaseBody: (() => void) | undefined;
  }
}

/**
 * Has a server read JSON, and one value a line. Before anything is parsed, the bytes are counted against what all requests may hold
 * together, and the values and levels against what one request may have.
 */
export function addJsonBodies(server: FastifyInstance): void {
  const budget: BodyBudget = { used: 0, most: mostBytesAtOnce };
  const parseJson = server.getDefaultJsonParser("error", "error");
  server.decorateRequest("releaseBody", undefined);
  server.addHook("preParsing", (request, reply, payload, done) => {
    // The bytes are held until the answer is sent, or the sender is gone.
    reply.raw.once("close", () => request.releaseBody?.());
    done(null, payload);
  });
  const textOf = async (request: FastifyRequest, payload: FastifyRequest["raw"]): Promise<string> => {
    const body = await readBody(payload, {
      isGzip: false,
      statedBytes: Number(request.headers["content-length"] ?? 0),
      limitBytes: request.routeOptions.bodyLimit,
      budget,
    });
    request.releaseBody = body.release;
    if (body.kind === "body") {
      expectModest(body.bytes);
      return body.bytes.toString("utf8");
    }
    body.release();
    throw new ProblemError(refusals[body.kind](body.kind === "gone" ? "" : body.message));
  };
  server.removeContentTypeParser("application/json");
  server.addContentTypeParser("application/json", async (request: FastifyRequest, payload: FastifyRequest["raw"]) => {
    const text = await textOf(request, payload);
    return new Promise((resolve, reject) => {
      void parseJson(request, text, (error, value) => (error === null ? resolve(value) : reject(error)));
    });
  });
  server.addContentTypeParser(
    ["application/x-ndjson", "application/jsonl", "application/x-jsonlines"],
    async (request: FastifyRequest, payload: FastifyRequest["raw"]) => linesOf(await textOf(request, payload)),
  );
}

const refusals = {
  "too-large": (detail: string) => ({ status: 413, title: "The request is too large", detail }),
  busy: (detail: string) => ({ status: 503, title: "Too much at once", detail, retryAfterSeconds: 1 }),
  corrupt: () => ({ status: 400, title: "The request cannot be read", detail: "The gzip data are damaged." }),
  gone: () => ({ status: 400, title: "The request cannot be read", detail: "The body broke off. Send it again." }),
};

/** Passes over the bytes of JSON once and counts what parsing would make of them. @throws ProblemError 413 or 400 */
function expectModest(bytes: Buffer): void {
  let values = 1;
  let level = 0;
  let isInText = false;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    if (isInText) {
      if (byte === 0x5c) index += 1;
      else if (byte === 0x22) isInText = false;
      continue;
    }
    switch (byte) {
      case 0x22:
        isInText = true;
        break;
      case 0x5b:
      case 0x7b:
        level += 1;
        values += 1;
        if (level > mostLevels) throw tooDeep();
        break;
      case 0x5d:
      case 0x7d:
        level -= 1;
        break;
      case 0x2c:
      case 0x0a:
        values += 1;
        break;
      default:
        break;
    }
    if (values > mostValues) throw tooMany();
  }
}

function tooDeep(): ProblemError {
  return new ProblemError({
    status: 400,
    title: "The request cannot be read",
    detail: `The JSON is deeper than ${mostLevels} levels.`,
  });
}

function tooMany(): ProblemError {
  return new ProblemError({
    status: 413,
    title: "The request is too large",
    detail: `The body has more than ${mostValues} values. Send it in smaller parts.`,
  });
}

/** A value a line. A line that is not JSON stays text, and is refused where records are checked. */
function linesOf(text: string): readonly unknown[] {
  return text.split("\n").flatMap((line) => {
    if (line.trim() === "") return [];
    try {
      const value: unknown = JSON.parse(line);
      return [value];
    } catch {
      return [line];
    }
  });
}
