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

/** Each parameter stays between nothing and three times what the fit starts from; d, which may be negative, as far to both sides. */
const reach = 3;

/**
 * The least-squares curve through shares of a thermal design power, within bounds around a starting curve. b and d cannot
 * be told apart, as only a ln b + d matters: the d of a loadless 1/c is given, so that b (0 + c) is 1.
 */
export function fitPower(start: PowerCurve, tdpWatts: number): PowerCurve {
  const bounds: Bounds = {
    mostA: reach * start.a,
    mostLogB: Math.log(reach * start.b),
    mostD: start.d + (reach - 1) * Math.abs(start.d),
  };
  const errorAt = (c: number): number => straightFit(c, tdpWatts, bounds).error;
  const c = leastBetween(errorAt, 1e-3, reach * start.c);
  const { a, level } = straightFit(c, tdpWatts, bounds);
  return { a, b: 1 / c, c, d: level + a * Math.log(c) };
}

interface Bounds {
  readonly mostA: number;
  readonly mostLogB: number;
  readonly mostD: number;
}

interface Line {
  readonly a: number;
  readonly level: number;
  readonly error: number;
}

/** The best line a ln(load + c) + level of which a is in bounds, and b and d that make up the level, a ln b + d, can be. */
function straightFit(c: number, tdpWatts: number, { mostA, mostLogB, mostD }: Bounds): Line {
  const points = shares.map(([load, share]) => [Math.log(load + c), share * tdpWatts] as const);
  const meanX = mean(points.map(([x]) => x));
  const meanY = mean(points.map(([, y]) => y));
  const mostLevel = (a: number): number => a * mostLogB + mostD;
  const slope = sum(points.map(([x, y]) => (x - meanX) * (y - meanY))) / sum(points.map(([x]) => (x - meanX) ** 2));
  const slopeAtMostLevel =
    sum(points.map(([x, y]) => (x + mostLogB) * (y - mostD))) / sum(points.map(([x]) => (x + mostLogB) ** 2));
  // The least of a parabola within two bounds lies inside, on one of them, or where they meet.
  const places = [
    { a: slope, level: meanY - slope * meanX },
    { a: mostA, level: meanY - mostA * meanX },
    { a: slopeAtMostLevel, level: mostLevel(slopeAtMostLevel) },
    { a: mostA, level: mostLevel(mostA) },
  ].filter(({ a, level }) => a <= mostA && level <= mostLevel(a));
  const lines = places.map(({ a, level }) => ({
    a,
    level,
    error: sum(points.map(([x, y]) => (a * x + level - y) ** 2)),
  }));
  return lines.reduce((best, line) => (line.error < best.error ? line : best));
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
