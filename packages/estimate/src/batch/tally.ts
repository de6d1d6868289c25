/** How many lines a sentence is true of. */
export interface Tally {
  readonly sentence: string;
  lines: number;
}

/** Counts of sentences, each kept once. */
export interface Tallies {
  readonly of: (sentence: string) => Tally;
  /** The most frequent first. */
  readonly all: () => readonly Tally[];
}

/** More different sentences are not kept apart, so that memory stays bounded. */
const mostSentences = 1000;

/** Returns empty tallies: counts of equal sentences over the lines of a batch. */
export function tallies(): Tallies {
  const known = new Map<string, Tally>();
  const others: Tally = { sentence: "other notes, too many to list", lines: 0 };
  return {
    of: (sentence) => {
      const tally = known.get(sentence);
      if (tally !== undefined) return tally;
      if (known.size >= mostSentences) return others;
      const fresh = { sentence, lines: 0 };
      known.set(sentence, fresh);
      return fresh;
    },
    all: () => [...known.values(), others].filter(({ lines }) => lines > 0).toSorted((a, b) => b.lines - a.lines),
  };
}
