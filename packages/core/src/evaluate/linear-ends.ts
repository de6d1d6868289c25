/** An input, or all cells of one variable: the moments and the ends of its interval. */
export interface Erring {
  readonly mean: number;
  readonly sd: number;
  readonly low: number;
  readonly high: number;
}

/** A result in which one variable errs, and what it comes to at both ends of that variable. */
export interface AtEnds {
  readonly mean: number;
  /** Change for one standard deviation of the variable: signed. */
  readonly slope: number;
  readonly atLow: number;
  readonly atHigh: number;
}

/** Rounding that a linear result may show. */
const rounding = 1e-9;

/**
 * Returns the interval of a result in which one variable alone errs: that variable's interval, scaled. It keeps skewed ends,
 * which mean and standard deviation do not hold. Undefined if the result is not linear in the variable, or if the variable's
 * cells do not err in proportion.
 */
export function linearEnds(
  cells: readonly Erring[],
  { mean, slope, atLow, atHigh }: AtEnds,
): { readonly low: number; readonly high: number } | undefined {
  const steps = cells
    .filter(({ sd }) => sd > 0)
    .map((one) => [(one.low - one.mean) / one.sd, (one.high - one.mean) / one.sd]);
  const [first] = steps;
  const [down = Number.NaN, up = Number.NaN] = first ?? [];
  const slack = rounding * Math.max(Math.abs(mean), Math.abs(slope), Math.abs(atLow), Math.abs(atHigh));
  const isNear = (value: number, expected: number): boolean => Math.abs(value - expected) <= slack;
  const inProportion = steps.every(
    ([low = Number.NaN, high = Number.NaN]) =>
      Math.abs(low - down) + Math.abs(high - up) <= rounding * (Math.abs(down) + Math.abs(up)),
  );
  if (!inProportion || !isNear(atLow, mean + slope * down) || !isNear(atHigh, mean + slope * up)) return undefined;
  return { low: Math.min(atLow, atHigh), high: Math.max(atLow, atHigh) };
}
