import type { Located } from "@wattledger/factors";
import type { MachineFacts } from "@wattledger/meter";
import { channelsOf } from "@wattledger/sensors";
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
  /** Components of which no instrument that was found and no model in use speaks. */
  readonly uncovered: readonly Component[];
  /** Where runs are taken to be when nobody says. */
  readonly place: Located;
  readonly store: StoreState;
}

const components: readonly Component[] = ["cpu", "gpu", "dram", "storage", "network", "other"];

/** Components of which nothing that a run would use here speaks. */
export function uncoveredComponents(findings: readonly Finding[]): readonly Component[] {
  const covered = new Set(findings.filter(({ inUse }) => inUse).flatMap(componentsOf));
  return components.filter((component) => !covered.has(component));
}

function componentsOf({ availability, components: own }: Finding): readonly Component[] {
  if (availability.state !== "ready" || "title" in availability) return own;
  return channelsOf(availability).map(({ component }) => component);
}
