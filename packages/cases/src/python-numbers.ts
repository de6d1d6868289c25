// Numbers as Python writes them, for originals whose results are texts.

/** `f"{value:,.2f}"`: that many decimals, ties to the even digit, thousands parted by commas. */
export function pythonFixed(value: number, digits: number): string {
  const nearest = value.toFixed(digits);
  const text = isTie(value, digits) && isOdd(nearest) ? (Number(nearest) - 10 ** -digits).toFixed(digits) : nearest;
  const [whole = "", ...decimals] = text.split(".");
  return [whole.replace(/\B(?=(\d{3})+$)/gu, ","), ...decimals].join(".");
}

/** `f"{value:.2e}"`: that many decimals, and an exponent of at least two digits. */
export function pythonScientific(value: number, digits: number): string {
  return value.toExponential(digits).replace(/e([+-])(\d)$/u, "e$10$2");
}

/** Whether the double lies exactly half-way between two such decimals: then it is an odd multiple of a power of two. */
function isTie(value: number, digits: number): boolean {
  const halves = 2 * 10 ** digits;
  const count = Math.round(value * halves);
  return count % 2 === 1 && count % 5 ** digits === 0 && count / halves === value;
}

function isOdd(text: string): boolean {
  return Number(text.at(-1)) % 2 === 1;
}

/** What Python's `float()` reads: a number, a truth value as 1 or 0, or a text; undefined where it would refuse. */
export function pythonFloat(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return Number(value);
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  const digits = String.raw`\d+(?:_\d+)*`;
  const number = new RegExp(String.raw`^[+-]?(?:${digits}\.?(?:${digits})?|\.${digits})(?:[eE][+-]?${digits})?$`, "u");
  return number.test(text) ? Number(text.replaceAll("_", "")) : undefined;
}
