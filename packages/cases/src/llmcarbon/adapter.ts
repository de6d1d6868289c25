import { assume, evaluate } from "@wattledger/core";
import type { Inputs } from "@wattledger/core";
import { llmcarbon } from "@wattledger/methods";
import * as z from "zod";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";

const absent = z.number().nullish();

const model = {
  type: z.string().nullish(),
  params_b: z.number(),
  base_params_b: absent,
};

const runInputs = z.object({
  ...model,
  tokens_b: z.number(),
  kgco2_per_kwh: z.number(),
  pue: absent,
  system_power_w: z.number(),
  peak_tflops: z.number(),
  efficiency: z.number(),
  devices: z.number(),
  actual_t: absent,
});

type Run = z.infer<typeof runInputs>;

function modelOf(
  given: Pick<Run, "type" | "params_b" | "base_params_b">,
): Inputs<"architecture" | "parametersBillions" | "baseParametersBillions"> {
  return {
    // The original takes any text except "MoE" for dense.
    architecture: given.type === "MoE" ? "MoE" : "dense",
    parametersBillions: given.params_b,
    baseParametersBillions: given.base_params_b ?? 0,
  };
}

function machineOf(given: Run): Inputs<"devices" | "peak" | "efficiency" | "systemPower" | "pue" | "intensity"> {
  return {
    devices: given.devices,
    peak: given.peak_tflops,
    efficiency: given.efficiency,
    systemPower: given.system_power_w,
    pue: given.pue ?? 1,
    intensity: given.kgco2_per_kwh,
  };
}

/** The original ends its validation with the error against a published figure. */
function errorOf(carbon: number, actual: number | null | undefined): { readonly relative_error?: number } {
  return actual == null ? {} : { relative_error: carbon / actual - 1 };
}

const training: CaseAdapter = {
  method: "llmcarbon",
  kind: "training",
  run: (inputs) => {
    const given = runInputs.parse(inputs);
    const result = evaluate(llmcarbon, { ...modelOf(given), ...machineOf(given), tokensBillions: given.tokens_b }, [
      "computation",
      "trainingTime",
      "energy",
      "carbon",
    ]);
    return {
      flops: result.computation,
      days: result.trainingTime,
      energy_mwh: result.energy,
      t_co2e: result.carbon,
      ...errorOf(result.carbon, given.actual_t),
    };
  },
};

const inference: CaseAdapter = {
  method: "llmcarbon",
  kind: "inference",
  run: (inputs) => {
    const given = runInputs.parse(inputs);
    const result = evaluate(
      llmcarbon,
      { ...modelOf(given), ...machineOf(given), inferenceTokensBillions: given.tokens_b },
      ["inferenceComputation", "inferenceTime", "inferenceEnergy", "inferenceCarbon"],
    );
    return {
      flops: result.inferenceComputation,
      days: result.inferenceTime,
      energy_mwh: result.inferenceEnergy,
      t_co2e: result.inferenceCarbon,
    };
  },
};

/** The validation takes the published time of the run, not the predicted one. */
const knownTime = assume(llmcarbon, ["trainingTime"]);

const embodiedInputs = z.object({
  days: z.number(),
  lifetime_days: absent,
  actual_t: absent,
  chips: z.array(z.object({ area_cm2_or_gb: z.number(), cpa_kg: z.number(), count: z.number() })),
});

const embodied: CaseAdapter = {
  method: "llmcarbon",
  kind: "embodied",
  run: (inputs) => {
    const given = embodiedInputs.parse(inputs);
    const { embodiedCarbon } = evaluate(
      knownTime,
      {
        trainingTime: given.days,
        ...(given.lifetime_days == null ? {} : { lifetime: given.lifetime_days }),
        chips: given.chips.map((chip) => ({ amount: chip.area_cm2_or_gb, making: chip.cpa_kg, count: chip.count })),
      },
      ["embodiedCarbon"],
    );
    return { t_co2e: embodiedCarbon, ...errorOf(embodiedCarbon, given.actual_t) };
  },
};

const parallelismInputs = z.object({ ...model, gpus_per_node: absent, gpu_memory_gb: absent });

const parallelism: CaseAdapter = {
  method: "llmcarbon",
  kind: "parallelism",
  run: (inputs) => {
    const given = parallelismInputs.parse(inputs);
    const result = evaluate(
      llmcarbon,
      {
        ...modelOf(given),
        ...(given.gpus_per_node == null ? {} : { nodeSize: given.gpus_per_node }),
        ...(given.gpu_memory_gb == null ? {} : { gpuMemory: given.gpu_memory_gb }),
      },
      ["plannedDevices", "plannedThroughput"],
    );
    return { devices: result.plannedDevices, achieved_tflops: result.plannedThroughput };
  },
};

/** Kinds of reference cases in this folder, each with its adapter. */
export const llmcarbonCases: readonly CaseKind[] = [training, inference, embodied, parallelism];
