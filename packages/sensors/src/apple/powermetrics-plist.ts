/** What one document of powermetrics says of a sample: mean power of each part over its time. */
export interface PowermetricsSample {
  /** Nanoseconds that the sample lasted, by the machine's own clock. */
  readonly elapsedNanoseconds: number;
  /** Absent where this release, or this machine, has no such figure. */
  readonly cpuWatts?: number;
  readonly gpuWatts?: number;
  /** Apple's neural engine. */
  readonly aneWatts?: number;
}

/**
 * Reads a property list of `powermetrics -f plist`, whatever its release: power in milliwatts (`cpu_power`), energy of the
 * sample in millijoules (`cpu_energy`), or watts of the package on Intel (`package_watts`). Undefined: no such document,
 * or none with an elapsed time. The names are those of the manual and of other readers; not all releases were seen.
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
    ...(cpuWatts === undefined ? {} : { cpuWatts }),
    ...(gpuWatts === undefined ? {} : { gpuWatts }),
    ...(aneWatts === undefined ? {} : { aneWatts }),
  };
}

/** Value of the first key of that name. Clusters and processors within `processor` have keys of other names. */
function number(text: string, key: string): number | undefined {
  const found = new RegExp(`<key>${key}</key>\\s*<(?:integer|real)>([^<]*)</`).exec(text)?.[1]?.trim();
  if (found === undefined || found === "") return undefined;
  const value = Number(found);
  // Some releases print what they could not read as nan.
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** Text of a dictionary, up to the end that matches its beginning. */
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
