import type { Factor, FactorFamily } from "@wattledger/core";
import { figureFamily } from "../family/figure-table.ts";
import type { Meaning } from "../family/figure-table.ts";

const meaning: Meaning = {
  boundary: "use",
  basis: "not-applicable",
  signal: "not-applicable",
  accounting: "not-applicable",
};

/** What everyday things emit, to give a footprint a scale. Trees, web searches and television hours are left out. */
export const equivalences: FactorFamily = figureFamily({
  id: "equivalences",
  title: "Emissions of everyday things, for comparison",
  unit: "gCO2e",
  critique: ["For a sense of scale only: an equivalence adds no knowledge, and drops the interval of the footprint."],
  key: {
    name: "equivalence",
    help: "A thing to compare with",
    examples: ["car-eu", "flight-paris-london", "petrol-litre"],
  },
  tables: async () => {
    const files = await import("../tables/equivalences.ts");
    return [
      { name: "green-algorithms-3.0", meaning, file: files.greenAlgorithms },
      { name: "us-epa", meaning, file: files.usEpa },
      { name: "codecarbon-3.3.0", meaning, file: files.codecarbon },
    ];
  },
});

/** A footprint said in everyday terms. */
export interface Equivalence {
  /** Row of the family `equivalences`: `car-eu`. */
  readonly key: string;
  /** How many, to two significant figures, because the factor is not more precise. */
  readonly count: number;
  /** What is counted: `m`, `km`, `flights`. */
  readonly unit: string;
  /** One sentence for people, naming source and year. */
  readonly text: string;
  readonly factor: Factor;
}

interface Rung {
  readonly key: string;
  /** How many of the unit make one thing of the family: 1000 m a km. */
  readonly scale: number;
  readonly unit: string;
  /** The unit for exactly one. */
  readonly one: string;
  /** The next rung serves above this count. */
  readonly most: number;
  readonly phrase: string;
  /** What one thing of the family is called, and a difference in boundary that must be said. */
  readonly per: string;
}

const car = { key: "car-eu", phrase: "in an average passenger car in Europe", per: "km, mostly tailpipe" };

const flight = { scale: 1, unit: "flights", one: "flight", most: 1000, per: "passenger" };

/** From small to large. */
const ladder: readonly Rung[] = [
  { ...car, scale: 1000, unit: "m", one: "m", most: 990 },
  { ...car, scale: 1, unit: "km", one: "km", most: 1000 },
  { ...flight, key: "flight-paris-london", phrase: "from Paris to London, one passenger one way" },
  { ...flight, key: "flight-new-york-melbourne", phrase: "from New York to Melbourne, one passenger one way" },
];

/**
 * The everyday thing that fits a footprint, such that 0.1 <= count <= 1000. Undefined where nothing sensible fits:
 * below 17 mg, above 2 310 t, zero, negative or not finite.
 */
export async function chooseEquivalence(gramsCO2e: number): Promise<Equivalence | undefined> {
  if (!Number.isFinite(gramsCO2e) || gramsCO2e <= 0) return undefined;
  for (const { key, scale, unit, one, most, phrase, per } of ladder) {
    const found = await equivalences.find(key);
    if (!found.ok) throw new RangeError(found.error.message);
    const { factor } = found.value;
    const count = twoSignificantFigures((gramsCO2e / factor.value) * scale);
    if (count < 0.1) return undefined;
    if (count > most) continue;
    const { source, year, value } = factor;
    const each = value < 1000 ? `${value} g` : `${value / 1000} kg`;
    const text = `${count} ${count === 1 ? one : unit} ${phrase} (${each} per ${per}; ${source.title}, ${year})`;
    return { key, count, unit, text, factor };
  }
  return undefined;
}

function twoSignificantFigures(value: number): number {
  return Number(value.toPrecision(2));
}
