import { listed, listedPower } from "../tables/cloud-instance.ts";

// Instances and their power as Cloud Carbon Footprint lists them, defects included: what its bills are read with.

/** A cloud that the tables know. */
export type CloudProvider = "aws" | "azure" | "gcp";

/** An instance or virtual machine that a cloud rents out. */
export interface Instance {
  readonly name: string;
  readonly vcpus: number;
  /** GB; absent where the cloud bills memory in rows of its own. */
  readonly memory: number | undefined;
  readonly largestVcpus: number;
  readonly largestMemory: number | undefined;
  /** Embodied carbon of its server, kgCO2e; absent where none is listed. */
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

/** Power by the name of a processor or accelerator, with the mean for those that are not known. */
export interface PowerTable {
  readonly power: ReadonlyMap<string, Power>;
  readonly unknownPower: Power;
}

/** What Cloud Carbon Footprint knows of one cloud. */
export interface ListedCloud extends PowerTable {
  readonly instances: ReadonlyMap<string, Instance>;
  /** Names of the accelerators whose power is listed. */
  readonly accelerators: readonly string[];
  /** Power of storage by its kind, Wh/(TB·h). */
  readonly storagePower: { readonly ssd: number; readonly hdd: number };
  readonly pue: number;
  readonly pueByRegion: ReadonlyMap<string, number>;
}

/** Reads the tables of a cloud: once for any number of look-ups, as it takes a millisecond. */
export function listedCloud(provider: CloudProvider): ListedCloud {
  const { processors, accelerators, unknown, storage, pue, pueByRegion } = listedPower.providers[provider];
  const power = [...processors, ...accelerators].map((row) => powerEntry(row));
  return {
    instances: new Map(listed.providers[provider].map((row) => instanceEntry(row.split("|")))),
    power: new Map(power),
    accelerators: power.slice(processors.length).map(([name]) => name),
    unknownPower: powerEntry(`|${unknown}`)[1],
    storagePower: storage,
    pue,
    pueByRegion: new Map(Object.entries(pueByRegion)),
  };
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
    processors: namesIn(processors),
    accelerators: numberIn(accelerators) ?? 0,
    accelerator,
    baselinePercent: numberIn(baselinePercent),
  };
  return [name, instance];
}

/** A row of power: `name|idle|full load|memory`, the last where it is known. */
export function powerEntry(row: string): readonly [string, Power] {
  const [name = "", min, max, memory] = row.split("|");
  return [name, { min: Number(min), max: Number(max), memory: numberIn(memory) }];
}

/** A cell's number; undefined where it is empty. */
export function numberIn(cell: string | undefined): number | undefined {
  return cell === undefined || cell === "" ? undefined : Number(cell);
}

/** A cell's names, by comma. */
export function namesIn(cell: string): readonly string[] {
  return cell === "" ? [] : cell.split(",");
}

/** A power, and the names whose power is not known. */
export interface GroupPower extends Power {
  readonly missing: readonly string[];
}

/**
 * Power of processors of which an instance has one, nobody knows which: their mean, or the median where one of them is a
 * Sandy or Ivy Bridge, as the original takes it. The cloud's mean where none is known.
 */
export function powerOfGroup(table: PowerTable, names: readonly string[]): GroupPower {
  const known = names.flatMap((name) => table.power.get(name) ?? []);
  const missing = names.filter((name) => !table.power.has(name));
  if (known.length === 0) return { ...table.unknownPower, missing };
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
    memory: memories.length === 0 ? table.unknownPower.memory : mean(memories),
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
