import { WattledgerError } from "@wattledger/core";
import type { ResolveFailure } from "@wattledger/core";
import { factorSet, families } from "@wattledger/factors";
import type { EstimateOptions } from "./estimate.ts";
import { makeEstimate } from "./estimate-document.ts";
import { estimateMarkdown } from "./estimate-markdown.ts";
import { estimateText } from "./estimate-text.ts";
import { readInputsFile } from "./given-file.ts";
import { parseGiven } from "./given.ts";
import { chooseMethod } from "./methods-choose.ts";
import { pageWidth } from "./paragraph.ts";

/** Does what `wattledger estimate` was asked to. @throws WattledgerError with everything that is wrong with the inputs */
export async function runEstimate(methodId: string, options: EstimateOptions): Promise<void> {
  const method = chooseMethod(methodId);
  const file = options.file === undefined ? {} : await readInputsFile(options.file, process.stdin);
  const parsed = parseGiven(method, families, file, options.input);
  const estimate = await makeEstimate(method, parsed, families, factorSet, {
    seed: options.seed,
    ...(options.monteCarlo === undefined ? {} : { draws: options.monteCarlo }),
    ...(options.sensitivity === undefined ? {} : { sensitivity: options.sensitivity }),
    ...(options.explain === undefined ? {} : { explain: options.explain }),
  });
  if (!estimate.ok) throw inputError(methodId, estimate.error);
  if (options.json === true) process.stdout.write(`${JSON.stringify(estimate.value.document, undefined, 2)}\n`);
  else if (options.markdown === true) process.stdout.write(estimateMarkdown(estimate.value));
  else process.stdout.write(estimateText(estimate.value, pageWidth(process.stdout.columns)));
}

function inputError(methodId: string, failures: readonly ResolveFailure[]): WattledgerError {
  const count = failures.length === 1 ? "an input is" : `${failures.length} inputs are`;
  const list = failures.map(({ message }) => `  - ${message}`).join("\n");
  const hint = `What it takes: wattledger methods ${methodId}; how to write values: wattledger estimate --help`;
  return new WattledgerError(
    "bad-input",
    `${methodId} cannot be estimated: ${count} wrong or missing.\n${list}\n${hint}`,
  );
}
