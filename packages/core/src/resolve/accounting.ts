import type { Factor } from "../graph/factor.ts";
import type { NumberInput } from "../graph/graph.ts";

/** Why a factor's accounting is not the input's, for people; undefined if it is (GHG Protocol Scope 2 Guidance, 2015). */
export function wrongAccounting(
  name: string,
  { marketFrom }: NumberInput,
  { title, accounting }: Factor,
): string | undefined {
  if (marketFrom === undefined && accounting === "market")
    return `\`${name}\` is location-based, and "${title}" is a market-based figure: it does not fill it. Give it to a market-based input, such as marketIntensity.`;
  if (marketFrom !== undefined && accounting === "location")
    return `\`${name}\` is market-based, and "${title}" is a location-based figure: it does not fill it. Give a contract or a residual mix.`;
  return undefined;
}
