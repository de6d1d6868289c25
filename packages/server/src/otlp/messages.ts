import { NameCache } from "./name-cache.ts";
import { longestTextBytes, mostAttributes, mostItems } from "./signals.ts";

const mostMessages = 10;

/** Collects what is wrong with the items of one request: each sentence once, with how often it was said. */
export class Messages {
  readonly #counts = new Map<string, number>();
  rejected = 0;
  /** Names of the request's attributes. */
  readonly names = new NameCache();

  /** An item that will never be valid. */
  reject(reason: string): void {
    this.rejected += 1;
    this.say(reason);
  }

  say(sentence: string): void {
    const count = this.#counts.get(sentence);
    if (count === undefined && this.#counts.size >= mostMessages) return;
    this.#counts.set(sentence, (count ?? 0) + 1);
  }

  list(): readonly string[] {
    return [...this.#counts].map(([sentence, count]) => (count === 1 ? sentence : `${sentence} (${count} times)`));
  }
}

/** The body is not what its type says. Only the decoders throw and catch it. */
export class Malformed extends Error {}

/** The body has more items than one request may hold. Only the decoders throw and catch it. */
export class TooMany extends Error {
  constructor() {
    super(`The request has more than ${mostItems} items. Send smaller batches.`);
  }
}

/** Says that a text is too long to be read. */
export function tooLong(key: string, bytes: number): string {
  return `The attribute ${key} has ${bytes} bytes; texts of more than ${longestTextBytes} bytes are not read.`;
}

/** Says that the rest of the attributes is not read. */
export const tooManyAttributes = `An item has more than ${mostAttributes} attributes that we read; the rest was passed over.`;
