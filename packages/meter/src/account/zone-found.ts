import type { ResolvedInputs } from "@wattledger/core";
import type { RunStarted } from "../record/record.ts";

/** How the place of the electricity was found. `nothing`: neither a person nor the machine named it, so the world's mean is used. */
export type ZoneFoundBy = "given" | "cloud-region" | "time-zone" | "nothing";

/** Reads from a run's inputs how its zone was found. */
export function zoneFoundBy({ options }: Pick<RunStarted, "options">, { intensity }: ResolvedInputs): ZoneFoundBy {
  if (options.zone !== undefined || intensity?.kind !== "number" || intensity.origin.kind !== "factor") return "given";
  const { factor, matched } = intensity.origin;
  if (matched === undefined) return "nothing";
  return /@(?:.*-)?guessed\//u.test(factor.id) ? "time-zone" : "cloud-region";
}
