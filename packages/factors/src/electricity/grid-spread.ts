import { houseZ, largeUncertainty, relativeSpread } from "@wattledger/core";
import type { Factor } from "@wattledger/core";
import { factorSetYear } from "../family/factor-set.ts";

/** How well an average of the grid is known: relative standard deviations, fitted by `scripts/fit-grid-spread.mjs`. */
export interface GridSpread {
  /** How far publishers differ for the same place and year. */
  readonly publishers: number;
  /** How far the place has changed from the figure's year to the newest year that is held. */
  readonly sinceThen: number;
  /** How far a year after the newest one may differ from it. */
  readonly eachYear: number;
  /** How far places inside it lie from its average. */
  readonly within: number;
}

/** What a figure of the grid is used for, which decides what its interval holds. */
export interface SpreadUse {
  /** What the average is of, in words: `a country`, `a zone`, `the world`. */
  readonly of: string;
  /** The figure is used for an unknown place inside: the spread of places is added to that of the average. */
  readonly standsForPlace?: boolean;
  /** The country was guessed from the time zone. */
  readonly guessed?: boolean;
  /** The figure is of a year that was asked for: it does not age. */
  readonly ofThatYear?: boolean;
}

/**
 * The least that a place inside adds where no zones of its country are held, and what a guess of the country adds. Expert
 * values: one grid serves such a country; nine machines in ten keep the clock of their country, and neighbours share a clock.
 */
const leastWithin = 0.15;
const guessSpread = 0.35;

/** The spread of a key of Ember (`FRA`, `WORLD`) or of a zone of Electricity Maps; of a typical place if it has no row. */
export async function gridSpread(key: string): Promise<GridSpread> {
  const { rows, zones, typical } = await table();
  const start = `${key}|`;
  const row = [...rows, ...zones].find((candidate) => candidate.startsWith(start)) ?? typical;
  const [publishers = 0, sinceThen = 0, eachYear = 0, within = 0] = row.split("|").slice(1).map(Number);
  return { publishers, sinceThen, eachYear, within };
}

/**
 * The interval of an average of the grid: of the average alone, or of a place inside that nobody knows. It ends at what the
 * worst plants emit, since no grid emits more than its worst plant; the mean stays the published one.
 */
export async function gridUncertainty(
  value: number,
  spread: GridSpread,
  use: SpreadUse,
): Promise<Factor["uncertainty"]> {
  const { relative, basis } = await gridRelative(spread, use);
  const most = relativeUpTo(await worstPlant(), value);
  if (relative <= most) return { distribution: relativeSpread(value, relative, "mean"), basis };
  return {
    distribution: relativeSpread(value, most, "mean"),
    basis: `${basis}; bounded by the worst plants, ${percent(most)}`,
  };
}

/** What the grid of the worst plants emits over a life cycle, in gCO2e/kWh. */
export async function worstPlant(): Promise<number> {
  const { default: file } = await import("../data/grid/worst-plant.json", { with: { type: "json" } });
  return file.gramsPerKilowattHour;
}

/** The relative standard deviation about a mean whose upper end at the house level is `end`; 0 where the mean is above it. */
function relativeUpTo(end: number, value: number): number {
  if (value <= 0) return Infinity;
  if (value >= end) return 0;
  const z = houseZ;
  const normal = (end / value - 1) / z;
  if (normal <= largeUncertainty) return normal;
  // The upper end of a log-normal about its mean is value × exp(z sigma − sigma² / 2).
  const root = z ** 2 - 2 * Math.log(end / value);
  if (root <= 0) return Infinity;
  return Math.max(largeUncertainty, Math.sqrt(Math.expm1((z - Math.sqrt(root)) ** 2)));
}

/** The relative standard deviation of an average of the grid, and what it is made of. */
export async function gridRelative(
  { publishers, sinceThen, eachYear, within }: GridSpread,
  { of, standsForPlace = false, guessed = false, ofThatYear = false }: SpreadUse,
): Promise<{ readonly relative: number; readonly basis: string }> {
  const { newestYear } = await table();
  const years = Math.max(0, factorSetYear - newestYear);
  const age = ofThatYear ? 0 : Math.hypot(sinceThen, eachYear * Math.sqrt(years));
  const places = standsForPlace ? Math.max(leastWithin, within) : 0;
  const relative = Math.hypot(publishers, age, places, guessed ? guessSpread : 0);
  const parts = [
    `publishers differ by ${percent(publishers)}`,
    ...(age === 0 ? [] : [`years by ${percent(age)}`]),
    ...(places === 0 ? [] : [`places within it by ${percent(places)}`]),
    ...(guessed ? [`the country is a guess from the time zone, ${percent(guessSpread)}`] : []),
  ];
  const basis = `average of ${of}: ${parts.join(", ")} (docs/grid-intervals.md); relative standard deviation ${percent(relative)}`;
  return { relative, basis };
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

interface SpreadTable {
  readonly newestYear: number;
  readonly rows: readonly string[];
  readonly zones: readonly string[];
  readonly typical: string;
}

async function table(): Promise<SpreadTable> {
  return (await import("../data/grid/spread-2026-11.json", { with: { type: "json" } })).default;
}
