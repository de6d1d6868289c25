import { printable, printablePage, shortened } from "@wattledger/core/quote";

/*
 * The one place where text leaves for a terminal. Text from outside may be in it: names, files, stored records, device
 * names. Control characters are escaped as in JSON, so that a JSON document stays the same document. Only the wrapped
 * command's own output and Wattledger's screens (screen.ts, run/live-progress.ts) do not pass here.
 */

/** Writes to standard output. False if the reader is slower. */
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

/**
 * Standard error, of which no failure ends a command in another way: it may be closed, or its terminal gone. What cannot be
 * written there is lost.
 */
export function errorStream(): NodeJS.WriteStream {
  if (process.stderr.listenerCount("error") === 0) process.stderr.on("error", () => undefined);
  return process.stderr;
}

/** Writes to standard error. */
export function writeError(text: string): void {
  errorStream().write(printablePage(text));
}

/** A word of the command line that is longer is not repeated whole. */
const longestWord = 300;

/** A longer message is cut: it only repeats the user's input. */
const longestMessage = 8000;

/**
 * A message in which words of the command line cannot break lines: somebody else's line could look like one that
 * Wattledger wrote. A very long message is cut.
 */
export function boundedMessage(message: string, words: readonly string[] = process.argv): string {
  let text = message;
  for (const word of words.flatMap((one) => [one, ...one.split(/[=,:]|^-+/u)])) {
    if (word.length > longestWord) text = text.replaceAll(word, shortened(word));
    else if (word.includes("\n")) text = text.replaceAll(word, printable(word));
  }
  return text.length <= longestMessage ? text : `${text.slice(0, longestMessage)}… (${text.length} characters)\n`;
}

/** Writes a message to standard error, after the name of the program. */
export function complain(message: string): void {
  writeError(`wattledger: ${boundedMessage(message.trimEnd()).trimEnd()}\n`);
}
