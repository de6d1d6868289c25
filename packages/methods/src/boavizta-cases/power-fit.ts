/** Power of a processor by its load in percent: a ln(b (load + c)) + d, W. */
export interface PowerCurve {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
}

/** Load in percent, and the share of the thermal design power that a processor draws at it. */
const shares: readonly (readonly [load: number, share: number])[] = [
  [0, 0.12],
  [10, 0.32],
  [50, 0.75],
  [100, 1.02],
];

/** Each parameter stays between nothing and three times what the fit starts from. */
const reach = 3;

/**
 * The least-squares curve through shares of a thermal design power, within bounds around a starting curve. b and d cannot
 * be told apart, as only a ln b + d matters: the d of a loadless 1/c is given, so that b (0 + c) is 1.
 */
export function fitPower(start: PowerCurve, tdpWatts: number): PowerCurve {
  const [most, farthest] = [reach * start.a, reach * start.c];
  const errorAt = (c: number): number => straightFit(c, tdpWatts, most).error;
  const c = leastBetween(errorAt, 1e-3, farthest);
  const { a, level } = straightFit(c, tdpWatts, most);
  return { a, b: 1 / c, c, d: level + a * Math.log(c) };
}

/** The best a, no more than `most`, and level of a ln(load + c) + level. */
function straightFit(c: number, tdpWatts: number, most: number): { a: number; level: number; error: number } {
  const points = shares.map(([load, share]) => [Math.log(load + c), share * tdpWatts] as const);
  const meanX = mean(points.map(([x]) => x));
  const meanY = mean(points.map(([, y]) => y));
  const slope = sum(points.map(([x, y]) => (x - meanX) * (y - meanY))) / sum(points.map(([x]) => (x - meanX) ** 2));
  const a = Math.min(slope, most);
  const level = meanY - a * meanX;
  return { a, level, error: sum(points.map(([x, y]) => (a * x + level - y) ** 2)) };
}

/** Place of the least value of a function that falls and then rises. */
function leastBetween(f: (x: number) => number, from: number, to: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  for (let step = 0; step < 80; step += 1) {
    const width = golden * (high - low);
    if (f(high - width) < f(low + width)) high = low + width;
    else low = high - width;
  }
  return (low + high) / 2;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
