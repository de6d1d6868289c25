/** How a paragraph stands on the page: what its first line begins with, what the others do, and the columns there are. */
export interface Layout {
  readonly first?: string;
  readonly rest?: string;
  readonly width: number;
}

/** Breaks text at blanks into lines of at most `width` columns; a word that is longer stands alone. */
export function paragraph(text: string, { first = "", rest = first, width }: Layout): string {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(/\s+/u).filter((one) => one !== "")) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = rest;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line.trimEnd()].join("\n");
}

/** Columns to write in: those of the terminal, within what reads well; 80 where the output is no terminal. */
export function pageWidth(columns: number | undefined): number {
  return Math.min(Math.max(columns ?? 80, 60), 110);
}
