import { convert, ok, scaleDistribution } from "@wattledger/core";
import type { Factor, FactorFamily, FoundFactor, NoFactor, Result } from "@wattledger/core";
import { foldName } from "./similar.ts";

/** A figure that takes the place of the family's own for some keys. */
export interface OwnFigure {
  readonly family: string;
  /** Spellings that choose it; none makes it the figure for whoever names nothing. */
  readonly keys: readonly string[];
  readonly factor: Omit<Factor, "id">;
}

/** A named set of figures, such as those of a supplier or of an auditor. */
export interface OwnFigures {
  readonly name: string;
  readonly figures: readonly OwnFigure[];
}

/** The families, with figures of another set in the place of their own. Units are converted to the family's. */
export function withOwnFigures(families: readonly FactorFamily[], set: OwnFigures): readonly FactorFamily[] {
  return families.map((family) => {
    const own = set.figures.filter((figure) => figure.family === family.id);
    if (own.length === 0) return family;
    const find = async (key: string | undefined): Promise<Result<FoundFactor, NoFactor>> => {
      const wanted = key === undefined || key.trim() === "" ? undefined : foldName(key);
      const figure = own.find(({ keys }) =>
        wanted === undefined ? keys.length === 0 : keys.some((one) => foldName(one) === wanted),
      );
      return figure === undefined ? family.find(key) : ok(foundIn(set.name, family, figure));
    };
    return { ...family, find };
  });
}

/** The key that chose a factor, from its id; undefined for a figure that stands where nothing was named. */
export function keyOfFactor({
  factor,
  matched,
  fallbacks,
}: Pick<FoundFactor, "factor" | "matched" | "fallbacks">): string | undefined {
  if (matched === undefined && fallbacks.length > 0) return undefined;
  // family/table/key/year, the key itself perhaps with strokes.
  return factor.id.split("/").slice(2, -1).join("/");
}

function foundIn(set: string, { id, unit }: FactorFamily, { keys, factor }: OwnFigure): FoundFactor {
  const scale = convert(1, factor.unit, unit);
  const distribution = scaleDistribution(factor.uncertainty.distribution, scale);
  const [key] = keys;
  return {
    factor: {
      ...factor,
      id: `${id}/${set}/${key ?? "general"}/${factor.year}`,
      value: factor.value * scale,
      unit,
      uncertainty: { ...factor.uncertainty, distribution },
    },
    ...(key === undefined ? {} : { matched: key }),
    fallbacks: key === undefined ? [`Nothing was named: the general figure of ${set} is used.`] : [],
  };
}
