import { energyBoundaryWords, evaluate, formatNumber } from "@wattledger/core";
import type { Activity, EnergyBoundary } from "@wattledger/core";
import { boundaryConversion } from "@wattledger/methods";
import type { Answer } from "./answer.ts";

/** One cause of a difference from the reference, with the factor that it accounts for. */
export interface Reason {
  readonly cause: "boundary" | "pue" | "own";
  readonly factor: number;
  /** Part of a sentence. */
  readonly text: string;
}

/** Below this a cause is not worth a word. */
const worthAWord = 0.02;

/**
 * Why a method's energy differs from the reference's. The factors of the three causes multiply to the ratio of the
 * energies as said; those that do nothing are left out.
 *
 * @param own Ratio on equal terms
 * @param counted Components that the activity used
 */
export function reasonsFor(
  answer: Answer,
  reference: Answer,
  own: number,
  counted: readonly string[],
): readonly Reason[] {
  const boundary = countedBy(answer.boundary) / countedBy(reference.boundary);
  const total = answer.energy.nominal / reference.energy.nominal;
  const reasons: readonly Reason[] = [
    {
      cause: "boundary",
      factor: boundary,
      text: `counts ${energyBoundaryWords[answer.boundary]}, not ${energyBoundaryWords[reference.boundary]}`,
    },
    // What is left is the facility: a method that does not say its own is taken to count the common one.
    { cause: "pue", factor: total / own / boundary, text: pueText(answer, reference) },
    { cause: "own", factor: own, text: ownText(answer, reference, own, counted) },
  ];
  return reasons.filter(({ factor }) => Math.abs(Math.log(factor)) > worthAWord);
}

/** Energy counted over that of the accelerators, facility overhead apart. */
function countedBy(boundary: EnergyBoundary): number {
  return evaluate(boundaryConversion, { statedBoundary: boundary, pue: 1 }, ["factorWithin"]).factorWithin;
}

function pueText({ pue }: Answer, { pue: reference }: Answer): string {
  if (pue === null && reference !== null) return `no facility, where PUE ${formatNumber(reference)} is counted`;
  if (pue === null || reference === null)
    return `PUE ${formatNumber(pue ?? reference ?? 1)}, of which the other does not say`;
  return `PUE ${formatNumber(pue)} against ${formatNumber(reference)}`;
}

function ownText(answer: Answer, { method: reference }: Answer, factor: number, counted: readonly string[]): string {
  const { method, boundary } = answer;
  // What stops at the accelerators lacks the rest by its boundary, a cause of its own.
  if (boundary === "gpu") return "its own model";
  const parts = counted.filter((one) => reference.boundary.components.includes(one));
  const overheads = reference.boundary.overheads.filter((one) => one !== "pue" && !one.includes("idle"));
  const has = [...method.boundary.components, ...method.boundary.overheads];
  const lacks = has.some((one) => one.startsWith("everything"))
    ? []
    : [...parts, ...overheads].filter((one) => !has.includes(one)).map((one) => one.replaceAll("-", " "));
  return factor < 1 && lacks.length > 0 ? `its own model, no ${lacks.join(", no ")}` : "its own model";
}

/** Components that an activity is known to have used: those of which a method can lack one that counts. */
export function componentsOf(activity: Activity): readonly string[] {
  if (activity.kind !== "compute-run" && activity.kind !== "training-plan") return ["gpu", "cpu", "dram"];
  if (activity.kind === "compute-run" && activity.energyJoules !== undefined) {
    return Object.keys(activity.energyJoules).filter((component) => component !== "other");
  }
  const { accelerators = [], processorCores, memoryBytes } = activity;
  return [
    ...(accelerators.length > 0 ? ["gpu"] : []),
    ...(processorCores === undefined ? [] : ["cpu"]),
    ...(memoryBytes === undefined ? [] : ["dram"]),
  ];
}
