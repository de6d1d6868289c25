import { assume, convert, evaluate } from "@wattledger/core";
import type { Method } from "@wattledger/core";
import {
  ecologits09 as ecologits,
  embodiedHardware,
  genaiService,
  gpuComponents,
  llmcarbon,
} from "@wattledger/methods";
import * as z from "zod";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";
import { actDieCases, nanometres } from "./act-die.ts";

// One file of cases on the making of hardware asks several methods; each kind names the one that answers.
const method = "embodied-ai-hardware";
const absent = z.number().nullish();

const llmcarbonInputs = z.object({
  hardware: z.array(z.object({ amount: z.number(), kg_per_amount: z.number(), count: z.number() })),
  days: z.number(),
  lifespan_days: absent,
});

/** The days of the run are published. */
const llmcarbonOfDays = assume(llmcarbon, ["trainingTime"]);

const llmcarbonEmbodied: CaseAdapter = {
  method,
  kind: "llmcarbon.embodied",
  run: (inputs) => {
    const given = llmcarbonInputs.parse(inputs);
    const result = evaluate(
      llmcarbonOfDays,
      {
        trainingTime: given.days,
        chips: given.hardware.map((one) => ({ amount: one.amount, making: one.kg_per_amount, count: one.count })),
        ...(given.lifespan_days == null ? {} : { lifetime: given.lifespan_days }),
      },
      ["hardwareCarbon", "embodiedCarbon"],
    );
    return { cluster_kg: result.hardwareCarbon, allocated_t: result.embodiedCarbon };
  },
};

const categories = z.object({ gwp: z.number(), adpe: z.number(), pe: z.number() });
const ecologitsServerInputs = z.object({
  gpus: z.number(),
  server_gpus: absent,
  server_without_gpu: categories,
  gpu: categories,
});

/** How many accelerators hold the model is given. */
const ecologitsOfGpus = assume(ecologits, ["gpus"]);

const ecologitsServer: CaseAdapter = {
  method,
  kind: "ecologits.embodied_server",
  run: (inputs) => {
    const given = ecologitsServerInputs.parse(inputs);
    const { server_without_gpu: server, gpu } = given;
    const result = evaluate(
      ecologitsOfGpus,
      {
        gpus: given.gpus,
        ...(given.server_gpus == null ? {} : { serverGpus: given.server_gpus }),
        "serverEmbodied.gwp": server.gwp,
        "serverEmbodied.adpe": server.adpe,
        "serverEmbodied.pe": server.pe,
        "gpuEmbodied.gwp": gpu.gwp,
        "gpuEmbodied.adpe": gpu.adpe,
        "gpuEmbodied.pe": gpu.pe,
      },
      ["hardware.gwp", "hardware.adpe", "hardware.pe"],
    );
    return { gwp: result["hardware.gwp"], adpe: result["hardware.adpe"], pe: result["hardware.pe"] };
  },
};

const ecologitsRequestInputs = z.object({
  server_share_gwp_kg: z.number(),
  latency_s: z.number(),
  batch: absent,
  lifetime_s: absent,
});

/** What holds the model and the time that it took are given. */
const ecologitsOfHardware = assume(ecologits, ["hardware.gwp", "generationTime"]);

const ecologitsRequest: CaseAdapter = {
  method,
  kind: "ecologits.embodied_request",
  run: (inputs) => {
    const given = ecologitsRequestInputs.parse(inputs);
    const result = evaluate(
      ecologitsOfHardware,
      {
        "hardware.gwp": given.server_share_gwp_kg,
        generationTime: given.latency_s,
        ...(given.batch == null ? {} : { batch: given.batch }),
        ...(given.lifetime_s == null ? {} : { lifetime: convert(given.lifetime_s, "s", "year") }),
      },
      ["embodied.gwp"],
    );
    return { gwp_g: convert(result["embodied.gwp"], "kgCO2e", "gCO2e") };
  },
};

const perFlopInputs = z.object({
  baseboard_kg: z.number(),
  gpus: z.number(),
  peak_sparse_fp16_flops: z.number(),
  years: z.number(),
  utilisation: absent,
});

const perFlop: CaseAdapter = {
  method,
  kind: "vendor.embodied_per_flop",
  run: (inputs) => {
    const given = perFlopInputs.parse(inputs);
    const { boardPerGpu } = evaluate(gpuComponents, { boardTotal: given.baseboard_kg, boardGpus: given.gpus }, [
      "boardPerGpu",
    ]);
    const result = evaluate(
      embodiedHardware,
      {
        gpuCarbon: boardPerGpu,
        peak: convert(given.peak_sparse_fp16_flops, "FLOP/s", "TFLOP/s"),
        lifetime: given.years,
        utilisation: given.utilisation ?? 1,
      },
      ["computingCarbon"],
    );
    return { g_per_eflop: result.computingCarbon };
  },
};

const splitInputs = z.object({
  /** Memory, circuits, heat sinks and the rest, in this order. */
  components_kg: z.tuple([z.number(), z.number(), z.number()]).rest(z.number()),
  total_kg: z.number(),
  gpus: absent,
  memory_gb_per_gpu: absent,
});

const split: CaseAdapter = {
  method,
  kind: "vendor.pcf_split",
  run: (inputs) => {
    const given = splitInputs.parse(inputs);
    const [boardMemory, boardChips, boardThermal, ...rest] = given.components_kg;
    const result = evaluate(
      gpuComponents,
      {
        boardMemory,
        boardChips,
        boardThermal,
        boardRest: rest.reduce((sum, one) => sum + one, 0),
        boardTotal: given.total_kg,
        ...(given.gpus == null ? {} : { boardGpus: given.gpus }),
        ...(given.memory_gb_per_gpu == null ? {} : { anchorMemory: given.memory_gb_per_gpu }),
      },
      ["boardComponents", "componentShare", "memoryRate", "boardPerGpu"],
    );
    return {
      components_sum_kg: result.boardComponents,
      share: result.componentShare,
      memory_kg_per_gb: result.memoryRate,
      per_gpu_kg: result.boardPerGpu,
    };
  },
};

const serverInputs = z.object({
  server_kg: z.number(),
  years: z.number(),
  allocated_share_of_time: absent,
});

/** The server is given as a whole. */
const ofServer = assume(embodiedHardware, ["serverCarbon"]);

function serverOf(inputs: unknown): Record<"serverCarbon" | "lifetime" | "utilisation", number> {
  const given = serverInputs.parse(inputs);
  return {
    serverCarbon: given.server_kg,
    lifetime: given.years,
    utilisation: given.allocated_share_of_time ?? 1,
  };
}

const gpuHour: CaseAdapter = {
  method,
  kind: "amortise.gpu_hour",
  run: (inputs) => {
    const { gpus: serverGpus } = z.object({ gpus: z.number() }).parse(inputs);
    return {
      g_per_gpu_hour: evaluate(ofServer, { ...serverOf(inputs), serverGpus }, ["hourCarbon"]).hourCarbon,
    };
  },
};

const runInputs = z.object({ gpus_per_server: z.number(), gpus_used: z.number(), hours: z.number() });

const run: CaseAdapter = {
  method,
  kind: "amortise.run",
  run: (inputs) => {
    const { gpus_per_server: serverGpus, gpus_used: gpus, hours: time } = runInputs.parse(inputs);
    return { kg: evaluate(ofServer, { ...serverOf(inputs), serverGpus, gpus, time }, ["carbon"]).carbon };
  },
};

const cardInputs = z.object({
  die_cm2: z.number(),
  process: nanometres,
  memory_gb: z.number(),
  memory_type: z.string().nullish(),
  tdp_w: z.number(),
  parameters: z
    .object({
      uplift: absent,
      memory_kg_per_gb: absent,
      cpa_kg_per_cm2: absent,
      ic_overhead_kg: absent,
      thermal_kg_per_w: absent,
      fixed_kg: absent,
    })
    .nullish(),
});

const card: CaseAdapter = {
  method,
  kind: "gpu.component_model",
  run: (inputs) => {
    const { parameters, ...given } = cardInputs.parse(inputs);
    const known = present({
      uplift: parameters?.uplift,
      memoryRate: parameters?.memory_kg_per_gb,
      "die.carbonPerArea": parameters?.cpa_kg_per_cm2,
      chipOverhead: parameters?.ic_overhead_kg,
      thermalRate: parameters?.thermal_kg_per_w,
      fixed: parameters?.fixed_kg,
    });
    const assumed: Method = assume<string, string, string>(gpuComponents, Object.keys(known));
    const result = evaluate(
      assumed,
      {
        ...known,
        dieArea: given.die_cm2,
        // Without its area's carbon the process does not affect the result.
        ...("die.carbonPerArea" in known ? {} : { process: given.process }),
        memory: given.memory_gb,
        // The model knows the families, not their generations: HBM3 is HBM, GDDR6X is GDDR.
        memoryType: (given.memory_type ?? "HBM").replace(/^(HBM|GDDR)\d*[A-Za-z]?$/, "$1"),
        power: given.tdp_w,
      },
      ["carbon"],
    );
    return { gwp_kg: result["carbon"] };
  },
};

function present(all: Readonly<Record<string, number | null | undefined>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(all).flatMap(([name, value]) => (value == null ? [] : [[name, value]])));
}

const result = z.object({ gco2e: z.number(), l: z.number().nullish(), kgsb: z.number().nullish() });
const consistencyInputs = z.union([
  z.object({ total_t: z.number(), g_per_request: z.number() }),
  z.object({ total: result, answer: result }),
]);

/** Requests that two stated figures come to, or water and minerals per carbon of a total and of an answer. */
const consistency: CaseAdapter = {
  method,
  kind: "genai.consistency",
  run: (inputs) => {
    const given = consistencyInputs.parse(inputs);
    if ("total_t" in given) {
      const stated = { statedTotal: given.total_t, statedRequest: given.g_per_request };
      return { requests: evaluate(genaiService, stated, ["impliedRequests"]).impliedRequests };
    }
    return { ...perCarbon("total", given.total), ...perCarbon("answer", given.answer) };
  },
};

function perCarbon(of: string, { gco2e, l, kgsb }: z.output<typeof result>): Readonly<Record<string, number>> {
  const water = { statedCarbon: gco2e, statedWater: l ?? 0 };
  const minerals = { statedCarbon: gco2e, statedMinerals: kgsb ?? 0 };
  return {
    [`water_l_per_gco2e_${of}`]: evaluate(genaiService, water, ["waterPerCarbon"]).waterPerCarbon,
    [`kgsb_per_gco2e_${of}`]: evaluate(genaiService, minerals, ["mineralsPerCarbon"]).mineralsPerCarbon,
  };
}

/** Kinds of reference cases in this folder, each with its adapter. */
export const embodiedHardwareCases: readonly CaseKind[] = [
  ...actDieCases,
  llmcarbonEmbodied,
  ecologitsServer,
  ecologitsRequest,
  perFlop,
  split,
  gpuHour,
  run,
  card,
  consistency,
];
