import { compareCase, isWattledgerError } from "@wattledger/core";
import type { CaseFile, Comparison, ReferenceCase } from "@wattledger/core";
import * as z from "zod";
import type { CaseAdapter } from "./case-adapter.ts";
import { caseKinds } from "./case-kinds.ts";
import { actDieCases } from "./embodied-hardware/act-die.ts";
import { aiEnergyScoreCases } from "./ai-energy-score/adapter.ts";
import { boaviztaCases } from "./boavizta/adapter.ts";
import { boundaryScalingCases } from "./boundary-scaling/adapter.ts";
import { cloudCarbonFootprintCases } from "./cloud-carbon-footprint/adapter.ts";
import { co2jsCases } from "./co2js/adapter.ts";
import { codecarbonCases } from "./codecarbon/adapter.ts";
import { cumulatorCases } from "./cumulator/adapter.ts";
import { deviceLifeCycleCases } from "./device-life-cycle/adapter.ts";
import { eco2aiCases } from "./eco2ai/adapter.ts";
import { ecologitsVideoCases } from "./ecologits-video/adapter.ts";
import { ecologitsCases } from "./ecologits/adapter.ts";
import { embodiedHardwareCases } from "./embodied-hardware/adapter.ts";
import { energyMeterCases } from "./energy-meter/adapter.ts";
import { energyusageCases } from "./energyusage/adapter.ts";
import { experimentImpactTrackerCases } from "./experiment-impact-tracker/adapter.ts";
import { greenAlgorithmsHpcCases } from "./green-algorithms-hpc/adapter.ts";
import { greenAlgorithmsCases } from "./green-algorithms/adapter.ts";
import { impactFrameworkSciCases, sciBaselineServerCases } from "./impact-framework-sci/adapter.ts";
import { jeghamCases } from "./jegham/adapter.ts";
import { liWaterCases } from "./li-water/adapter.ts";
import { llmcarbonCases } from "./llmcarbon/adapter.ts";
import { mlco2ImpactCases } from "./mlco2-impact/adapter.ts";
import { mlenergyLookupCases } from "./mlenergy-lookup/adapter.ts";
import { pattersonTrainingCases } from "./patterson-training/adapter.ts";
import { perunCases } from "./perun/adapter.ts";
import { pyjoulesCases } from "./pyjoules/adapter.ts";
import { sciCases } from "./sci/adapter.ts";
import { strubell2019Cases } from "./strubell-2019/adapter.ts";
import { waterCases } from "./water/adapter.ts";

/** Every adapter, in order of method. */
export const caseAdapters: readonly CaseAdapter[] = [
  ...aiEnergyScoreCases,
  ...boaviztaCases,
  ...boundaryScalingCases,
  ...cloudCarbonFootprintCases,
  ...co2jsCases,
  ...codecarbonCases,
  ...cumulatorCases,
  ...deviceLifeCycleCases,
  ...eco2aiCases,
  ...ecologitsVideoCases,
  ...ecologitsCases,
  ...embodiedHardwareCases,
  ...actDieCases,
  ...energyMeterCases,
  ...energyusageCases,
  ...experimentImpactTrackerCases,
  ...greenAlgorithmsHpcCases,
  ...greenAlgorithmsCases,
  ...impactFrameworkSciCases,
  ...jeghamCases,
  ...liWaterCases,
  ...llmcarbonCases,
  ...mlco2ImpactCases,
  ...mlenergyLookupCases,
  ...pattersonTrainingCases,
  ...perunCases,
  ...pyjoulesCases,
  ...sciBaselineServerCases,
  ...sciCases,
  ...strubell2019Cases,
  ...waterCases,
];

/** What became of a reference case. */
export interface CaseVerdict {
  readonly method: string;
  readonly name: string;
  readonly kind: string;
  /** `skipped`: out of scope, or a method that is not built yet; the reason says which. */
  readonly verdict: "pass" | "mismatch" | "skipped";
  readonly reason?: string;
  readonly comparisons: readonly Comparison[];
  /** The largest among the comparisons; absent where there is none. */
  readonly largestRelativeError?: number;
}

/** Runs each case of a file. Cases that are marked as quirks run in compatibility mode. */
export async function runCases(file: CaseFile): Promise<readonly CaseVerdict[]> {
  const verdicts: CaseVerdict[] = [];
  // One after the other: an adapter that must load a table first loads it once.
  for (const one of file.cases)
    verdicts.push({ method: file.method, name: one.name, kind: one.kind, ...(await runCase(file.method, one)) });
  return verdicts;
}

async function runCase(
  method: string,
  one: ReferenceCase,
): Promise<Pick<CaseVerdict, "verdict" | "reason" | "comparisons">> {
  const adapter = caseAdapters.find((candidate) => candidate.method === method && candidate.kind === one.kind);
  if (adapter === undefined) return { verdict: "skipped", reason: whySkipped(method, one.kind), comparisons: [] };
  try {
    const { run, comparable = asTheyAre } = adapter;
    const got = await run(one.inputs, one.quirk, one.name);
    const comparisons = compareCase(comparable(one.expected), comparable(got), one.tolerance);
    if (comparisons.length === 0)
      return { verdict: "skipped", reason: "the tolerance speaks of no expected value", comparisons };
    const errors = comparisons.flatMap(({ relativeError }) => (relativeError === undefined ? [] : [relativeError]));
    return {
      verdict: comparisons.every((comparison) => comparison.agrees) ? "pass" : "mismatch",
      comparisons,
      ...(errors.length === 0 ? {} : { largestRelativeError: Math.max(...errors) }),
    };
  } catch (error) {
    if (error instanceof z.ZodError) return { verdict: "mismatch", reason: z.prettifyError(error), comparisons: [] };
    if (isWattledgerError(error)) return { verdict: "mismatch", reason: error.message, comparisons: [] };
    // A defect of ours; it must not hide what becomes of the other cases.
    return { verdict: "mismatch", reason: `a defect of Wattledger: ${String(error)}`, comparisons: [] };
  }
}

function asTheyAre(values: unknown): unknown {
  return values;
}

function whySkipped(method: string, kind: string): string {
  const known = caseKinds[method]?.[kind];
  if (known === undefined) return `no such kind of case is known for ${method}`;
  switch (known.class) {
    case "arithmetic":
      return "arithmetic of a method that is not built yet";
    case "plumbing":
      return `plumbing: ${known.reason}`;
  }
}
