/** The names that look most like what was asked, best first, for a refusal that says what would be right. */
export function similarNames(wanted: string, names: Iterable<string>, count: number): readonly string[] {
  const target = pairs(wanted);
  const scored: { readonly name: string; readonly score: number }[] = [];
  for (const name of new Set(names)) {
    const score = Math.max(overlap(target, pairs(name)), partOfName * likenessOfPart(wanted, target, name));
    if (score >= leastLikeness) scored.push({ name, score });
  }
  return scored
    .toSorted((a, b) => b.score - a.score || a.name.localeCompare(b.name))
    .slice(0, count)
    .map(({ name }) => name);
}

/** A name may be longer than what people write of it, `NVIDIA H100 SXM 80GB`; that counts less than a name that is alike as a whole. */
const partOfName = 0.7;

/** Below this share of common letter pairs two names have little to do with each other. */
const leastLikeness = 0.4;

/** ` Nearest: A, B.` for the end of a message, or nothing. */
export function nearestSentence(wanted: string, names: Iterable<string>): string {
  const found = similarNames(wanted, names, 3);
  return found.length === 0 ? "" : ` Nearest names: ${found.join(", ")}.`;
}

/** Pairs of neighbouring letters, the first letter counting twice: people seldom miss it. */
function pairs(text: string): ReadonlySet<string> {
  const letters = ` ${foldName(text)}`;
  return new Set(Array.from({ length: letters.length - 1 }, (_, index) => letters.slice(index, index + 2)));
}

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let common = 0;
  for (const pair of a) if (b.has(pair)) common += 1;
  return (2 * common) / (a.size + b.size);
}

/** How much a text is like that many words in a row of a longer name. */
function likenessOfPart(wanted: string, target: ReadonlySet<string>, name: string): number {
  const count = wanted.trim().split(/\s+/u).length;
  const words = name.split(/\s+/u);
  let best = 0;
  for (let first = 0; first + count <= words.length && count < words.length; first += 1) {
    best = Math.max(best, overlap(target, pairs(words.slice(first, first + count).join(" "))));
  }
  return best;
}

/**
 * One spelling of a name: lower case, without accents, articles, blanks and punctuation. A code of two or three letters has one
 * spelling alone, so punctuation stays where taking it out would make one: `N/A` is not `NA`, `F-R` is not `FR`.
 */
export function foldName(text: string): string {
  const written = text.trim().toLowerCase().replace(/^the /, "");
  const letters = isAscii(written) ? written : written.normalize("NFD").replaceAll(/[\u0300-\u036f]/g, "");
  const spelling = letters.replaceAll("&", "and");
  // Building the classes of Unicode takes longer than the rest of a look-up, and few names need them.
  const folded = spelling.replaceAll(isAscii(spelling) ? /[^a-z\d+]/g : /[^\p{L}\p{N}+]/gu, "");
  if (!/^[a-z]{1,3}$/.test(folded) || folded === written || dottedCodes.has(written)) return folded;
  return written;
}

/** The codes that people write with dots. */
const dottedCodes: ReadonlySet<string> = new Set([
  "u.s.",
  "u.s",
  "u.s.a.",
  "u.s.a",
  "u.k.",
  "u.k",
  "u.a.e.",
  "u.a.e",
  "e.u.",
  "e.u",
]);

function isAscii(text: string): boolean {
  return /^[ -~]*$/.test(text);
}
