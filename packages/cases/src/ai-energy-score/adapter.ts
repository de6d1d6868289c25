import { assume, evaluate } from "@wattledger/core";
import { aiEnergyScore } from "@wattledger/methods";
import * as z from "zod";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";

const unitInputs = z.object({ value: z.number(), unit: z.string().nullish() });

const unit: CaseAdapter = {
  method: "ai-energy-score",
  kind: "unit",
  run: (inputs) => {
    const given = unitInputs.parse(inputs);
    return { wh: wattHours(given.value, given.unit ?? "") };
  },
};

/** As the original reads units: what it does not know is kWh to it. */
function wattHours(value: number, name: string): number {
  switch (name.trim().toLowerCase()) {
    case "wh":
      return value;
    case "j":
    case "joule":
    case "joules":
      return value / 3600;
    default:
      return value * 1000;
  }
}

const phase = z
  .object({ energy: z.object({ gpu: z.number().nullish(), unit: z.string().nullish() }).nullish() })
  .nullish();
const phasesInputs = z.object({ preprocess: phase, prefill: phase, decode: phase });

const phases: CaseAdapter = {
  method: "ai-energy-score",
  kind: "phases",
  run: (inputs) => {
    const given = phasesInputs.parse(inputs);
    const perPhase = {
      preprocess: energyOf(given.preprocess),
      prefill: energyOf(given.prefill),
      decode: energyOf(given.decode),
    };
    return { gpu_wh: evaluate(aiEnergyScore, perPhase, ["gpuEnergy"]).gpuEnergy, per_phase_wh: perPhase };
  },
};

/** A phase that is missing used nothing, as the original has it. */
function energyOf(one: z.output<typeof phase>): number {
  return wattHours(one?.energy?.gpu ?? 0, one?.energy?.unit ?? "");
}

const run = assume(aiEnergyScore, ["gpuEnergy"]);

const normaliseInputs = z.object({ gpu_wh: z.number(), successful_prompts: z.number() });

const normalise: CaseAdapter = {
  method: "ai-energy-score",
  kind: "normalise",
  run: (inputs) => {
    const { gpu_wh: gpuEnergy, successful_prompts: prompts } = normaliseInputs.parse(inputs);
    return { wh_per_1000_queries: evaluate(run, { gpuEnergy, prompts }, ["score"]).score };
  },
};

const classInputs = z.object({ memory_gb: z.number(), quantization_bits: z.number().nullish() });

const sizeClass: CaseAdapter = {
  method: "ai-energy-score",
  kind: "class",
  run: (inputs) => {
    const { memory_gb: memory, quantization_bits: weightBits } = classInputs.parse(inputs);
    const result = evaluate(aiEnergyScore, { memory, ...(weightBits == null ? {} : { weightBits }) }, [
      "classLimit",
      "trueLimit",
    ]);
    return { max_params_b: result.classLimit, true_fp16_max_params_b: result.trueLimit };
  },
};

const scored = assume(aiEnergyScore, ["score"]);

const starsInputs = z.object({ wh: z.number(), min_wh: z.number(), max_wh: z.number() });

const stars: CaseAdapter = {
  method: "ai-energy-score",
  kind: "stars",
  run: (inputs) => {
    const { wh: score, min_wh: best, max_wh: worst } = starsInputs.parse(inputs);
    return { stars: evaluate(scored, { score, best, worst }, ["stars"]).stars };
  },
};

/** Kinds of reference cases in this folder, each with its adapter. */
export const aiEnergyScoreCases: readonly CaseKind[] = [unit, phases, normalise, sizeClass, stars];
