import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { crc32 } from "node:zlib";

/** What a key may do. `admin` may do all. */
export const scopes = ["ingest", "read", "write", "admin"] as const;

/** One of {@link scopes}. */
export type Scope = (typeof scopes)[number];

/** A key as the server keeps it: its hash, never the key. */
export interface StoredKey {
  /** Public part, which names the key in lists and logs. */
  readonly id: string;
  /** SHA-256 of the whole key, in hex. */
  readonly digest: string;
  /** The project that it is for; null: all projects. */
  readonly project: string | null;
  readonly scopes: readonly Scope[];
  readonly name: string;
  readonly createdMilliseconds: number;
  readonly expiresMilliseconds: number | null;
  readonly revokedMilliseconds: number | null;
}

const idBytes = 5;
const secretBytes = 32;
const form = /^wl_([0-9a-f]{10})_([A-Za-z0-9_-]{43})_([0-9a-f]{8})$/u;

/** A fresh key: `wl_`, a public id, 32 random bytes, and a checksum by which a cut or mistyped key is told apart from a wrong one. */
export function newKey(): { readonly key: string; readonly id: string; readonly digest: string } {
  const id = randomBytes(idBytes).toString("hex");
  const body = `wl_${id}_${randomBytes(secretBytes).toString("base64url")}`;
  const key = `${body}_${checksum(body)}`;
  return { key, id, digest: digestOf(key) };
}

/** The public id of a key; undefined for a text that is not a key, or not a whole one. */
export function idOfKey(text: string): string | undefined {
  const [, id, , sum] = form.exec(text) ?? [];
  return sum !== undefined && checksum(text.slice(0, -sum.length - 1)) === sum ? id : undefined;
}

/** Whether a text is the key. The time that this takes does not tell how much of it is right. */
export function isKey(text: string, { digest }: Pick<StoredKey, "digest">): boolean {
  return timingSafeEqual(Buffer.from(digestOf(text), "hex"), Buffer.from(digest, "hex"));
}

/**
 * SHA-256, without salt and without a slow function: those protect words that people choose. A key is 32 random bytes, which nobody
 * finds by trying, and a slow function would let anybody keep the server busy.
 */
function digestOf(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}

function checksum(body: string): string {
  return crc32(body).toString(16).padStart(8, "0");
}
