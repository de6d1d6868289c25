import processors from "../data/eco2ai-processors.json" with { type: "json" };

/** What Eco2AI takes for a processor that its list lacks, W. */
export const eco2aiUnknownTdp = 100.1;

/** Words of a name that only say what it is: trademarks, clock, count of cores. */
const noise = /\(R\)|®|™|\(TM\)|@.*|\S*GHz\S*|\[.*\]| \d-Core|\(.*\)/gu;
const families =
  /Ryzen Threadripper|Ryzen|EPYC|Athlon|Xeon Gold|Xeon Bronze|Xeon Silver|Xeon Platinum|Xeon|Core|Celeron|Atom|Pentium/gu;

/**
 * Thermal design power that Eco2AI finds for a processor, W: of the model with that very name, else the largest of
 * those that share most tokens (words with a digit, names of families) with it. Undefined for a name without any token,
 * which the original by mistake gives 0 W.
 */
export function eco2aiTdp(processorName: string): number | undefined {
  const name = processorName
    .replaceAll(noise, "")
    .split(" ")
    .filter((word) => word !== "" && !word.includes("CPU") && !word.includes("Processor"))
    .join(" ");
  const rows = processors.rows.map((row) => row.split("|"));
  const exact = rows.filter(([model]) => model === name);
  if (exact.length > 0) return largest(exact);
  const tokens = tokensOf(name);
  if (tokens.size === 0) return undefined;
  let most = 1;
  let best: (readonly string[])[] = [];
  for (const row of rows) {
    const shared = [...tokensOf(row[0] ?? "")].filter((token) => tokens.has(token)).length;
    if (shared < most) continue;
    if (shared > most) best = [];
    most = shared;
    best.push(row);
  }
  return best.length === 0 ? eco2aiUnknownTdp : largest(best);
}

function tokensOf(name: string): ReadonlySet<string> {
  return new Set([...(name.match(/\S*\d+\S*/gu) ?? []), ...(name.match(families) ?? [])]);
}

function largest(rows: readonly (readonly string[])[]): number {
  return Math.max(...rows.map(([, watts]) => Number(watts)));
}
