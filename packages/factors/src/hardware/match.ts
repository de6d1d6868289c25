import { fail, ok, quoted } from "@wattledger/core";
import type { NoFactor, Result } from "@wattledger/core";
import { nearestSentence } from "../family/similar.ts";
import { cpuKey, parseCpuName } from "./cpu-name.ts";
import type { CpuName } from "./cpu-name.ts";
import { cpuNameOf, cpuRow, cpuTables } from "./cpu-table.ts";
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
 * `unknown-name` otherwise, naming the nearest parts; a name without a model number needs no table for that.
 */
export async function matchCpu(name: string): Promise<Result<CpuMatch, NoFactor>> {
  const wanted = parseCpuName(name);
  const longest = longestOf(wanted.model);
  if (longest === undefined) {
    return fail(
      refusal(name, "does not name a model, as is usual in virtual machines, so it is not in the table.", () => []),
    );
  }

  const key = cpuKey(wanted);
  // FX-6100, FX 6100 and fx6100 are one part: only the digits of a model number stand together in every spelling.
  const digits = longestOf(longest.match(/\d+/g) ?? [longest]) ?? longest;
  const tables = await cpuTables();
  for (const table of tables) {
    for (const line of table.lines) {
      // Taking thousands of names apart is slow; those without the model number cannot match anyway.
      if (!line.toLowerCase().includes(digits)) continue;
      const found = parseCpuName(cpuNameOf(line));
      if (cpuKey(found) !== key) continue;
      const score = agreement(wanted, found);
      if (score >= leastCpuScore) return ok({ ...cpuRow(table, line), score });
    }
  }
  return fail(
    refusal(name, "is not in the table of processors.", () => {
      const names = tables.flatMap(({ lines }) => lines.map((line) => cpuNameOf(line)));
      const sameNumber = names.filter((other) => other.toLowerCase().includes(longest));
      return sameNumber.length > 0 ? sameNumber : names;
    }),
  );
}

function longestOf(words: readonly string[]): string | undefined {
  return words.toSorted((a, b) => b.length - a.length)[0];
}

/** Dice's coefficient over weighted words; 0 where the name has a maker or family that the part has not. */
function agreement(wanted: CpuName, found: CpuName): number {
  if (wanted.family.some((word) => !found.family.includes(word))) return 0;
  const common = 3 * wanted.model.length + wanted.tier.length + wanted.family.length;
  const strange = wanted.asides.filter((word) => !found.asides.includes(word));
  const all = 3 * found.model.length + found.tier.length + found.family.length + strange.length;
  return (2 * common) / (common + all);
}

function refusal(name: string, what: string, candidates: () => readonly string[]): NoFactor {
  return {
    kind: "unknown-name",
    // Thousands of names are compared, which takes longer than all else here, only if somebody reads the message.
    get message(): string {
      const nearest = nearestSentence(name, candidates());
      return `The processor name ${quoted(name.trim())} ${what}${nearest} Give the model's name, or leave it out for a generic figure.`;
    },
  };
}
