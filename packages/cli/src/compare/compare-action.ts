import { compareActivity } from "@wattledger/estimate";
import { readActivity } from "@wattledger/estimate";
import { families } from "@wattledger/factors";
import { methods } from "@wattledger/methods";
import { readJsonFile } from "../json-file.ts";
import { pageWidth } from "../paragraph.ts";
import { complain, writeJson, writeOut } from "../terminal.ts";
import { activityComparisonText } from "./compare-text.ts";
import type { CompareOptions } from "./compare.ts";

/** Schema of what `--json` prints: docs/compare-json.md. */
export const comparisonSchema = "wattledger/comparison/1";

/** Does what `wattledger compare` was asked to. @throws WattledgerError with what is wrong with the activity */
export async function runCompare(kind: string | undefined, options: CompareOptions): Promise<void> {
  const file = options.activity === undefined ? undefined : await readJsonFile(options.activity, "The activity");
  const { activity, doubts } = readActivity(kind, file, options.input);
  for (const doubt of doubts) complain(doubt);
  const comparison = await compareActivity(activity, methods, families, { accept: options.accept });
  if (options.json === true) {
    writeJson({ schema: comparisonSchema, ...comparison });
  } else
    writeOut(
      activityComparisonText(comparison, pageWidth(process.stdout.columns), {
        stated: options.stated ?? options.verbose ?? false,
        why: options.why ?? options.verbose ?? false,
      }),
    );
}
