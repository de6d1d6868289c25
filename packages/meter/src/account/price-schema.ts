import { fail, ok } from "@wattledger/core";
import type { Result } from "@wattledger/core";
import { plainIssues } from "@wattledger/core/schemas";
import { resolvePlace } from "@wattledger/factors";
import * as z from "zod";
import type { RunRecord } from "../store/read-record.ts";
import type { ElectricityPrice } from "./prices.ts";

const dateWords = "Write a date, such as 2026-01-31.";

/** Schema of {@link ElectricityPrice}. */
const electricityPriceSchema = z
  .strictObject({
    zone: z.exactOptional(z.string().min(1)),
    price: z.number(),
    low: z.exactOptional(z.number()),
    high: z.exactOptional(z.number()),
    currency: z.string().regex(/^[A-Z]{3}$/u, "Write three capitals, such as EUR (ISO 4217); 0.18 EUR, not 18 ct."),
    per: z.enum(["kWh", "MWh"]).default("kWh"),
    validFrom: z.iso.date(dateWords),
    validTo: z.exactOptional(z.iso.date(dateWords)),
    source: z.string().min(1),
  })
  .refine(
    ({ low, price, high }) =>
      (low === undefined) === (high === undefined) && (low ?? price) <= price && price <= (high ?? price),
    "low and high must be given together, with the price between them",
  )
  .refine(({ validFrom, validTo }) => validTo === undefined || validFrom <= validTo, "validFrom is after validTo");

const fileSchema = z.strictObject({ prices: z.array(electricityPriceSchema).min(1) });

/** Prices as a file holds them: `{ prices: [...] }`. Fails with the problem and its place. An unknown place is a problem. */
export async function parsePrices(content: unknown): Promise<Result<readonly ElectricityPrice[], string>> {
  const parsed = fileSchema.safeParse(content);
  if (!parsed.success) return fail(plainIssues(parsed.error, content).join(" "));
  for (const [index, { zone }] of parsed.data.prices.entries()) {
    const place = zone === undefined ? undefined : await resolvePlace(zone);
    if (place?.ok === false) return fail(`prices, entry ${index + 1}: ${place.error.message}`);
  }
  return ok(parsed.data.prices);
}

const priceLineSchema = z.looseObject({ price: electricityPriceSchema });

/** The price on a run's record. Undefined if it has no valid one. */
export function recordedPrice(record: RunRecord): ElectricityPrice | undefined {
  const line = record.others.findLast(({ kind }) => kind === "price");
  const parsed = priceLineSchema.safeParse(line?.value);
  return parsed.success ? parsed.data.price : undefined;
}
