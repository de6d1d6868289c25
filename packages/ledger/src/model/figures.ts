/**
 * Figures of a usage event, and the small unit in which the tables hold each as a whole number. Whole numbers add up exactly,
 * in any order and in any engine.
 */
export interface Figure {
  /** Name of the column. */
  readonly name: string;
  /** Unit of the records: what people and the wire use. */
  readonly unit: string;
  /** How many of the small unit make one of `unit`. */
  readonly scale: number;
  /** Unit of the tables. */
  readonly smallUnit: string;
  /** Whether low and high are held, too. */
  readonly interval: boolean;
}

/** Every figure, in the order of the bits of the column `known`. The order never changes: new figures come last. */
export const figures = [
  { name: "energy", unit: "J", scale: 1e6, smallUnit: "uJ", interval: true },
  { name: "gwp_location", unit: "gCO2e", scale: 1e9, smallUnit: "ngCO2e", interval: true },
  { name: "gwp_market", unit: "gCO2e", scale: 1e9, smallUnit: "ngCO2e", interval: true },
  { name: "gwp_embodied", unit: "gCO2e", scale: 1e9, smallUnit: "ngCO2e", interval: true },
  { name: "water", unit: "L", scale: 1e9, smallUnit: "nl", interval: true },
  { name: "pe", unit: "MJ", scale: 1e12, smallUnit: "uJ", interval: true },
  { name: "adpe", unit: "kgSbeq", scale: 1e15, smallUnit: "pgSbeq", interval: true },
  { name: "cost", unit: "1", scale: 1e9, smallUnit: "1e-9 of the project's currency", interval: false },
  { name: "requests", unit: "1", scale: 1, smallUnit: "1", interval: false },
  { name: "input_tokens", unit: "1", scale: 1, smallUnit: "1", interval: false },
  { name: "cached_input_tokens", unit: "1", scale: 1, smallUnit: "1", interval: false },
  { name: "output_tokens", unit: "1", scale: 1, smallUnit: "1", interval: false },
  { name: "reasoning_tokens", unit: "1", scale: 1, smallUnit: "1", interval: false },
  { name: "duration", unit: "s", scale: 1e3, smallUnit: "ms", interval: false },
] as const satisfies readonly Figure[];

/** Name of a figure: `energy`, `gwp_location`. */
export type FigureName = (typeof figures)[number]["name"];

/** Figures that the footprint of an event states with an interval. */
export const intervalFigures = figures.filter(({ interval }) => interval).map(({ name }) => name);

/** Whether a text is the name of a figure. */
export function isFigureName(name: string): name is FigureName {
  return figures.some((figure) => figure.name === name);
}

/** The figure of a name. */
export function figureOf(name: FigureName): Figure {
  const found = figures.find((figure) => figure.name === name);
  if (found === undefined) throw new RangeError(`Unknown figure ${name}.`);
  return found;
}

/** Bit of a figure in the column `known`: 1 where the event states it. */
export function knownBit(name: FigureName): number {
  return 2 ** figures.findIndex((figure) => figure.name === name);
}

/** The largest whole number of a column: sums over an hour must fit, too, so that one event takes a thousandth of the range. */
export const largestWhole = 2n ** 63n / 1000n;

/** A value in the figure's unit as a whole number of its small unit, rounded to the nearest. @throws RangeError beyond the range */
export function toWhole({ name, scale }: Figure, value: number): bigint {
  if (!Number.isFinite(value)) throw new RangeError(`${name} is ${value}, not a number of the tables.`);
  const whole = BigInt(Math.round(value * scale));
  if (whole > largestWhole || whole < -largestWhole)
    throw new RangeError(`${name} of ${value} is beyond the range of the tables.`);
  return whole;
}

/** A whole number of the small unit as a value in the figure's unit. Exact up to the precision of a double. */
export function fromWhole({ scale }: Figure, whole: bigint): number {
  const divisor = BigInt(scale);
  return Number(whole / divisor) + Number(whole % divisor) / scale;
}
