// What every bench says in the same form: what was measured, the bar, the median with its range, the verdict.

/**
 * Prints the figures of one bench: a sentence for people, or a line of JSON for bench/index.mjs (`--json`). The exit code is 1
 * where the bar is missed. `values` are single measurements in `unit`; the bar is on their median, `atMost` or `atLeast`.
 */
export function report({ what, unit, values, atMost, atLeast, beside = [] }) {
  const result = { what, unit, ...spread(values), count: values.length, atMost, atLeast, beside };
  const reached = isReached(result);
  if (process.argv.includes("--json")) console.log(JSON.stringify(result));
  else for (const line of table([result])) console.log(line);
  process.exitCode = reached ? 0 : 1;
}

/** Lines of a table, a bench a line, and under each what was measured for comparison. */
export function table(results) {
  const header = ["what", "bar", "median", "min to max", "verdict"];
  const rows = results.map((result) => [
    result.what,
    `${result.atMost === undefined ? `>= ${format(result.atLeast)}` : `<= ${format(result.atMost)}`} ${result.unit}`,
    `${format(result.median)} ${result.unit}`,
    `${format(result.min)} to ${format(result.max)} (${result.count})`,
    isReached(result) ? "reached" : "MISSED",
  ]);
  const widths = header.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column].length)));
  const line = (cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column]))
      .join("  ")
      .trimEnd();
  return [
    line(header),
    ...results.flatMap(({ beside }, index) => [line(rows[index]), ...beside.map((text) => `    compare: ${text}`)]),
  ];
}

/** Whether a result's median is within its bar. */
export function isReached({ median, atMost, atLeast }) {
  return atMost === undefined ? median >= atLeast : median <= atMost;
}

/** Median, smallest and largest. */
export function spread(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
  return { median, min: sorted[0], max: sorted.at(-1) };
}

/** Three significant digits, no exponent. */
export function format(value) {
  const digits = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 3));
}
