import { expectKind } from "./argument.ts";
import { printable } from "./quote.ts";

/**
 * Breaks text at spaces into lines of `width` columns, the first led by `first`, the others by `rest`. What a terminal would
 * obey in it, line ends too, is escaped.
 */
export function wrapText(text: string, first: string, rest: string, width: number): readonly string[] {
  expectKind("The text", text, "text");
  expectKind("The width", width, "number");
  const lines: string[] = [];
  let line = printable(first);
  let empty = true;
  for (const word of printable(text).split(" ")) {
    // A word that is longer than the width has its own line.
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = rest;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}
