import type { Located } from "@wattledger/factors";
import type { MachineFacts } from "@wattledger/meter";
import { channelsOf } from "@wattledger/sensors";
import type { Component, Finding } from "@wattledger/sensors";
import type { StoreState } from "./doctor-store.ts";

/** Schema of {@link DoctorReport}, and its version. */
export const doctorSchema = "wattledger/doctor/1";

/** What `wattledger doctor --json` writes. Only the folder of the store could name the machine or its user. */
export interface DoctorReport {
  readonly schema: typeof doctorSchema;
  /** Of Wattledger. */
  readonly version: string;
  readonly nodeVersion: string;
  readonly machine: MachineFacts;
  readonly findings: readonly Finding[];
  /** Components that no instrument and no model covers. */
  readonly uncovered: readonly Component[];
  /** The place assumed for runs without --zone. */
  readonly place: Located;
  /** The zone that runs use here because the environment or a configuration file sets it. Absent if neither does. */
  readonly zoneSetting?: { readonly zone: string; readonly from: string };
  readonly store: StoreState;
}

const components: readonly Component[] = ["cpu", "gpu", "dram", "storage", "network", "other"];

/** Components that no instrument and no model in use covers. */
export function uncoveredComponents(findings: readonly Finding[]): readonly Component[] {
  const covered = new Set(findings.filter(({ inUse }) => inUse).flatMap(componentsOf));
  return components.filter((component) => !covered.has(component));
}

function componentsOf({ availability, components: own }: Finding): readonly Component[] {
  if (availability.state !== "ready" || "title" in availability) return own;
  return channelsOf(availability).map(({ component }) => component);
}
