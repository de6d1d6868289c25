/** What a line of output says of epochs. */
export interface EpochSeen {
  readonly kind: "epoch-started" | "epoch-ended";
  /** How many there will be, if the line says so. */
  readonly of?: number;
}

/**
 * Finds the lines of a command's output that tell of an epoch, by a pattern. Each match is the end of an epoch; if the
 * pattern has a group named `started`, it is the start of one. If it has a group with the epoch's number (`started`, `epoch`, or
 * else the first), lines that repeat a number count once, as progress bars repeat it. A group named `of`, or else a second one
 * with a number in it, is how many there will be.
 */
export function epochFinder(pattern: RegExp): (line: string) => EpochSeen | undefined {
  let latest: string | undefined;
  return (line) => {
    const match = pattern.exec(line);
    if (match === null) return undefined;
    const { groups } = match;
    const number = groups?.["started"] ?? groups?.["epoch"] ?? match[1];
    if (number !== undefined && number === latest) return undefined;
    latest = number;
    const planned = Number(groups?.["of"] ?? match[2] ?? "");
    return {
      kind: groups !== undefined && "started" in groups ? "epoch-started" : "epoch-ended",
      ...(Number.isInteger(planned) && planned > 0 ? { of: planned } : {}),
    };
  };
}
