import { fail, ok } from "@wattledger/core";
import type { Result } from "@wattledger/core";
import { findCloudRegion, resolvePlace } from "@wattledger/factors";

/** The price of a kilowatt-hour in a place from a day on, as a person states it. Wattledger has no prices of its own. */
export interface ElectricityPrice {
  /** Country, zone or cloud region. Absent: any place. */
  readonly zone?: string;
  /** In `currency` per `per`. May be negative, as wholesale prices sometimes are. */
  readonly price: number;
  /** Ends of a 90 % interval. Absent: the price is exact. */
  readonly low?: number;
  readonly high?: number;
  /** ISO 4217: `EUR`. */
  readonly currency: string;
  readonly per: "kWh" | "MWh";
  /** First and last day on which it applies, UTC, ISO 8601. */
  readonly validFrom: string;
  readonly validTo?: string;
  /** Source of the price, and what it includes: contract, network, taxes. */
  readonly source: string;
}

/** The facts that decide which price a run has. */
export interface PricedRun {
  /** Place of the electricity, as a key of the family `grid`. Absent: unknown. */
  readonly zone?: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
}

/**
 * The price that applies to a run. A price of its zone comes before one of its country, and that before one for every place. Of
 * several, the one that began last is used. Fails with the reason, and never returns a price of another place or time.
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
        ? "the place of the run is unknown, and no price is for every place"
        : `no price is given for ${run.zone}`,
    );
  const now = here
    .filter(({ price }) => price.validFrom <= day && day <= (price.validTo ?? day))
    .toSorted((a, b) => b.rank - a.rank || b.price.validFrom.localeCompare(a.price.validFrom));
  const [best] = now;
  return best === undefined ? fail(`no price for this place applies on ${day}`) : ok(best.price);
}

/** 0: another place. 1: every place. 2: the country. 3: the zone itself. */
async function rankOf({ zone }: ElectricityPrice, wanted: string | undefined): Promise<number> {
  if (zone === undefined) return 1;
  if (wanted === undefined) return 0;
  if (zone.toLowerCase() === wanted.toLowerCase()) return 3;
  // In a cloud region the price is the cloud's, not the country's.
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
