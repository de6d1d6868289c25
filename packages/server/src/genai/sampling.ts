/**
 * How many spans each span represents, by the threshold in its trace state: `ot=th:c` keeps one of four. Undefined where the
 * trace state does not say it.
 */
export function adjustedCount(traceState: string): number | undefined {
  const ot = traceState
    .split(",")
    .map((entry) => entry.trim())
    .find((entry) => entry.startsWith("ot="));
  const digits = ot
    ?.slice(3)
    .split(";")
    .find((part) => part.startsWith("th:"))
    ?.slice(3);
  if (digits === undefined || !/^[0-9a-f]{1,14}$/.test(digits)) return undefined;
  const threshold = BigInt(`0x${digits.padEnd(14, "0")}`);
  // 2^56 values; those below the threshold were not sampled.
  const count = Number(2n ** 56n) / Number(2n ** 56n - threshold);
  return count <= mostAdjusted ? count : undefined;
}

/** Nobody keeps one of a million calls: a larger count is a fault, or an attack on the totals. */
const mostAdjusted = 1e6;

/**
 * A whole number of requests whose mean over many spans is `adjusted`. The fraction is rounded up or down by the id of the span, so
 * that the same span gives the same number each time.
 */
export function wholeRequests(adjusted: number, spanId: string): number {
  const nearest = Math.round(adjusted);
  if (Math.abs(adjusted - nearest) < 1e-6) return nearest;
  const draw = Number.parseInt(spanId.slice(-8), 16) / 2 ** 32;
  return Math.floor(adjusted + draw);
}
