import { fail, ok } from "@wattledger/core";
import type { NoFactor, Result } from "@wattledger/core";
import { nearestSentence } from "../similar.ts";
import { cpuKey, parseCpuName } from "./cpu-name.ts";
import type { CpuName } from "./cpu-name.ts";
import { cpuRows } from "./cpu-table.ts";
import type { CpuRow } from "./cpu-table.ts";

/** A part of the tables, and how well the name fits it. */
export interface CpuMatch extends CpuRow {
  /** Share of the words that agree, in [0, 1]; words with digits count three times. */
  readonly score: number;
}

/** Least score at which a name is taken for a part. */
export const leastCpuScore = 0.7;

/**
 * The part that a processor's name string means. Words with digits (model numbers) and words such as Gold or PRO must
 * agree exactly: 7B13 is not 7713, 8275CL not 8275. What may be missing is maker and family. Refuses with
 * `unknown-name` otherwise, naming the nearest parts.
 */
export async function matchCpu(name: string): Promise<Result<CpuMatch, NoFactor>> {
  const wanted = parseCpuName(name);
  const rows = await cpuRows();
  const [longest] = wanted.model.toSorted((a, b) => b.length - a.length);
  if (longest === undefined) return fail(refusal(name, [], "names no model, as is usual in virtual machines"));

  const key = cpuKey(wanted);
  for (const row of rows) {
    // Taking thousands of names apart is slow; those without the model number cannot match anyway.
    if (!row.name.toLowerCase().includes(longest)) continue;
    const found = parseCpuName(row.name);
    if (cpuKey(found) !== key) continue;
    const score = agreement(wanted, found);
    if (score >= leastCpuScore) return ok({ ...row, score });
  }
  const names = rows.map((row) => row.name);
  const sameNumber = names.filter((other) => other.toLowerCase().includes(longest));
  return fail(refusal(name, sameNumber.length > 0 ? sameNumber : names, "is not in the table of processors"));
}

/** Dice's coefficient over weighted words; 0 where the name has a maker or family that the part has not. */
function agreement(wanted: CpuName, found: CpuName): number {
  if (wanted.family.some((word) => !found.family.includes(word))) return 0;
  const common = 3 * wanted.model.length + wanted.tier.length + wanted.family.length;
  const all = 3 * found.model.length + found.tier.length + found.family.length;
  return (2 * common) / (common + all);
}

function refusal(name: string, candidates: readonly string[], what: string): NoFactor {
  const nearest = nearestSentence(name, candidates);
  return {
    kind: "unknown-name",
    message: `The processor name "${name.trim()}" ${what}.${nearest} Give the model by hand, or no name for a generic figure.`,
  };
}
