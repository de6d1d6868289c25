import { defined, fail, ok, quoted } from "@wattledger/core";
import type { Factor, FactorFamily, FoundFactor, NoFactor, Result } from "@wattledger/core";
import { factorFamily } from "../family/family.ts";
import { foldName, nearestSentence } from "../family/similar.ts";

const key: FactorFamily["key"] = {
  name: "accelerator",
  help: "GPU or TPU, as the vendor or the machine calls it",
  examples: ["NVIDIA A100-SXM4-80GB", "H100", "Tesla T4", "MI300X", "TPU v4"],
};

/** Thermal design power of one accelerator: the most that it may draw for long, used as a stand-in for its power at work. */
export const acceleratorTdp: FactorFamily = acceleratorFamily({
  id: "hardware.accelerator.tdp",
  title: "Thermal design power of an accelerator",
  unit: "W",
  usual: [1, 3000],
  critique: [
    "A limit for cooling, not a measurement. Accelerators at work draw 0.7 to 0.95 of it, idle ones a small part.",
  ],
  figure: ({ tdpWatts }) => tdpWatts,
  convention: "thermal or board power as the vendor states it, per accelerator",
  // Serving draws 72 to 74 % (ML.ENERGY), dense training 80 to 95 %; light or waiting work less.
  interval: (value) => ({ low: 0.5 * value, high: value }),
  basis: "mean power at work over design power: 0.72 to 0.74 serving (ML.ENERGY), 0.8 to 0.95 training; expert default",
});

/** Peak rate of 16-bit floating point, matrix units used, without sparsity: what a utilisation of FLOP is a share of. */
export const acceleratorPeak: FactorFamily = acceleratorFamily({
  id: "hardware.accelerator.peak",
  title: "Peak 16-bit rate of an accelerator",
  unit: "TFLOP/s",
  critique: ["A theoretical peak. Published trainings reach a fifth to a half of it."],
  figure: ({ peakTeraflops }) => peakTeraflops,
  convention: "dense 16-bit floating point at the stated boost clock, per accelerator",
  interval: (value) => ({ low: value, high: value }),
  basis: "a definition, not a measurement",
});

interface AcceleratorRow {
  /** The table that holds it: part of its figures' ids. */
  readonly table: string;
  readonly source: Factor["source"];
  readonly name: string;
  readonly tdpWatts: number;
  /** Absent where the part has no matrix units or its rate is not held. */
  readonly peakTeraflops?: number;
  readonly memoryGigabytes: number;
  readonly year: number;
  readonly aliases: readonly string[];
  /** Names that fit several forms; this one is used for them. */
  readonly sharedNames: readonly string[];
  /** Devices of the board that it is one of: software lists each as an accelerator. */
  readonly devicesOfBoard: number;
}

interface NamedRow {
  readonly row: AcceleratorRow;
  /** Whether other forms have the name as well. */
  readonly isShared: boolean;
}

interface AcceleratorFamily extends Pick<FactorFamily, "id" | "title" | "unit" | "usual" | "critique"> {
  readonly figure: (row: AcceleratorRow) => number | undefined;
  readonly convention: string;
  readonly interval: (value: number) => { readonly low: number; readonly high: number };
  readonly basis: string;
}

function acceleratorFamily(definition: AcceleratorFamily): FactorFamily {
  const { id, title, unit, usual, critique = [] } = definition;
  const find = async (name: string | undefined): Promise<Result<FoundFactor, NoFactor>> => {
    const rows = await dataSheets();
    if (name === undefined || name.trim() === "") {
      return fail({
        kind: "no-factor",
        message: `${title}: no accelerator was named. Name one, such as ${key.examples.join(", ")}.`,
      });
    }
    const named = rowCalled(name, rows);
    if (named === undefined) {
      const names = rows.flatMap((one) => [one.name, ...one.aliases]);
      const message = `${title}: unknown accelerator ${quoted(name)}.${nearestSentence(name, names)}`;
      return fail({ kind: "unknown-name", message });
    }
    const { row, isShared } = named;
    const value = definition.figure(row);
    if (value === undefined)
      return fail({ kind: "no-factor", message: `${title}: the table has no figure for ${row.name}.` });
    const shared = isShared ? [`"${name}" is read as the ${row.name}. Other forms of it differ.`] : [];
    const fallbacks = [...shared, ...deviceStep(row)];
    return ok({ factor: factorOf(definition, row, value), matched: row.name, fallbacks });
  };
  const heldKeys = async (): Promise<readonly string[]> => {
    const rows = await dataSheets();
    return rows.filter((row) => definition.figure(row) !== undefined).map(({ name }) => name);
  };
  return factorFamily({ id, title, unit, ...defined({ usual }), critique, key, find, heldKeys });
}

/** Says what one device is, where a board has several: people count either. */
function deviceStep({ name, devicesOfBoard }: AcceleratorRow): readonly string[] {
  if (devicesOfBoard === 1) return [];
  return [
    `${name} is one of the ${devicesOfBoard} devices of its board, as software lists them. For a whole board give "${name} board".`,
  ];
}

let held: Promise<readonly AcceleratorRow[]> | undefined;

/** Every row, parsed when first asked for. */
async function dataSheets(): Promise<readonly AcceleratorRow[]> {
  held ??= readDataSheets();
  return held;
}

async function readDataSheets(): Promise<readonly AcceleratorRow[]> {
  const { default: makers } = await import("../data/hardware-accelerator/data-sheets.json", { with: { type: "json" } });
  const { default: epoch } = await import("../data/hardware-accelerator/epoch-2026-01.json", {
    with: { type: "json" },
  });
  return [
    ...makers.rows.map((line) => rowOf(line, "data-sheets", makers.source)),
    ...epoch.rows.map((line) => rowOf(line, "epoch-2026-01", epoch.source)),
  ];
}

function factorOf(
  { id, title, unit, convention, interval, basis }: AcceleratorFamily,
  row: AcceleratorRow,
  value: number,
): Factor {
  const { source, table } = row;
  return {
    id: `${id}/${table}/${foldName(row.name)}/${row.year}`,
    title: `${title}: ${row.name}`,
    value,
    unit,
    uncertainty: { distribution: { kind: "interval", ...interval(value), level: 0.9 }, basis },
    year: row.year,
    boundary: "component",
    basis: "not-applicable",
    signal: "not-applicable",
    accounting: "not-applicable",
    convention,
    source: { ...source, locator: `${source.locator}; row ${row.name}` },
  };
}

/**
 * By name or alias, the longest that fits. Around it may stand only what tells no part from another: `NVIDIA H100 80GB HBM3
 * (UUID: …)` is an H100 SXM, `RTX 3090 Ti` no RTX 3090 and `RTX 3080 12GB` not the one of 10 GB.
 */
function rowCalled(asked: string, rows: readonly AcceleratorRow[]): NamedRow | undefined {
  const wanted = foldName(asked.replaceAll(/\([^)]*\)/g, " "));
  const spelt = rows.flatMap((row) => [
    ...[row.name, ...row.aliases].map((spelling) => ({ row, name: partName(spelling), isShared: false })),
    ...row.sharedNames.map((spelling) => ({ row, name: partName(spelling), isShared: true })),
  ]);
  return spelt
    .filter(({ row, name }) => isCalled(wanted, name, row))
    .toSorted((a, b) => b.name.length - a.name.length)[0];
}

/** Makers, series and kinds of memory: they stand around the name of a part and tell none from another. */
const plainWords =
  "nvidia|amd|google|cloud|tesla|geforce|instinct|radeon|graphics|gpu|card|accelerator|tensorcore|generation|hbm\\d?e?|gddr\\dx?";

/** A spelling without its maker and series, which may be left out. */
function partName(spelling: string): string {
  return foldName(spelling).replace(/^(nvidia|amd)?(tesla|geforce|instinct)?/, "");
}

function isCalled(wanted: string, name: string, { name: rowName, memoryGigabytes }: AcceleratorRow): boolean {
  const at = wanted.indexOf(name);
  if (at < 0) return false;
  const isPlugged = !/SXM|NVL/.test(rowName);
  const form = isPlugged ? "pcie" : rowName.includes("SXM") ? "sxm\\d?" : "nvl";
  const rest = new RegExp(`^(${plainWords}|${form}|${memoryGigabytes}gi?b)*$`);
  return rest.test(wanted.slice(0, at)) && rest.test(wanted.slice(at + name.length));
}

function rowOf(line: string, table: string, source: Factor["source"]): AcceleratorRow {
  const [
    name = "",
    tdpWatts,
    peakTeraflops = "",
    memoryGigabytes,
    year,
    aliases = "",
    sharedNames = "",
    devices = "1",
  ] = line.split("|");
  return {
    table,
    source,
    name,
    tdpWatts: Number(tdpWatts),
    ...(peakTeraflops === "" ? {} : { peakTeraflops: Number(peakTeraflops) }),
    memoryGigabytes: Number(memoryGigabytes),
    year: Number(year),
    aliases: namesIn(aliases),
    sharedNames: namesIn(sharedNames),
    devicesOfBoard: Number(devices),
  };
}

function namesIn(cell: string): readonly string[] {
  return cell.split("; ").filter((name) => name !== "");
}
