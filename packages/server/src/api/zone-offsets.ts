import type { Period, ZoneOffset } from "@wattledger/ledger";

const week = 7 * 86_400_000;

/**
 * How far a time zone is ahead of UTC, from each change of its clock on. No zone changes twice within a week.
 *
 * @param zone a name of the IANA database: `Europe/Berlin`
 * @returns undefined where the name is not known
 */
export function zoneOffsets(
  zone: string,
  { fromMilliseconds, toMilliseconds }: Period,
): readonly ZoneOffset[] | undefined {
  const offset = offsetReader(zone);
  if (offset === undefined) return undefined;
  // The first bucket may begin a month before the period, and the last one may end a month after it.
  const start = fromMilliseconds - 5 * week;
  const end = toMilliseconds + 5 * week;
  const offsets: ZoneOffset[] = [{ fromMilliseconds: start, offsetMilliseconds: offset(start) }];
  let after = offset(start);
  for (let time = start; time < end; time += week) {
    const before = after;
    after = offset(time + week);
    if (before === after) continue;
    offsets.push({ fromMilliseconds: changeIn(offset, time, time + week), offsetMilliseconds: after });
  }
  return offsets;
}

/** The first millisecond with the offset of the end, by halving. */
function changeIn(offset: (time: number) => number, from: number, to: number): number {
  const after = offset(to);
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offset(middle) === after) high = middle;
    else low = middle;
  }
  return high;
}

function offsetReader(zone: string): ((time: number) => number) | undefined {
  const format = formatFor(zone);
  if (format === undefined) return undefined;
  return (time) => {
    const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(time / 1000) * 1000;
  };
}

function formatFor(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat("en-GB", {
      timeZone,
      calendar: "iso8601",
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
  } catch {
    return undefined;
  }
}
