import type { Factor } from "../graph/factor.ts";
import type { NumberInput } from "../graph/graph.ts";

/** Why a factor's accounting is not the input's, for people; undefined if it is (GHG Protocol Scope 2 Guidance, 2015). */
export function wrongAccounting(
  name: string,
  { marketFrom }: NumberInput,
  { title, accounting }: Factor,
): string | undefined {
  if (marketFrom === undefined && accounting === "market")
    return `\`${name}\` is location-based, but "${title}" is a market-based figure. It cannot be used here. Give it to a market-based input, such as marketIntensity.`;
  if (marketFrom !== undefined && accounting === "location")
    return `\`${name}\` is market-based, but "${title}" is a location-based figure. It cannot be used here. Give a contract or a residual mix.`;
  return undefined;
}
