import { lifeCycleStages } from "@wattledger/core";
import { workloadStages } from "@wattledger/core/schemas";
import { figureOf, isFigureName } from "./figures.ts";
import type { UsageEvent } from "./records.ts";

/**
 * Whether a value is a usage event of the usual form that the schema takes as it is: a request to a language model, with figures
 * in the range of the tables. A schema takes eight times as long, and the most frequent record comes tens of thousands of times a
 * second. What this does not know goes to the schema, which decides: "false" does not mean that the event is refused.
 */
export function isPlainEvent(value: unknown): value is UsageEvent {
  if (!isPlainObject(value)) return false;
  let required = 0;
  for (const key of Object.keys(value)) {
    const one = value[key];
    const fits = eventFields[key];
    if (fits === undefined || !fits(one)) return false;
    if (requiredFields.has(key)) required += 1;
  }
  return required === requiredFields.size;
}

type Fits = (value: unknown) => boolean;

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function isText(value: unknown): boolean {
  // The schema replaces half a surrogate pair and the zero character.
  return typeof value === "string" && value.length > 0 && value.length <= 500 && !/[\uD800-\uDFFF\0]/.test(value);
}

function isName(value: unknown): boolean {
  return typeof value === "string" && value.length > 0;
}

function isCount(value: unknown): boolean {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isAmount(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function isOneOf(values: readonly string[]): Fits {
  const known: ReadonlySet<unknown> = new Set(values);
  return (value) => known.has(value);
}

/** Objects with these fields alone; those of `required` are there. */
function hasFields(fields: Readonly<Record<string, Fits>>, required: readonly string[]): Fits {
  const table = tableOf(fields);
  return (value) =>
    isPlainObject(value) &&
    Object.keys(value).every((key) => table[key]?.(value[key]) === true) &&
    required.every((key) => Object.hasOwn(value, key));
}

/** Fields without the names that every object has. */
function tableOf(fields: Readonly<Record<string, Fits>>): Readonly<Record<string, Fits | undefined>> {
  return Object.assign(Object.create(null), fields);
}

function fitsFigures(value: unknown): boolean {
  return isPlainObject(value) && Object.keys(value).every((name) => fitsFigure(name, value[name]));
}

function fitsFigure(name: string, value: unknown): boolean {
  if (!isFigureName(name)) return false;
  const { scale } = figureOf(name);
  if (name === "cost") return fitsTables(value, scale);
  if (!isPlainObject(value) || Object.keys(value).length !== 3) return false;
  const { mean, low, high } = value;
  if (!fitsTables(mean, scale) || !fitsTables(low, scale) || !fitsTables(high, scale)) return false;
  return typeof low === "number" && typeof high === "number" && low <= high;
}

function fitsTables(value: unknown, scale: number): boolean {
  return typeof value === "number" && Number.isSafeInteger(Math.round(value * scale));
}

function fitsTags(value: unknown): boolean {
  return (
    isPlainObject(value) && Object.keys(value).every((key) => key !== "__proto__" && isText(key) && isText(value[key]))
  );
}

const latestMilliseconds = 253_402_300_799_999;
const stages = isOneOf(workloadStages);

const fitsRequest = hasFields(
  {
    kind: isOneOf(["llm-request"]),
    zone: isName,
    workloadStage: stages,
    model: isName,
    provider: isName,
    requests: isCount,
    inputTokens: isCount,
    cachedInputTokens: isCount,
    outputTokens: isCount,
    reasoningTokens: isCount,
    latencySeconds: isAmount,
    tokensPerSecond: isAmount,
    firstTokenSeconds: isAmount,
  },
  ["kind"],
);

const requiredFields: ReadonlySet<string> = new Set([
  "kind",
  "id",
  "project",
  "source",
  "timeMilliseconds",
  "activity",
  "figures",
]);

const eventFields = tableOf({
  kind: isOneOf(["usage-event"]),
  id: isText,
  project: isText,
  source: isText,
  timeMilliseconds: (value) => isCount(value) && Number(value) <= latestMilliseconds,
  timeNanoseconds: (value) => isCount(value) && Number(value) <= 999_999,
  activity: fitsRequest,
  figures: fitsFigures,
  energyBasis: isOneOf(["measured", "modelled", "estimated"]),
  notes: (value) => Array.isArray(value) && value.length <= 20 && value.every(isText),
  method: hasFields({ id: isText, version: isText }, ["id", "version"]),
  factorSet: isText,
  factorBasis: isText,
  nature: isOneOf(["inventory", "attributed"]),
  covers: hasFields({ asset: isText, stage: isOneOf(lifeCycleStages) }, ["asset", "stage"]),
  currency: (value) => typeof value === "string" && /^[A-Z]{3}$/u.test(value),
  organisation: isText,
  team: isText,
  environment: isText,
  workloadStage: stages,
  experiment: isText,
  run: isText,
  modelVersion: isText,
  region: isText,
  owner: isText,
  tags: fitsTags,
});
