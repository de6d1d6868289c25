import { fail, ok } from "@wattledger/core";
import type { Result } from "@wattledger/core";
import { findCloudRegion, resolvePlace } from "@wattledger/factors";

/** What a kilowatt-hour costs in a place from a day on, as a person states it. No price comes with Wattledger. */
export interface ElectricityPrice {
  /** Country, zone or cloud region; absent: wherever the run is. */
  readonly zone?: string;
  /** In `currency` per `per`. May be negative, as wholesale prices are now and then. */
  readonly price: number;
  /** Ends of a 90 % interval; absent: the price is exact. */
  readonly low?: number;
  readonly high?: number;
  /** ISO 4217: `EUR`. */
  readonly currency: string;
  readonly per: "kWh" | "MWh";
  /** First and last day on which it holds, UTC, ISO 8601. */
  readonly validFrom: string;
  readonly validTo?: string;
  /** Who says so, and what is in it: contract, network, taxes. */
  readonly source: string;
}

/** What decides which price a run has. */
export interface PricedRun {
  /** Place of the electricity, as a key of the family `grid`; absent: not known. */
  readonly zone?: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
}

/**
 * The price that holds for a run: of its zone before that of its country, before one for every place; of several the one
 * that began last. Fails with the reason, never with a price of another place or time.
 */
export async function findPrice(
  prices: readonly ElectricityPrice[],
  run: PricedRun,
): Promise<Result<ElectricityPrice, string>> {
  const day = run.startedAt.slice(0, 10);
  const ranked: { readonly price: ElectricityPrice; readonly rank: number }[] = [];
  for (const price of prices) ranked.push({ price, rank: await rankOf(price, run.zone) });
  const here = ranked.filter(({ rank }) => rank > 0);
  if (here.length === 0)
    return fail(
      run.zone === undefined
        ? "the place of the run is not known, and no price is for every place"
        : `no price is given for ${run.zone}`,
    );
  const now = here
    .filter(({ price }) => price.validFrom <= day && day <= (price.validTo ?? day))
    .toSorted((a, b) => b.rank - a.rank || b.price.validFrom.localeCompare(a.price.validFrom));
  const [best] = now;
  return best === undefined ? fail(`no price that is given for this place holds on ${day}`) : ok(best.price);
}

/** 0: of another place. 1: of every place, 2: of the country, 3: of the zone itself. */
async function rankOf({ zone }: ElectricityPrice, wanted: string | undefined): Promise<number> {
  if (zone === undefined) return 1;
  if (wanted === undefined) return 0;
  if (zone.toLowerCase() === wanted.toLowerCase()) return 3;
  // A price in a cloud's region is the cloud's, not the country's.
  if ((await findCloudRegion(zone)) !== undefined) return 0;
  const [own, other] = [await resolvePlace(zone), await resolvePlace(wanted)];
  if (!own.ok || !other.ok || own.value.kind !== "country" || other.value.kind !== "country") return 0;
  if (own.value.country.iso3 !== other.value.country.iso3) return 0;
  if (own.value.zone === undefined) return 2;
  return own.value.zone === other.value.zone ? 3 : 0;
}

/** Money per kilowatt-hour. */
export function perKilowattHour(price: Pick<ElectricityPrice, "per">, amount: number): number {
  return price.per === "MWh" ? amount / 1000 : amount;
}
