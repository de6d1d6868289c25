import { assume, evaluate } from "@wattledger/core";
import { greenAlgorithms, greenAlgorithms10, greenAlgorithms22 } from "@wattledger/methods";
import * as z from "zod";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";
import { greenAlgorithmsText } from "./text.ts";

const absent = z.number().nullish();

const estimateInputs = z.object({
  data_version: z.string().nullish(),
  core_type: z.enum(["CPU", "GPU", "Both"]),
  runtime_h: z.number(),
  runtime_min: z.number().default(0),
  memory_gb: z.number(),
  cpu_cores: absent,
  cpu_w_per_core: absent,
  cpu_usage: absent,
  gpus: absent,
  gpu_w: absent,
  gpu_usage: absent,
  carbon_intensity_g_per_kwh: z.number(),
  pue_resolved: z.number(),
  multiplicative_factor: absent,
});

const estimate: CaseAdapter = {
  method: "green-algorithms",
  kind: "estimate",
  run: (inputs) => {
    const given = estimateInputs.parse(inputs);
    const hasCpu = given.core_type !== "GPU";
    const hasGpu = given.core_type !== "CPU";
    const inputsOfTask = {
      runtime: given.runtime_h + given.runtime_min / 60,
      cores: hasCpu ? (given.cpu_cores ?? 0) : 0,
      cpuUsage: given.cpu_usage ?? 1,
      gpus: hasGpu ? (given.gpus ?? 0) : 0,
      gpuUsage: given.gpu_usage ?? 1,
      memory: given.memory_gb,
      pue: given.pue_resolved,
      intensity: given.carbon_intensity_g_per_kwh,
      multiplier: given.multiplicative_factor ?? 1,
      ...(given.cpu_w_per_core == null ? {} : { corePower: given.cpu_w_per_core }),
      ...(given.gpu_w == null ? {} : { gpuPower: given.gpu_w }),
    };
    const result = evaluate(releaseOf(given.data_version ?? "v3.0"), inputsOfTask, [
      "energy",
      "carbon",
      "power",
      "cpuCarbon",
      "gpuCarbon",
      "dramCarbon",
      "treeMonths",
      "carKilometres",
    ]);
    return {
      energy_kwh: result.energy,
      carbon_g: result.carbon,
      power_w: result.power,
      carbon_cpu_g: result.cpuCarbon,
      carbon_gpu_g: result.gpuCarbon,
      carbon_memory_g: result.dramCarbon,
      tree_months: result.treeMonths,
      km_car_eu: result.carKilometres,
    };
  },
};

/** The release whose data a case is of; the constants of 1.1, 2.0 and 2.1 are those of 2.2. */
function releaseOf(version: string): typeof greenAlgorithms | typeof greenAlgorithms10 | typeof greenAlgorithms22 {
  if (version === "v1.0") return greenAlgorithms10;
  return ["v1.1", "v2.0", "v2.1", "v2.2"].includes(version) ? greenAlgorithms22 : greenAlgorithms;
}

/** The AI page starts from a task that is already computed. */
const task = assume(greenAlgorithms, ["energy", "carbon"]);

const trainingInputs = z.object({
  main_energy_kwh: z.number(),
  main_carbon_g: z.number(),
  rd_enabled: z.boolean(),
  rd_multiple: absent,
  retraining_enabled: z.boolean(),
  retrainings: absent,
  retraining_multiple: absent,
});

const training: CaseAdapter = {
  method: "green-algorithms",
  kind: "training-with-rd-and-retraining",
  run: (inputs) => {
    const given = trainingInputs.parse(inputs);
    const result = evaluate(
      task,
      {
        energy: given.main_energy_kwh,
        carbon: given.main_carbon_g,
        researchMultiple: given.rd_enabled ? (given.rd_multiple ?? 0) : 0,
        retrainings: given.retraining_enabled ? (given.retrainings ?? 0) : 0,
        retrainingMultiple: given.retraining_multiple ?? 0,
      },
      ["researchEnergy", "retrainingEnergy", "trainingEnergy", "trainingCarbon"],
    );
    return {
      rd_energy_kwh: result.researchEnergy,
      retraining_energy_kwh: result.retrainingEnergy,
      energy_kwh: result.trainingEnergy,
      carbon_g: result.trainingCarbon,
    };
  },
};

const inferenceInputs = z.object({
  measured_energy_kwh: z.number(),
  measured_carbon_g: z.number(),
  reporting_value: z.number(),
  reporting_unit: z.enum(["month", "year"]),
  input_value: z.number(),
  input_unit: z.enum(["day", "week", "month", "year"]),
  continuous: z.boolean(),
});

const inference: CaseAdapter = {
  method: "green-algorithms",
  kind: "continuous-inference-scaling",
  run: (inputs) => {
    const given = inferenceInputs.parse(inputs);
    const result = evaluate(
      task,
      {
        energy: given.measured_energy_kwh,
        carbon: given.measured_carbon_g,
        continuousInference: given.continuous ? "yes" : "no",
        taskPeriod: given.input_value,
        taskPeriodUnit: given.input_unit,
        reportPeriod: given.reporting_value,
        reportPeriodUnit: given.reporting_unit,
      },
      ["inferenceFactor", "inferenceEnergy", "inferenceCarbon"],
    );
    return {
      energy_kwh: result.inferenceEnergy,
      carbon_g: result.inferenceCarbon,
      factor: result.inferenceFactor,
    };
  },
};

/** Kinds of reference cases in this folder, each with its adapter. */
export const greenAlgorithmsCases: readonly CaseKind[] = [estimate, training, inference, greenAlgorithmsText];
