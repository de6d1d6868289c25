import { printable, wrapText } from "@wattledger/core";
import { columns, longest } from "../columns.ts";
import type { SettingInForce } from "../settings/settings.ts";

/** The settings in force with their origins, as a table or as JSON. Those that nobody set come last. */
export function configText(settings: readonly SettingInForce[], form: "text" | "json", width = 80): string {
  const shown = settings.map(({ key, value, from }) => ({ key, value: plain(value), from }));
  if (form === "json") return `${JSON.stringify(shown, undefined, 2)}\n`;
  const set = shown.filter(({ value, from }) => value !== null && from !== "default");
  const byDefault = shown.filter(({ value, from }) => value !== null && from === "default");
  const unset = shown.filter(({ value }) => value === null).map(({ key }) => key);
  const rows = [...set, ...byDefault].map(({ key, value, from }) => [key, text(value), from].map(printable));
  const keyWidth = longest(rows.map(([key = ""]) => key));
  const lines = columns(rows, { indent: "" }).map((line, index) => {
    const [key = "", value = "", from = ""] = rows[index] ?? [];
    // A long value or path is cut into lines of its own.
    return line.length <= width
      ? line
      : [
          ...wrapText(value, `${key.padEnd(keyWidth)}  `, " ".repeat(keyWidth + 2), width),
          ...wrapText(`from ${from}`, " ".repeat(keyWidth + 2), " ".repeat(keyWidth + 4), width),
        ].join("\n");
  });
  return `${[...lines, ...wrapText(`not set: ${unset.join(", ")}`, "", "  ", width)].join("\n")}\n`;
}

type Plain = string | number | boolean | null | Readonly<Record<string, unknown>>;

/** As a configuration file would hold it; null without a value. */
function plain(value: unknown): Plain {
  if (value === undefined) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (value instanceof RegExp) return value.source;
  if (typeof value !== "object" || value === null) return null;
  if ("text" in value && typeof value.text === "string") return value.text;
  const entries = Object.entries(value);
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

function text(value: Plain): string {
  if (value === null || typeof value !== "object") return String(value);
  return Object.entries(value)
    .map(([label, inner]) => `${label}=${String(inner)}`)
    .join(", ");
}
