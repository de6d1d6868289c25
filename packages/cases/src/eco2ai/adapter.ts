import { assume, evaluate } from "@wattledger/core";
import { eco2ai } from "@wattledger/methods";
import { eco2aiLevel } from "@wattledger/methods/eco2ai-places";
import { eco2aiTdp, eco2aiUnknownTdp } from "@wattledger/methods/eco2ai-processors";
import * as z from "zod";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";

const absent = z.number().nullish();

const runInputs = z.object({
  cpu_name: z.string(),
  cpu_sockets: absent,
  pue: absent,
  country: z.string().nullish(),
  region: z.string().nullish(),
  emission_level_kg_per_mwh: absent,
  ram_w_per_gb: absent,
  samples: z.array(
    z.object({
      seconds: z.number(),
      cpu_share: absent,
      process_ram_gib: absent,
      gpu_power_mw: z.array(z.number()).nullish(),
    }),
  ),
});

const sampledRun: CaseAdapter = {
  method: "eco2ai",
  kind: "sampled-run",
  run: (inputs, compatibility) => {
    const given = runInputs.parse(inputs);
    const tdp = tdpOf(given.cpu_name, compatibility);
    const level = given.emission_level_kg_per_mwh ?? eco2aiLevel(given.country ?? "", given.region ?? undefined);
    const result = evaluate(eco2ai, {
      tdp,
      samples: given.samples.map((one) => ({
        duration: one.seconds,
        cpuShare: one.cpu_share ?? 0,
        memory: one.process_ram_gib ?? 0,
        gpuPower: (one.gpu_power_mw ?? []).reduce((sum, milliwatts) => sum + milliwatts, 0) / 1000,
      })),
      intensity: level,
      sockets: given.cpu_sockets ?? 1,
      ...(given.pue == null ? {} : { pue: given.pue }),
      ...(given.ram_w_per_gb == null ? {} : { memoryPower: given.ram_w_per_gb }),
    });
    return {
      tdp_w: tdp,
      cpu_kwh: result.cpuEnergy,
      gpu_kwh: result.gpuEnergy,
      ram_kwh: result.dramEnergy,
      energy_kwh: result.energy,
      emission_level_kg_per_mwh: level,
      carbon_kg: result.carbon,
    };
  },
};

/** A name without any known token gets 0 W by the original's slip, and else what an unknown processor gets. */
function tdpOf(name: string, compatibility: boolean): number {
  return eco2aiTdp(name) ?? (compatibility ? 0 : eco2aiUnknownTdp);
}

/** Conversion starts from a known energy. */
const known = assume(eco2ai, ["energy"]);

const carbonInputs = z.object({ energy_kwh: z.number(), emission_level_kg_per_mwh: z.number() });

const energyToCarbon: CaseAdapter = {
  method: "eco2ai",
  kind: "energy-to-carbon",
  run: (inputs) => {
    const { energy_kwh: energy, emission_level_kg_per_mwh: intensity } = carbonInputs.parse(inputs);
    return { carbon_kg: evaluate(known, { energy, intensity }, ["carbon"]).carbon };
  },
};

const processorInputs = z.object({ cpu_name: z.string() });

const processorLookUp: CaseAdapter = {
  method: "eco2ai",
  kind: "cpu-tdp-lookup",
  run: (inputs, compatibility) => ({ tdp_w: tdpOf(processorInputs.parse(inputs).cpu_name, compatibility) }),
};

const placeInputs = z.object({ country: z.string(), region: z.string().nullish() });

const placeLookUp: CaseAdapter = {
  method: "eco2ai",
  kind: "carbon-intensity-lookup",
  run: (inputs) => {
    const { country, region } = placeInputs.parse(inputs);
    return { kg_per_mwh: eco2aiLevel(country, region ?? undefined) };
  },
};

/** Kinds of reference cases in this folder, each with its adapter. */
export const eco2aiCases: readonly CaseKind[] = [sampledRun, energyToCarbon, processorLookUp, placeLookUp];
