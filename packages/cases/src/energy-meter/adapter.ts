import { evaluate } from "@wattledger/core";
import { energyMeter } from "@wattledger/methods";
import * as z from "zod";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";

const numbers = z.array(z.number()).nullish();
const absent = z.number().nullish();

const componentInputs = z.object({
  duration_s: z.number(),
  rapl_package_uj: numbers,
  rapl_dram_uj: numbers,
  gpu_power_samples_w: numbers,
  gpu_util_samples_percent: numbers,
  disk_bytes_read: absent,
  disk_bytes_written: absent,
  disk_speed_bytes_per_s: absent,
  disk_active_w: absent,
  disk_idle_w: absent,
  include_idle: z.boolean().nullish(),
  ignore_disk: z.boolean().nullish(),
});

const componentEnergy: CaseAdapter = {
  method: "energy-meter",
  kind: "component-energy",
  run: (inputs, compatibility) => {
    const given = componentInputs.parse(inputs);
    const utilisations = given.gpu_util_samples_percent ?? [];
    const result = evaluate(
      energyMeter,
      {
        duration: given.duration_s,
        gpuSamples: (given.gpu_power_samples_w ?? []).map((power, index) => ({
          power,
          utilisation: (utilisations[index] ?? 0) / 100,
        })),
        diskRead: given.disk_bytes_read ?? 0,
        diskWritten: given.disk_bytes_written ?? 0,
        ...(given.disk_speed_bytes_per_s == null ? {} : { diskSpeed: given.disk_speed_bytes_per_s }),
        ...(given.disk_active_w == null ? {} : { diskActivePower: given.disk_active_w }),
        ...(given.disk_idle_w == null ? {} : { diskIdlePower: given.disk_idle_w }),
        includeIdle: given.include_idle === true ? "yes" : "no",
        ignoreDisk: given.ignore_disk === true ? "yes" : "no",
        asCoded: compatibility ? "yes" : "no",
      },
      ["gpuEnergy", "diskEnergy"],
    );
    return {
      // Without RAPL the tool reports one socket of zero joules.
      cpu_j: (given.rapl_package_uj ?? [0]).map(
        (processor) => evaluate(energyMeter, { sockets: [{ processor }] }, ["cpuEnergy"]).cpuEnergy,
      ),
      dram_j: (given.rapl_dram_uj ?? [0]).map(
        (memory) => evaluate(energyMeter, { sockets: [{ memory }] }, ["dramEnergy"]).dramEnergy,
      ),
      gpu_j: result.gpuEnergy,
      disk_j: result.diskEnergy,
    };
  },
};

/** Kinds of reference cases in this folder, each with its adapter. */
export const energyMeterCases: readonly CaseKind[] = [componentEnergy];
