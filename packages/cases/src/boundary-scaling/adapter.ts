import { assume, evaluate } from "@wattledger/core";
import { googleFullStack, gpuTimesTwo } from "@wattledger/methods";
import * as z from "zod";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";

const doubleInputs = z.object({ gpu_j: z.number(), factor: z.number().nullish() });

const double: CaseAdapter = {
  method: "boundary-scaling",
  kind: "double",
  run: (inputs) => {
    const { gpu_j: gpuEnergy, factor } = doubleInputs.parse(inputs);
    const { energy } = evaluate(gpuTimesTwo, { gpuEnergy, ...(factor == null ? {} : { factor }) }, ["energy"]);
    return { total_j: energy };
  },
};

/** The parts are measured. */
const parts = assume(googleFullStack, ["host", "idle", "overhead"]);

const partsInputs = z.object({
  accelerator_wh: z.number(),
  host_wh: z.number().nullish(),
  idle_wh: z.number().nullish(),
  overhead_wh: z.number().nullish(),
  narrow_wh: z.number().nullish(),
});

const fullStack: CaseAdapter = {
  method: "boundary-scaling",
  kind: "full-stack",
  run: (inputs) => {
    const given = partsInputs.parse(inputs);
    const result = evaluate(
      parts,
      {
        accelerator: given.accelerator_wh,
        host: given.host_wh ?? 0,
        idle: given.idle_wh ?? 0,
        overhead: given.overhead_wh ?? 0,
        ...(given.narrow_wh == null ? {} : { narrow: given.narrow_wh }),
      },
      ["energy", "ratioToAccelerator", "ratioToNarrow"],
    );
    return {
      total_wh: result.energy,
      ratio_total_to_accelerator: result.ratioToAccelerator,
      ratio_total_to_narrow_boundary: result.ratioToNarrow,
    };
  },
};

const fullStackScale: CaseAdapter = {
  method: "boundary-scaling",
  kind: "full-stack-scale",
  run: (inputs) => {
    const { accelerator_wh: accelerator } = partsInputs.parse(inputs);
    const result = evaluate(googleFullStack, { accelerator }, ["host", "idle", "overhead", "energy"]);
    return { host_wh: result.host, idle_wh: result.idle, overhead_wh: result.overhead, total_wh: result.energy };
  },
};

/** Kinds of reference cases in this folder, each with its adapter. */
export const boundaryScalingCases: readonly CaseKind[] = [double, fullStack, fullStackScale];
