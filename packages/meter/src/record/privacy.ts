/** Folders that tell of a machine, not of who uses it. */
const publicFolders = "sys|proc|dev|etc|usr|lib|opt";

/** An absolute path, or one below a home; the beginning of a sentence's own words is kept. */
const path = new RegExp(`(?<=^|[\\s"'(=,:\\[])(?:~|(?=/)(?!/(?:${publicFolders})(?:/|\\b)))/[^\\s"'),;]+`, "gu");

/**
 * A sentence of ours without paths: they hold the names of people and projects. `known` are folders of which that is
 * known for certain, blanks in their names included.
 */
export function withoutPaths(text: string, known: readonly string[] = []): string {
  let result = text;
  // The longest first: a folder in another's.
  for (const folder of known.toSorted((a, b) => b.length - a.length)) {
    if (folder.length > 1) result = result.replaceAll(folder, "…");
  }
  return result.replaceAll(path, "…");
}

/** Replaces every text in a value of plain JSON, at any depth; names of fields stay. */
export function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((one: unknown) => mapTexts(one, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, mapTexts(inner, change)]));
}
