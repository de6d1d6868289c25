import { listedCloud } from "@wattledger/factors/cloud-instance";
import type { CloudProvider, ListedCloud } from "@wattledger/factors/cloud-instance";
import { billingRules } from "./cloud-billing-rules.ts";
import type { CloudRules } from "./cloud-billing-rules.ts";

/** A cloud whose bills can be read. */
export type BillingProvider = CloudProvider;

/** The tables of one cloud: its instances and their power, and what the rows of its bills count as. */
export interface CloudTables extends ListedCloud, CloudRules {}

/** The tables of each cloud. */
export type BillingTables = Readonly<Record<BillingProvider, CloudTables>>;

/** Reads the tables: once for any number of rows, as it takes some milliseconds. */
export function billingTables(): BillingTables {
  const rules = billingRules();
  const tablesOf = (provider: BillingProvider): CloudTables => ({ ...rules[provider], ...listedCloud(provider) });
  return { aws: tablesOf("aws"), azure: tablesOf("azure"), gcp: tablesOf("gcp") };
}
