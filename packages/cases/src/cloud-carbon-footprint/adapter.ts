import { evaluate } from "@wattledger/core";
import { countedOfGroup } from "@wattledger/factors/cloud-instance";
import { cloudCarbonFootprint as ccf } from "@wattledger/methods";
import { billedUsage, billingTables } from "@wattledger/methods/cloud-billing";
import type { BillingQuirk, BillingRow } from "@wattledger/methods/cloud-billing";
import * as z from "zod";
import type { CaseAdapter, CaseKind } from "../case-adapter.ts";

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
    const samples = countedOfGroup(processors, watts).map((value) => ({ value }));
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

const rowInputs = z.object({
  service: z.string().optional(),
  serviceName: z.string().optional(),
  usage_type: z.string().optional(),
  usageType: z.string().optional(),
  pricing_unit: z.string().optional(),
  usageUnit: z.string().optional(),
  machineType: z.string().optional(),
  usage_amount: z.number().optional(),
  implied_usage_amount: z.number().optional(),
  implied_quantity: z.number().optional(),
  date: z.string().optional(),
  vcpus: absent,
  region: z.string(),
  region_factor_t_per_kwh: z.number(),
  pue: absent,
});

/** Defects that no case of rows marks as such: those of billing units are marked. */
const unmarkedQuirks: readonly BillingQuirk[] = [
  "accelerator-embodied",
  "embodied-hours",
  "fargate-memory",
  "month-is-day",
  "names",
  "redshift-seconds",
  "vcpu-seconds",
];

/** A row of a bill. Embodied carbon is counted as energy too, as the original reports it. */
function billingRow(kind: string, provider: BillingRow["provider"]): CaseAdapter {
  return {
    method: "Cloud Carbon Footprint estimation method",
    kind,
    run: (inputs, compatibility) => {
      const told = rowInputs.parse(inputs);
      const row: BillingRow = {
        provider,
        service: told.service ?? told.serviceName ?? "",
        usageType: told.usage_type ?? told.usageType ?? "",
        unit: told.pricing_unit ?? told.usageUnit ?? "",
        amount: told.usage_amount ?? told.implied_usage_amount ?? told.implied_quantity ?? 1,
        region: told.region,
        date: told.date,
        // None is not told, to the original.
        vcpus: told.vcpus == null || told.vcpus === 0 ? undefined : told.vcpus,
        machineType: told.machineType,
      };
      const quirks = new Set<BillingQuirk>([...unmarkedQuirks, ...(compatibility ? (["byte-hours"] as const) : [])]);
      const billed = billedUsage(billingTables(), row, quirks);
      if (billed.kind === "excluded") return { kwh: 0, co2e_t: 0 };
      if (billed.kind === "unknown") return { kwh: null, co2e_t: null, error: billed.reason };
      const known = told.pue == null ? {} : { pue: told.pue };
      const intensity = told.region_factor_t_per_kwh * 1e6;
      const outputs = ["energy", "carbon", "pseudoEnergy"] as const;
      const result = evaluate(ccf, { ...billed.inputs, ...known, intensity }, outputs);
      return { kwh: result.energy + result.pseudoEnergy, co2e_t: result.carbon / 1e6 };
    },
  };
}

/** Kinds of reference cases in this folder, each with its adapter. */
export const cloudCarbonFootprintCases: readonly CaseKind[] = [
  billingRow("aws_cur_row", "aws"),
  billingRow("azure_lookup_row", "azure"),
  usage("compute", {
    cpu_utilization_pct: "load",
    vcpu_hours: "vcpuTime",
    min_watts: "minPower",
    max_watts: "maxPower",
    average_watts: "averagePower",
  }),
  embodied,
  billingRow("gcp_lookup_row", "gcp"),
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
