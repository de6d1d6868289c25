import { fail, ok, quoted } from "@wattledger/core";
import type { Factor, FactorFamily, FoundFactor, NoFactor, Result } from "@wattledger/core";
import { factorFamily } from "../family/family.ts";
import { heldSentence } from "../family/figure-table.ts";
import { foldName, nearestSentence } from "../family/similar.ts";

// Cards by name as BoaviztAPI lists them: what its model of a GPU is filled with. One family for each dimension, one table.

const key: FactorFamily["key"] = {
  name: "accelerator",
  help: "GPU as BoaviztAPI lists it, with or without its maker",
  examples: ["NVIDIA H100 SXM 80GB", "NVIDIA L4", "A100 SXM4 80GB", "AMD Instinct MI300X 192GB"],
};

const columns = {
  "memory-dies": ["Dies or stacks of memory of a card, as BoaviztAPI has them", "1"],
  memory: ["Memory of a card, as BoaviztAPI has it", "GB"],
  "effective-die-area": ["Wafer used for the dies of a card, as BoaviztAPI has it", "mm2"],
  "board-area": ["Printed board of a card, as BoaviztAPI has it", "cm2"],
  "casing-mass": ["Casing of a card, as BoaviztAPI has it", "kg"],
  "heat-sink-mass": ["Heat sink of a card, as BoaviztAPI has it", "kg"],
  mass: ["Mass of a card, as BoaviztAPI has it", "kg"],
} as const;

type Column = keyof typeof columns;

/** The default card's board and masses: what the original takes where its list has no figure. */
const ofDefaultCard: Readonly<Partial<Record<Column, number>>> = {
  "board-area": 296,
  "casing-mass": 0.79,
  "heat-sink-mass": 0.9,
  mass: 1.69,
};

/** Dies or stacks of memory of a card. */
export const boaviztaCardMemoryDies: FactorFamily = family("memory-dies");

/** Memory of a card. */
export const boaviztaCardMemory: FactorFamily = family("memory");

/** Wafer used for the dies of a card: larger than the dies by what is lost at the rim and to defects. */
export const boaviztaCardDieArea: FactorFamily = family("effective-die-area");

/** Printed board of a card. */
export const boaviztaCardBoardArea: FactorFamily = family("board-area");

/** Casing of a card. */
export const boaviztaCardCasingMass: FactorFamily = family("casing-mass");

/** Heat sink of a card. */
export const boaviztaCardHeatSinkMass: FactorFamily = family("heat-sink-mass");

/** Mass of a card. */
export const boaviztaCardMass: FactorFamily = family("mass");

function family(column: Column): FactorFamily {
  const [title, unit] = columns[column];
  const id = `boavizta-card.${column}`;
  const find = async (wanted: string | undefined): Promise<Result<FoundFactor, NoFactor>> => {
    const { source, rows } = await cards();
    if (wanted === undefined || wanted.trim() === "")
      return fail({
        kind: "no-factor",
        message: `${title}: no accelerator was named. Name one, such as ${key.examples[0] ?? ""}.`,
      });
    const names = rows.map(nameOf);
    const row = rows[names.findIndex((name) => spellings(name).includes(foldName(wanted)))];
    if (row === undefined) {
      const message = `${title}: unknown card ${quoted(wanted)}.${nearestSentence(wanted, names)}${heldSentence(names, id)}`;
      return fail({ kind: "unknown-name", message });
    }
    const name = nameOf(row);
    const own = cellOf(row, column);
    const value = own ?? ofDefaultCard[column] ?? Number.NaN;
    const fallbacks =
      own === undefined ? [`BoaviztAPI has no figure for ${name}: that of its default card is used.`] : [];
    return ok({ factor: factorOf({ id, title, unit, name, value, source }), matched: name, fallbacks });
  };
  return factorFamily({
    id,
    title,
    unit,
    critique: ["From makers' data sheets and public pages. Some areas of dies are estimated from pictures."],
    key,
    find,
    heldKeys,
  });
}

async function heldKeys(): Promise<readonly string[]> {
  return (await cards()).rows.map(nameOf);
}

interface Found {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly name: string;
  readonly value: number;
  readonly source: Factor["source"];
}

function factorOf({ id, title, unit, name, value, source }: Found): Factor {
  return {
    id: `${id}/boaviztapi-2.5.0/${foldName(name)}/2026`,
    title: `${name}: ${title}`,
    value,
    unit,
    uncertainty: {
      distribution: { kind: "interval", low: value, high: value, level: 0.9 },
      basis: "the original takes dimensions of cards as exact",
    },
    year: 2026,
    boundary: "not-applicable",
    basis: "not-applicable",
    signal: "not-applicable",
    accounting: "not-applicable",
    convention: "one card; the area of dies with what the wafer loses at its rim and to defects",
    source: { ...source, locator: `${source.locator}, row ${name}` },
  };
}

/** A card answers to its name with and without its maker and its family: `NVIDIA Tesla V100 SXM2 32GB`, `V100 SXM2 32GB`. */
function spellings(name: string): readonly string[] {
  const withoutMaker = name.replace(/^(NVIDIA|AMD) /u, "");
  const bare = withoutMaker.replace(/^(Tesla|Quadro|Instinct|Radeon Instinct|Radeon PRO) /u, "");
  return [name, withoutMaker, bare, `NVIDIA ${bare}`].map(foldName);
}

function nameOf(row: string): string {
  return row.slice(0, row.indexOf("|"));
}

function cellOf(row: string, column: Column): number | undefined {
  const cell = row.split("|")[1 + Object.keys(columns).indexOf(column)] ?? "";
  return cell === "" ? undefined : Number(cell);
}

async function cards(): Promise<{ readonly source: Factor["source"]; readonly rows: readonly string[] }> {
  const file = await import("../data/hardware-card/boaviztapi-2.5.0.json", { with: { type: "json" } });
  return file.default;
}
