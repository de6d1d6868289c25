/** More of a text is not repeated to whoever wrote it. */
const longest = 60;

/** A text for a message: what would break the line is escaped (`\n`), and of a long one only the beginning is shown. */
export function shortened(text: string): string {
  const begun = text.slice(0, longest);
  const shown = JSON.stringify(begun).slice(1, -1).replaceAll('\\"', '"').replaceAll("\\\\", "\\");
  return text.length <= longest ? shown : `${shown}… (${text.length} characters)`;
}

/** The same in quotation marks. */
export function quoted(text: string): string {
  return `"${shortened(text)}"`;
}
