import { WattledgerError } from "./error.ts";

/** Longest part of a user's text that a message repeats, in characters. */
const longest = 60;

/**
 * Characters that a terminal obeys or hides: control characters of both sets, separators of lines, marks that turn the direction
 * of writing, invisible ones, tags, and halves of a surrogate pair. Joiners stay, which scripts and emoji need.
 */
const unprintable = (): RegExp =>
  // Made when it is needed: its classes cost every start of a command a millisecond.
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;

/** A text in one line that a terminal shows and does not obey: what {@link unprintable} names is escaped as in JSON (`\n`, `\u001b`). */
export function printable(text: string): string {
  refuseOther(text);
  return plainLine.test(text) ? text : text.replaceAll(unprintable(), escaped);
}

/** The same for a whole page or JSON document: its own line ends stay. */
export function printablePage(text: string): string {
  // Plain ASCII, as batches of a hundred thousand lines are, is looked at once and fast.
  if (!beyondPlain.test(text)) return text;
  return text.replaceAll(unprintable(), (character) => (character === "\n" ? character : escaped(character)));
}

/** A text for a message: what would break the line is escaped (`\n`), and of a long one only the beginning is shown. */
export function shortened(text: string): string {
  refuseOther(text);
  return text.length <= longest ? printable(text) : `${printable(text.slice(0, longest))}… (${text.length} characters)`;
}

/** The same in quotation marks. */
export function quoted(text: string): string {
  return `"${shortened(text)}"`;
}

/** For callers whose compiler does not check. @throws WattledgerError `bad-input` */
function refuseOther(text: unknown): void {
  if (typeof text !== "string") throw new WattledgerError("bad-input", `The text must be text, not a ${typeof text}.`);
}

const beyondPlain = /[^\n\x20-\x7E]/;
const plainLine = /^[\x20-\x7E]*$/;

const shortForms: Readonly<Record<string, string>> = {
  "\n": String.raw`\n`,
  "\r": String.raw`\r`,
  "\t": String.raw`\t`,
};

function escaped(character: string): string {
  return (
    shortForms[character] ?? Array.from({ length: character.length }, (_, at) => escapedUnit(character, at)).join("")
  );
}

function escapedUnit(character: string, at: number): string {
  return String.raw`\u` + character.charCodeAt(at).toString(16).padStart(4, "0");
}
