import type { Batch } from "../src/journal/batch.ts";
import type { UsageEvent } from "../src/model/records.ts";
import type { StoredRecord } from "../src/model/records.ts";
import { encodeStoredBatch } from "../src/model/stored-batch.ts";

/** 2026-06-01T01:00:00Z. */
export const someTime = 1_780_275_600_000;

/** A usage event with what the test does not state. */
export function usageEvent(changes: Partial<UsageEvent> & { readonly id: string }): UsageEvent {
  return {
    kind: "usage-event",
    project: "search",
    source: "api",
    timeMilliseconds: someTime,
    activity: { kind: "llm-request", model: "m", provider: "p", inputTokens: 100, outputTokens: 30 },
    figures: {
      energy: { mean: 1000, low: 500, high: 2000 },
      gwp_location: { mean: 0.1, low: 0.04, high: 0.3 },
    },
    energyBasis: "estimated",
    method: { id: "api-inference", version: "1" },
    factorSet: "2026-11",
    factorBasis: "life-cycle",
    ...changes,
  };
}

/** A batch of the journal that holds these records. */
export function batchOf(
  sequence: number,
  records: readonly StoredRecord[],
  receivedMilliseconds = someTime + sequence,
): Batch {
  return { sequence, payload: encodeStoredBatch({ format: 1, receivedMilliseconds, records }) };
}
