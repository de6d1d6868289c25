import { defined } from "@wattledger/core/defined";
/** One sample of powermetrics: the mean power of each part during the sample. */
export interface PowermetricsSample {
  /** Length of the sample in nanoseconds, by the machine's own clock. */
  readonly elapsedNanoseconds: number;
  /** Absent if this release or this machine does not report it. */
  readonly cpuWatts?: number;
  readonly gpuWatts?: number;
  /** Apple's neural engine. */
  readonly aneWatts?: number;
}

/**
 * Reads a property list of `powermetrics -f plist` of any release: power in milliwatts (`cpu_power`), energy of the sample in
 * millijoules (`cpu_energy`), or watts of the package on Intel (`package_watts`). Returns undefined if the text is not such a
 * document or has no elapsed time. The names come from the manual and from other readers; we have not seen all releases.
 */
export function parsePowermetrics(plist: string): PowermetricsSample | undefined {
  const elapsedNanoseconds = number(plist, "elapsed_ns");
  if (elapsedNanoseconds === undefined || elapsedNanoseconds <= 0) return undefined;
  const processor = dictionary(plist, "processor") ?? "";
  const watts = (part: string): number | undefined => {
    const milliwatts = number(processor, `${part}_power`);
    if (milliwatts !== undefined) return milliwatts / 1000;
    const millijoules = number(processor, `${part}_energy`);
    return millijoules === undefined ? undefined : millijoules / 1000 / (elapsedNanoseconds / 1e9);
  };
  const cpuWatts = watts("cpu") ?? number(processor, "package_watts");
  const gpuWatts = watts("gpu");
  const aneWatts = watts("ane");
  return {
    elapsedNanoseconds,
    ...defined({ cpuWatts, gpuWatts, aneWatts }),
  };
}

/** Value of the first key with that name. Keys of clusters and processors within `processor` have other names. */
function number(text: string, key: string): number | undefined {
  const found = new RegExp(`<key>${key}</key>\\s*<(?:integer|real)>([^<]*)</`).exec(text)?.[1]?.trim();
  if (found === undefined || found === "") return undefined;
  const value = Number(found);
  // Some releases print "nan" for a value that they could not read.
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** Text of a dictionary, up to the end tag that belongs to its beginning. */
function dictionary(text: string, key: string): string | undefined {
  const start = new RegExp(`<key>${key}</key>\\s*<dict>`).exec(text);
  if (start === null) return undefined;
  const begin = start.index + start[0].length;
  let depth = 1;
  for (const tag of text.slice(begin).matchAll(/<(\/?)dict>/g)) {
    depth += tag[1] === "/" ? -1 : 1;
    if (depth === 0) return text.slice(begin, begin + tag.index);
  }
  return undefined;
}
