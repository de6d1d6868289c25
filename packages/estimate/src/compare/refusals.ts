import { quoted, shortened, suggestion } from "@wattledger/core";
import type * as z from "zod";
import { namesOf, splitUnit } from "./fields.ts";
import type { Shape } from "./fields.ts";

/** What is wrong with data of an activity, a line each: the datum as people write it, what it is and what it must be. */
export function activityRefusals(
  issues: readonly z.core.$ZodIssue[],
  shape: Shape,
  data: Readonly<Record<string, unknown>>,
  perCent: ReadonlySet<string> = new Set(),
): string {
  return issues.map((issue) => `  - ${refusal(issue, shape, data, perCent)}`).join("\n");
}

function refusal(
  issue: z.core.$ZodIssue,
  shape: Shape,
  data: Readonly<Record<string, unknown>>,
  perCent: ReadonlySet<string>,
): string {
  if (issue.code === "unrecognized_keys") return unknownNames(issue, shape);
  const [field = "activity", ...rest] = issue.path.map(String);
  const { short, unit } = splitUnit(field);
  const found = valueAt(data, issue.path);
  const name = `\`${[found === undefined ? short : field, ...rest].join(".")}\``;
  const inUnit = unit === "1" ? "" : `, in ${unit}`;
  if (found === undefined) return `${name} is missing. Give it, such as ${short}=${unit === "1" ? 400 : `12${unit}`}.`;
  const shown = typeof found === "string" ? quoted(found) : shortened(JSON.stringify(found));
  switch (issue.code) {
    case "too_small":
      if (found === "") return `${name} is empty. Give a name, or leave it out.`;
      return `${name} is ${shown}; it must be at least ${issue.minimum}${inUnit}.`;
    case "too_big": {
      // Per cent were written as such, so the limit is said in per cent, too.
      if (perCent.has(field) && typeof found === "number")
        return `${name} is ${Number((found * 100).toPrecision(12))} %, more than ${Number(issue.maximum) * 100} %.`;
      const isShare = issue.maximum === 1 && typeof found === "number" && found <= 100;
      const hint = isShare ? ` If you mean per cent, write ${found / 100} or ${found}%.` : "";
      return `${name} is ${shown}; it must be at most ${issue.maximum}${inUnit}.${hint}`;
    }
    case "invalid_type":
      return `${name} is ${shown}; it must be ${wantedType(issue.expected, short)}${inUnit}.`;
    case "invalid_value": {
      const words = issue.values.map(String);
      return `${name} is ${shown}, but must be one of: ${words.join(", ")}.${suggestion(typeof found === "string" ? found : "", words)}`;
    }
    case "invalid_format":
      return `${name} is ${shown}; it must be a time such as 2026-11-22T05:00:00+01:00.`;
    case "custom":
    case "invalid_element":
    case "invalid_key":
    case "invalid_union":
    case "not_multiple_of":
      return `${name}: ${issue.message}`;
  }
}

function wantedType(expected: string, short: string): string {
  switch (expected) {
    case "int":
      return "a whole number";
    case "number":
      return "a number";
    case "string":
      return "text";
    default:
      return `written by its parts, such as ${short}.gpu=3kWh`;
  }
}

function unknownNames({ keys, path }: z.core.$ZodIssueUnrecognizedKeys, shape: Shape): string {
  const known = path.length === 0 ? namesOf(shape) : ["cpu", "gpu", "dram", "storage", "network", "other"];
  const where = path.length === 0 ? "" : ` within \`${splitUnit(path.map(String).join(".")).short}\``;
  return keys
    .map(
      (key) =>
        `unknown field \`${shortened(key)}\`${where}.${suggestion(key, known)} Known fields: ${known.join(", ")}.`,
    )
    .join("\n  - ");
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let at: unknown = data;
  for (const part of path) {
    if (typeof at !== "object" || at === null) return undefined;
    at = Object.entries(at).find(([name]) => name === String(part))?.[1];
  }
  return at;
}
