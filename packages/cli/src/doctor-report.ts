import type { Located } from "@wattledger/factors";
import type { MachineFacts } from "@wattledger/meter";
import type { Component, Finding } from "@wattledger/sensors";
import type { StoreState } from "./doctor-store.ts";

/** Schema of {@link DoctorReport}, and its version. */
export const doctorSchema = "wattledger/doctor/1";

/** What `wattledger doctor --json` writes. Nothing in it names the machine or its user but the folder of the store. */
export interface DoctorReport {
  readonly schema: typeof doctorSchema;
  /** Of Wattledger. */
  readonly version: string;
  readonly nodeVersion: string;
  readonly machine: MachineFacts;
  readonly findings: readonly Finding[];
  /** Components that no sensor and no model of this release speaks of. */
  readonly neverLookedFor: readonly Component[];
  /** Where runs are taken to be when nobody says. */
  readonly place: Located;
  readonly store: StoreState;
}

const components: readonly Component[] = ["cpu", "gpu", "dram", "storage", "network", "other"];

/** Components of which none of the findings speaks. */
export function neverLookedFor(findings: readonly Finding[]): readonly Component[] {
  const known = new Set(findings.flatMap((finding) => finding.components));
  return components.filter((component) => !known.has(component));
}
