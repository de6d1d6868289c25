import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { runCases } from "@wattledger/cases";
import type { CaseVerdict } from "@wattledger/cases";
import type { CaseFile } from "@wattledger/core";
import { caseFileSchema } from "@wattledger/core/schemas";
import * as registry from "@wattledger/methods";

/** A file of reference cases, as they came out. */
export interface CaseRun {
  /** The folder of the cases: `green-algorithms` */
  readonly name: string;
  readonly file: CaseFile;
  readonly verdicts: readonly CaseVerdict[];
  /** Ids of the methods that the adapters use: `green-algorithms`, `green-algorithms-2-2`. */
  readonly answeredBy: ReadonlySet<string>;
}

/** Every case of the project, run. */
export async function runAllCases(root: string): Promise<readonly CaseRun[]> {
  const folder = join(root, "packages/cases/src");
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, "cases.json")));
  return Promise.all(
    names.toSorted().map(async (name) => {
      const file = caseFileSchema.parse(JSON.parse(readFileSync(join(folder, name, "cases.json"), "utf8")));
      return { name, file, verdicts: await runCases(file), answeredBy: methodsIn(join(folder, name)) };
    }),
  );
}

/** Ids of the methods that the adapters in a folder import by name. */
function methodsIn(folder: string): ReadonlySet<string> {
  const text = readdirSync(folder)
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("\n");
  const imported = [...text.matchAll(/^import \{([^}]*)\} from "@wattledger\/methods";/gmu)].flatMap(([, names = ""]) =>
    names.split(",").map((one) => one.trim().split(" ")[0]),
  );
  return new Set(
    Object.entries(registry).flatMap(([name, one]) => ("id" in one && imported.includes(name) ? [one.id] : [])),
  );
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
