import type { Messages } from "./messages.ts";
import type { AttributeValue, Point } from "./signals.ts";

/** A point that is valid, or nothing: it has no recorded value, or its fault was said. */
export function validPoint(
  point: {
    readonly start: bigint;
    readonly time: bigint;
    readonly count: number | undefined;
    readonly value: number | undefined;
    readonly flags: number;
    readonly attributes: ReadonlyMap<string, AttributeValue>;
  },
  messages: Messages,
): Point | undefined {
  const { start, time, count, value, flags, attributes } = point;
  if (flags % 2 === 1 || value === undefined) return undefined;
  const fault =
    time === 0n
      ? "A data point has no time. Send timeUnixNano."
      : start > time
        ? "A data point starts after its time. Check startTimeUnixNano."
        : !Number.isFinite(value)
          ? "A data point is not a finite number."
          : undefined;
  if (fault !== undefined) {
    messages.reject(fault);
    return undefined;
  }
  return {
    startNanoseconds: start,
    timeNanoseconds: time,
    value,
    ...(count === undefined ? {} : { count }),
    attributes,
  };
}
