import { acceleratorUsage, computeUsage } from "./cloud-billing-compute.ts";
import { gigabyteHours, gigabytes, hours, terabyteHours } from "./cloud-billing-quantity.ts";
import type { Billed } from "./cloud-billing-quantity.ts";
import { fits } from "./cloud-billing-rules.ts";
import type { BilledUnit, BillingQuirk, BillingRule } from "./cloud-billing-rules.ts";
import type { BillingProvider, BillingTables, CloudTables } from "./cloud-billing-tables.ts";
import type { cloudCarbonFootprint } from "./cloud-carbon-footprint.ts";

export type { BillingQuirk } from "./cloud-billing-rules.ts";
export { billingTables } from "./cloud-billing-tables.ts";
export type { BillingProvider, BillingTables } from "./cloud-billing-tables.ts";

/** A row of a cloud's bill or usage export, in the words that the three clouds share. */
export interface BillingRow {
  readonly provider: BillingProvider;
  /** Product code (AWS), service description (Google Cloud), meter category (Azure). */
  readonly service: string;
  /** Usage type (AWS), description of the SKU (Google Cloud), meter name (Azure). */
  readonly usageType: string;
  /** As the export spells it: `Hrs`, `byte-seconds`, `1 GB/Month`. */
  readonly unit: string;
  /** Usage in that unit. */
  readonly amount: number;
  /** As the cloud spells it: for the facility. The intensity of its grid is the caller's to look up. */
  readonly region?: string | undefined;
  /** A day of the usage, `YYYY-MM-DD`: for the length of its month. Absent: a mean month. */
  readonly date?: string | undefined;
  /** vCPUs of the instance, where the export tells. */
  readonly vcpus?: number | undefined;
  /** Machine type, which Google Cloud states next to the SKU. */
  readonly machineType?: string | undefined;
}

/** Inputs of the method `cloud-carbon-footprint`, all but the carbon intensity of the electricity. */
export type UsageInputs = Readonly<
  Partial<Record<Exclude<keyof typeof cloudCarbonFootprint.inputs, "intensity" | "samples" | "zeroSamples">, number>>
>;

/** What a row comes to. */
export type BilledUsage =
  /** The notes say in sentences what was assumed on the way. */
  | { readonly kind: "estimated"; readonly inputs: UsageInputs; readonly notes: readonly string[] }
  /** It counts nothing: a charge, or what other rows count already. */
  | { readonly kind: "excluded"; readonly reason: string }
  /** Nothing is known of its energy, which is not to say that it is zero. */
  | { readonly kind: "unknown"; readonly reason: string };

/**
 * Turns a row of a bill into inputs of the method `cloud-carbon-footprint`. Which rows are compute, memory, storage or
 * network is in `data/cloud-billing-rules.json`, where a new kind of row is one entry. Evaluate the method on the
 * result with the carbon intensity of the region; by itself it repeats no defect of the original.
 */
export function billedUsage(
  tables: BillingTables,
  row: BillingRow,
  quirks: ReadonlySet<BillingQuirk> = new Set(),
): BilledUsage {
  const cloud = tables[row.provider];
  const unit = cloud.units[row.unit];
  const rule = cloud.rules.find(
    (one) =>
      (one.quirk === undefined || quirks.has(one.quirk)) &&
      (one.units === undefined || (unit !== undefined && one.units.includes(unit))) &&
      fits(one, row),
  );
  const what = `${row.service}, ${row.usageType}`;
  if (rule === undefined) {
    const known = Object.keys(cloud.units).join(", ");
    const why = unit === undefined ? `the unit "${row.unit}" is not known (known: ${known})` : "no rule fits it";
    return { kind: "unknown", reason: `${what}: ${why}.` };
  }
  if (rule.counts === "excluded" || rule.counts === "unknown")
    return { kind: rule.counts, reason: `${what}: ${rule.why ?? "nothing is known of its energy"}.` };
  const counted = countRow(cloud, row, rule, rule.readAs ?? unit ?? "hour", quirks);
  if (counted === undefined) return { kind: "unknown", reason: `${what}: it cannot be counted by "${row.unit}".` };
  if (counted.kind !== "estimated") return counted;
  const pue = cloud.pueByRegion.get(row.region ?? "") ?? cloud.pue;
  const replication = rule.copies ?? cloud.replication.find((one) => fits(one, row))?.copies ?? 1;
  return { ...counted, inputs: { pue, replication, ...counted.inputs } };
}

/** Undefined where the rule counts what the unit does not measure. */
function countRow(
  cloud: CloudTables,
  row: BillingRow,
  rule: BillingRule,
  unit: BilledUnit,
  quirks: ReadonlySet<BillingQuirk>,
): BilledUsage | undefined {
  const { amount, usageType, date } = row;
  const billed: Billed = {
    amount,
    unit,
    usageType,
    date,
    sizes: rule.sizes,
    quirks,
    isAzure: row.provider === "azure",
  };
  switch (rule.counts) {
    case "compute":
    case "accelerator": {
      const time = hours(billed);
      if (time === undefined) return undefined;
      const compute = { cloud, row, rule, hours: time, quirks };
      return rule.counts === "compute" ? computeUsage(compute) : acceleratorUsage(compute);
    }
    case "memory":
      return estimated("memoryTime", gigabyteHours(billed));
    case "ssd":
    case "hdd":
      return estimated("storageTime", terabyteHours(billed), { storagePower: cloud.storagePower[rule.counts] });
    case "network":
      return estimated("traffic", gigabytes(billed));
    case "excluded":
    case "unknown":
      throw new TypeError("Such rows are not counted.");
  }
}

function estimated(
  name: keyof UsageInputs,
  value: number | undefined,
  others: UsageInputs = {},
): BilledUsage | undefined {
  return value === undefined ? undefined : { kind: "estimated", inputs: { ...others, [name]: value }, notes: [] };
}
