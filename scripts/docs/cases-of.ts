import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { CaseFile } from "@wattledger/core";
import { caseFileSchema } from "@wattledger/core/schemas";
import { runCases } from "@wattledger/methods/cases";
import type { CaseVerdict } from "@wattledger/methods/cases";

/** A file of reference cases, as they came out. */
export interface CaseRun {
  /** `green-algorithms.cases.json` */
  readonly name: string;
  readonly file: CaseFile;
  readonly verdicts: readonly CaseVerdict[];
  /** Modules that the adapters take their methods from: `green-algorithms`, `green-algorithms-2-2`. */
  readonly answeredBy: ReadonlySet<string>;
}

/** Every case of the project, run. */
export function runAllCases(root: string): readonly CaseRun[] {
  const folder = join(root, "packages/methods/src");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".cases.json"))
    .toSorted()
    .map((name) => {
      const file = caseFileSchema.parse(JSON.parse(readFileSync(join(folder, name), "utf8")));
      const adapters = readFileSync(join(folder, name.replace(/\.json$/u, ".ts")), "utf8");
      const answeredBy = new Set([...adapters.matchAll(/from "\.\/([a-z0-9-]+)\.ts"/gu)].map(([, id = ""]) => id));
      return { name, file, verdicts: runCases(file), answeredBy };
    });
}

/**
 * The largest relative error of some cases, for a page. Below 1e-12 it is the rounding of the processor and of the
 * library of mathematics, which differs from one machine to the next, so it is not told apart.
 */
export function largestError(verdicts: readonly CaseVerdict[]): string {
  const errors = verdicts.flatMap(({ largestRelativeError }) => largestRelativeError ?? []);
  if (errors.length === 0) return "no numbers";
  const largest = Math.max(...errors);
  return largest < 1e-12 ? "< 1e-12" : largest.toExponential(1);
}
