import { assume, evaluate } from "@wattledger/core";
import { pattersonTraining } from "@wattledger/methods";
import * as z from "zod";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";

const absent = z.number().nullish();

const trainingInputs = z.object({
  days: z.number(),
  processors: z.number(),
  average_system_power_w: z.number(),
  pue: absent,
  kgco2_per_kwh: z.number(),
});

const training: CaseAdapter = {
  method: "training-energy",
  kind: "training",
  run: (inputs) => {
    const given = trainingInputs.parse(inputs);
    const { energy, carbon } = evaluate(pattersonTraining, {
      time: given.days,
      processors: given.processors,
      power: given.average_system_power_w,
      pue: given.pue ?? 1,
      intensity: given.kgco2_per_kwh,
    });
    return { energy_mwh: energy, t_co2e: carbon };
  },
};

/** Model cards and schedulers state processor hours. */
const knownHours = assume(pattersonTraining, ["processorTime"]);

const hoursInputs = z.object({
  gpu_hours: z.number(),
  power_w: z.number(),
  pue: absent,
  kgco2_per_kwh: z.number(),
});

const hours: CaseAdapter = {
  method: "training-energy",
  kind: "gpu-hours",
  run: (inputs) => {
    const given = hoursInputs.parse(inputs);
    const { energy, carbon } = evaluate(knownHours, {
      processorTime: given.gpu_hours,
      power: given.power_w,
      pue: given.pue ?? 1,
      intensity: given.kgco2_per_kwh,
    });
    return { energy_mwh: energy, t_co2e: carbon };
  },
};

/** Kinds of reference cases in this folder, each with its adapter. */
export const pattersonTrainingCases: readonly CaseKind[] = [training, hours];
