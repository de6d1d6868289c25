/** The ledger's journal: batches that are on disk before they are acknowledged. */
export { openJournal } from "./journal/journal.ts";
export type { AppendFailure, Journal, JournalOptions } from "./journal/journal.ts";
export type { Batch, Damage } from "./journal/batch.ts";
export type { Segment, SegmentDamage } from "./journal/segments.ts";
