import { Malformed } from "./messages.ts";
import { NameCache } from "./name-cache.ts";
import { longestTextBytes } from "./signals.ts";

/** Kinds of JSON values, by their first byte. */
export type JsonKind = "object" | "array" | "text" | "number" | "true" | "false" | "null";

const deepest = 200;
const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openObject = 0x7b;
const closeObject = 0x7d;
const openArray = 0x5b;
const closeArray = 0x5d;

/**
 * Reads JSON from bytes, one value after another, and builds only what is asked for: a prompt of megabytes is passed over and never
 * becomes a text, and a body of millions of empty objects takes no memory. What is passed over is checked, too, but for the
 * escapes in its texts.
 *
 * Methods throw Malformed.
 */
export class JsonCursor {
  readonly #bytes: Buffer;
  readonly #names = new NameCache();
  #at = 0;
  #depth = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (this.#bytes[0] === 0xef && this.#bytes[1] === 0xbb && this.#bytes[2] === 0xbf) this.#at = 3;
  }

  /** Where the next value begins, for {@link JsonCursor.goTo}. */
  position(): number {
    this.#space();
    return this.#at;
  }

  /** Goes to a place that {@link JsonCursor.position} returned, at the same depth. */
  goTo(position: number): void {
    this.#at = position;
  }

  /** Kind of the next value. */
  kind(): JsonKind {
    this.#space();
    const byte = this.#bytes[this.#at];
    if (byte === openObject) return "object";
    if (byte === openArray) return "array";
    if (byte === quote) return "text";
    if (byte === 0x74) return "true";
    if (byte === 0x66) return "false";
    if (byte === 0x6e) return "null";
    if (byte !== undefined && (byte === 0x2d || (byte >= 0x30 && byte <= 0x39))) return "number";
    throw this.#fault(byte === undefined ? "the text ends too early" : "a value was expected");
  }

  /** Reads the next object, key by key. A value that `onKey` does not read is passed over. */
  object(onKey: (key: string) => void): void {
    if (this.kind() !== "object") throw this.#fault("an object was expected");
    this.#enter();
    if (!this.#ends(closeObject)) {
      do {
        this.#space();
        const key = this.#name();
        this.#space();
        this.#take(colon);
        this.#space();
        const before = this.#at;
        onKey(key);
        if (this.#at === before) this.skip();
      } while (this.#more(closeObject));
    }
    this.#depth -= 1;
  }

  /** Reads the next array. An item that `onItem` does not read is passed over. */
  array(onItem: () => void): void {
    if (this.kind() !== "array") throw this.#fault("a list was expected");
    this.#enter();
    if (!this.#ends(closeArray)) {
      do {
        this.#space();
        const before = this.#at;
        onItem();
        if (this.#at === before) this.skip();
      } while (this.#more(closeArray));
    }
    this.#depth -= 1;
  }

  /** Reads the next text. Only its size is told where it is longer than `longestTextBytes`. */
  text(): string | { readonly bytes: number } {
    if (this.kind() !== "text") throw this.#fault("a text was expected");
    const { text, bytes } = this.#text();
    return text ?? { bytes };
  }

  /** Reads the next text that is a name, which comes again and again. An empty text where it is too long for one. */
  name(): string {
    if (this.kind() !== "text") throw this.#fault("a text was expected");
    return this.#name();
  }

  /** Reads the next number as it is written. */
  number(): string {
    const start = this.position();
    if (this.kind() !== "number") throw this.#fault("a number was expected");
    let at = start;
    for (let byte = this.#bytes[at]; byte !== undefined && isNumberByte(byte); byte = this.#bytes[at]) at += 1;
    if (at - start > 400) throw this.#fault("a number has more than 400 digits");
    const written = this.#bytes.toString("latin1", start, at);
    if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(written)) throw this.#fault("a number is not valid");
    this.#at = at;
    return written;
  }

  /** Passes over the next value. */
  skip(): void {
    const kind = this.kind();
    switch (kind) {
      case "object": {
        this.object(() => {});
        return;
      }
      case "array": {
        this.array(() => {});
        return;
      }
      case "text": {
        this.#endOfText();
        return;
      }
      case "number": {
        this.number();
        return;
      }
      case "true":
      case "false":
      case "null": {
        if (this.#bytes.toString("latin1", this.#at, this.#at + kind.length) !== kind)
          throw this.#fault("a value was expected");
        this.#at += kind.length;
      }
    }
  }

  /** Checks that nothing follows. */
  end(): void {
    this.#space();
    if (this.#at < this.#bytes.length) throw this.#fault("more text follows the value");
  }

  #enter(): void {
    this.#at += 1;
    this.#depth += 1;
    if (this.#depth > deepest) throw this.#fault(`values are nested deeper than ${deepest} levels`);
  }

  #ends(close: number): boolean {
    this.#space();
    if (this.#bytes[this.#at] !== close) return false;
    this.#at += 1;
    return true;
  }

  #more(close: number): boolean {
    this.#space();
    if (this.#ends(close)) return false;
    this.#take(comma);
    return true;
  }

  #take(byte: number): void {
    if (this.#bytes[this.#at] !== byte) throw this.#fault(`"${String.fromCodePoint(byte)}" was expected`);
    this.#at += 1;
  }

  #space(): void {
    for (let byte = this.#bytes[this.#at]; byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;) {
      this.#at += 1;
      byte = this.#bytes[this.#at];
    }
  }

  #name(): string {
    const start = this.#at;
    if (this.#endOfText()) {
      const end = this.#at - 1;
      return end - start - 1 > longestTextBytes ? "" : this.#names.textOf(this.#bytes, start + 1, end);
    }
    this.#at = start;
    return this.#text().text ?? "";
  }

  #text(): { readonly text: string | undefined; readonly bytes: number } {
    const start = this.#at;
    const plain = this.#endOfText();
    const bytes = this.#at - start - 2;
    if (bytes > longestTextBytes) return { text: undefined, bytes };
    if (plain) return { text: this.#bytes.toString("utf8", start + 1, this.#at - 1), bytes };
    try {
      const text: unknown = JSON.parse(this.#bytes.toString("utf8", start, this.#at));
      return { text: typeof text === "string" ? text.replaceAll(/\p{Surrogate}/gu, "\u{FFFD}") : undefined, bytes };
    } catch {
      throw this.#fault("a text has an escape that is not valid");
    }
  }

  /** Goes behind a text. Whether it is without escapes. */
  #endOfText(): boolean {
    if (this.#bytes[this.#at] !== quote) throw this.#fault("a text was expected");
    const bytes = this.#bytes;
    let plain = true;
    for (let at = this.#at + 1; ; at += 1) {
      const byte = bytes[at];
      if (byte === undefined) throw this.#fault("a text does not end");
      if (byte === quote) {
        this.#at = at + 1;
        return plain;
      }
      if (byte === backslash) {
        plain = false;
        at += 1;
      } else if (byte < 0x20) throw this.#fault("a text has a control character");
    }
  }

  #fault(what: string): Malformed {
    return new Malformed(`At byte ${this.#at} ${what}.`);
  }
}

function isNumberByte(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x2b || byte === 0x2e || byte === 0x65 || byte === 0x45
  );
}
