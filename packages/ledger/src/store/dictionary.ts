import { recordOf } from "@wattledger/core/schemas";
import * as z from "zod";
import type { Engine } from "../engine/engine.ts";
import { numberOf, textOf } from "../engine/engine.ts";

/**
 * Numbers of the values of dimensions: the tables hold the numbers. 0 is "not stated". New values get numbers in the order of
 * the journal, so that a rebuild gives the same ones.
 */
export class Dictionary {
  /** Dimension → value → number. */
  readonly #numbers = new Map<string, Map<string, number>>();
  readonly #values: { readonly dimension: string; readonly value: string }[] = [];
  readonly #tags = new Map<string, Readonly<Record<string, string>>>();
  #stored = 0;

  /** The dictionary of an engine. */
  static async load(engine: Engine): Promise<Dictionary> {
    const dictionary = new Dictionary();
    const rows = await engine.query("SELECT number, dimension, value FROM dictionary ORDER BY number");
    for (const row of rows) {
      // ClickHouse may hold an entry twice after a crash between two inserts.
      if (numberOf(row, "number") !== dictionary.#values.length + 1) continue;
      dictionary.numberFor(textOf(row, "dimension"), textOf(row, "value"));
    }
    dictionary.#stored = dictionary.#values.length;
    return dictionary;
  }

  /** Number of a value; a new one where the dictionary lacks it. Undefined and the empty text are 0. */
  numberFor(dimension: string, value: string | undefined): number {
    if (value === undefined || value === "") return 0;
    let values = this.#numbers.get(dimension);
    if (values === undefined) {
      values = new Map();
      this.#numbers.set(dimension, values);
    }
    const known = values.get(value);
    if (known !== undefined) return known;
    this.#values.push({ dimension, value });
    values.set(value, this.#values.length);
    return this.#values.length;
  }

  /** Number of a value, or undefined where no record has it: a filter for it finds nothing. */
  find(dimension: string, value: string): number | undefined {
    return value === "" ? 0 : this.#numbers.get(dimension)?.get(value);
  }

  /** The value of a number; the empty text for 0. */
  valueOf(number: number): string {
    return this.#values[number - 1]?.value ?? "";
  }

  /** Values of a dimension with their numbers. */
  valuesOf(dimension: string): ReadonlyMap<string, number> {
    return this.#numbers.get(dimension) ?? noValues;
  }

  /** Numbers of the tag sets whose tag of a key passes; the value is the empty text where a set does not have the key. */
  tagSetsWhere(key: string, passes: (value: string) => boolean): readonly number[] {
    const numbers = passes("") ? [0] : [];
    for (const [set, number] of this.valuesOf("tags")) if (passes(this.#tagsOf(set)[key] ?? "")) numbers.push(number);
    return numbers;
  }

  /** Tag sets by the value that they have for a key. */
  tagSetsByValue(key: string): ReadonlyMap<string, readonly number[]> {
    const sets = new Map<string, number[]>([["", [0]]]);
    for (const [set, number] of this.valuesOf("tags")) {
      const value = this.#tagsOf(set)[key] ?? "";
      const numbers = sets.get(value) ?? [];
      numbers.push(number);
      sets.set(value, numbers);
    }
    return sets;
  }

  /** Tags of the number of a tag set. */
  tagsOf(number: number): Readonly<Record<string, string>> {
    return number === 0 ? {} : this.#tagsOf(this.valueOf(number));
  }

  #tagsOf(set: string): Readonly<Record<string, string>> {
    const known = this.#tags.get(set);
    if (known !== undefined) return known;
    const tags = tagsSchema.parse(JSON.parse(set));
    this.#tags.set(set, tags);
    return tags;
  }

  /** Writes the entries that the engine does not have yet. */
  async save(engine: Engine, token: string): Promise<void> {
    const fresh = this.#values.slice(this.#stored);
    if (fresh.length === 0) return;
    await engine.insert(
      "dictionary",
      [
        fresh.map((_, index) => this.#stored + index + 1),
        fresh.map(({ dimension }) => dimension),
        fresh.map(({ value }) => value),
      ],
      token,
    );
    this.#stored = this.#values.length;
  }
}

const tagsSchema = recordOf(z.string(), { key: z.string() });
const noValues: ReadonlyMap<string, number> = new Map();
