import { plainIssues } from "@wattledger/core/schemas";
import { figureOf, isFigureName, toWhole } from "../model/figures.ts";
import { isPlainEvent } from "../model/plain-event.ts";
import { recordSchema } from "../model/records.ts";
import type { LedgerRecord } from "../model/records.ts";

/** A record that was refused, and why. */
export interface Rejected {
  /** Place among the records that were sent; 0 is the first. */
  readonly index: number;
  readonly reasons: readonly string[];
}

/** Records that the ledger takes, and those that it refuses. One bad record does not cost the others. */
export function checkRecords(records: readonly unknown[]): {
  readonly accepted: readonly LedgerRecord[];
  readonly rejected: readonly Rejected[];
} {
  const accepted: LedgerRecord[] = [];
  const rejected: Rejected[] = [];
  for (const [index, record] of records.entries()) {
    if (isPlainEvent(record)) {
      accepted.push(record);
      continue;
    }
    const parsed = recordSchema.safeParse(record);
    if (!parsed.success) {
      rejected.push({ index, reasons: plainIssues(parsed.error, record) });
      continue;
    }
    const reasons = beyondRange(parsed.data);
    if (reasons.length > 0) rejected.push({ index, reasons });
    else accepted.push(parsed.data);
  }
  return { accepted, rejected };
}

/** The tables hold whole numbers of 64 bits: what does not fit is refused at the door, not by the engine later. */
function beyondRange(record: LedgerRecord): readonly string[] {
  const values: (readonly [string, number])[] = [];
  if (record.kind === "usage-event") {
    for (const [name, value] of Object.entries(record.figures)) {
      for (const one of typeof value === "number" ? [value] : Object.values(value)) values.push([name, one]);
    }
  } else if (record.kind === "pool-reading") values.push(["energy", record.energyJoules]);
  return values.flatMap(([name, value]) => {
    if (!isFigureName(name)) return [];
    try {
      toWhole(figureOf(name), value);
      return [];
    } catch (error) {
      if (error instanceof RangeError) return [error.message];
      throw error;
    }
  });
}
