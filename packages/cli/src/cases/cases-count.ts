import type { CaseVerdict } from "@wattledger/cases";

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

/** Items by a name of each, groups and items in their order. */
export function groupBy<T>(items: readonly T[], nameOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(nameOf(item));
    if (group === undefined) groups.set(nameOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
