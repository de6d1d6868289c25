/** A RAPL zone as it was found below the powercap tree. */
export interface FoundZone {
  /** Path below a control type: `intel-rapl/intel-rapl:0/intel-rapl:0:0`. */
  readonly path: string;
  readonly name: string;
  readonly before: number;
  readonly after: number;
  readonly range: number;
}

/** What decides which zones CodeCarbon reads. */
export interface ZoneOptions {
  readonly preferPlatform: boolean;
  readonly includeDram: boolean;
  /** Add up dies that mirror one counter, as the original does. */
  readonly mirroredDies: boolean;
}

/**
 * The zones that CodeCarbon reads: packages, or the platform where that is preferred or all there is, else whatever is
 * readable. Of zones with one name that below intel-rapl-mmio wins. Only packages and the platform are added up.
 */
export function zonesRead(
  found: readonly FoundZone[],
  options: ZoneOptions,
): readonly (FoundZone & { counted: "yes" | "no" })[] {
  const byName = new Map<string, FoundZone>();
  for (const zone of found) {
    const other = byName.get(keyOf(zone));
    if (other === undefined || (isMemoryMapped(zone) && !isMemoryMapped(other))) byName.set(keyOf(zone), zone);
  }
  const zones = [...byName.values()];
  const platform = zones.filter(({ name }) => name.includes("psys"));
  const packages = zones.filter(({ name }) => name.includes("package"));
  const main = options.preferPlatform && platform.length > 0 ? platform : packages.length > 0 ? packages : platform;
  if (main.length === 0) return zones.map((zone) => ({ ...zone, counted: "no" }));
  // Memory below a package is taken for a part of it and skipped; a zone of its own is read, and not added either.
  const memory = options.includeDram ? zones.filter((zone) => zone.name.includes("dram") && isTopLevel(zone)) : [];
  const counted = options.mirroredDies ? main : main.filter((zone, index) => !isMirror(zone, main.slice(0, index)));
  return [
    ...counted.map((zone) => ({ ...zone, counted: "yes" as const })),
    ...memory.map((zone) => ({ ...zone, counted: "no" as const })),
  ];
}

/** Zones below a package bear its name, as each package may have its own cores. */
function keyOf({ path, name }: FoundZone): string {
  return name.includes("package") || name.includes("psys") ? name : `${path.split("/").slice(1, -1).join("/")} ${name}`;
}

function isMemoryMapped({ path }: FoundZone): boolean {
  return path.startsWith("intel-rapl-mmio");
}

function isTopLevel({ path }: FoundZone): boolean {
  return path.split("/").length === 2;
}

/** A die of a package whose counter is that of an earlier die of it. */
function isMirror(zone: FoundZone, earlier: readonly FoundZone[]): boolean {
  const die = /^(?<package>package-\d+)-die-\d+$/u.exec(zone.name)?.groups?.["package"];
  if (die === undefined) return false;
  return earlier.some(
    ({ name, before, after }) => name.startsWith(`${die}-die-`) && before === zone.before && after === zone.after,
  );
}
