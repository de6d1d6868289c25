import type { PowerStep } from "@wattledger/meter/records";

const bars = "▁▂▃▄▅▆▇█";

/**
 * Power over time as a line of text, one character a moment, its height from 0 to `topWatts`. A moment of which nothing
 * is known is a blank; one with no power is the lowest bar.
 */
export function sparkline(
  steps: readonly PowerStep[],
  durationSeconds: number,
  columns: number,
  topWatts: number,
): string {
  return columnsOf(steps, durationSeconds, columns)
    .map((watts) => (watts === undefined ? " " : barOf(watts, topWatts)))
    .join("");
}

function barOf(watts: number, topWatts: number): string {
  const step = topWatts > 0 ? Math.ceil((watts / topWatts) * bars.length) - 1 : 0;
  return bars[Math.min(Math.max(step, 0), bars.length - 1)] ?? "";
}

/** Mean power in equal parts of the time, weighted by time; undefined where no step reaches. */
export function columnsOf(
  steps: readonly PowerStep[],
  durationSeconds: number,
  columns: number,
): readonly (number | undefined)[] {
  const joules = Array.from({ length: columns }, () => 0);
  const seconds = Array.from({ length: columns }, () => 0);
  const width = durationSeconds / columns;
  for (const { fromSeconds, toSeconds, watts } of steps) {
    const first = Math.max(0, Math.floor(fromSeconds / width));
    for (let column = first; column < columns && column * width < toSeconds; column += 1) {
      const within = Math.min(toSeconds, (column + 1) * width) - Math.max(fromSeconds, column * width);
      if (within <= 0) continue;
      joules[column] = (joules[column] ?? 0) + watts * within;
      seconds[column] = (seconds[column] ?? 0) + within;
    }
  }
  return joules.map((sum, column) => {
    const known = seconds[column] ?? 0;
    return known > 0 ? sum / known : undefined;
  });
}

/** Lowest, highest and mean power of the steps, the mean weighted by time; undefined without steps. */
export function rangeOf(
  steps: readonly PowerStep[],
): { readonly least: number; readonly most: number; readonly mean: number } | undefined {
  let [joules, seconds, least, most] = [0, 0, Infinity, 0];
  for (const { fromSeconds, toSeconds, watts } of steps) {
    joules += watts * (toSeconds - fromSeconds);
    seconds += toSeconds - fromSeconds;
    least = Math.min(least, watts);
    most = Math.max(most, watts);
  }
  return seconds > 0 ? { least, most, mean: joules / seconds } : undefined;
}
