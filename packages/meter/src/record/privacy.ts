/** Folders of the system, which do not identify a user. */
const publicFolders = "sys|proc|dev|etc|usr|lib|opt";

/** An absolute path, or one below a home folder. Words of the sentence before it are kept. */
const path = new RegExp(`(?<=^|[\\s"'(=,:\\[])(?:~|(?=/)(?!/(?:${publicFolders})(?:/|\\b)))/[^\\s"'),;]+`, "gu");

/**
 * A sentence of Wattledger without paths: paths contain the names of people and projects. `known` are folders that are certainly
 * paths, also if their names contain spaces.
 */
export function withoutPaths(text: string, known: readonly string[] = []): string {
  let result = text;
  // The longest first: one folder may be inside another.
  for (const folder of known.toSorted((a, b) => b.length - a.length)) {
    if (folder.length > 1) result = result.replaceAll(folder, "…");
  }
  return result.replaceAll(path, "…");
}

/** Replaces every text in a value of plain JSON, at any depth. Names of fields stay. */
export function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((one: unknown) => mapTexts(one, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, mapTexts(inner, change)]));
}
