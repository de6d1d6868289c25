import { wrapText } from "@wattledger/core";

/** Layout of a paragraph: what its first line begins with, what the others begin with, and the width in columns. */
export interface Layout {
  readonly first?: string;
  readonly rest?: string;
  readonly width: number;
}

/** A text as a paragraph; a word that is longer than the width has a line of its own. */
export function paragraph(text: string, { first = "", rest = first, width }: Layout): string {
  const words = text.trim().replaceAll(/\s+/gu, " ");
  return wrapText(words, first, rest, width)
    .map((line) => line.trimEnd())
    .join("\n");
}

/** Width of pages in columns: that of the terminal, from 40 to 110; 80 if the output is not a terminal. */
export function pageWidth(columns: number | undefined): number {
  return Math.min(Math.max(columns ?? 80, 40), 110);
}
