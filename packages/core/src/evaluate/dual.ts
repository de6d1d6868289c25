/** A value with its exact derivative along each of some directions. */
export interface Dual {
  value: number;
  /** As many as there are directions, or more; what they hold counts only where `varies`. */
  slopes: Float64Array;
  /** False where the value changes in no direction. */
  varies: boolean;
}

const noSlopes = new Float64Array(0);

/** A value that changes in no direction. */
export function exactDual(value: number): Dual {
  return { value, slopes: noSlopes, varies: false };
}

/** Length of the vector of slopes: the standard deviation, where each slope is that of a variable. */
export function lengthOfSlopes({ slopes, varies }: Dual, directions: number): number {
  if (!varies) return 0;
  let largest = 0;
  for (let index = 0; index < directions; index += 1) largest = Math.max(largest, Math.abs(slopes[index] ?? 0));
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  let sum = 0;
  for (let index = 0; index < directions; index += 1) sum += ((slopes[index] ?? 0) / largest) ** 2;
  return largest * Math.sqrt(sum);
}

/** The same dual, which no later computation changes. */
export function copyOf({ value, slopes, varies }: Dual, directions: number): Dual {
  return { value, slopes: varies ? slopes.slice(0, directions) : noSlopes, varies };
}

/** Copies a dual into another. */
export function assign(target: Dual, { value, slopes, varies }: Dual, directions: number): void {
  target.value = value;
  target.varies = varies;
  if (varies) for (let index = 0; index < directions; index += 1) target.slopes[index] = slopes[index] ?? 0;
}

/** Puts a value and the slopes of a dual, each times a weight, into a result. */
export function scale(result: Dual, value: number, { slopes, varies }: Dual, weight: number, directions: number): Dual {
  if (varies)
    for (let index = 0; index < directions; index += 1) result.slopes[index] = term(slopes[index] ?? 0, weight);
  result.varies = varies;
  result.value = value;
  return result;
}

/** Puts a value and the weighted sum of two duals' slopes into a result, which may be one of the two. */
export function combine(
  result: Dual,
  value: number,
  left: Dual,
  weightOfLeft: number,
  right: Dual,
  weightOfRight: number,
  directions: number,
): Dual {
  const { slopes } = result;
  const [a, b] = [left.slopes, right.slopes];
  if (left.varies && right.varies) {
    for (let index = 0; index < directions; index += 1) {
      slopes[index] = term(a[index] ?? 0, weightOfLeft) + term(b[index] ?? 0, weightOfRight);
    }
    result.varies = true;
    result.value = value;
    return result;
  }
  return left.varies
    ? scale(result, value, left, weightOfLeft, directions)
    : scale(result, value, right, weightOfRight, directions);
}

/** A slope of zero stays zero, even if its factor is infinite. */
function term(slope: number, weight: number): number {
  return slope === 0 ? 0 : slope * weight;
}
