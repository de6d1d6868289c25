import { existsSync, readFileSync, readdirSync } from "node:fs";
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
export async function runAllCases(root: string): Promise<readonly CaseRun[]> {
  const folder = join(root, "packages/methods/src");
  const names = readdirSync(folder).filter((name) => name.endsWith(".cases.json"));
  return Promise.all(
    names.toSorted().map(async (name) => {
      const file = caseFileSchema.parse(JSON.parse(readFileSync(join(folder, name), "utf8")));
      const imports = adaptersOf(folder, name).matchAll(/from "\.\.?\/([a-z0-9-]+)\.ts"/gu);
      return { name, file, verdicts: await runCases(file), answeredBy: new Set([...imports].map(([, id = ""]) => id)) };
    }),
  );
}

/** Text of the adapters of a case file: `x.cases.ts`, and the folder `x-cases` where they are many. */
function adaptersOf(folder: string, name: string): string {
  const apart = join(folder, name.replace(".cases.json", "-cases"));
  const files = existsSync(apart) ? readdirSync(apart).filter((one) => one.endsWith(".ts")) : [];
  const paths = [join(folder, name.replace(/\.json$/u, ".ts")), ...files.map((one) => join(apart, one))];
  return paths.map((path) => readFileSync(path, "utf8")).join("\n");
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
