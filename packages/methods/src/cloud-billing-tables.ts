import { billingRules } from "./cloud-billing-rules.ts";
import type { CloudRules } from "./cloud-billing-rules.ts";
import instanceFile from "./data/cloud-billing-instances.json" with { type: "json" };
import powerFile from "./data/cloud-billing-power.json" with { type: "json" };

/** A cloud whose bills can be read. */
export type BillingProvider = "aws" | "azure" | "gcp";

/** An instance or virtual machine that a cloud rents out. */
export interface Instance {
  readonly name: string;
  readonly vcpus: number;
  /** GB; absent where the cloud bills memory in rows of its own. */
  readonly memory: number | undefined;
  readonly largestVcpus: number;
  readonly largestMemory: number | undefined;
  /** Embodied carbon of its server, kgCO2e; absent for very old ones. */
  readonly serverCarbon: number | undefined;
  /** Processors that it may have; none where nobody knows. */
  readonly processors: readonly string[];
  /** How many accelerators it has. */
  readonly accelerators: number;
  readonly accelerator: string;
  /** Share of its vCPUs that it may use all the time, in percent, where it is burstable. */
  readonly baselinePercent: number | undefined;
}

/** Power of a processor per vCPU, or of an accelerator, in W, and the memory per processor that was measured with it, GB. */
export interface Power {
  readonly min: number;
  readonly max: number;
  readonly memory: number | undefined;
}

/** The tables of one cloud. */
export interface CloudTables extends CloudRules {
  readonly instances: ReadonlyMap<string, Instance>;
  /** Power of processors, per vCPU, and of accelerators. */
  readonly power: ReadonlyMap<string, Power>;
  /** Names of the accelerators among them. */
  readonly accelerators: readonly string[];
  /** Mean of the cloud, for processors that are not known. */
  readonly unknownPower: Power;
  /** Power of storage by its kind, Wh/(TB·h). */
  readonly storagePower: { readonly ssd: number; readonly hdd: number };
  readonly pue: number;
  readonly pueByRegion: ReadonlyMap<string, number>;
}

/** The tables of each cloud. */
export type BillingTables = Readonly<Record<BillingProvider, CloudTables>>;

/** Reads the tables: once for any number of rows, as it takes some milliseconds. */
export function billingTables(): BillingTables {
  const rules = billingRules();
  const tablesOf = (provider: BillingProvider): CloudTables => {
    const { processors, accelerators, unknown, storage, pue, pueByRegion } = powerFile.providers[provider];
    const power = [...processors, ...accelerators].map((row) => powerEntry(row.split("|")));
    return {
      ...rules[provider],
      instances: new Map(instanceFile.providers[provider].map((row) => instanceEntry(row.split("|")))),
      power: new Map(power),
      accelerators: power.slice(processors.length).map(([name]) => name),
      unknownPower: powerEntry(["", ...unknown.split("|")])[1],
      storagePower: storage,
      pue,
      pueByRegion: new Map(Object.entries(pueByRegion)),
    };
  };
  return { aws: tablesOf("aws"), azure: tablesOf("azure"), gcp: tablesOf("gcp") };
}

function instanceEntry(cells: readonly string[]): readonly [string, Instance] {
  const [name = "", vcpus, memory, largestVcpus, largestMemory, serverCarbon, processors = ""] = cells;
  const [accelerators, accelerator = "", baselinePercent] = cells.slice(7);
  const instance: Instance = {
    name,
    vcpus: Number(vcpus),
    memory: numberIn(memory),
    largestVcpus: Number(largestVcpus),
    largestMemory: numberIn(largestMemory),
    serverCarbon: numberIn(serverCarbon),
    processors: processors === "" ? [] : processors.split(","),
    accelerators: numberIn(accelerators) ?? 0,
    accelerator,
    baselinePercent: numberIn(baselinePercent),
  };
  return [name, instance];
}

function powerEntry([name = "", min, max, memory]: readonly string[]): readonly [string, Power] {
  return [name, { min: Number(min), max: Number(max), memory: numberIn(memory) }];
}

function numberIn(cell: string | undefined): number | undefined {
  return cell === undefined || cell === "" ? undefined : Number(cell);
}

/** A power, and the names whose power is not known. */
export interface GroupPower extends Power {
  readonly missing: readonly string[];
}

/**
 * Power of processors of which an instance has one, nobody knows which: their mean, or the median where one of them is a
 * Sandy or Ivy Bridge, as the original takes it. The cloud's mean where none is known.
 */
export function powerOfGroup(cloud: CloudTables, names: readonly string[]): GroupPower {
  const known = names.flatMap((name) => cloud.power.get(name) ?? []);
  const missing = names.filter((name) => !cloud.power.has(name));
  if (known.length === 0) return { ...cloud.unknownPower, missing };
  const memories = known.flatMap(({ memory }) => memory ?? []);
  return {
    min: middle(
      names,
      known.map(({ min }) => min),
    ),
    max: middle(
      names,
      known.map(({ max }) => max),
    ),
    memory: memories.length === 0 ? cloud.unknownPower.memory : mean(memories),
    missing,
  };
}

/** Values of processors that count for the group: all, or the middle ones where one is a Sandy or Ivy Bridge. */
export function countedOfGroup(names: readonly string[], values: readonly number[]): readonly number[] {
  if (!names.some((name) => /(?:Sandy|Ivy) Bridge/u.test(name))) return values;
  const half = Math.floor((values.length - 1) / 2);
  return values.toSorted((a, b) => a - b).slice(half, values.length - half);
}

function middle(names: readonly string[], values: readonly number[]): number {
  return mean(countedOfGroup(names, values));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
