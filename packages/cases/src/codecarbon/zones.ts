/** A RAPL zone as it was found below the powercap tree. */
export interface FoundZone {
  /** Path below a control type: `intel-rapl/intel-rapl:0/intel-rapl:0:0`. */
  readonly path: string;
  readonly name: string;
  readonly before: number;
  readonly after: number;
  readonly range: number;
  /** Whether its counter could be read at the end; `after` is used instead of `before` if it could not. */
  readonly isRead: boolean;
}

/** What decides which zones CodeCarbon reads. */
export interface ZoneOptions {
  readonly preferPlatform: boolean;
  readonly includeDram: boolean;
  /**
   * What becomes of a zone whose counter is that of an earlier one: it is added up, as release 3.3.0 does; left out if its name
   * says that it is another die of one package; or left out as release 3.3.2 finds it, by its counter alone.
   */
  readonly mirrors: "added" | "named-dies-left-out" | "left-out";
}

/**
 * The zones that CodeCarbon reads: packages, or the platform if that is preferred or the only zone, otherwise any zone that is
 * readable. Of zones with one name that below intel-rapl-mmio wins. Only packages and the platform are added up.
 */
export function zonesRead(
  found: readonly FoundZone[],
  options: ZoneOptions,
): readonly (FoundZone & { counted: "yes" | "no" })[] {
  const chosen = oneOfEachName(chosenZones(found, options));
  return chosen.flatMap((zone, index) => {
    const isCounted = /package|psys/iu.test(zone.name);
    const earlier = chosen.slice(0, index);
    if (isCounted && options.mirrors === "named-dies-left-out" && isMirror(zone, earlier)) return [];
    if (options.mirrors === "left-out" && mirrorsCounter(zone, earlier)) return [];
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

/** One joule, in uJ: what a package may use between the reads of two zones that are one counter. */
const readGap = 1_000_000;

/**
 * Whether a zone is taken for the counter of an earlier one: both stood at the same value at the start, within 1e-6 or one
 * joule, and then advanced alike or not at all.
 */
function mirrorsCounter(zone: FoundZone, earlier: readonly FoundZone[]): boolean {
  if (zone.before <= 0 || /dram/iu.test(zone.name)) return false;
  const reference = earlier.find(
    (one) => one.before > 0 && !/dram/iu.test(one.name) && areAlike(zone.before, one.before),
  );
  if (reference === undefined) return false;
  const [own, other] = [advanceOf(zone), advanceOf(reference)];
  return own === undefined || other === undefined || (own <= 0 && other <= 0) || areAlike(own, other);
}

function areAlike(one: number, other: number): boolean {
  return Math.abs(one - other) <= Math.max(1e-6 * Math.max(one, other), readGap);
}

/** Undefined where the counter was not read, or went back by more than a wrap: that interval tells nothing. */
function advanceOf({ before, after, range, isRead }: FoundZone): number | undefined {
  if (!isRead) return undefined;
  if (after >= before) return after - before;
  return after + range < before ? undefined : after + range - before;
}
