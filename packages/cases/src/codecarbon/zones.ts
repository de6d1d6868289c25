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
  const chosen = oneOfEachName(chosenZones(found, options));
  return chosen.flatMap((zone, index) => {
    const isCounted = /package|psys/iu.test(zone.name);
    if (isCounted && !options.mirroredDies && isMirror(zone, chosen.slice(0, index))) return [];
    return [{ ...zone, counted: isCounted ? ("yes" as const) : ("no" as const) }];
  });
}

function chosenZones(found: readonly FoundZone[], options: ZoneOptions): readonly FoundZone[] {
  const named = (word: string): readonly FoundZone[] => found.filter(({ name }) => name.toLowerCase().includes(word));
  const platform = found.filter(({ name }) => name.toLowerCase() === "psys");
  const packages = named("package");
  if (platform.length > 0 && (options.preferPlatform || packages.length === 0)) return platform;
  if (packages.length === 0) return found;
  // Memory below a package is taken for a part of it and skipped; a zone of its own is read, and not added either.
  return options.includeDram ? [...packages, ...named("dram").filter(isTopLevel)] : packages;
}

function oneOfEachName(zones: readonly FoundZone[]): readonly FoundZone[] {
  const byName = new Map<string, FoundZone>();
  for (const zone of zones) {
    const other = byName.get(zone.name);
    if (other === undefined || (isMemoryMapped(zone) && !isMemoryMapped(other))) byName.set(zone.name, zone);
  }
  return [...byName.values()];
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
