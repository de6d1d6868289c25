import { wrapText } from "@wattledger/core";

/** How a paragraph stands on the page: what its first line begins with, what the others do, and the columns there are. */
export interface Layout {
  readonly first?: string;
  readonly rest?: string;
  readonly width: number;
}

/** A text as a paragraph; a word that is longer than the width stands alone. */
export function paragraph(text: string, { first = "", rest = first, width }: Layout): string {
  const words = text.trim().replaceAll(/\s+/gu, " ");
  return wrapText(words, first, rest, width)
    .map((line) => line.trimEnd())
    .join("\n");
}

/** Columns to write in: those of the terminal, within what reads well; 80 where the output is no terminal. */
export function pageWidth(columns: number | undefined): number {
  return Math.min(Math.max(columns ?? 80, 60), 110);
}
