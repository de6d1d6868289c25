import {
  assume,
  convert,
  defined,
  evaluate,
  givenFor,
  isWattledgerError,
  namesToGive,
  partOf,
  quantify,
  resolve,
  valuesOf,
} from "@wattledger/core";
import type {
  Activity,
  EnergyBoundary,
  FactorFamily,
  Given,
  Method,
  Quantity,
  ResolvedInputs,
  ResolvedNumber,
} from "@wattledger/core";
import { cautionsOf } from "../estimate/notes.ts";
import { isTotal } from "../estimate/total.ts";
import type { Silent } from "./compare-activity.ts";
import { inUnit } from "./scale.ts";

/** What a method answers for one unit of an activity: one request, one image, one run. Energy in kWh. */
export interface Answer {
  readonly kind: "answer";
  readonly method: Method;
  readonly energy: Quantity;
  /** Climate change as the method counts it; null where it has no such output. */
  readonly carbon: Quantity | null;
  readonly water: Quantity | null;
  /** What its energy counts. */
  readonly boundary: EnergyBoundary;
  /** Power usage effectiveness within it; null where it counts none. */
  readonly pue: number | null;
  /** Null if the method states no such figure. */
  readonly gramsPerKilowattHour: number | null;
  /** Its carbon holds that of making the hardware. */
  readonly countsMaking: boolean;
  readonly leavesOut: readonly string[];
  /** Steps taken to fill its inputs: names that were matched, fall-backs. */
  readonly notes: readonly string[];
  /** Energy of the accelerators alone, where the method says it. */
  readonly gpuJoules?: number;
  /** Whether it is of several units alike, such as machines: their figures are added up. */
  readonly isTotal: boolean;
  /** The method that supplied the energy of the accelerators, if the activity does not state it. */
  readonly fedBy?: string;
}

/** A method that answers nothing. */
export type Silence = Silent & { readonly kind: "silence" };

/** What a method answers, or why it cannot. */
export async function answerOf(
  method: Method,
  activity: Activity,
  families: readonly FactorFamily[],
  accept: readonly string[] = [],
): Promise<Answer | Silence> {
  const silence = (reason: string, cause: Silent["cause"] = "not-covered"): Silence => ({
    kind: "silence",
    id: method.id,
    title: method.title,
    cause,
    reason,
  });
  const given = givenFor(method, activity, families);
  if (!given.ok) return silence(given.error);
  const wanted = ["energy", "gwp", "water"].flatMap((output) => method.outputs[output] ?? []);
  if (method.outputs["energy"] === undefined) return silence("it does not state energy");
  const known = Object.keys(given.value).filter((name) => Object.hasOwn(method.equations, name));
  const base: Method = known.length === 0 ? method : assume<string, string, string>(method, known);
  const beside = [method.roles?.gpuEnergy, method.roles?.itEnergy].flatMap((name) => name ?? []);
  const answers = [...wanted, ...beside];
  const whole = { ...base, ...partOf(base, [...answers, ...cautionsWithin(base, answers)]) };
  // A count that was accepted under the activity's name for it is accepted.
  const count = method.roles?.count;
  const accepted = count !== undefined && accept.some((name) => countFields.has(name)) ? [...accept, count] : accept;
  const resolved = await resolve(whole, neededOf(whole, given.value, families), families, { accept: accepted });
  if (!resolved.ok) {
    const refused = resolved.error.filter(({ kind }) => kind !== "missing-input" && kind !== "no-factor");
    const said = [...new Set((refused.length === 0 ? resolved.error : refused).map(({ message }) => message))].join(
      " ",
    );
    return refused.length === 0
      ? silence(`an input that it needs is missing: ${said}`, "lacking")
      : silence(`what was stated is not known to it: ${said}`, "refused");
  }
  try {
    return answerFrom(method, whole, resolved.value, wanted);
  } catch (error) {
    if (isWattledgerError(error)) return silence(`it cannot be evaluated: ${error.message}`);
    throw error;
  }
}

/** Fields of activities that count units alike. */
const countFields: ReadonlySet<string> = new Set(["requests", "count", "machines"]);

/** Cautions that read nothing but what the answers read. */
function cautionsWithin(method: Method, answers: readonly string[]): readonly string[] {
  const read = new Set(Object.keys(partOf(method, answers).inputs));
  return Object.keys(method.cautions ?? {}).filter(
    (name) =>
      Object.hasOwn(method.equations, name) && Object.keys(partOf(method, [name]).inputs).every((one) => read.has(one)),
  );
}

/** What is left of what was given when only some equations are asked for. */
function neededOf(part: Method, given: Given, families: readonly FactorFamily[]): Given {
  const names = namesToGive(part, families);
  return Object.fromEntries(Object.entries(given).filter(([name]) => names.includes(name)));
}

function answerFrom(method: Method, part: Method, inputs: ResolvedInputs, wanted: readonly string[]): Answer {
  const quantities = quantify(part, inputs, wanted);
  const of = (output: string, unit: string): Quantity | null => {
    const quantity = quantities.get(method.outputs[output] ?? "")?.quantity;
    return quantity === undefined ? null : inUnit(quantity, unit);
  };
  const energy = of("energy", "kWh");
  if (energy === null) throw new TypeError(`${method.id} has no energy.`);
  const values = evaluate(part, valuesOf(inputs));
  const { energy: boundary, excludes: leavesOut } = method.boundary;
  if (boundary === undefined) throw new TypeError(`${method.id} does not say what its energy counts.`);
  const gpuJoules = energyIn(method.roles?.gpuEnergy, method, values, "J");
  return {
    kind: "answer",
    isTotal: isTotal(method, inputs),
    method,
    energy,
    carbon: of("gwp", "gCO2e"),
    water: of("water", "L"),
    boundary,
    pue: pueOf(method, inputs, values, boundary),
    gramsPerKilowattHour: intensityOf(method, inputs),
    countsMaking: (method.roles?.embodied ?? null) !== null,
    leavesOut,
    notes: [...cautionsOf(part, inputs), ...notesOf(inputs)],
    ...defined({ gpuJoules }),
  };
}

function pueOf(
  method: Method,
  inputs: ResolvedInputs,
  values: Readonly<Record<string, number>>,
  boundary: EnergyBoundary,
): number | null {
  if (boundary === "gpu" || boundary === "server") return null;
  const pue = numberOf(method.roles?.pue, inputs);
  if (pue !== undefined) return convert(pue.value, pue.unit, "1");
  const energy = energyIn(method.outputs["energy"], method, values, "kWh");
  const itEnergy = energyIn(method.roles?.itEnergy, method, values, "kWh");
  // Nothing divided by nothing has no value.
  return energy === undefined || itEnergy === undefined || itEnergy === 0 ? null : energy / itEnergy;
}

function intensityOf(method: Method, inputs: ResolvedInputs): number | null {
  const found = numberOf(method.roles?.intensity, inputs);
  return found === undefined ? null : convert(found.value, found.unit, "gCO2e/kWh");
}

/** The input that plays a role, if it was needed. */
function numberOf(name: string | null | undefined, inputs: ResolvedInputs): ResolvedNumber | undefined {
  const found = inputs[name ?? ""];
  return found?.kind === "number" ? found : undefined;
}

/** The value of an equation, if it was computed. */
function energyIn(
  name: string | undefined,
  method: Method,
  values: Readonly<Record<string, number>>,
  unit: string,
): number | undefined {
  const value = values[name ?? ""];
  return value === undefined ? undefined : convert(value, method.equations[name ?? ""]?.unit ?? "", unit);
}

function notesOf(inputs: ResolvedInputs): readonly string[] {
  const origins = Object.values(inputs).flatMap((one) => {
    if (one.kind !== "list") return [one.origin];
    return one.rows.flatMap(({ fields }) => Object.values(fields).map(({ origin }) => origin));
  });
  return [...new Set(origins.flatMap((origin) => (origin.kind === "factor" ? origin.fallbacks : [])))];
}
