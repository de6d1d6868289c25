import type { BilledUnit, BillingQuirk, BillingRule } from "./cloud-billing-rules.ts";
import { hasWord } from "./cloud-billing-rules.ts";

/** An amount on a bill, and what its reading takes. */
export interface Billed {
  readonly amount: number;
  readonly unit: BilledUnit;
  readonly usageType: string;
  readonly date: string | undefined;
  readonly sizes: BillingRule["sizes"];
  readonly quirks: ReadonlySet<BillingQuirk>;
  /** Only Azure bills months that the quirk takes for days. */
  readonly isAzure: boolean;
}

const gibibyte = 2 ** 30;
const tebibyte = 2 ** 40;

/** Storage in TB·h; undefined if the unit is not one of storage. Gigabytes are decimal, bytes are counted in binary. */
export function terabyteHours(billed: Billed): number | undefined {
  const shortened = billed.isAzure && billed.quirks.has("month-is-day");
  const amount = shortened && billed.sizes !== undefined ? 1 : billed.amount;
  const monthHours = 24 * (shortened ? 1 : daysOfMonth(billed.date));
  const perUnit: Partial<Record<BilledUnit, number>> = {
    "GB-hour": 1 / 1000,
    "GB-month": monthHours / 1000,
    "TB-month": monthHours,
    "byte-hour": 1 / tebibyte,
    "byte-second": 1 / tebibyte / 3600,
    ...(billed.sizes === undefined ? {} : { day: 24 / 1000, month: monthHours / 1000 }),
  };
  return times(amount, perUnit[billed.unit], sizeOf(billed));
}

/** Memory in GB·h; undefined if the unit is not one of memory. */
export function gigabyteHours(billed: Billed): number | undefined {
  const perUnit: Partial<Record<BilledUnit, number>> = {
    "GB-hour": 1,
    "GB-second": 1 / 3600,
    "byte-second": 1 / gibibyte / 3600,
    ...(billed.sizes === undefined ? {} : { hour: 1 }),
  };
  return times(billed.amount, perUnit[billed.unit], sizeOf(billed));
}

/** Traffic in GB; undefined if the unit is not one of data. */
export function gigabytes({ amount, unit }: Billed): number | undefined {
  const perUnit: Partial<Record<BilledUnit, number>> = { GB: 1, TB: 1000, byte: 1 / gibibyte };
  return times(amount, perUnit[unit], 1);
}

/** Time in hours; undefined if the unit is not one of time. */
export function hours({ amount, unit }: Billed): number | undefined {
  const perUnit: Partial<Record<BilledUnit, number>> = { hour: 1, second: 1 / 3600 };
  return times(amount, perUnit[unit], 1);
}

function times(amount: number, perUnit: number | undefined, size: number | undefined): number | undefined {
  return perUnit === undefined || size === undefined ? undefined : amount * perUnit * size;
}

/** Gigabytes behind a unit; 1 where the rule names no sizes, undefined where none of its sizes is named. */
function sizeOf({ sizes, usageType }: Billed): number | undefined {
  if (sizes === undefined) return 1;
  return Object.entries(sizes).find(([word]) => hasWord(usageType, word))?.[1];
}

/** Days of the month that a day lies in; of a mean month where the day is not known. */
export function daysOfMonth(date: string | undefined): number {
  const [, year, month] = /^(\d{4})-(\d{2})/u.exec(date ?? "") ?? [];
  const meanMonth = 30.42;
  if (year === undefined || month === undefined) return meanMonth;
  const isLeap = Number(year) % 4 === 0 && (Number(year) % 100 !== 0 || Number(year) % 400 === 0);
  return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][Number(month) - 1] ?? meanMonth;
}
