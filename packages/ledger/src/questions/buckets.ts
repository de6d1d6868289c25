/** Steps of a time series. Weeks begin on Monday. */
export const seriesSteps = ["minute", "hour", "day", "week", "month"] as const;

/** Length of a bucket of a series. */
export type SeriesStep = (typeof seriesSteps)[number];

/** From a time on, the clock on the wall is this much ahead of UTC. The first one also holds before its time. */
export interface ZoneOffset {
  readonly fromMilliseconds: number;
  readonly offsetMilliseconds: number;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** 1970-01-05, a Monday. */
const monday = 4 * day;

/**
 * Starts of the buckets that a period touches, and the end of the last one, in ms of UTC. The first bucket may begin before the
 * period. Days, weeks and months begin at midnight on the wall.
 *
 * @param most Stops with `undefined` where there would be more buckets than this.
 */
export function bucketEdges(
  {
    fromMilliseconds: from,
    toMilliseconds: to,
  }: { readonly fromMilliseconds: number; readonly toMilliseconds: number },
  step: SeriesStep,
  offsets: readonly ZoneOffset[],
  most: number,
): readonly number[] | undefined {
  const zone = new Zone(offsets);
  const edges = [zone.startOf(step, from)];
  for (;;) {
    const last = edges.at(-1) ?? to;
    if (last >= to) return edges;
    if (edges.length > most) return undefined;
    edges.push(zone.next(step, last));
  }
}

/** The number of the bucket of a time as SQL, from its edges: 0 is the first. Edges at equal distances share one division. */
export function bucketSql(column: string, edges: readonly number[]): string {
  const stretches: { readonly first: number; readonly start: number; readonly length: number; end: number }[] = [];
  for (const [index, end] of edges.slice(1).entries()) {
    const start = edges[index] ?? end;
    const last = stretches.at(-1);
    if (last !== undefined && last.length === end - start) last.end = end;
    else stretches.push({ first: index, start, length: end - start, end });
  }
  const numberIn = ({ first, start, length }: (typeof stretches)[number]): string =>
    `${first} + intDiv(${column} - ${start}, ${length})`;
  const last = stretches.at(-1);
  if (last === undefined) return "0";
  const before = stretches.slice(0, -1).map((stretch) => `WHEN ${column} < ${stretch.end} THEN ${numberIn(stretch)}`);
  return before.length === 0 ? numberIn(last) : `CASE ${before.join(" ")} ELSE ${numberIn(last)} END`;
}

class Zone {
  readonly #segments: readonly { readonly from: number; readonly to: number; readonly offset: number }[];

  constructor(offsets: readonly ZoneOffset[]) {
    const sorted = offsets.toSorted((a, b) => a.fromMilliseconds - b.fromMilliseconds);
    const given = sorted.length === 0 ? [{ fromMilliseconds: 0, offsetMilliseconds: 0 }] : sorted;
    this.#segments = given.map(({ fromMilliseconds, offsetMilliseconds }, index) => ({
      from: index === 0 ? -Infinity : fromMilliseconds,
      to: given[index + 1]?.fromMilliseconds ?? Infinity,
      offset: offsetMilliseconds,
    }));
  }

  startOf(step: SeriesStep, time: number): number {
    const { from, offset } = this.#at(time);
    if (step !== "minute" && step !== "hour") return this.#instantOf(wallStart(step, time + offset));
    const length = step === "hour" ? hour : minute;
    return Math.max(from, Math.floor((time + offset) / length) * length - offset);
  }

  next(step: SeriesStep, start: number): number {
    const { to, offset } = this.#at(start);
    if (step === "minute" || step === "hour") {
      const length = step === "hour" ? hour : minute;
      // Where the zone changes by part of a step, a shorter bucket ends at the change.
      return Math.min(to, (Math.floor((start + offset) / length) + 1) * length - offset);
    }
    for (let wall = wallEnd(step, start + offset); ; wall = wallEnd(step, wall)) {
      const found = this.#instantOf(wall);
      if (found > start) return found;
    }
  }

  #at(time: number): { readonly from: number; readonly to: number; readonly offset: number } {
    const found = this.#segments.find(({ to }) => time < to);
    if (found === undefined) throw new RangeError(`${time} is not a time.`);
    return found;
  }

  /** The first time at which the wall shows this, or has passed it. */
  #instantOf(wall: number): number {
    for (const { from, to, offset } of this.#segments) {
      const time = Math.max(wall - offset, from);
      if (time < to) return time;
    }
    throw new RangeError(`${wall} is not a time.`);
  }
}

function wallStart(step: "day" | "week" | "month", wall: number): number {
  if (step === "day") return Math.floor(wall / day) * day;
  if (step === "week") return Math.floor((wall - monday) / (7 * day)) * 7 * day + monday;
  const date = new Date(wall);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
}

function wallEnd(step: "day" | "week" | "month", wall: number): number {
  const start = wallStart(step, wall);
  if (step !== "month") return start + (step === "week" ? 7 * day : day);
  const date = new Date(start);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
}
