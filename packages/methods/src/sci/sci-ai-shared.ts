import { input } from "@wattledger/core";

/** Of both scores of SCI for AI. */
export const sciAiSource = {
  title: "Green Software Foundation: SCI for AI Specification",
  version: "commit 4b7c0f7 (2026-01-12), in public review since 20 November 2025; not seen as ratified",
  locator: "SPEC.md: sections 5 to 9",
  retrieved: "2026-11-30",
  license: "CC-BY-4.0",
} as const;

/** Version of the draft. */
export const sciAiVersion = "draft-2026-01";

/** What no score of the family counts. */
export const neverCounted = ["offsets, removals, certificates and purchase agreements", "water"] as const;

/** Where the electricity is used. */
export const facility = {
  pue: input("1", "Power usage effectiveness of the facility", {
    min: 1,
    default: 1,
    source: "the energies are taken to contain the facility's overhead already",
  }),
  intensity: input("gCO2e/kWh", "Carbon intensity of the electricity, average or marginal; say which", {
    min: 0,
    from: "grid",
  }),
};

/** Electricity of a part of the system that is there only where it is stated. */
export function energyOf(help: string): ReturnType<typeof input> {
  return input("kWh", help, { min: 0, default: 0, source: "none unless stated" });
}
