/** What a line of output says of epochs. */
export interface EpochSeen {
  readonly kind: "epoch-started" | "epoch-ended";
  /** How many there will be, if the line says so. */
  readonly of?: number;
}

/** What of a pattern's match matters here: plain data, as a match comes from another thread. */
export interface EpochMatch {
  /** The pattern has a group named `started`. */
  readonly starts: boolean;
  /** The number of the epoch, if the pattern has a group for it. */
  readonly number?: string;
  /** How many there will be. */
  readonly of?: string;
}

/**
 * Matches by a pattern the lines of a command's output that tell of an epoch. Each match is the end of an epoch; if the
 * pattern has a group named `started`, it is the start of one. If it has a group with the epoch's number (`started`, `epoch`, or
 * else the first), lines that repeat a number count once, as progress bars repeat it. A group named `of`, or else a second one
 * with a number in it, is how many there will be. The text of this function also runs in a thread of its own, so it uses nothing
 * from around it.
 */
export function matchEpoch(pattern: RegExp, line: string): EpochMatch | undefined {
  const match = pattern.exec(line);
  if (match === null) return undefined;
  const { groups = {} } = match;
  const number = groups["started"] ?? groups["epoch"] ?? match[1];
  const of = groups["of"] ?? match[2];
  return {
    starts: "started" in groups,
    ...(number === undefined ? {} : { number }),
    ...(of === undefined ? {} : { of }),
  };
}

/** Makes of matches, in their order, what is seen of epochs; a number that repeats is passed over. */
export function epochCounter(): (match: EpochMatch) => EpochSeen | undefined {
  let latest: string | undefined;
  return ({ starts, number, of }) => {
    if (number !== undefined && number === latest) return undefined;
    latest = number;
    const planned = Number(of ?? "");
    return {
      kind: starts ? "epoch-started" : "epoch-ended",
      ...(Number.isInteger(planned) && planned > 0 ? { of: planned } : {}),
    };
  };
}
