import { evaluate } from "@wattledger/core";
import { greenAlgorithmsHpc } from "@wattledger/methods";
import * as z from "zod";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";
import { clusterSchema, readSacct } from "./sacct.ts";

const accountingInputs = z.object({
  cluster: clusterSchema,
  memory_w_per_gb: z.number().nullish(),
  custom_success_states: z.string().nullish(),
  sacct_columns: z.array(z.string()),
  sacct_rows: z.array(z.string()),
});

const accounting: CaseAdapter = {
  method: "green-algorithms-hpc",
  kind: "slurm-accounting",
  run: (inputs, compatibility) => {
    const given = accountingInputs.parse(inputs);
    const { cluster } = given;
    const customSuccess = given.custom_success_states?.split(",") ?? [];
    const jobs = readSacct(given.sacct_columns, given.sacct_rows, cluster, customSuccess);
    const settings = {
      pue: cluster.PUE,
      intensity: cluster.CI,
      ...(given.memory_w_per_gb == null ? {} : { memoryPower: given.memory_w_per_gb }),
      negativeWaste: compatibility ? "yes" : "no",
    };
    const all = evaluate(greenAlgorithmsHpc, { jobs: jobs.map(({ row }) => row), ...settings });
    return {
      jobs: jobs.map(({ row, succeeded }) => {
        const one = evaluate(greenAlgorithmsHpc, { jobs: [row], ...settings });
        return {
          state: succeeded ? 1 : 0,
          cpu_hours_used: one.cpuTime,
          gpu_hours_used: one.gpuTime,
          wallclock_h: one.wallTime,
          mem_requested_gb: one.memoryRequested,
          mem_needed_gb: one.memoryNeeded,
          mem_overallocation: one.overallocation,
          energy_cpu_kwh: one.cpuEnergy,
          energy_gpu_kwh: one.gpuEnergy,
          energy_memory_kwh: one.memoryEnergy,
          energy_kwh: one.energy,
          energy_needed_mem_only_kwh: one.energyNeeded,
          carbon_g: one.carbon,
        };
      }),
      total_energy_kwh: all.energy,
      total_carbon_g: all.carbon,
      wasted_failed_carbon_g: all.failedCarbon,
      memory_waste_carbon_g: all.memoryWasteCarbon,
      tree_months: all.treeMonths,
      km_car_eu: all.carKilometres,
      cost: all.cost,
      n_jobs: all.jobsCounted,
      n_success: all.jobsSucceeded,
      cpu_hours_charged: all.cpuTimeCharged,
      gpu_hours_charged: all.gpuTimeCharged,
    };
  },
};

/** Kinds of reference cases in this folder, each with its adapter. */
export const greenAlgorithmsHpcCases: readonly CaseKind[] = [accounting];
