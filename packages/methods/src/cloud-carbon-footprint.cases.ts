import { evaluate } from "@wattledger/core";
import * as z from "zod";
import type { CaseAdapter } from "./case-adapter.ts";
import { cloudCarbonFootprint as ccf } from "./cloud-carbon-footprint.ts";

const absent = z.number().nullish();
const inputsSchema = z.looseObject({ factor_t_per_kwh: absent, unknown_factor_t_per_kwh: absent });

/** Names of a kind's inputs, for the method's. */
type Names = Readonly<Record<string, string>>;

function given(inputs: unknown, names: Names): Readonly<Record<string, number>> {
  const parsed = inputsSchema.parse(inputs);
  const entries = Object.entries(names).flatMap(([theirs, ours]): readonly [string, number][] => {
    const value = absent.parse(parsed[theirs]);
    return value == null ? [] : [[ours, value]];
  });
  // A region's factor of zero is taken for that of an unknown region, as in the original.
  const known = parsed.factor_t_per_kwh;
  const factor = known == null || known === 0 ? (parsed.unknown_factor_t_per_kwh ?? known) : known;
  return { ...Object.fromEntries(entries), ...(factor == null ? {} : { intensity: factor * 1e6 }) };
}

/** Energy and carbon of one sort of usage. */
function usage(kind: string, names: Names): CaseAdapter {
  const all = { ...names, pue: "pue", replication: "replication" };
  return {
    method: "Cloud Carbon Footprint estimation method",
    kind,
    run: (inputs) => {
      const { energy, operational } = evaluate(ccf, given(inputs, all), ["energy", "operational"]);
      return { kwh: energy, co2e_t: operational / 1e6 };
    },
  };
}

/** One equation under the name of its expected value. */
function one(kind: string, names: Names, wanted: keyof typeof ccf.equations, result: string): CaseAdapter {
  return {
    method: "Cloud Carbon Footprint estimation method",
    kind,
    run: (inputs) => ({ [result]: evaluate(ccf, given(inputs, names), [wanted])[wanted] }),
  };
}

const embodied: CaseAdapter = {
  method: "Cloud Carbon Footprint estimation method",
  kind: "embodied",
  run: (inputs) => {
    const names = {
      hours: "instanceTime",
      instance_vcpus: "vcpus",
      largest_instance_vcpus: "largestVcpus",
      lifespan_hours: "lifespan",
    };
    const tonnes = z.looseObject({ server_embodied_t: z.number() }).parse(inputs).server_embodied_t;
    const result = evaluate(ccf, { ...given(inputs, names), serverCarbon: tonnes * 1e6 }, ["embodied", "pseudoEnergy"]);
    return { co2e_t: result.embodied / 1e6, pseudo_kwh: result.pseudoEnergy };
  },
};

const groupInputs = z.object({ processors: z.array(z.string()), watts: z.array(z.number()) });

/** Mean of the processors that an instance may have; the median where one of them is a Sandy or Ivy Bridge. */
const wattsOfGroup: CaseAdapter = {
  method: "Cloud Carbon Footprint estimation method",
  kind: "watts_of_group",
  run: (inputs) => {
    const { processors, watts } = groupInputs.parse(inputs);
    const sorted = watts.toSorted((a, b) => a - b);
    const half = Math.floor((watts.length - 1) / 2);
    const byMedian = processors.some((name) => /(?:Sandy|Ivy) Bridge/u.test(name));
    const counted = byMedian ? sorted.slice(half, watts.length - half) : watts;
    const samples = counted.map((value) => ({ value }));
    return { watts: evaluate(ccf, { samples }, ["sampleMean"]).sampleMean };
  },
};

const averageInputs = z.object({ samples_pct: z.array(z.number()), default_pct: absent });

const utilisationAverage: CaseAdapter = {
  method: "Cloud Carbon Footprint estimation method",
  kind: "utilisation_average",
  run: (inputs) => {
    const { samples_pct: values, default_pct: otherwise } = averageInputs.parse(inputs);
    if (values.every((value) => value === 0)) return { utilisation_pct: otherwise ?? 50, used_default: true };
    const samples = values.map((value) => ({ value }));
    const { sampleMean } = evaluate(ccf, { samples, zeroSamples: "dropped" }, ["sampleMean"]);
    return { utilisation_pct: sampleMean, used_default: false };
  },
};

export const cloudCarbonFootprintCases: readonly CaseAdapter[] = [
  usage("compute", {
    cpu_utilization_pct: "load",
    vcpu_hours: "vcpuTime",
    min_watts: "minPower",
    max_watts: "maxPower",
    average_watts: "averagePower",
  }),
  embodied,
  usage("memory", { gigabyte_hours: "memoryTime", coefficient_kwh_per_gb_h: "memoryPower" }),
  one(
    "memory_above_specpower",
    {
      physical_chips: "chips",
      largest_instance_memory_gb: "largestMemory",
      specpower_gb_per_chip: "measuredMemory",
      instance_memory_gb: "instanceMemory",
      hours: "instanceTime",
    },
    "extraMemoryTime",
    "gigabyte_hours",
  ),
  usage("network", { gigabytes: "traffic", coefficient_kwh_per_gb: "trafficEnergy" }),
  one("physical_chips", { largest_instance_vcpus: "largestVcpus" }, "chipsOfFamily", "chips"),
  usage("storage", { terabyte_hours: "storageTime", coefficient_wh_per_tb_h: "storagePower" }),
  utilisationAverage,
  wattsOfGroup,
];
