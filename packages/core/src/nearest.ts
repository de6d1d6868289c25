import { expectKind } from "./argument.ts";
import { WattledgerError } from "./error.ts";
/** No name of Wattledger's is longer, so a longer word is not a misspelling of one. */
const longestName = 100;

/** The candidate that is most likely meant by a misspelt name, or undefined when none is near. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  expectKind("The name", name, "text");
  if (name.length > longestName) return undefined;
  const wanted = name.toLowerCase();
  if (!isIterable(candidates)) throw new WattledgerError("bad-input", "The candidates must be a list of text.");
  let best: string | undefined;
  // Something of the name must be left: two letters are as near to any other two as to each other.
  let bestDistance = Math.min(wanted.length, Math.max(2, Math.floor(wanted.length / 3)) + 1);
  for (const candidate of candidates) {
    expectKind("A candidate", candidate, "text");
    const distance = editDistance(wanted, candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** ` Did you mean X?` for an error message, or nothing. */
export function suggestion(name: string, candidates: Iterable<string>): string {
  const candidate = nearest(name, candidates);
  return candidate === undefined ? "" : ` Did you mean \`${candidate}\`?`;
}

function isIterable(value: unknown): boolean {
  return typeof value === "string" || (typeof value === "object" && value !== null && Symbol.iterator in value);
}

/** Insertions, deletions, replacements and swaps of neighbours between two words; `limit` when it is that or more. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(
        (previous[j] ?? limit) + 1,
        (current[j - 1] ?? limit) + 1,
        (previous[j - 1] ?? limit) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforePrevious[j - 2] ?? limit) + 1);
      }
      current.push(cost);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length] ?? limit;
}
