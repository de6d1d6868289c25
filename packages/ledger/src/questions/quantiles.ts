/** Quantiles from logarithmic buckets in rising order: the geometric middle of the bucket in which the quantile lies. */
export function quantilesOf(
  buckets: readonly { readonly bucket: number; readonly count: number }[],
  probabilities: readonly number[],
): readonly number[] | undefined {
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return undefined;
  return probabilities.map((probability) => {
    const rank = Math.max(1, Math.ceil(probability * total));
    let before = 0;
    const found = buckets.find(({ count }) => (before += count) >= rank) ?? buckets.at(-1);
    return 2 ** (((found?.bucket ?? 0) + 0.5) / 16);
  });
}
