import { fail, ok, quoted } from "@wattledger/core";
import type { Factor, FactorFamily, FoundFactor, NoFactor, Result } from "@wattledger/core";
import { factorFamily } from "./family.ts";
import { foldName, nearestSentence } from "./similar.ts";

/** The fields that decide what a figure means. They are written in code, so that none can be left out. */
export type Meaning = Pick<Factor, "boundary" | "basis" | "signal" | "accounting" | "convention">;

/** A data file of single figures from one release of one source. */
export interface FigureFile {
  readonly source: Factor["source"];
  readonly rows: readonly FigureRow[];
}

/** One figure with its own interval. Locator and caveat, where present, are added to the file's. */
export interface FigureRow {
  readonly key: string;
  readonly title: string;
  readonly year: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly level: number;
  /** Who says so: of the interval. */
  readonly basis: string;
  readonly aliases?: readonly string[] | undefined;
  readonly locator?: string | undefined;
  readonly caveat?: string | undefined;
}

/** A data file with its name (without `.json`), which becomes part of each figure's id, and its meaning. */
export interface FigureTable {
  readonly name: string;
  readonly meaning: Meaning;
  readonly file: FigureFile;
}

/** A family whose figures are in such tables, looked up by key or alias. */
export interface FigureFamily extends Omit<FactorFamily, "find" | "heldKeys"> {
  readonly tables: () => Promise<readonly FigureTable[]>;
  /** Row for the case that no key is given, with the sentence that announces it; absent: a key is needed. */
  readonly general?: { readonly key: string; readonly step: string };
}

/** Makes the family: look-up by key without regard to case and punctuation, refusal with the nearest names. */
export function figureFamily(definition: FigureFamily): FactorFamily {
  const { tables, general, ...family } = definition;
  const find = async (key: string | undefined): Promise<Result<FoundFactor, NoFactor>> => {
    const loaded = await tables();
    if (key !== undefined && key.trim() !== "") return findFigure(family, loaded, key);
    if (general !== undefined) {
      const found = findFigure(family, loaded, general.key);
      return found.ok ? ok({ factor: found.value.factor, fallbacks: [general.step] }) : found;
    }
    const known = loaded.flatMap(({ file }) => file.rows.map((row) => row.key));
    return fail({
      kind: "no-factor",
      message: `${family.title}: name a ${family.key.name}.${heldSentence(known, family.id)}`,
    });
  };
  const heldKeys = async (): Promise<readonly string[]> => {
    const loaded = await tables();
    // A key in two tables is answered from the first.
    return [...new Set(loaded.flatMap(({ file }) => file.rows.map((row) => row.key)))];
  };
  return factorFamily({ ...family, find, heldKeys });
}

/** The figure of a key in the first table that has it. */
export function findFigure(
  family: Omit<FactorFamily, "find" | "heldKeys">,
  tables: readonly FigureTable[],
  key: string,
): Result<FoundFactor, NoFactor> {
  const wanted = foldName(key);
  const names: string[] = [];
  const known: string[] = [];
  for (const table of tables) {
    for (const row of table.file.rows) {
      const spellings = [row.key, ...(row.aliases ?? [])];
      if (spellings.some((name) => foldName(name) === wanted)) {
        return ok({ factor: figureFactor(family, table, row), matched: row.key, fallbacks: [] });
      }
      names.push(row.key);
      known.push(...spellings);
    }
  }
  return fail({
    kind: "unknown-name",
    message: `${family.title}: unknown ${family.key.name} ${quoted(key)}.${nearestSentence(key, known)}${heldSentence(names, family.id)}`,
  });
}

/** A row as a figure with its papers. */
export function figureFactor(
  { id, unit }: Pick<FactorFamily, "id" | "unit">,
  table: FigureTable,
  row: FigureRow,
): Factor {
  const { source } = table.file;
  const caveat = [row.caveat, source.caveat].filter((text) => text !== undefined).join(" ");
  return {
    id: `${id}/${table.name}/${row.key}/${row.year}`,
    title: row.title,
    value: row.value,
    unit,
    uncertainty: {
      distribution: { kind: "interval", low: row.low, high: row.high, level: row.level },
      basis: row.basis,
    },
    year: row.year,
    ...table.meaning,
    source: { ...source, locator: row.locator ?? source.locator, ...(caveat !== "" && { caveat }) },
  };
}

/** More names than this are not read in a message. */
const mostNames = 5;

/** What is held: all of it if it is little, else how to list it. */
export function heldSentence(names: readonly string[], familyId: string): string {
  return names.length <= mostNames
    ? ` Held: ${names.join(", ")}.`
    : ` ${names.length} are held; \`wattledger factors ${familyId} --all\` lists them.`;
}
