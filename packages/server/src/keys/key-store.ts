import type { Ledger } from "@wattledger/ledger";
import * as z from "zod";
import { idOfKey, isKey, newKey, scopes } from "./key.ts";
import type { Scope, StoredKey } from "./key.ts";

/** Project under which the ledger keeps what belongs to the server as a whole. Nobody can send to it. */
export const serverProject = "wattledger:server";

const storedKeySchema = z.strictObject({
  id: z.string(),
  digest: z.string().regex(/^[0-9a-f]{64}$/u),
  project: z.string().nullable(),
  scopes: z.array(z.enum(scopes)),
  name: z.string(),
  createdMilliseconds: z.number(),
  expiresMilliseconds: z.number().nullable(),
  revokedMilliseconds: z.number().nullable(),
}) satisfies z.ZodType<StoredKey>;

/** What is asked for with a new key. */
export interface KeyRequest {
  readonly project: string | null;
  readonly scopes: readonly Scope[];
  readonly name: string;
  readonly expiresMilliseconds: number | null;
  /** Who asks. */
  readonly author: string;
}

/** Why a key is not taken, for the caller. It does not tell a key that never was from one that was revoked. */
export type KeyFault = "malformed" | "unknown" | "expired";

/** The keys of a server. */
export interface KeyStore {
  /** The key that a text is, or the reason that it does not count. */
  readonly find: (text: string) => StoredKey | KeyFault;
  readonly list: () => readonly (StoredKey & { readonly lastUsedMilliseconds: number | null })[];
  /** Makes a key. Its text is returned once and not kept. */
  readonly create: (request: KeyRequest) => Promise<{ readonly key: string; readonly stored: StoredKey }>;
  /** Ends a key at a time. False if no key has this id. */
  readonly end: (id: string, atMilliseconds: number, author: string) => Promise<boolean>;
}

/** Opens the keys that a ledger holds. */
export async function openKeys(ledger: Pick<Ledger, "append" | "ask">, now: () => number): Promise<KeyStore> {
  const byId = new Map<string, StoredKey>();
  const used = new Map<string, number>();
  const documents = await ledger.ask({
    question: "documents",
    query: { documentKind: "key", projects: [serverProject], count: 100_000 },
  });
  for (const { body } of documents) {
    const key = storedKeySchema.safeParse(body).data;
    if (key !== undefined) byId.set(key.id, key);
  }
  const write = async (key: StoredKey, author: string): Promise<void> => {
    const written = await ledger.append([
      {
        kind: "key",
        id: key.id,
        project: serverProject,
        timeMilliseconds: now(),
        author,
        body: { ...key, scopes: [...key.scopes] },
      },
    ]);
    if (!written.ok) throw new Error(written.error.message);
    byId.set(key.id, key);
  };
  return {
    find: (text) => {
      const id = idOfKey(text);
      if (id === undefined) return "malformed";
      const key = byId.get(id);
      if (key === undefined || !isKey(text, key)) return "unknown";
      const time = now();
      const ends = Math.min(key.expiresMilliseconds ?? Infinity, key.revokedMilliseconds ?? Infinity);
      if (time >= ends) return "expired";
      used.set(id, time);
      return key;
    },
    list: () => [...byId.values()].map((key) => ({ ...key, lastUsedMilliseconds: used.get(key.id) ?? null })),
    create: async ({ author, ...request }) => {
      const { key, id, digest } = newKey();
      const stored = { ...request, id, digest, createdMilliseconds: now(), revokedMilliseconds: null };
      await write(stored, author);
      return { key, stored };
    },
    end: async (id, atMilliseconds, author) => {
      const key = byId.get(id);
      if (key === undefined) return false;
      // A key that ends sooner is not given more time.
      const ends = Math.min(key.revokedMilliseconds ?? Infinity, atMilliseconds);
      await write({ ...key, revokedMilliseconds: ends }, author);
      return true;
    },
  };
}
