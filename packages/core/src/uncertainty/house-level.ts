/** The house level of intervals: 90 %. */
export const houseLevel = 0.9;

/**
 * Quantile of the standard normal distribution at the upper end of the house level, `normalQuantile(0.95)`: a 90 % interval
 * reaches this many standard deviations to each side of its centre.
 */
export const houseZ = 1.6448536269514722;
