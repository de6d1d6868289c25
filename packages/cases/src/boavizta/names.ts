// How alike two names are, by the measures of RapidFuzz, which BoaviztAPI looks names up with. All are of 0 to 100 and treat
// capitals as letters of their own.

/** Share of the letters of both that occur in both in the same order (normalised indel similarity). */
export function ratio(a: string, b: string): number {
  const all = a.length + b.length;
  return all === 0 ? 100 : (200 * longestCommon(a, b)) / all;
}

/** The same after the words of each are put in order. */
export function tokenSortRatio(a: string, b: string): number {
  return ratio(sorted(wordsOf(a)).join(" "), sorted(wordsOf(b)).join(" "));
}

/** By the words that both share and those that each has besides: 100 where one has all words of the other. */
export function tokenSetRatio(a: string, b: string): number {
  const { shared, onlyA, onlyB } = compareWords(a, b);
  if (wordsOf(a).length === 0 || wordsOf(b).length === 0) return 0;
  if (shared.length > 0 && (onlyA.length === 0 || onlyB.length === 0)) return 100;
  const [common, restA, restB] = [shared.join(" "), onlyA.join(" "), onlyB.join(" ")];
  const gap = common.length > 0 ? 1 : 0;
  const [lengthA, lengthB] = [common.length + gap + restA.length, common.length + gap + restB.length];
  const distance = restA.length + restB.length - 2 * longestCommon(restA, restB);
  const whole = similarity(distance, lengthA + lengthB);
  if (gap === 0) return whole;
  return Math.max(
    whole,
    similarity(gap + restA.length, common.length + lengthA),
    similarity(gap + restB.length, common.length + lengthB),
  );
}

/** The best of these, whole and partial, each with its weight (`WRatio`). */
export function weightedRatio(a: string, b: string): number {
  if (a === "" || b === "") return 0;
  const lengths = Math.max(a.length, b.length) / Math.min(a.length, b.length);
  const whole = ratio(a, b);
  if (lengths < 1.5) return Math.max(whole, 0.95 * Math.max(tokenSortRatio(a, b), tokenSetRatio(a, b)));
  const scale = lengths <= 8 ? 0.9 : 0.6;
  return Math.max(whole, scale * partialRatio(a, b), 0.95 * scale * partialTokenRatio(a, b));
}

/** The first of the best candidates, and how alike it is. */
export function mostAlike(
  name: string,
  candidates: readonly string[],
  measure: (a: string, b: string) => number,
): { readonly index: number; readonly score: number } {
  let best = { index: -1, score: -1 };
  for (const [index, candidate] of candidates.entries()) {
    const score = measure(name, candidate);
    if (score > best.score) best = { index, score };
  }
  return best;
}

/** The instance of a cloud that a name means: with other separators, or with few letters changed; undefined for none. */
export function instanceNamed(name: string, candidates: readonly string[]): string | undefined {
  if (candidates.includes(name)) return name;
  const wanted = spellings(name);
  const same = candidates.find((candidate) => [...spellings(candidate)].some((one) => wanted.has(one)));
  if (same !== undefined) return same;
  const keys = candidates.map((candidate) => candidate.toLowerCase().replaceAll(/[ -]/gu, "_"));
  for (const measure of [replacedShare, editedShare]) {
    const found = [...wanted].map((one) => mostAlike(one, keys, measure)).toSorted((a, b) => b.score - a.score)[0];
    if (found !== undefined && found.score >= 0.8) return candidates[found.index];
  }
  return undefined;
}

/** The best likeness of the shorter to any part of the longer that is as long, or shorter at the ends. */
function partialRatio(a: string, b: string): number {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short === "") return long === "" ? 100 : 0;
  let best = 0;
  for (let end = 1; end < long.length + short.length; end += 1)
    best = Math.max(best, ratio(short, long.slice(Math.max(0, end - short.length), end)));
  return best;
}

function partialTokenRatio(a: string, b: string): number {
  const { shared, onlyA, onlyB } = compareWords(a, b);
  if (shared.length > 0) return 100;
  const inOrder = partialRatio(sorted(wordsOf(a)).join(" "), sorted(wordsOf(b)).join(" "));
  return Math.max(inOrder, partialRatio(onlyA.join(" "), onlyB.join(" ")));
}

function compareWords(
  a: string,
  b: string,
): { readonly shared: readonly string[]; readonly onlyA: readonly string[]; readonly onlyB: readonly string[] } {
  const [wordsA, wordsB] = [new Set(wordsOf(a)), new Set(wordsOf(b))];
  return {
    shared: sorted([...wordsA].filter((word) => wordsB.has(word))),
    onlyA: sorted([...wordsA].filter((word) => !wordsB.has(word))),
    onlyB: sorted([...wordsB].filter((word) => !wordsA.has(word))),
  };
}

function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/u).filter((word) => word !== "");
}

function sorted(words: readonly string[]): readonly string[] {
  return words.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function similarity(distance: number, length: number): number {
  return length === 0 ? 100 : 100 - (100 * distance) / length;
}

/** Length of the longest common subsequence. */
function longestCommon(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, () => 0);
  for (const letter of a) {
    const current = [0];
    for (let j = 1; j <= b.length; j += 1) {
      const kept = Math.max(previous[j] ?? 0, current[j - 1] ?? 0);
      current.push(letter === b[j - 1] ? (previous[j - 1] ?? 0) + 1 : kept);
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/** Share of equal letters at equal places, of names of one length (Hamming). */
function replacedShare(a: string, b: string): number {
  if (a.length !== b.length || a.length === 0) return 0;
  return Array.from(a).filter((letter, index) => letter === b[index]).length / a.length;
}

/** Letters that need no insertion, deletion or replacement, of the longer name's (Levenshtein). */
function editedShare(a: string, b: string): number {
  const longer = Math.max(a.length, b.length);
  if (longer === 0) return 1;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(a).entries()) {
    const current = [i + 1];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (previous[j - 1] ?? 0) + (letter === b[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return 1 - (previous[b.length] ?? 0) / longer;
}

function spellings(name: string): ReadonlySet<string> {
  const base = name
    .trim()
    .toLowerCase()
    .replace(/^standard_/u, "");
  return new Set([
    base,
    base.replaceAll(/[ -]/gu, "_"),
    base.replaceAll(/[ _]/gu, "-"),
    base.replaceAll(/[ _-]/gu, ""),
  ]);
}
