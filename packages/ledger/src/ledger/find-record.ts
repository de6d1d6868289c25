import type { Journal } from "../journal/journal.ts";
import type { UsageEvent } from "../model/records.ts";
import { decodeStoredBatch } from "../model/stored-batch.ts";

/** Which record of an event is looked for: the tables know when it arrived. */
export interface RecordedEvent {
  readonly project: string;
  readonly id: string;
  readonly receivedMilliseconds: number;
}

/**
 * The usage event as it was recorded, from the journal; undefined where the journal does not hold it any more. Batches are in the order
 * of their arrival, so that one segment is read and no other.
 */
export async function findRecord(
  journal: Pick<Journal, "segments" | "read">,
  { project, id, receivedMilliseconds }: RecordedEvent,
): Promise<UsageEvent | undefined> {
  let found: UsageEvent | undefined;
  for await (const { payload } of journal.read(await startFor(journal, receivedMilliseconds))) {
    const received = receivedOf(payload);
    if (received < receivedMilliseconds) continue;
    if (received > receivedMilliseconds) return found;
    for (const record of decodeStoredBatch(payload).records) {
      // The latest arrival wins.
      if (record.kind === "usage-event" && record.id === id && record.project === project) found = record;
    }
  }
  return found;
}

/** Sequence of the last segment that begins before a time. */
async function startFor(journal: Pick<Journal, "segments" | "read">, time: number): Promise<number> {
  const segments = await journal.segments();
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((await beginOf(journal, segments[middle]?.first ?? 0)) < time) low = middle;
    else high = middle - 1;
  }
  return segments[low]?.first ?? 0;
}

async function beginOf(journal: Pick<Journal, "read">, first: number): Promise<number> {
  for await (const { payload } of journal.read(first)) return receivedOf(payload);
  return Infinity;
}

/** When a batch arrived. Its first bytes say so; a batch that is written otherwise is read as a whole. */
function receivedOf(payload: Uint8Array): number {
  const start = Buffer.from(payload.buffer, payload.byteOffset, Math.min(80, payload.byteLength)).toString("latin1");
  const [, received] = /^\{"format":1,"receivedMilliseconds":(\d+),/u.exec(start) ?? [];
  return received === undefined ? decodeStoredBatch(payload).receivedMilliseconds : Number(received);
}
