import { WattledgerError, propagate, resolve } from "@wattledger/core";
import type { Activity, FactorFamily, Quantity, ResolvedInputs, ResolvedNumber } from "@wattledger/core";
import { boundaryConversion } from "../boundary-conversion.ts";
import type { EqualTerms } from "./activity.ts";
import type { Answer } from "./answer.ts";
import { inUnit, times } from "./scale.ts";

/** The common terms: what the activity states, else what the families of factors say where nothing is stated. */
export async function termsFor(activity: Activity, families: readonly FactorFamily[]): Promise<EqualTerms> {
  const given = {
    energy: 1,
    ...(activity.zone === undefined ? {} : { zone: activity.zone }),
    ...(activity.facility === undefined ? {} : { facility: activity.facility }),
    ...(activity.pue === undefined ? {} : { pue: activity.pue }),
  };
  const resolved = await resolve(boundaryConversion, given, families);
  if (!resolved.ok) throw new WattledgerError("bad-input", resolved.error.map(({ message }) => message).join("\n"));
  const { pue, intensity } = resolved.value;
  if (pue?.kind !== "number" || intensity?.kind !== "number") throw new TypeError("No terms.");
  return { boundary: "facility", pue: pue.value, gramsPerKilowattHour: intensity.value };
}

/** An answer brought to the common terms, with the intervals of the factors that took it there. */
export function onEqualTerms(
  { energy, boundary, pue }: Answer,
  { boundary: to, pue: common, gramsPerKilowattHour }: EqualTerms,
): { readonly energy: Quantity; readonly carbon: Quantity } {
  const origin = { kind: "given" } as const;
  const number = (value: number, unit: string): ResolvedNumber => ({ kind: "number", value, unit, origin });
  const factor = (name: "hostFactor" | "idleFactor"): ResolvedNumber => {
    const declared = boundaryConversion.inputs[name];
    if (declared.kind !== "number" || declared.default === undefined) throw new TypeError(`${name} has no default.`);
    const { distribution } = declared;
    return { ...number(declared.default, "1"), ...(distribution === undefined ? {} : { distribution }) };
  };
  const { nominal, low, high, level } = inUnit(energy, "Wh");
  const exact = low === high || nominal < low || nominal > high;
  const inputs: ResolvedInputs = {
    energy: { ...number(nominal, "Wh"), ...(exact ? {} : { distribution: { kind: "interval", low, high, level } }) },
    statedBoundary: { kind: "choice", value: boundary, origin },
    wantedBoundary: { kind: "choice", value: to, origin },
    hostFactor: factor("hostFactor"),
    idleFactor: factor("idleFactor"),
    pue: number(common, "1"),
    statedPue: number(pue ?? 0, "1"),
  };
  const quantity = propagate(boundaryConversion, inputs, ["converted"]).get("converted")?.quantity;
  if (quantity === undefined) throw new TypeError("No conversion.");
  const kilowattHours = inUnit(quantity, "kWh");
  return { energy: kilowattHours, carbon: { ...times(kilowattHours, gramsPerKilowattHour), unit: "gCO2e" } };
}
