import { compareCase, isWattledgerError } from "@wattledger/core";
import type { CaseFile, Comparison, ReferenceCase } from "@wattledger/core";
import * as z from "zod";
import type { CaseKind } from "./case-adapter.ts";
import * as registry from "./registry.ts";

/** Every kind of case, in order of the folders. */
export const caseKinds: readonly CaseKind[] = Object.values(registry).flat();

/** What became of a reference case. */
export interface CaseVerdict {
  readonly method: string;
  readonly name: string;
  readonly kind: string;
  /** `skipped`: the kind is out of scope or not known, or its tolerance compares nothing. The reason says which. */
  readonly verdict: "pass" | "mismatch" | "skipped";
  readonly reason?: string;
  readonly comparisons: readonly Comparison[];
  /** The largest among the comparisons; absent without comparisons. */
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
  const adapter = caseKinds.find((candidate) => candidate.method === method && candidate.kind === one.kind);
  if (adapter === undefined)
    return { verdict: "skipped", reason: `no such kind of case is known for ${method}`, comparisons: [] };
  if (adapter.run === undefined)
    return { verdict: "skipped", reason: `plumbing: ${adapter.outOfScope}`, comparisons: [] };
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
    // A defect of Wattledger. It must not hide the results of the other cases.
    return { verdict: "mismatch", reason: `a defect of Wattledger: ${String(error)}`, comparisons: [] };
  }
}

function asTheyAre(values: unknown): unknown {
  return values;
}
