import {
  WattledgerError,
  convert,
  doubts,
  formatNumber,
  isWattledgerError,
  quoted,
  shortened,
  suggestion,
} from "@wattledger/core";
import type { Activity } from "@wattledger/core";
import { activityKinds, activitySchema, recordOf } from "@wattledger/core/schemas";
import * as z from "zod";
import { parseGivenNumber } from "../given/given-number.ts";
import { synonymsOf } from "../given/synonyms.ts";
import { namesOf, splitUnit } from "./fields.ts";
import type { Shape } from "./fields.ts";
import { activityRefusals } from "./refusals.ts";

/**
 * Reads an activity from JSON and from `name=value` as on the command line, which come after it and win. Names may leave
 * out their unit, and values may have one: `duration=12h`, `memory=64GB`, `accelerators=4xA100`, `energy.gpu=3kWh`.
 *
 * @throws WattledgerError `bad-input` or `unknown-name`, with what would be right
 */
export function readActivity(kind: string | undefined, file: unknown, assignments: readonly string[]): ReadActivity {
  const base = recordOf(z.unknown(), {
    error: 'The activity must be a JSON object, such as {"kind": "llm-request", "outputTokens": 400}.',
  }).safeParse(file ?? {});
  if (!base.success) throw new WattledgerError("bad-file", base.error.issues.map(({ message }) => message).join(" "));
  const chosen = kind ?? base.data["kind"];
  const shape = shapeOf(chosen);
  const data: Record<string, unknown> = { ...base.data, kind: chosen };
  const written = new Map<string, string>();
  const doubted: string[] = [];
  const perCent = new Set<string>();
  for (const assignment of assignments) {
    const name = assignment.slice(0, Math.max(assignment.indexOf("="), 0)).trim();
    const [first = "", ...rest] = name.split(".");
    const meant = name === "" ? "" : [fieldCalled(first, shape).field, ...rest].join(".");
    const before = written.get(meant);
    if (before !== undefined && name !== "")
      throw new WattledgerError(
        "bad-input",
        `\`${name}\` is given twice, as "${before}" and as "${assignment}". Give it once.`,
      );
    written.set(meant, assignment);
    put(data, shape, assignment, doubted);
    if (assignment.trim().endsWith("%")) perCent.add(fieldCalled(first, shape).field);
  }
  const parsed = activitySchema.safeParse(data);
  if (parsed.success) return { activity: parsed.data, doubts: [...doubted, ...largeCounts(parsed.data)] };
  const refusals = activityRefusals(parsed.error.issues, shape, data, perCent);
  throw new WattledgerError("bad-input", `This activity of kind ${String(chosen)} is not valid:\n${refusals}`);
}

/** An activity, and a sentence for each number that was typed without a unit and is probably in another one. */
export interface ReadActivity {
  readonly activity: Activity;
  readonly doubts: readonly string[];
}

function shapeOf(given: unknown): Shape {
  const kind = typeof given === "string" || given === undefined ? given : JSON.stringify(given);
  const found = activitySchema.options.find(({ shape }) => shape.kind.value === kind);
  if (found !== undefined) return found.shape;
  const known = activityKinds.join(", ");
  if (kind === undefined)
    throw new WattledgerError("bad-input", `The kind of activity is missing. It is one of: ${known}.`);
  const hint = suggestion(kind, activityKinds);
  throw new WattledgerError("unknown-name", `Unknown kind of activity \`${shortened(kind)}\`.${hint} Known: ${known}.`);
}

function put(data: Record<string, unknown>, shape: Shape, assignment: string, doubted: string[]): void {
  const at = assignment.indexOf("=");
  if (at <= 0) {
    throw new WattledgerError(
      "bad-input",
      `"${assignment}" is not a field of the activity. Write name=value, such as duration=12h.`,
    );
  }
  const [written, part] = assignment.slice(0, at).trim().split(".", 2);
  const text = assignment.slice(at + 1).trim();
  const { field, scale } = fieldCalled(written ?? "", shape);
  if (part !== undefined) {
    const before = data[field];
    data[field] = {
      ...(typeof before === "object" ? before : {}),
      [part]: numberIn(assignment, text, splitUnit(field).unit),
    };
  } else if (field === "accelerators") data[field] = text.split(",").map((one) => acceleratorsIn(one.trim()));
  else if (isNumber(shape[field])) {
    data[field] = numberIn(assignment, text, splitUnit(field).unit) * scale;
    doubted.push(...doubtsOf(field, text));
  } else data[field] = text;
}

/** Ranges that values usually lie in, by the beginning of a field's name; without one, by its unit. */
const usual: Readonly<Record<string, readonly [low: number, high: number]>> = {
  durationSeconds: [60, 3.2e7],
  Seconds: [0.001, 3600],
  Bytes: [1e6, 1e15],
  Watts: [1, 1e6],
};

/** Counts of units alike that few have: one too many zeros is easily typed. */
const usualCounts: Readonly<Record<string, number>> = {
  requests: 1e9,
  count: 1e9,
  machines: 100_000,
  acceleratorCount: 1e6,
};

/** A sentence for each count that is larger than usual, whether it was typed or came from a file. */
function largeCounts(activity: Activity): readonly string[] {
  return Object.entries(activity).flatMap(([name, value]) => {
    const most = Object.hasOwn(usualCounts, name) ? usualCounts[name] : undefined;
    return most !== undefined && typeof value === "number" && value > most
      ? [`\`${name}\` is ${formatNumber(value)}. Usually it is at most ${formatNumber(most)}.`]
      : [];
  });
}

function doubtsOf(field: string, text: string): readonly string[] {
  const { short, unit } = splitUnit(field);
  const range = usual[field] ?? Object.entries(usual).find(([ending]) => field.endsWith(ending))?.[1];
  const parsed = parseGivenNumber(text);
  if (range === undefined || !parsed.ok) return [];
  const help = field === "durationSeconds" ? "time that it took" : `in ${unit}`;
  const inputs = { [short]: { kind: "number", unit, help, usual: range } } as const;
  return doubts({ inputs }, { [short]: parsed.value });
}

/** A field by its name, or by another name for it, with the factor for a bare number. */
function fieldCalled(written: string, shape: Shape): { readonly field: string; readonly scale: number } {
  const names = Object.keys(shape).filter((name) => name !== "kind");
  for (const { name: wanted, scale } of [{ name: written, scale: 1 }, ...synonymsOf(written)]) {
    const field = names.find((name) => name === wanted) ?? names.find((name) => splitUnit(name).short === wanted);
    if (field !== undefined) return { field, scale };
  }
  const known = namesOf(shape);
  throw new WattledgerError(
    "unknown-name",
    `Unknown field \`${shortened(written)}\`.${suggestion(written, known) || ` Known fields: ${known.join(", ")}.`}`,
  );
}

function isNumber(type: z.core.$ZodType | undefined): boolean {
  return type !== undefined && (z.safeParse(type, 1).success || z.safeParse(type, 0.5).success);
}

function numberIn(assignment: string, text: string, unit: string): number {
  const parsed = parseGivenNumber(text);
  if (!parsed.ok)
    throw new WattledgerError(
      "bad-input",
      `${shortened(assignment)}: ${quoted(text)} ${parsed.error}. Wanted: a number${unit === "1" ? "" : ` in ${unit} or another unit of its kind`}.`,
    );
  const { value, unit: given = unit, distribution } = parsed.value;
  if (distribution !== undefined) {
    throw new WattledgerError("bad-input", `${assignment}: an activity has plain numbers. Leave out the interval.`);
  }
  try {
    const converted = convert(value, given, unit);
    if (Number.isFinite(converted)) return converted;
  } catch (error) {
    if (isWattledgerError(error)) throw new WattledgerError("bad-unit", `${assignment}: ${error.message}`);
    throw error;
  }
  throw new WattledgerError(
    "bad-input",
    `${shortened(assignment)} is too large for a number in ${unit}. Give a smaller one.`,
  );
}

function acceleratorsIn(text: string): { readonly model: string; readonly count: number } {
  const { count = "1", model } = /^(?:(?<count>\d+)\s*[x×*]\s*)?(?<model>.+)$/u.exec(text)?.groups ?? {};
  if (model === undefined)
    throw new WattledgerError(
      "bad-input",
      `accelerators: "${text}" does not name an accelerator. Write, for example, 4xA100.`,
    );
  return { model: model.trim(), count: Number(count) };
}
