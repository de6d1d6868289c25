import { WattledgerError, defined, quantify, resolve } from "@wattledger/core";
import type { Activity, FactorFamily, Quantity, ResolvedInputs, ResolvedNumber } from "@wattledger/core";
import { boundaryConversion } from "@wattledger/methods";
import type { Answer } from "./answer.ts";
import type { EqualTerms } from "./compare-activity.ts";
import { inUnit, times } from "./scale.ts";

/** The common terms, and the factors of `boundary-conversion` with which answers are brought to them. */
export interface Terms {
  readonly terms: EqualTerms;
  readonly factors: ResolvedInputs;
}

/** The common terms: what the activity states, else what the families of factors say where nothing is stated. */
export async function termsFor(activity: Activity, families: readonly FactorFamily[]): Promise<Terms> {
  const given = {
    energy: 1,
    ...defined({ zone: activity.zone, facility: activity.facility, pue: activity.pue }),
  };
  const resolved = await resolve(boundaryConversion, given, families);
  if (!resolved.ok) throw new WattledgerError("bad-input", resolved.error.map(({ message }) => message).join("\n"));
  const { pue, intensity } = resolved.value;
  if (pue?.kind !== "number" || intensity?.kind !== "number") throw new TypeError("No terms.");
  const terms = { boundary: "facility", pue: pue.value, gramsPerKilowattHour: intensity.value } as const;
  return { terms, factors: resolved.value };
}

/** What an answer is on the common terms. */
export interface OnEqualTerms {
  readonly energy: Quantity;
  readonly carbon: Quantity;
}

/** An answer brought to the common terms, with the intervals of the factors that took it there. */
export function onEqualTerms(
  { energy, boundary, pue }: Answer,
  terms: EqualTerms,
  factors: ResolvedInputs,
): OnEqualTerms {
  const origin = { kind: "given" } as const;
  const number = (value: number, unit: string): ResolvedNumber => ({ kind: "number", value, unit, origin });
  const { nominal, low, high, level } = inUnit(energy, "Wh");
  const exact = low === high || nominal < low || nominal > high;
  const inputs: ResolvedInputs = {
    ...factors,
    energy: { ...number(nominal, "Wh"), ...(exact ? {} : { distribution: { kind: "interval", low, high, level } }) },
    statedBoundary: { kind: "choice", value: boundary, origin },
    wantedBoundary: { kind: "choice", value: terms.boundary, origin },
    // The terms are what all are put on: an agreement, without an error.
    pue: number(terms.pue, "1"),
    statedPue: number(pue ?? 0, "1"),
  };
  const quantity = quantify(boundaryConversion, inputs, ["converted"]).get("converted")?.quantity;
  if (quantity === undefined) throw new TypeError("No conversion.");
  const kilowattHours = inUnit(quantity, "kWh");
  return { energy: kilowattHours, carbon: { ...times(kilowattHours, terms.gramsPerKilowattHour), unit: "gCO2e" } };
}
