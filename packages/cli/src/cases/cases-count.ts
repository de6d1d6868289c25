import type { CaseVerdict } from "@wattledger/cases";
import { groupBy } from "@wattledger/core/group-by";

/** How many cases came out how. */
export interface Counts {
  readonly pass: number;
  readonly mismatch: number;
  readonly skipped: number;
}

/** Counts of all verdicts. */
export function countVerdicts(verdicts: readonly CaseVerdict[]): Counts {
  const count = (wanted: CaseVerdict["verdict"]): number => verdicts.filter(({ verdict }) => verdict === wanted).length;
  return { pass: count("pass"), mismatch: count("mismatch"), skipped: count("skipped") };
}

/** Counts of each method, in the order in which methods first occur. */
export function countByMethod(verdicts: readonly CaseVerdict[]): Readonly<Record<string, Counts>> {
  return Object.fromEntries(
    [...groupBy(verdicts, ({ method }) => method)].map(([method, own]) => [method, countVerdicts(own)]),
  );
}
