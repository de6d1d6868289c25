import { defined } from "@wattledger/core/defined";
import type { Host } from "../host/host.ts";
import type { ProcessorFacts } from "../linux/processor.ts";

/**
 * A powercap zone that is read. Packages and memory may be added. The platform (psys) includes them and more. Cores, and
 * second views of the same silicon, are not among these zones.
 */
export interface RaplZone {
  /** `package-0`, `package-0-die-1`, `package-0/dram`, `psys`. */
  readonly name: string;
  readonly kind: "package" | "dram" | "psys";
  /** Names of zones inside this one (`core`, `uncore`). They are not read, because this zone includes their energy. */
  readonly inside: readonly string[];
  readonly folder: string;
  /** Where the counter wraps, in the kernel's microjoules. Absent if the file cannot be read. */
  readonly rangeMicrojoules?: number;
  /** The larger of the zone's power limits. */
  readonly limitWatts?: number;
}

/** The contents of the powercap tree. */
export type RaplTree =
  | { readonly kind: "zones"; readonly control: string; readonly zones: readonly RaplZone[] }
  /** Zones exist but their files are hidden, or the folder is empty. */
  | { readonly kind: "empty" }
  | { readonly kind: "none" };

const root = "/sys/class/powercap";

/**
 * The control types that show the same counters, best first: model-specific registers, TPMI on newer servers,
 * memory-mapped registers. Only one is used: a sum over all would count the same silicon several times.
 */
const controls = ["intel-rapl", "intel-rapl-tpmi", "intel-rapl-mmio"] as const;

/** Finds the zones to add up. Layout: Linux Documentation/power/powercap/powercap.rst. */
export function findRaplZones(host: Host): RaplTree {
  const names = host.listDirectory(root);
  if (names.length === 0) return { kind: host.listDirectory("/sys/class").includes("powercap") ? "empty" : "none" };
  for (const control of controls) {
    const zones = zonesOf(host, control, names);
    if (zones.some((zone) => zone.kind === "package")) return { kind: "zones", control, zones };
  }
  for (const control of controls) {
    const zones = zonesOf(host, control, names);
    if (zones.length > 0) return { kind: "zones", control, zones };
  }
  return { kind: "empty" };
}

function zonesOf(host: Host, control: string, names: readonly string[]): readonly RaplZone[] {
  const zones: RaplZone[] = [];
  const seen = new Set<string>();
  for (const topName of names) {
    if (!new RegExp(`^${control}:\\d+$`).test(topName)) continue;
    const folder = `${root}/${topName}`;
    // The number in the folder's name is not the socket's number: psys may be first.
    const name = host.readText(`${folder}/name`)?.trim() ?? nameless(host, folder);
    if (name === undefined || seen.has(name)) continue;
    seen.add(name);
    if (name === "psys") zones.push(zoneAt(host, folder, name, "psys", []));
    if (!/^package-\d+(-die-\d+)?$/.test(name)) continue;
    const parts = subZones(host, topName, names).map((subFolder) => ({
      subFolder,
      part: host.readText(`${subFolder}/name`)?.trim() ?? "",
    }));
    const inside = parts.map(({ part }) => part).filter((part) => part === "core" || part === "uncore");
    zones.push(zoneAt(host, folder, name, "package", inside));
    const dram = parts.find(({ part }) => part === "dram");
    if (dram !== undefined) zones.push(zoneAt(host, dram.subFolder, `${name}/dram`, "dram", []));
  }
  return zones;
}

/** A tree that Scaphandre exports to a virtual machine has no names, and one counter for each socket. */
function nameless(host: Host, folder: string): string | undefined {
  return host.listDirectory(folder).includes("energy_uj") ? `package-${folder.split(":")[1]}` : undefined;
}

/** A sub-zone is in its parent's folder and, because the class folder is flat, also next to it. We use one of the two. */
function subZones(host: Host, topName: string, names: readonly string[]): readonly string[] {
  const isSubZone = (name: string): boolean => name.startsWith(`${topName}:`);
  const beside = names.filter(isSubZone).map((name) => `${root}/${name}`);
  if (beside.length > 0) return beside;
  return host
    .listDirectory(`${root}/${topName}`)
    .filter(isSubZone)
    .map((name) => `${root}/${topName}/${name}`);
}

function zoneAt(host: Host, folder: string, name: string, kind: RaplZone["kind"], inside: readonly string[]): RaplZone {
  const range = positive(host.readText(`${folder}/max_energy_range_uj`));
  const limits = [0, 1]
    .map((constraint) => positive(host.readText(`${folder}/constraint_${constraint}_power_limit_uw`)))
    .filter((limit) => limit !== undefined);
  return {
    name,
    kind,
    inside,
    folder,
    ...defined({ rangeMicrojoules: range }),
    ...(limits.length === 0 ? {} : { limitWatts: Math.max(...limits) / 1e6 }),
  };
}

function positive(text: string | undefined): number | undefined {
  const value = Number(text?.trim());
  return Number.isFinite(value) && value > 0 ? value : undefined;
}

const sapphireRapids = 143;
/** The range in a kernel that assumes 15.3 uJ a tick, which is right for DRAM from Haswell-EP to Ice Lake-SP. */
const oldDramRangeMicrojoules = 65_712_999_613;

/**
 * Factor for a zone's counter. Kernels 5.9 to 6.0 read the DRAM of Sapphire Rapids at 15.3 uJ a tick although it
 * counts 61.035 uJ: their value is four times too low (fixed in Linux 6.1, commit 4c081324).
 */
export function unitCorrection(zoneToRead: RaplZone, processor: ProcessorFacts): number {
  const affected =
    zoneToRead.kind === "dram" &&
    processor.vendor === "intel" &&
    processor.family === 6 &&
    processor.model === sapphireRapids &&
    zoneToRead.rangeMicrojoules === oldDramRangeMicrojoules;
  return affected ? 61_035 / 15_300 : 1;
}
