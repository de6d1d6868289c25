import { createHash } from "node:crypto";
import type { Journal } from "../journal/journal.ts";
import type { Dimension } from "../model/dimensions.ts";
import type { ControlRecord, StoredRecord } from "../model/records.ts";
import { decodeStoredBatch, encodeStoredBatch } from "../model/stored-batch.ts";
import { dimensionValues } from "../store/event-row.ts";

/** What to erase: every event with a value of a dimension. For `tags`, the value is `key=value`. */
export interface Erasure {
  readonly dimension: Dimension;
  readonly value: string;
  /** Who asked for it; the audit entry says so. */
  readonly author: string;
}

/**
 * Takes the events of an erasure out of the journal, for good. The journal keeps its order; the engine is rebuilt from it.
 * Backups that were made before still hold the events.
 *
 * @returns The audit entry, without the value itself.
 */
export async function eraseFromJournal(
  journal: Journal,
  erasure: Erasure,
): Promise<ControlRecord & { readonly kind: "erased" }> {
  let events = 0;
  await journal.seal();
  await journal.rewrite((batch) => {
    const stored = decodeStoredBatch(batch.payload);
    const records = stored.records.filter((record) => !matches(record, erasure));
    if (records.length === stored.records.length) return undefined;
    events += stored.records.length - records.length;
    return encodeStoredBatch({ ...stored, records });
  });
  const valueDigest = createHash("sha256").update(`${erasure.dimension}\0${erasure.value}`).digest("hex");
  return { kind: "erased", dimension: erasure.dimension, valueDigest, author: erasure.author, events };
}

function matches(record: StoredRecord, { dimension, value }: Erasure): boolean {
  if (record.kind !== "usage-event") return false;
  if (dimension !== "tags") return dimensionValues(record)[dimension] === value;
  return Object.entries(record.tags ?? {}).some(([key, tag]) => `${key}=${tag}` === value);
}
