import { convert, defined, ok, scaleDistribution, fail } from "@wattledger/core";
import type { Factor, FactorFamily, FoundFactor, NoFactor, Result } from "@wattledger/core";
import { factorFamily } from "./family.ts";
import { foldName } from "./similar.ts";

/** A figure that takes the place of the family's own for some keys. */
export interface OwnFigure {
  readonly family: string;
  /** Spellings that choose it. A figure without spellings is used if no key is given. */
  readonly keys: readonly string[];
  readonly factor: Omit<Factor, "id">;
}

/** A named set of figures, such as those of a supplier or of an auditor. */
export interface OwnFigures {
  readonly name: string;
  readonly figures: readonly OwnFigure[];
}

/** The families, with figures of another set instead of their own. Units are converted to the family's. */
export function withOwnFigures(families: readonly FactorFamily[], set: OwnFigures): readonly FactorFamily[] {
  return families.map((family) => {
    const own = set.figures.filter((figure) => figure.family === family.id);
    if (own.length === 0) return family;
    const market = own.filter(({ factor }) => factor.accounting === "market");
    const rest = own.filter(({ factor }) => factor.accounting !== "market");
    const find = async (key: string | undefined): Promise<Result<FoundFactor, NoFactor>> => {
      const figure = await figureFor(family, rest, key);
      if (figure !== undefined) return ok(foundIn(set.name, family, figure));
      const found = await family.find(key);
      if (!found.ok || (await figureFor(family, market, key)) === undefined) return found;
      const step = `The figure of ${set.name} is market-based. It cannot be used for a location-based input.`;
      return ok({ ...found.value, fallbacks: [...found.value.fallbacks, step] });
    };
    const findMarket = async (key: string | undefined): Promise<Result<FoundFactor, NoFactor>> => {
      const figure = await figureFor(family, market, key);
      if (figure !== undefined) return ok(foundIn(set.name, family, figure));
      if (family.findMarket !== undefined) return family.findMarket(key);
      return fail({ kind: "no-factor", message: `${set.name} has no market-based figure for it.` });
    };
    return factorFamily({ ...family, find, ...(market.length > 0 && { findMarket }) });
  });
}

/** The figure of a set that a key chooses. Another spelling means what the family says that it means: FR and France are FRA. */
async function figureFor(
  family: FactorFamily,
  own: readonly OwnFigure[],
  key: string | undefined,
): Promise<OwnFigure | undefined> {
  if (own.length === 0) return undefined;
  const wanted = key === undefined || key.trim() === "" ? undefined : foldName(key);
  const written = own.find(({ keys }) =>
    wanted === undefined ? keys.length === 0 : keys.some((one) => foldName(one) === wanted),
  );
  if (written !== undefined) return written;
  const meant = await exactly(family, key);
  if (meant === undefined) return undefined;
  for (const figure of own) for (const one of figure.keys) if ((await exactly(family, one)) === meant) return figure;
  return undefined;
}

/** What a family matches a key with; undefined if the family does not know it. */
async function exactly(family: FactorFamily, key: string | undefined): Promise<string | undefined> {
  const found = key === undefined || key.trim() === "" ? undefined : await family.find(key);
  return found?.ok === true && found.value.fallbacks.length === 0 ? found.value.matched : undefined;
}

/** The key that chose a factor, from its id; undefined for a figure that is used if no key is given. */
export function keyOfFactor({
  factor,
  matched,
  fallbacks,
}: Pick<FoundFactor, "factor" | "matched" | "fallbacks">): string | undefined {
  if (matched === undefined && fallbacks.length > 0) return undefined;
  // family/table/key/year, the key itself perhaps with strokes.
  return factor.id.split("/").slice(2, -1).join("/");
}

/** The id that a figure of a set has as a factor. */
export function idOfOwn(set: string, { family, keys: [key = "general"], factor }: OwnFigure): string {
  return `${family}/${set}/${key}/${factor.year}`;
}

function foundIn(set: string, { unit }: FactorFamily, figure: OwnFigure): FoundFactor {
  const { keys, factor } = figure;
  const scale = convert(1, factor.unit, unit);
  const distribution = scaleDistribution(factor.uncertainty.distribution, scale);
  const [key] = keys;
  return {
    factor: {
      ...factor,
      id: idOfOwn(set, figure),
      value: factor.value * scale,
      unit,
      uncertainty: { ...factor.uncertainty, distribution },
    },
    ...defined({ matched: key }),
    fallbacks: key === undefined ? [`No key was given: the general figure of ${set} is used.`] : [],
  };
}
