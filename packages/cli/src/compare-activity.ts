import { WattledgerError, convert, isWattledgerError, suggestion } from "@wattledger/core";
import type { Activity } from "@wattledger/core";
import { activityKinds, activitySchema, recordOf } from "@wattledger/core/schemas";
import * as z from "zod";
import { parseGivenNumber } from "./given-number.ts";

/** What a name ends with, the unit that it stands for: `durationSeconds`, which people write as `duration=12h`. */
const suffixes: Readonly<Record<string, string>> = {
  Seconds: "s",
  Bytes: "B",
  Watts: "W",
  Joules: "J",
  Billions: "1",
  Pixels: "1",
};

/**
 * Reads an activity from JSON and from `name=value` as on the command line, which come after it and win. Names may leave
 * out their unit, and values may have one: `duration=12h`, `memory=64GB`, `accelerators=4xA100`, `energy.gpu=3kWh`.
 *
 * @throws WattledgerError `bad-input` or `unknown-name`, with what would be right
 */
export function readActivity(kind: string | undefined, file: unknown, assignments: readonly string[]): Activity {
  const base = recordOf(z.unknown(), {
    error: 'The activity must be a JSON object, such as {"kind": "llm-request", "outputTokens": 400}.',
  }).safeParse(file ?? {});
  if (!base.success) throw new WattledgerError("bad-file", base.error.issues.map(({ message }) => message).join(" "));
  const chosen = kind ?? base.data["kind"];
  const shape = shapeOf(chosen);
  const data: Record<string, unknown> = { ...base.data, kind: chosen };
  for (const assignment of assignments) put(data, shape, assignment);
  const parsed = activitySchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => `  - ${path.join(".") || "activity"}: ${message}`);
  throw new WattledgerError("bad-input", `This is no ${String(chosen)}:\n${issues.join("\n")}`);
}

type Shape = Readonly<Record<string, z.core.$ZodType>>;

function shapeOf(given: unknown): Shape {
  const kind = typeof given === "string" || given === undefined ? given : JSON.stringify(given);
  const found = activitySchema.options.find(({ shape }) => shape.kind.value === kind);
  if (found !== undefined) return found.shape;
  const known = activityKinds.join(", ");
  if (kind === undefined) throw new WattledgerError("bad-input", `Say which kind of activity it is: ${known}.`);
  const hint = suggestion(kind, activityKinds);
  throw new WattledgerError("unknown-name", `There is no kind of activity \`${kind}\`.${hint} Known: ${known}.`);
}

function put(data: Record<string, unknown>, shape: Shape, assignment: string): void {
  const at = assignment.indexOf("=");
  if (at <= 0) {
    throw new WattledgerError("bad-input", `"${assignment}" is no datum: write name=value, such as duration=12h.`);
  }
  const [written, part] = assignment.slice(0, at).trim().split(".", 2);
  const text = assignment.slice(at + 1).trim();
  const field = fieldCalled(written ?? "", shape);
  if (part !== undefined) {
    const before = data[field];
    data[field] = {
      ...(typeof before === "object" ? before : {}),
      [part]: numberIn(assignment, text, splitUnit(field).unit),
    };
  } else if (field === "accelerators") data[field] = text.split(",").map((one) => acceleratorsIn(one.trim()));
  else data[field] = isNumber(shape[field]) ? numberIn(assignment, text, splitUnit(field).unit) : text;
}

function fieldCalled(written: string, shape: Shape): string {
  const names = Object.keys(shape).filter((name) => name !== "kind");
  const found = names.find((name) => name === written) ?? names.find((name) => splitUnit(name).short === written);
  if (found !== undefined) return found;
  const known = names.map((name) => splitUnit(name).short);
  throw new WattledgerError(
    "unknown-name",
    `The activity has no \`${written}\`.${suggestion(written, known)} It has: ${known.join(", ")}.`,
  );
}

/** A field's name without the unit that it ends with, and that unit. */
export function splitUnit(field: string): { readonly short: string; readonly unit: string } {
  const found = Object.entries(suffixes).find(([suffix]) => field.endsWith(suffix));
  return found === undefined
    ? { short: field, unit: "1" }
    : { short: field.slice(0, -found[0].length), unit: found[1] };
}

function isNumber(type: z.core.$ZodType | undefined): boolean {
  return type !== undefined && (z.safeParse(type, 1).success || z.safeParse(type, 0.5).success);
}

function numberIn(assignment: string, text: string, unit: string): number {
  const parsed = parseGivenNumber(text);
  if (!parsed.ok) throw new WattledgerError("bad-input", `${assignment}: "${text}" ${parsed.error}.`);
  const { value, unit: given = unit, distribution } = parsed.value;
  if (distribution !== undefined) {
    throw new WattledgerError("bad-input", `${assignment}: an activity has plain numbers, without an interval.`);
  }
  try {
    return convert(value, given, unit);
  } catch (error) {
    if (isWattledgerError(error)) throw new WattledgerError("bad-unit", `${assignment}: ${error.message}`);
    throw error;
  }
}

function acceleratorsIn(text: string): { readonly model: string; readonly count: number } {
  const { count = "1", model } = /^(?:(?<count>\d+)\s*[x×*]\s*)?(?<model>.+)$/u.exec(text)?.groups ?? {};
  if (model === undefined) throw new WattledgerError("bad-input", `accelerators: "${text}" names none; write 4xA100.`);
  return { model: model.trim(), count: Number(count) };
}
