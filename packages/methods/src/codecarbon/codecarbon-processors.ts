import type { CodecarbonRelease } from "./codecarbon-places.ts";

/** A processor that CodeCarbon found in its list. */
export interface CodecarbonProcessor {
  /** As written in the list. */
  readonly name: string;
  /** Thermal design power, W; undefined in the four rows whose number the original fails to read. */
  readonly tdpWatts: number | undefined;
}

/**
 * The row of CodeCarbon's list for the name of a processor, as the system prints it: of that exact name in any case; or of
 * the name without trademark and clock; or the only row whose words are all in the name, or the other way round. Undefined
 * where none or several are: the original then takes 4 W for each hardware thread.
 */
export async function codecarbonProcessor(
  processorName: string,
  release: CodecarbonRelease = "3.3.2",
): Promise<CodecarbonProcessor | undefined> {
  const { default: processors } = await import("../data/codecarbon-processors.json", { with: { type: "json" } });
  const rows = release === "3.3.0" ? processors.rows : [...processors.rows, ...processors.since332.rows];
  const short = shortened(processorName);
  for (const wanted of [processorName, short]) {
    const start = `${wanted.toLowerCase()}|`;
    const row = rows.find((one) => one.toLowerCase().startsWith(start));
    if (row !== undefined) return processorOf(row);
  }
  const words = wordsOf(short);
  const alike = rows.filter((row) => oneWithinOther(words, wordsOf(nameOf(row))));
  return alike.length === 1 && alike[0] !== undefined ? processorOf(alike[0]) : undefined;
}

/** Without trademark and clock. */
function shortened(name: string): string {
  const unmarked = name.replaceAll("(R)", "");
  const clock = unmarked.indexOf(" CPU @ ");
  return (clock > 0 ? unmarked.slice(0, clock) : unmarked).replaceAll(" CPU", "").replace(/ @\s*\d+\.\d+GHz/gu, "");
}

/** Words in lower case; all but letters and digits part them. */
function wordsOf(name: string): ReadonlySet<string> {
  return new Set(name.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}

/** A match of 100 by sets of words, as the original's library has it. */
function oneWithinOther(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const [less, more] = a.size < b.size ? [a, b] : [b, a];
  return less.size > 0 && [...less].every((word) => more.has(word));
}

function nameOf(row: string): string {
  return row.slice(0, row.indexOf("|"));
}

function processorOf(row: string): CodecarbonProcessor {
  const watts = row.slice(row.indexOf("|") + 1);
  return { name: nameOf(row), tdpWatts: watts === "" ? undefined : Number(watts) };
}
