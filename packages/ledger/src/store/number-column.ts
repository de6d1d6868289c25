const two32 = 4_294_967_296;

/** Whole numbers of one column. Numbers below 2^53 are written as two halves: a bigint for each would cost more than all the rest. */
export class NumberColumn {
  #halves: Int32Array<ArrayBuffer>;
  #big: BigInt64Array<ArrayBuffer> | undefined;

  constructor(type: "int32" | "int64", capacity: number) {
    const buffer = new ArrayBuffer(capacity * (type === "int32" ? 4 : 8));
    this.#halves = new Int32Array(buffer);
    this.#big = type === "int32" ? undefined : new BigInt64Array(buffer);
  }

  /** Makes room for more rows. */
  grow(capacity: number): void {
    const wide = this.#big !== undefined;
    const halves = new Int32Array(new ArrayBuffer(capacity * (wide ? 8 : 4)));
    halves.set(this.#halves);
    this.#halves = halves;
    if (wide) this.#big = new BigInt64Array(halves.buffer);
  }

  /** Sets a whole number below 2^53. */
  set(row: number, value: number): void {
    if (this.#big === undefined) this.#halves[row] = value;
    else this.setHalves(row, Math.floor(value / two32), (value % two32) | 0);
  }

  /** Sets the upper and the lower 32 bits. Every machine that the engine runs on has the lower half first. */
  setHalves(row: number, high: number, low: number): void {
    this.#halves[2 * row] = low;
    this.#halves[2 * row + 1] = high;
  }

  setBig(row: number, value: bigint): void {
    if (this.#big === undefined) throw new TypeError("A column of 32 bits holds no bigint.");
    this.#big[row] = value;
  }

  at(row: number): bigint | number {
    return this.#big === undefined ? (this.#halves[row] ?? 0) : (this.#big[row] ?? 0n);
  }

  /** The first numbers of the column. */
  values(count: number): BigInt64Array | Int32Array {
    return this.#big === undefined ? this.#halves.subarray(0, count) : this.#big.subarray(0, count);
  }

  /** The numbers of some rows. */
  picked(rows: readonly number[]): BigInt64Array | Int32Array {
    if (this.#big === undefined) return Int32Array.from(rows, (row) => this.#halves[row] ?? 0);
    const big = this.#big;
    return BigInt64Array.from(rows, (row) => big[row] ?? 0n);
  }
}
