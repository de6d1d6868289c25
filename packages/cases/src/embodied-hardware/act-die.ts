import { WattledgerError, evaluate } from "@wattledger/core";
import { act2 } from "@wattledger/factors/embodied-memory";
import { actDie } from "@wattledger/methods";
import * as z from "zod";
import type { CaseAdapter } from "../case-adapter.ts";

// These stand among the cases on the making of AI hardware.
const method = "embodied-ai-hardware";
const absent = z.number().nullish();

/** A process as ACT writes it, `5nm`. */
export const nanometres = z
  .string()
  .regex(/^\d+(\.\d+)?nm$/, "a process is written as in 5nm")
  .transform((text) => Number.parseFloat(text));

const fabInputs = z.object({
  process: nanometres,
  fab_carbon_intensity_g_per_kwh: absent,
  abatement_percent: absent,
  yield: absent,
});

type FabInput = "process" | "fabIntensity" | "abatement" | "fabYield";

function fabOf(inputs: unknown): Partial<Record<FabInput, number>> {
  const given = fabInputs.parse(inputs);
  return {
    process: given.process,
    ...(given.fab_carbon_intensity_g_per_kwh == null ? {} : { fabIntensity: given.fab_carbon_intensity_g_per_kwh }),
    ...(given.abatement_percent == null ? {} : { abatement: given.abatement_percent }),
    ...(given.yield == null ? {} : { fabYield: given.yield }),
  };
}

const carbonPerArea: CaseAdapter = {
  method,
  kind: "act.cpa",
  run: (inputs) => ({ kgco2e_per_cm2: evaluate(actDie, fabOf(inputs), ["carbonPerArea"]).carbonPerArea }),
};

const dieInputs = z.object({ area_cm2: z.number(), packages: absent });

const die: CaseAdapter = {
  method,
  kind: "act.die",
  run: (inputs) => {
    const { area_cm2: area, packages } = dieInputs.parse(inputs);
    // The original counts no package unless told to.
    const given = { ...fabOf(inputs), area, packages: packages ?? 0 };
    const result = evaluate(actDie, given, ["dieCarbon", "diePackaging"]);
    return { fabrication_g: result.dieCarbon, packaging_g: result.diePackaging };
  },
};

const memoryInputs = z.object({
  process: z.string(),
  capacity_gb: z.number(),
  packages: absent,
  yield: absent,
});

const memory: CaseAdapter = {
  method,
  kind: "act.dram",
  run: (inputs) => {
    const given = memoryInputs.parse(inputs);
    const result = evaluate(
      actDie,
      {
        capacity: given.capacity_gb,
        capacityCarbon: memoryCarbon(given.process),
        memoryPackages: given.packages ?? 0,
        ...(given.yield == null ? {} : { fabYield: given.yield }),
      },
      ["memoryCarbon", "memoryPackaging"],
    );
    return { fabrication_g: result.memoryCarbon, packaging_g: result.memoryPackaging };
  },
};

/** Row of ACT's tables, gCO2e/GB. @throws WattledgerError `unknown-name` */
function memoryCarbon(process: string): number {
  const key = process.toLowerCase().replaceAll(/[_ ]/g, "-");
  const row = act2.rows.find((one) => one.key === key);
  if (row === undefined) throw new WattledgerError("unknown-name", `ACT has no memory called "${process}".`);
  return row.value;
}

/** Kinds of reference cases in this folder, each with its adapter. */
export const actDieCases: readonly CaseAdapter[] = [carbonPerArea, die, memory];
