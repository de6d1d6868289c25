import type { StoredRecord } from "./records.ts";

/** Records that were accepted together, as the payload of a batch of the journal holds them. */
export interface StoredBatch {
  /** Version of this form. */
  readonly format: typeof batchFormat;
  /** When the ledger accepted them. This time never goes back, even if the clock does. */
  readonly receivedMilliseconds: number;
  readonly records: readonly StoredRecord[];
}

/** The form of payloads that this version writes. */
export const batchFormat = 1;

/** Writes a batch as JSON in UTF-8. */
export function encodeStoredBatch(batch: StoredBatch): Uint8Array {
  return Buffer.from(JSON.stringify(batch));
}

/**
 * Reads the payload of a batch. The schema checked its records before they were written, and the checksum says that these are
 * the same bytes.
 *
 * @throws Error where the payload was written by a newer version.
 */
export function decodeStoredBatch(payload: Uint8Array): StoredBatch {
  const value: unknown = JSON.parse(
    Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString("utf8"),
  );
  if (isStoredBatch(value)) return value;
  const format = typeof value === "object" && value !== null && "format" in value ? String(value.format) : "unknown";
  throw new Error(
    `The journal has a batch of format ${format}; this version of Wattledger reads format ${batchFormat}. Use the version that wrote it, or a newer one.`,
  );
}

function isStoredBatch(value: unknown): value is StoredBatch {
  return (
    typeof value === "object" &&
    value !== null &&
    "format" in value &&
    value.format === batchFormat &&
    "receivedMilliseconds" in value &&
    typeof value.receivedMilliseconds === "number" &&
    "records" in value &&
    Array.isArray(value.records)
  );
}
