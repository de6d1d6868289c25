import type { Readable } from "node:stream";
import { gunzip } from "node:zlib";

/** Bytes that all requests may hold together while they are read. */
export interface BodyBudget {
  used: number;
  readonly most: number;
}

/** The body of a request, or why it cannot be read. */
export type ReadBody =
  | { readonly kind: "body"; readonly bytes: Buffer }
  | { readonly kind: "too-large" | "busy" | "corrupt"; readonly message: string }
  | { readonly kind: "gone" };

/**
 * Reads a body and inflates it. Both its size on the wire and its size after inflation are held to the limit, so that a small body
 * cannot fill the memory; the bodies of all requests together are held to the budget.
 */
export async function readBody(
  stream: Readable,
  {
    isGzip,
    statedBytes,
    limitBytes,
    budget,
  }: {
    readonly isGzip: boolean;
    /** What Content-Length says; 0 where it says nothing. */
    readonly statedBytes: number;
    readonly limitBytes: number;
    readonly budget: BodyBudget;
  },
): Promise<ReadBody & { readonly release: () => void }> {
  let held = 0;
  const hold = (bytes: number): boolean => {
    if (budget.used + bytes > budget.most) return false;
    budget.used += bytes;
    held += bytes;
    return true;
  };
  const release = (): void => {
    budget.used -= held;
    held = 0;
  };
  if (statedBytes > limitBytes) return { ...tooLarge(statedBytes, limitBytes), release };
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      const bytes = bytesOf(chunk);
      size += bytes.length;
      if (size > limitBytes) return { ...tooLarge(size, limitBytes), release };
      if (!hold(bytes.length)) return { kind: "busy", message: busyMessage, release };
      chunks.push(bytes);
    }
  } catch (error) {
    return isOfZlib(error) ? { kind: "corrupt", message: corruptMessage, release } : { kind: "gone", release };
  }
  const body = Buffer.concat(chunks, size);
  if (!isGzip || size === 0) return { kind: "body", bytes: body, release };
  // What it inflates to is not known before; gzip states the size modulo 2^32 at its end, and a lie there is caught by the limit.
  const expected = Math.min(limitBytes, size >= 4 ? body.readUInt32LE(size - 4) : 0);
  if (!hold(expected)) return { kind: "busy", message: busyMessage, release };
  return { ...(await inflate(body, limitBytes)), release };
}

const corruptMessage = "The body is not valid gzip, though Content-Encoding says so.";
const busyMessage = "Other requests fill the memory that bodies may take. Send this again in a second.";

function tooLarge(size: number, limitBytes: number): ReadBody {
  return {
    kind: "too-large",
    message: `The body has at least ${size} bytes; at most ${limitBytes} are taken, after decompression, too. Send smaller batches.`,
  };
}

function inflate(body: Buffer, limitBytes: number): Promise<ReadBody> {
  return new Promise((resolve) => {
    gunzip(body, { maxOutputLength: limitBytes }, (error, bytes) => {
      if (error === null) resolve({ kind: "body", bytes });
      else if ("code" in error && error.code === "ERR_BUFFER_TOO_LARGE") resolve(tooLarge(limitBytes + 1, limitBytes));
      else resolve({ kind: "corrupt", message: corruptMessage });
    });
  });
}

/** A hook of the server may inflate before us; then its stream fails. */
function isOfZlib(error: unknown): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("Z_");
}

function bytesOf(chunk: unknown): Buffer {
  if (Buffer.isBuffer(chunk)) return chunk;
  throw new TypeError("A body is read as bytes.");
}
