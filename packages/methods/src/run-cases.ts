import { compareCase, isWattledgerError } from "@wattledger/core";
import type { CaseFile, Comparison, ReferenceCase } from "@wattledger/core";
import * as z from "zod";
import type { CaseAdapter } from "./case-adapter.ts";
import { caseKinds } from "./case-kinds.ts";
import { actDieCases } from "./act-die.cases.ts";
import { aiEnergyScoreCases } from "./ai-energy-score.cases.ts";
import { boaviztaCases } from "./boavizta.cases.ts";
import { boundaryScalingCases } from "./boundary-scaling.cases.ts";
import { cloudCarbonFootprintCases } from "./cloud-carbon-footprint.cases.ts";
import { co2jsCases } from "./co2js.cases.ts";
import { codecarbonCases } from "./codecarbon.cases.ts";
import { cumulatorCases } from "./cumulator.cases.ts";
import { deviceLifeCycleCases } from "./device-life-cycle.cases.ts";
import { eco2aiCases } from "./eco2ai.cases.ts";
import { ecologitsVideoCases } from "./ecologits-video.cases.ts";
import { ecologitsCases } from "./ecologits.cases.ts";
import { embodiedHardwareCases } from "./embodied-hardware.cases.ts";
import { energyMeterCases } from "./energy-meter.cases.ts";
import { energyusageCases } from "./energyusage.cases.ts";
import { experimentImpactTrackerCases } from "./experiment-impact-tracker.cases.ts";
import { greenAlgorithmsHpcCases } from "./green-algorithms-hpc.cases.ts";
import { greenAlgorithmsCases } from "./green-algorithms.cases.ts";
import { impactFrameworkSciCases, sciBaselineServerCases } from "./impact-framework-sci.cases.ts";
import { jeghamCases } from "./jegham.cases.ts";
import { liWaterCases } from "./li-water.cases.ts";
import { llmcarbonCases } from "./llmcarbon.cases.ts";
import { mlco2ImpactCases } from "./mlco2-impact.cases.ts";
import { mlenergyLookupCases } from "./mlenergy-lookup.cases.ts";
import { pattersonTrainingCases } from "./patterson-training.cases.ts";
import { perunCases } from "./perun.cases.ts";
import { pyjoulesCases } from "./pyjoules.cases.ts";
import { sciCases } from "./sci.cases.ts";
import { strubell2019Cases } from "./strubell-2019.cases.ts";
import { waterCases } from "./water.cases.ts";

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
