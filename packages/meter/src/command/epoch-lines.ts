/** The facts about an epoch in a line of output. */
export interface EpochSeen {
  readonly kind: "epoch-started" | "epoch-ended";
  /** The total number of epochs, if the line has it. */
  readonly of?: number;
}

/** The relevant part of a pattern's match: plain data, because a match comes from another thread. */
export interface EpochMatch {
  /** The pattern has a group named `started`. */
  readonly starts: boolean;
  /** The number of the epoch, if the pattern has a group for it. */
  readonly number?: string;
  /** The total number of epochs. */
  readonly of?: string;
}

/**
 * Finds, by a pattern, the lines of a command's output that report an epoch. Each match is the end of an epoch. If the
 * pattern has a group named `started`, it is the start of one. If it has a group with the epoch's number (`started`, `epoch`, or
 * else the first), lines that repeat a number count once, because progress bars repeat it. A group named `of`, or else a second one
 * with a number in it, is the total number of epochs. The text of this function also runs in a thread of its own, so it uses nothing
 * from outside.
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

/** Turns matches, in their order, into observed epochs. A repeated number is skipped. */
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
