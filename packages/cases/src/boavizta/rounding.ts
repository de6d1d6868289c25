/** What is known of a number: its value and the bounds that it has where something was not stated. */
export interface Bounded {
  readonly value: number;
  readonly min: number;
  readonly max: number;
}

/** How figures are printed. */
export interface RoundingRule {
  /** Share of the width of the bounds that the last figure may be worth. */
  readonly uncertaintyPercent: number;
  readonly maxFigures: number;
  readonly minFigures: number;
}

/** How BoaviztAPI prints an impact. */
export const printed: RoundingRule = { uncertaintyPercent: 10, maxFigures: 4, minFigures: 1 };

/**
 * A figure as BoaviztAPI prints it: rounded to the decimal place of a tenth of the width of its bounds, but never coarser
 * than its own magnitude, with four figures at most. Rounded to zero it keeps one figure, and warns.
 */
export function roundWithin(
  { value, min, max }: Bounded,
  { uncertaintyPercent, maxFigures, minFigures }: RoundingRule = printed,
): Bounded & { readonly warning: boolean } {
  const ends = { min: toFigures(min, maxFigures), max: toFigures(max, maxFigures) };
  const step = ((max - min) * uncertaintyPercent) / 100;
  if (!(step > 0)) return { value: toFigures(value, maxFigures), ...ends, warning: value === 0 };
  const place = Math.floor(Math.log10(step));
  const least = value === 0 ? place : Math.min(place, Math.floor(Math.log10(Math.abs(value))));
  const rounded = roundToPlace(value, least);
  if (rounded === 0) return { value: toFigures(value, minFigures), ...ends, warning: true };
  return { value: toFigures(rounded, maxFigures), ...ends, warning: roundToPlace(value, place) === 0 };
}

/** A number with so many significant figures, halves away from zero. */
export function toFigures(value: number, figures: number): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  const size = Math.abs(value);
  const place = Math.floor(Math.log10(size)) - figures + 1;
  const step = powerOfTen(place);
  const low = Math.floor(size / step);
  // Which neighbour is nearer is decided as the original does, as doubles of such a figure seldom lie in the very middle.
  const whole = Math.abs((low + 1) * step - size) <= Math.abs(low * step - size) ? low + 1 : low;
  return Number(`${Math.sign(value) * whole}e${place}`);
}

/** Rounds to a power of ten, halves to the even neighbour. */
function roundToPlace(value: number, place: number): number {
  const scaled = value / powerOfTen(place);
  const low = Math.floor(scaled);
  const isHalf = scaled - low === 0.5;
  const whole = isHalf ? low + (low % 2 === 0 ? 0 : 1) : Math.round(scaled);
  return Number(`${whole}e${place}`);
}

/** The double next to a power of ten, which `**` may miss. */
function powerOfTen(exponent: number): number {
  return Number(`1e${exponent}`);
}
