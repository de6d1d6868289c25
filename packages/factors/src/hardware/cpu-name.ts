/** A processor name taken apart: what must agree, and what may be missing when people type. */
export interface CpuName {
  /** Words with a digit in them, sorted: "7763"; "9", "7940hs"; "e5-2683", "v4". They decide which part it is. */
  readonly model: readonly string[];
  /** Words that tell apart parts of one number, sorted: "gold", "pro", "threadripper". */
  readonly tier: readonly string[];
  /** Maker and family, sorted, which people leave out: "intel", "core", "xeon", "amd", "epyc". */
  readonly family: readonly string[];
  /** Where or how it is sold, which its number tells already: "mobile", "oem". */
  readonly asides: readonly string[];
}

/**
 * Takes apart a name as /proc/cpuinfo, sysctl, Windows or dmidecode prints it, or as a vendor's list does:
 * marks, clock rates, core counts, graphics and generation are left out, as they do not name the part.
 */
export function parseCpuName(name: string): CpuName {
  const words = [...new Set(cleaned(name).split(" "))].filter((word) => word !== "" && !fillers.has(word));
  words.sort();
  return {
    model: words.filter((word) => /\d/.test(word)),
    tier: words.filter((word) => !/\d/.test(word) && !families.has(word) && !asides.has(word)),
    family: words.filter((word) => families.has(word)),
    asides: words.filter((word) => asides.has(word)),
  };
}

/** One spelling per name, for look-up: equal keys are the same part. */
export function cpuKey(name: CpuName): string {
  return `${name.model.join(" ")}|${name.tier.join(" ")}`;
}

const families = new Set(["amd", "apple", "core", "epyc", "intel", "xeon"]);

const asides = new Set(["mobile", "oem"]);

const fillers = new Set(["apu", "cpu", "edition", "genuine", "only", "processor", "soc"]);

function cleaned(name: string): string {
  return (
    name
      .normalize("NFKC")
      .toLowerCase()
      .replaceAll(/\((r|tm|c)\)|[®™©\u200b]/g, "")
      // After these words come clock rates and graphics: "@ 2.10GHz", "w/ Radeon 780M Graphics".
      .replace(/ ?@.*$| w\/.*$| with .*$/, "")
      .replaceAll(/\b\d+th gen(eration)?\b|\b1[23]th gen\b|\b\d+(st|nd|rd) gen\b/g, " ")
      // Of the emulator, not of a part: "QEMU Virtual CPU version 2.5+".
      .replace(/\bversion \S+/, " ")
      .replaceAll(/\b\d+(\.\d+)? ?[gm]hz\b/g, " ")
      .replaceAll(/\b(\d+|dual|triple|quad|six|eight|twelve|sixteen)[- ]cores?\b/g, " ")
      .replaceAll(/[(),]/g, " ")
      // The kernel pads names with blanks: "Core(TM) i7 CPU         920  @ 2.67GHz".
      .replaceAll(/\s+/g, " ")
      // Intel wrote "Core i7 CPU 920" and "Core2" before it settled on hyphens.
      .replaceAll(/\bcore2\b/g, "core 2")
      .replaceAll(/\b(i[3579])( cpu)? (?=\d)/g, "$1-")
      // The first generation has its letter in front of the number: "i5 CPU M 540" is the i5-540M.
      .replaceAll(/\b(i[357])(?: cpu)? ([a-z]) (\d{3})\b/g, (_, series: string, letter: string, number: string) => {
        return `${series}-${number}${suffixOf(letter, Number(number))}`;
      })
      .replaceAll(/\bfx (?=\d)/g, "fx-")
      .replaceAll(/\b(e[357]-\d+\w*?)(v\d)\b/g, "$1 $2")
      .replaceAll(/\s+/g, " ")
      // The first generation of E5 and E7 prints a lone 0 where later ones print v2, v3.
      .replace(/ 0 ?$/, "")
      .trim()
  );
}

/** Behind the number, in the lists of Intel, of the letter in front of it in the name that a first-generation Core prints. */
function suffixOf(letter: string, number: number): string {
  // Desktop parts with an X have numbers from 965 on (i7-980X); below are mobile ones (i7-920XM).
  if (letter === "x") return number >= 965 ? "x" : "xm";
  return ["u", "l", "q"].includes(letter) ? `${letter}m` : letter;
}
