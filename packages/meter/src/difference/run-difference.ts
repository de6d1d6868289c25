import { convert, houseZ, inputQuantity } from "@wattledger/core";
import type { Propagated } from "@wattledger/core";
import { figureComponents, partOf } from "../account/run-figures.ts";
import type { Figure } from "../account/run-figures.ts";
import type { SummarisedRecord } from "../summary/record-summary.ts";
import { correlationOf } from "./correlated.ts";
import type { Correlation } from "./correlated.ts";
import { differenceCauses, wholeCauses } from "./difference-causes.ts";
import type { Cause } from "./difference-causes.ts";
import { differenceInterval } from "./difference-interval.ts";
import type { Side } from "./difference-interval.ts";

/** One quantity in two runs. Null is unknown, which is neither 0 nor the same. */
export interface DifferenceRow {
  readonly name: DifferenceName;
  /** Of all values of the row: `s`, `J`, `gCO2e`, `L`, `gCO2e/kWh`, `1`. */
  readonly unit: string;
  readonly a: number | null;
  readonly b: number | null;
  /** B minus A, with the interval of the errors that the two do not share. Null if one of them is unknown. */
  readonly difference: Figure | null;
}

/** The rows, in order. The energy of each component has its own name. */
export type DifferenceName =
  | "duration"
  | "cpuSeconds"
  | "energy"
  | (typeof figureComponents)[number]
  | "restOfNode"
  | "facilityOverhead"
  | "carbon"
  | "water"
  | "embodied"
  | "intensity"
  | "pue";

/** Two runs side by side. */
export interface RunDifference {
  readonly rows: readonly DifferenceRow[];
  /** The causes of the difference in carbon, the largest first. They add up to the difference of the nominal values. */
  readonly causes: readonly Cause[];
  /** How the runs were accounted, if that differs: sentences. */
  readonly notes: readonly string[];
}

/** Compares two runs. Shared errors are counted once: they cancel as far as they have the same direction. */
export function differenceOf(a: SummarisedRecord, b: SummarisedRecord): RunDifference {
  const correlation = correlationOf(a, b);
  const result = (name: DifferenceName, equation: string, unit: string): DifferenceRow =>
    rowOf(name, unit, known(a, equation), known(b, equation), correlation);
  const input = (name: DifferenceName, unit: string): DifferenceRow =>
    rowOf(name, unit, inputOf(a, name), inputOf(b, name), correlation);
  const rows = [
    exact("duration", a.summary.durationSeconds, b.summary.durationSeconds),
    exact("cpuSeconds", a.summary.cpuSeconds, b.summary.cpuSeconds),
    result("energy", "energy", "J"),
    ...figureComponents.map((part) =>
      rowOf(part, "J", partOf(a.found, { component: part }), partOf(b.found, { component: part }), correlation),
    ),
    result("restOfNode", "restOfNode", "J"),
    result("facilityOverhead", "facilityOverhead", "J"),
    result("carbon", "carbon", "gCO2e"),
    result("water", "water", "L"),
    rowOf("embodied", "gCO2e", a.found.results.get("embodied"), b.found.results.get("embodied"), correlation),
    input("intensity", "gCO2e/kWh"),
    input("pue", "1"),
  ];
  return {
    rows: rows.filter((row) => row.a !== null || row.b !== null),
    causes: causesOf(rows, differenceCauses(a, b)),
    notes: notesOf(a, b),
  };
}

/** All causes of the difference in carbon. Empty if the carbon of one of the runs is unknown. */
function causesOf(rows: readonly DifferenceRow[], causes: readonly Cause[]): readonly Cause[] {
  const carbon = rows.find(({ name }) => name === "carbon");
  if (carbon?.difference == null) return [];
  const both = Math.abs(carbon.a ?? 0) + Math.abs(carbon.b ?? 0);
  return wholeCauses(causes, { difference: carbon.difference.nominal, both });
}

type Uncertain = Pick<Propagated, "quantity" | "sd" | "effects">;

function rowOf(
  name: DifferenceName,
  unit: string,
  a: Uncertain | undefined,
  b: Uncertain | undefined,
  correlation: Correlation,
): DifferenceRow {
  const inUnit = (one: Uncertain, value: number): number => value * convert(1, one.quantity.unit, unit);
  const values = {
    a: a === undefined ? null : inUnit(a, a.quantity.nominal),
    b: b === undefined ? null : inUnit(b, b.quantity.nominal),
  };
  if (a === undefined || b === undefined) return { name, unit, ...values, difference: null };
  const nominal = inUnit(b, b.quantity.nominal) - inUnit(a, a.quantity.nominal);
  const mean = inUnit(b, b.quantity.mean) - inUnit(a, a.quantity.mean);
  const { low, high } = differenceInterval(sideOf(a, inUnit(a, 1)), sideOf(b, inUnit(b, 1)), correlation);
  return { name, unit, ...values, difference: { nominal, mean, low, high, level: 0.9 } };
}

function sideOf({ quantity, effects }: Uncertain, scale: number): Side {
  const scaled = [...effects].map(([variable, effect]): [string, number] => [variable, effect * scale]);
  return { mean: quantity.mean * scale, effects: new Map(scaled) };
}

function known({ found }: SummarisedRecord, equation: string): Uncertain | undefined {
  return found.measurement.energy.length === 0 ? undefined : found.results.get(equation);
}

/** An input with its own uncertainty: the only variable is itself. */
function inputOf({ found, summary }: SummarisedRecord, name: string): Uncertain | undefined {
  const input = found.inputs[name];
  if (input?.kind !== "number") return undefined;
  const quantity = inputQuantity(input);
  const sd = (quantity.high - quantity.low) / (2 * houseZ);
  return { quantity, sd, effects: new Map(sd > 0 ? [[input.variable ?? `${name} of ${summary.id}`, sd]] : []) };
}

/** A row that is counted, not estimated. */
function exact(name: "duration" | "cpuSeconds", a: number | null, b: number | null): DifferenceRow {
  const difference = a === null || b === null ? null : b - a;
  const figure = difference === null ? null : sure(difference);
  return { name, unit: "s", a, b, difference: figure };
}

function sure(value: number): Figure {
  return { nominal: value, mean: value, low: value, high: value, level: 0.9 };
}

function notesOf(a: SummarisedRecord, b: SummarisedRecord): readonly string[] {
  const notes: string[] = [];
  const made = [a, b].map(({ found }) => found.footprint.made);
  const [methodA = "", methodB = ""] = made.map(({ method }) => `${method.id} ${method.version}`);
  const [factorsA, factorsB] = made.map(({ factorSet }) => factorSet);
  if (methodA !== methodB) notes.push(`A was accounted by ${methodA}, B by ${methodB}`);
  if (factorsA !== factorsB) notes.push(`A was accounted with the factors of ${factorsA}, B with those of ${factorsB}`);
  const scopes = [a, b].map(({ summary }) => summary.scope);
  if (scopes[0] !== scopes[1]) notes.push(`A has the scope "${scopes[0]}", B the scope "${scopes[1]}"`);
  for (const part of figureComponents) {
    const [inA, inB] = [a, b].map((run) => evidenceOf(run, part));
    if (inA !== inB && inA !== "" && inB !== "")
      notes.push(`${part} was measured or modelled by ${inA} in A, by ${inB} in B`);
  }
  return notes;
}

function evidenceOf({ found }: SummarisedRecord, part: string): string {
  const of = found.measurement.energy.filter(({ channel }) => channel.component === part);
  return [...new Set(of.map(({ channel }) => channel.sensor))].join(" and ");
}
