import { createGunzip } from "node:zlib";
import type { preParsingHookHandler } from "fastify";
import { ProblemError } from "./problem.ts";

/**
 * Inflates bodies that were sent with `Content-Encoding: gzip`. The body limit of the route then counts the inflated bytes, so that a
 * small body cannot become a large one.
 */
export const inflate: preParsingHookHandler = (request, _reply, payload, done) => {
  const encoding = request.headers["content-encoding"];
  if (encoding === undefined || encoding === "identity") return done(null, payload);
  if (encoding !== "gzip") {
    return done(
      new ProblemError({
        status: 415,
        title: "The content encoding is not known",
        detail: "Send the body as it is, or with gzip.",
      }),
    );
  }
  const inflated = createGunzip();
  // Fastify compares this with Content-Length, which is of the bytes on the wire.
  const counted = Object.assign(inflated, { receivedEncodedLength: 0 });
  payload.on("data", (part: Buffer) => {
    counted.receivedEncodedLength += part.length;
  });
  payload.on("error", (error) => inflated.destroy(error));
  inflated.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code?.startsWith("Z_") === true)
      Object.assign(error, { statusCode: 400, message: "The gzip data are damaged." });
  });
  // A body that is refused is not read to its end.
  inflated.on("close", () => payload.unpipe(inflated));
  return done(null, payload.pipe(counted));
};
