import { printable, printablePage, shortened } from "@wattledger/core/quote";

/*
 * The one place where text leaves for a terminal. Whatever comes from outside may be in it: names, files, stored records, device
 * names. What a terminal would obey is escaped as in JSON, so that a JSON document stays the same document. Only the wrapped
 * command's own output and a screen of ours (screen.ts, run/live-progress.ts) go past it.
 */

/** Writes to standard output. False where the reader is behind. */
export function writeOut(text: string): boolean {
  return process.stdout.write(printablePage(text));
}

/** Writes a line to standard output. */
export function writeLine(text = ""): void {
  writeOut(`${text}\n`);
}

/** Writes a value to standard output as JSON. */
export function writeJson(value: unknown): void {
  writeLine(JSON.stringify(value, undefined, 2));
}

/** Writes a table whose lines end as RFC 4180 says, with a carriage return. */
export function writeCsv(text: string): void {
  process.stdout.write(text.split("\r\n").map(printablePage).join("\r\n"));
}

/** Writes to standard error. */
export function writeError(text: string): void {
  process.stderr.write(printablePage(text));
}

/** A word of the command line that is longer is not repeated whole. */
const longestWord = 300;

/** More of a message is of no use: it repeats what the user gave. */
const longestMessage = 8000;

/**
 * A message, in which words of the command line do not break lines: a line of a message that somebody else wrote could pass for
 * one of ours. Of a very long one only the beginning is left.
 */
export function boundedMessage(message: string, words: readonly string[] = process.argv): string {
  let text = message;
  for (const word of words.flatMap((one) => [one, ...one.split(/[=,:]|^-+/u)])) {
    if (word.length > longestWord) text = text.replaceAll(word, shortened(word));
    else if (word.includes("\n")) text = text.replaceAll(word, printable(word));
  }
  return text.length <= longestMessage ? text : `${text.slice(0, longestMessage)}… (${text.length} characters)\n`;
}

/** Writes a message on standard error, after our name. */
export function complain(message: string): void {
  writeError(`wattledger: ${boundedMessage(message.trimEnd()).trimEnd()}\n`);
}
