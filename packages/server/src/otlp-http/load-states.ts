import type { Ledger } from "@wattledger/ledger";

/** Reads the states of traces and series that are not in memory. */
export interface StateReader {
  /** Documents of kind `otlp-state` by id, the oldest first. */
  readonly load: (ids: readonly string[]) => Promise<ReadonlyMap<string, readonly unknown[]>>;
  /** Says that something was forgotten, so that the ledger has to be asked from now on. */
  readonly noteForgotten: () => void;
}

const idsPerQuery = 1000;
/** As long as the ledger itself finds a former arrival of an id. */
const windowMilliseconds = 7 * 86_400_000;

/**
 * Makes a reader. What was acknowledged before this process started is waited for once. While the ledger had no state at the start, and
 * nothing was forgotten since, everything is in memory and the ledger is not asked.
 */
export function stateReader(ledger: Pick<Ledger, "query" | "settled">, now: () => number = Date.now): StateReader {
  let isAsked = true;
  let isSettled = false;
  let first: Promise<void> | undefined;
  const begin = async (): Promise<void> => {
    await ledger.settled();
    isSettled = true;
    const [row] = await ledger.query("SELECT count(*) AS states FROM documents WHERE kind = 'otlp-state'");
    isAsked = String(row?.["states"] ?? 0) !== "0";
  };
  return {
    noteForgotten: () => {
      isAsked = true;
      isSettled = false;
    },
    load: async (ids) => {
      // A beginning that fails is tried again with the next request.
      first ??= begin().catch((error: unknown) => {
        first = undefined;
        throw error;
      });
      await first;
      const found = new Map<string, unknown[]>();
      if (!isAsked) return found;
      if (!isSettled) {
        isSettled = true;
        await ledger.settled();
      }
      for (let from = 0; from < ids.length; from += idsPerQuery) {
        const some = ids.slice(from, from + idsPerQuery);
        const names = some.map((_, index) => `{id_${index}:String}`);
        const rows = await ledger.query(
          `SELECT id, body FROM documents WHERE received_ms >= {since:Int64} AND kind = 'otlp-state' AND id IN (${names.join(", ")}) ORDER BY version`,
          {
            since: BigInt(now() - windowMilliseconds),
            ...Object.fromEntries(some.map((id, index) => [`id_${index}`, id])),
          },
        );
        for (const row of rows) {
          const id = String(row["id"]);
          const body: unknown = JSON.parse(String(row["body"]));
          const bodies = found.get(id);
          if (bodies === undefined) found.set(id, [body]);
          else bodies.push(body);
        }
      }
      return found;
    },
  };
}
