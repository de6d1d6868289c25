/** How cells are laid out in columns. */
export interface ColumnLayout {
  /** What each line begins with. Absent: two spaces. */
  readonly indent?: string;
  /** What is between two columns. Absent: two spaces. */
  readonly gap?: string;
  /** Columns whose cells end together, as numbers do, by index. The cells of the others begin together. */
  readonly right?: readonly number[];
}

/** Lays rows out in columns, a line for each row. No line ends with a space; a row may have fewer cells than others. */
export function columns(
  rows: readonly (readonly string[])[],
  { indent = "  ", gap = "  ", right = [] }: ColumnLayout = {},
): readonly string[] {
  const widths = Array.from({ length: Math.max(0, ...rows.map((row) => row.length)) }, (_, column) =>
    longest(rows.map((row) => row[column] ?? "")),
  );
  const cellText = (cell: string, column: number): string => {
    const width = widths[column] ?? 0;
    return right.includes(column) ? cell.padStart(width) : cell.padEnd(width);
  };
  return rows.map((row) => `${indent}${row.map(cellText).join(gap)}`.trimEnd());
}

/** Length of the longest text; 0 without one. */
export function longest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length));
}
