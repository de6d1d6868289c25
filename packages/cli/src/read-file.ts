import { closeSync, existsSync, lstatSync, openSync, readSync } from "node:fs";
import { fail, ok } from "@wattledger/core";
import type { Result } from "@wattledger/core";

/** Bytes that a file of each kind may have: docs/limits.md. */
export const mostBytes = {
  configuration: 64 * 1024,
  prices: 64 * 1024,
  json: 64 * 1024 * 1024,
} as const;

const chunkBytes = 64 * 1024;

/**
 * The text of a file without its byte order mark, or why it cannot be read, for a person. No more than `most` bytes of it are ever
 * held, even if the file system gives another size: a device gives none.
 */
export function readTextFile(path: string, most: number): Result<string, string> {
  try {
    const descriptor = openSync(path, "r");
    try {
      return readAll(descriptor, most);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return fail(isBrokenLink(path) ? "it is a link to a file that is not there" : reasonOf(error));
  }
}

function isBrokenLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink() && !existsSync(path);
  } catch {
    return false;
  }
}

/** The text of a stream, under the same limits. */
export async function readTextStream(
  stream: AsyncIterable<Buffer | string>,
  most: number,
): Promise<Result<string, string>> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    length += bytes.length;
    if (length > most) return fail(tooLarge(most));
    chunks.push(bytes);
  }
  return ok(textOf(Buffer.concat(chunks)));
}

function readAll(descriptor: number, most: number): Result<string, string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(chunkBytes);
    const size = readSync(descriptor, chunk, 0, chunkBytes, null);
    if (size === 0) return ok(textOf(Buffer.concat(chunks)));
    length += size;
    if (length > most) return fail(tooLarge(most));
    chunks.push(chunk.subarray(0, size));
  }
}

function textOf(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

function tooLarge(most: number): string {
  const size = most >= 1024 * 1024 ? `${most / 1024 / 1024} MiB` : `${most / 1024} KiB`;
  return `it is larger than the ${size} that such a file may have`;
}

/** Why a file cannot be read, for a person. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "ENOENT":
      return "the file does not exist";
    case "EISDIR":
      return "it is a folder";
    case "EACCES":
    case "EPERM":
      return "its permissions do not allow you to read it";
    case "ELOOP":
      return "it is a link that leads back to itself";
    case "ENAMETOOLONG":
      return "its name is too long";
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
