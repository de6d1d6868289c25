import { assume, evaluate, evaluateAtEnds } from "@wattledger/core";
import { strubell2019 } from "@wattledger/methods";
import * as z from "zod";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";

const absent = z.number().nullish();

/** PUE and intensity, absent where the paper's stand. */
const constantsSchema = z.object({ pue: absent, lb_co2_per_kwh: absent });

function constantsOf(given: z.infer<typeof constantsSchema>): { readonly pue?: number; readonly intensity?: number } {
  return {
    ...(given.pue == null ? {} : { pue: given.pue }),
    ...(given.lb_co2_per_kwh == null ? {} : { intensity: given.lb_co2_per_kwh }),
  };
}

/** The table prints the power of the whole machine. */
const knownPower = assume(strubell2019, ["power"]);

const trainingInputs = constantsSchema.extend({ total_power_w: z.number(), hours: z.number() });

const training: CaseAdapter = {
  method: "strubell-2019",
  kind: "training-energy",
  run: (inputs) => {
    const given = trainingInputs.parse(inputs);
    const result = evaluate(knownPower, { power: given.total_power_w, time: given.hours, ...constantsOf(given) }, [
      "energy",
      "carbonPounds",
      "carbon",
    ]);
    return { energy_kwh_with_pue: result.energy, co2_lb: result.carbonPounds, co2_kg: result.carbon };
  },
};

const equationInputs = constantsSchema.extend({
  cpu_w: absent,
  dram_w: absent,
  gpus: absent,
  gpu_w: absent,
  hours: z.number(),
});

const equations: CaseAdapter = {
  method: "strubell-2019",
  kind: "equation",
  run: (inputs) => {
    const given = equationInputs.parse(inputs);
    const result = evaluate(
      strubell2019,
      {
        cpuPower: given.cpu_w ?? 0,
        dramPower: given.dram_w ?? 0,
        gpus: given.gpus ?? 0,
        gpuPower: given.gpu_w ?? 0,
        time: given.hours,
        ...constantsOf(given),
      },
      ["energy", "carbonPounds", "carbon"],
    );
    return { energy_kwh_with_pue: result.energy, co2_lb: result.carbonPounds, co2_kg: result.carbon };
  },
};

const cloudInputs = z.object({
  devices: z.number(),
  hours: z.number(),
  usd_per_device_hour_low: z.number(),
  usd_per_device_hour_high: z.number(),
});

const cloud: CaseAdapter = {
  method: "strubell-2019",
  kind: "cloud-cost",
  run: (inputs) => {
    const given = cloudInputs.parse(inputs);
    const cloudPrice = { low: given.usd_per_device_hour_low, high: given.usd_per_device_hour_high };
    const { low, high } = evaluateAtEnds(strubell2019, { gpus: given.devices, time: given.hours, cloudPrice }, [
      "cloudCost",
    ]);
    return { usd_low: low.cloudCost, usd_high: high.cloudCost };
  },
};

const projectInputs = z.object({
  gpu_hours: z.number(),
  usd_per_kwh: absent,
  usd_per_gpu_hour_low: z.number(),
  usd_per_gpu_hour_high: z.number(),
  kw_per_gpu_hour_with_pue: z.number(),
});

const project: CaseAdapter = {
  method: "strubell-2019",
  kind: "project-cost",
  run: (inputs) => {
    const given = projectInputs.parse(inputs);
    const { low, high } = evaluateAtEnds(
      knownPower,
      {
        gpus: 1,
        time: given.gpu_hours,
        power: 1000 * given.kw_per_gpu_hour_with_pue,
        pue: 1,
        cloudPrice: { low: given.usd_per_gpu_hour_low, high: given.usd_per_gpu_hour_high },
        ...(given.usd_per_kwh == null ? {} : { electricityPrice: given.usd_per_kwh }),
      },
      ["cloudCost", "electricityCost"],
    );
    return { usd_electricity: low.electricityCost, usd_cloud_low: low.cloudCost, usd_cloud_high: high.cloudCost };
  },
};

/** Kinds of reference cases in this folder, each with its adapter. */
export const strubell2019Cases: readonly CaseKind[] = [training, equations, cloud, project];
