import { recordOf } from "@wattledger/core/schemas";
import * as z from "zod";
import ruleFile from "../data/cloud-billing-rules.json" with { type: "json" };

/** What an amount on a bill is in, once the spelling of the export is read. */
const billedUnit = z.enum([
  "GB",
  "GB-hour",
  "GB-month",
  "GB-second",
  "TB",
  "TB-month",
  "byte",
  "byte-hour",
  "byte-second",
  "day",
  "hour",
  "month",
  "second",
]);
/** A unit in which a row of a cloud bill counts. */
export type BilledUnit = z.output<typeof billedUnit>;

const quirk = z.enum([
  "accelerator-embodied",
  "byte-hours",
  "embodied-hours",
  "fargate-memory",
  "month-is-day",
  "names",
  "redshift-seconds",
  "vcpu-seconds",
]);

/**
 * Defects of the original, repeated only where asked for.
 *
 * - `accelerator-embodied`: Google Cloud's rows of accelerators include the making of the machine, too, which the rows of its vCPUs also include.
 * - `byte-hours`: usage types that end in ByteHrs are taken for hours of bytes though they are billed in months of gigabytes.
 * - `embodied-hours`: hours of an instance are divided by its vCPUs once more for its embodied carbon.
 * - `fargate-memory`: memory of Fargate is taken for solid-state storage.
 * - `month-is-day`: on Azure a month of storage lasts a day, any number of disks is one, and some services billed by the day or the month are taken for
 *   as many gigabytes.
 * - `names`: other spellings of an instance, a series or an accelerator are not recognised; an accelerator that is not
 *   known counts as the mean of old ones, those of an instance that is not known as nothing.
 * - `redshift-seconds`: hours of Redshift's nodes are divided by 3600, as seconds, though they are hours by then.
 * - `vcpu-seconds`: Google Cloud's seconds of vCPUs are multiplied by the vCPUs of the machine once more.
 */
export type BillingQuirk = z.output<typeof quirk>;

/** A text fits where any of these does: the whole, an end, a part, or a part with no letter or digit at its ends. */
const pattern = z.strictObject({
  is: z.exactOptional(z.array(z.string())),
  ends: z.exactOptional(z.array(z.string())),
  contains: z.exactOptional(z.array(z.string())),
  words: z.exactOptional(z.array(z.string())),
});

const condition = { service: z.exactOptional(pattern), usageType: z.exactOptional(pattern) };

const rule = z.strictObject({
  ...condition,
  counts: z.enum(["compute", "accelerator", "memory", "ssd", "hdd", "network", "excluded", "unknown"]),
  units: z.exactOptional(z.array(billedUnit)),
  unless: z.exactOptional(z.strictObject({ usageType: pattern })),
  /** Unit that is meant, where the export names another. */
  readAs: z.exactOptional(billedUnit),
  /** Copies that the service keeps of all its data. */
  copies: z.exactOptional(z.number()),
  /** vCPUs behind a unit, where no instance is named. */
  vcpus: z.exactOptional(z.number()),
  /** Processors that do it, where no instance is named. */
  processors: z.exactOptional(z.array(z.string())),
  /** Machine type that does it, even if the row names another. */
  machineType: z.exactOptional(z.string()),
  /** Gigabytes behind a unit, by a word of the usage type. */
  sizes: z.exactOptional(recordOf(z.number())),
  /** Only with that quirk: it repeats a defect. */
  quirk: z.exactOptional(quirk),
  why: z.exactOptional(z.string()),
});

/** One kind of row, and what it counts as. The first rule that fits a row is taken. */
export type BillingRule = z.output<typeof rule>;

const cloudRules = z.strictObject({
  /** Units as the exports spell them. */
  units: recordOf(billedUnit),
  rules: z.array(rule),
  replication: z.array(z.strictObject({ ...condition, copies: z.number() })),
  /** Processors by series, for rows that name no machine type. */
  processorsOfSeries: z.exactOptional(recordOf(z.array(z.string()))),
});

/** Classification of one cloud's rows. */
export type CloudRules = z.output<typeof cloudRules>;

/** Classification of each cloud's rows. */
export function billingRules(): { readonly aws: CloudRules; readonly azure: CloudRules; readonly gcp: CloudRules } {
  return z.strictObject({ aws: cloudRules, azure: cloudRules, gcp: cloudRules }).parse(ruleFile.providers);
}

/** What of a row the patterns look at. */
interface Names {
  readonly service: string;
  readonly usageType: string;
}

/** Whether a rule, or an entry of the replications, means a row of these names. */
export function fits(
  one: Pick<BillingRule, "service" | "usageType" | "unless">,
  { service, usageType }: Names,
): boolean {
  return (
    (one.service === undefined || matches(one.service, service)) &&
    (one.usageType === undefined || matches(one.usageType, usageType)) &&
    (one.unless === undefined || !matches(one.unless.usageType, usageType))
  );
}

function matches({ is = [], ends = [], contains = [], words = [] }: z.output<typeof pattern>, text: string): boolean {
  return (
    is.includes(text) ||
    ends.some((end) => text.endsWith(end)) ||
    contains.some((part) => text.includes(part)) ||
    words.some((word) => hasWord(text, word))
  );
}

/** Whether a text holds a part that no letter, digit or underscore touches. */
export function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (!touches(text[at - 1]) && !touches(text[at + word.length])) return true;
  }
  return false;
}

function touches(neighbour: string | undefined): boolean {
  return neighbour !== undefined && /\w/u.test(neighbour);
}
