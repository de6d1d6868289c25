import { WattledgerError, defined } from "@wattledger/core";
import type { ResolveFailure } from "@wattledger/core";
import {
  assignedValues,
  chooseMethod,
  inputsMessage,
  estimateSummary,
  makeEstimate,
  ourMethodFor,
  parseGiven,
  withOutputs,
} from "@wattledger/estimate";
import type { Estimate, ParsedInputs } from "@wattledger/estimate";
import { factorSet, families } from "@wattledger/factors";
import { readInputsFile } from "../given/given-file.ts";
import { pageWidth } from "../paragraph.ts";
import { writeJson, writeOut } from "../terminal.ts";
import { estimateMarkdown } from "./estimate-markdown.ts";
import { estimateText, explanationSection, sensitivitySection } from "./estimate-text.ts";
import type { EstimateOptions } from "./estimate.ts";
import { firstScreen } from "./first-screen.ts";

/** Does what `wattledger estimate` was asked to. @throws WattledgerError with everything that is wrong with the inputs */
export async function runEstimate(asked: string | undefined, options: EstimateOptions): Promise<void> {
  const file = options.file === undefined ? {} : await readInputsFile(options.file, process.stdin);
  const chosen =
    asked === undefined ? ourMethodFor({ ...file, ...assignedValues(options.input) }) : chooseMethod(asked);
  const methodId = chosen.id;
  const method = withOutputs(chosen, options.outputs);
  const parsed = parseGiven(method, families, file, options.input);
  if (options.batch !== undefined) {
    if (parsed.failures.length > 0) throw inputError(methodId, parsed.failures);
    const { runBatch } = await import("../batch/estimate-batch.ts");
    const common = { ...file, ...assignedValues(options.input) };
    const intervals = options.intervals === true;
    process.exitCode = await runBatch(options.batch, { method, families, common, intervals, accept: options.accept });
    return;
  }
  const estimate = await makeEstimate(method, parsed, families, factorSet, {
    seed: options.seed,
    accept: options.accept,
    ...defined({ draws: options.monteCarlo, sensitivity: options.sensitivity, explain: options.explain }),
  });
  if (!estimate.ok) throw inputError(methodId, estimate.error);
  if (options.json === true) writeJson(estimate.value.document);
  else if (options.markdown === true) writeOut(estimateMarkdown(estimate.value));
  else writeOut(page(estimate.value, parsed, options));
}

function page(estimate: Estimate, parsed: ParsedInputs, { verbose }: EstimateOptions): string {
  const width = pageWidth(process.stdout.columns);
  if (verbose === true) return estimateText(estimate, width);
  const answer = firstScreen(estimateSummary(estimate, parsed, families), estimate.document.method, width);
  const asked = [...sensitivitySection(estimate, width), ...explanationSection(estimate, width)];
  return [answer, ...asked.map((section) => `${section}\n`)].join("\n");
}

function inputError(methodId: string, failures: readonly ResolveFailure[]): WattledgerError {
  const hint = `What it takes: wattledger methods ${methodId}; how to write values: wattledger estimate --help`;
  return new WattledgerError("bad-input", `${inputsMessage(methodId, failures)}\n${hint}`);
}
