import type { Reader } from "../src/engine/engine.ts";
import type { TablesRead } from "../src/questions/tables-read.ts";
import type { Store } from "../src/store/store.ts";

/** What answers read, from an engine and its store. */
export function tablesOf(engine: Pick<Reader, "query">, { dictionary, keptSince, restatements }: Store): TablesRead {
  return { query: (sql, parameters) => engine.query(sql, parameters), dictionary, keptSince, restatements };
}
