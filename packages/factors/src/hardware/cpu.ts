import { fail, ok } from "@wattledger/core";
import type { Factor, FactorFamily, FoundFactor, NoFactor, Result } from "@wattledger/core";
import { factorFamily } from "../family/family.ts";
import { figureFactor } from "../family/figure-table.ts";
import type { FigureTable, Meaning } from "../family/figure-table.ts";
import { cpuRows } from "./cpu-table.ts";
import type { CpuRow } from "./cpu-table.ts";
import { matchCpu } from "./match.ts";
import type { CpuMatch } from "./match.ts";

const key: FactorFamily["key"] = {
  name: "cpu",
  help: "Processor name as the machine prints it; none gives the median of parts since 2017",
  examples: ["AMD EPYC 7763 64-Core Processor", "Intel(R) Xeon(R) CPU E5-2683 v4 @ 2.10GHz", "i7-12700H"],
};

const powerCritique = [
  "Thermal design power is a limit for cooling. The real power depends on load, voltage and turbo limits, and can exceed it for seconds.",
];

/** Thermal design power of one processor package. A limit for cooling, used as a stand-in for full load. */
export const cpuTdp: FactorFamily = cpuFamily({
  id: "hardware.cpu.tdp",
  title: "Thermal design power of a processor",
  critique: powerCritique,
  per: "package",
  usual: [1, 1000],
  figure: ({ tdpWatts }) => ({ value: tdpWatts, low: tdpWatts, high: tdpWatts }),
  missing: "",
});

/** Thermal design power over physical cores: the share of one busy core when all are busy. */
export const cpuPowerPerCore: FactorFamily = cpuFamily({
  id: "hardware.cpu.power-per-core",
  title: "Thermal design power of a processor per core",
  critique: powerCritique,
  per: "physical core",
  usual: [0.1, 200],
  figure: ({ tdpWatts, cores }) => (cores === undefined ? undefined : shared(tdpWatts, cores)),
  missing: "its core count is not in the table. Divide hardware.cpu.tdp by the cores of the machine",
});

/** Thermal design power over hardware threads. Where the source lacks threads, two per core are assumed, announced. */
export const cpuPowerPerThread: FactorFamily = cpuFamily({
  id: "hardware.cpu.power-per-thread",
  title: "Thermal design power of a processor per hardware thread",
  critique: powerCritique,
  per: "hardware thread",
  usual: [0.05, 200],
  figure: ({ tdpWatts, cores, threads }) => {
    if (threads !== undefined) return shared(tdpWatts, threads);
    if (cores === undefined) return undefined;
    const step =
      "The vendor's list does not say how many threads it has: two per core are assumed, and the interval includes one per core.";
    return { value: tdpWatts / (2 * cores), low: tdpWatts / (2 * cores), high: tdpWatts / cores, step };
  },
  missing: "neither its threads nor its cores are in the table. Divide hardware.cpu.tdp by the threads of the machine",
});

/** A figure before the doubt of the thermal design power itself is added. */
interface Share {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Sentence for a step that was taken to get it. */
  readonly step?: string;
}

interface CpuFamily {
  readonly id: string;
  readonly title: string;
  readonly critique: readonly string[];
  readonly per: string;
  readonly usual: readonly [low: number, high: number];
  /** Undefined where the row lacks what is needed. */
  readonly figure: (row: CpuRow) => Share | undefined;
  readonly missing: string;
}

/**
 * Power at full load over thermal design power: measured 0.57 to 0.97 on four machines (CodeCarbon's profiling of
 * 2025-01-14); the upper end allows for turbo limits above it.
 */
const fullLoad = { low: 0.57, high: 1.3 };

/** Year of the lists, for parts whose launch they do not date. */
const listYear = 2025;

function shared(watts: number, parts: number): Share {
  return { value: watts / parts, low: watts / parts, high: watts / parts };
}

function cpuFamily(definition: CpuFamily): FactorFamily {
  const find = async (name: string | undefined): Promise<Result<FoundFactor, NoFactor>> => {
    if (name === undefined || name.trim() === "") return ok(await generic(definition));
    const match = await matchCpu(name);
    if (!match.ok) return match;
    const share = definition.figure(match.value);
    if (share === undefined) {
      const message = `${definition.title}: ${match.value.name} was found, but ${definition.missing}.`;
      return fail({ kind: "no-factor", message });
    }
    return ok(found(definition, match.value, share));
  };
  const heldKeys = async (): Promise<readonly string[]> => {
    const rows = await cpuRows();
    const names = rows.filter((row) => definition.figure(row) !== undefined).map(({ name }) => name);
    return [...new Set(names)];
  };
  const { id, title, critique, usual } = definition;
  return factorFamily({ id, title, critique, unit: "W", usual, key, find, heldKeys });
}

function found({ id, per }: CpuFamily, match: CpuMatch, share: Share): FoundFactor {
  const { name, table, score, source, correctedFromWatts } = match;
  const year = match.launchYear ?? listYear;
  const corrected =
    correctedFromWatts === undefined
      ? ""
      : ` The source prints ${correctedFromWatts} W, a turbo limit; corrected here.`;
  const factor: Factor = {
    id: `${id}/${table}/${name}/${year}`,
    title: `${name}, thermal design power per ${per}`,
    value: share.value,
    unit: "W",
    uncertainty: {
      distribution: {
        kind: "interval",
        low: fullLoad.low * share.low,
        high: fullLoad.high * share.high,
        level: 0.9,
      },
      basis:
        "power at full load: 57 to 97 % of the thermal design power on four machines (CodeCarbon, 2025-01-14); " +
        "upper end an expert default for turbo limits",
    },
    year,
    ...meaning(per),
    source: {
      ...source,
      locator: `${source.locator}, row ${name}`,
      ...(source.caveat !== undefined && { caveat: `${source.caveat}${corrected}` }),
    },
  };
  const spelling = score < 1 ? [`The name fits ${name} with a score of ${score.toFixed(2)} of 1.`] : [];
  const step = share.step === undefined ? [] : [share.step];
  return { factor, matched: `${name} (name score ${score.toFixed(2)})`, fallbacks: [...spelling, ...step] };
}

/** The figure for a processor without a name: a row of its own, so that the table it comes from need not be loaded. */
async function generic({ id, per }: CpuFamily): Promise<FoundFactor> {
  const { genericCpu: file } = await import("../tables/machine.ts");
  const row = file.rows.find((candidate) => id === `hardware.cpu.${candidate.key}`);
  if (row === undefined) throw new RangeError(`The table of generic processors lacks a row for ${id}`);
  const table: FigureTable = { name: "codecarbon-3.3.0-vendor-lists", meaning: meaning(per), file };
  const factor = figureFactor({ id, unit: "W" }, table, { ...row, key: "median" });
  return { factor, fallbacks: [`No processor was named: the ${row.locator} is used.`] };
}

function meaning(per: string): Meaning {
  return {
    boundary: "component",
    basis: "not-applicable",
    signal: "not-applicable",
    accounting: "not-applicable",
    convention: `thermal design power as the vendor states it, per ${per}`,
  };
}
