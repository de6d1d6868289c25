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

  /** Numbers of every value of a dimension that passes. */
  numbersWhere(dimension: string, passes: (value: string) => boolean): readonly number[] {
    return this.#values.flatMap((entry, index) =>
      entry.dimension === dimension && passes(entry.value) ? [index + 1] : [],
    );
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
