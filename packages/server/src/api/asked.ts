import { dimensions, figures, isDimension, isFigureName } from "@wattledger/ledger";
import type { Dimension, EventFilter, FigureName, Period, Refused } from "@wattledger/ledger";
import * as z from "zod";
import type { Caller } from "../http/access.ts";
import { ProblemError } from "../http/problem.ts";

/** A list in one parameter: `energy,water`. */
export const listSchema = z.string().transform((text) =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== ""),
);

/** Which sums. */
export function figuresParameter(usual: readonly FigureName[]): z.ZodType<readonly string[], string | undefined> {
  return listSchema.default([...usual]).meta({
    description: `Figures, with commas: ${figures.map(({ name }) => name).join(", ")}. Such as energy,gwp_location.`,
  });
}

/** What to group by. */
export const groupByParameter = listSchema.default([]).meta({
  description: "Dimensions, and tags as tag.KEY, with commas. Such as project,tag.team.",
});

/** A time: ISO 8601 with its offset, milliseconds since 1970, or so long ago: `-30d`, `-12h`, `-15m`. */
export const timeSchema = z.string().min(1).max(40);

const filterSchema = z.union([z.string(), z.array(z.string())]);

/** Parameters for period and filters, which every question about events has. A filter that is written twice takes either value. */
export const askedShape = {
  from: timeSchema.default("-30d").meta({
    description: "Begin of the period: a time with its offset, a date in UTC, milliseconds since 1970, or so long ago.",
    examples: ["-30d", "2026-11-01", "2026-11-01T00:00:00+01:00"],
  }),
  to: z
    .exactOptional(timeSchema)
    .meta({ description: "End of the period, which is not in it; now unless stated.", examples: ["2026-12-01"] }),
  ...Object.fromEntries(
    dimensions.map((dimension) => [
      dimension,
      z.exactOptional(filterSchema).meta({
        description: `Only events with this ${dimension}; not.${dimension} leaves them out. Written twice: either value. Empty: not stated.`,
      }),
    ]),
  ),
};

type Asked = { readonly from: string; readonly to?: string } & Readonly<Record<string, unknown>>;

/** Lets a query have `not.model=…`, `tag.KEY=…` and `not.tag.KEY=…` besides its named parameters, and nothing else. */
export function onlyAsked<Schema extends z.ZodObject>(schema: Schema): Schema {
  const known = new Set(Object.keys(schema.shape));
  return schema.check(({ value, issues }) => {
    for (const [name, given] of Object.entries(value)) {
      if (known.has(name)) continue;
      const isFilter = /^(not\.)?tag\../u.test(name) || isDimension(name.replace(/^not\./u, ""));
      if (!isFilter || !filterSchema.safeParse(given).success) {
        issues.push({ code: "unrecognized_keys", keys: [name], input: value });
      }
    }
  });
}

/** The period and the filters of a query. A caller with one project sees that one. @throws ProblemError 400 or 403 */
export function askedOf(
  query: Asked,
  { caller, now }: { readonly caller: Caller; readonly now: number },
): Period & EventFilter {
  const excludes: Partial<Record<Dimension, readonly string[]>> = {};
  const tags: Record<string, readonly string[]> = Object.create(null);
  const excludedTags: Record<string, readonly string[]> = Object.create(null);
  for (const [name, value] of Object.entries(query)) {
    const isExcluded = name.startsWith("not.");
    const rest = isExcluded ? name.slice(4) : name;
    if (rest.startsWith("tag.")) (isExcluded ? excludedTags : tags)[rest.slice(4)] = valuesOf(value);
    else if (isExcluded && isDimension(rest)) excludes[rest] = valuesOf(value);
  }
  return { ...periodOf(query, now), filters: filtersFor(caller, query), excludes, tags, excludedTags };
}

/** A period; without an end it ends now. @throws ProblemError 400 */
export function periodOf({ from, to }: { readonly from: string; readonly to?: string }, now: number): Period {
  const fromMilliseconds = timeOf("from", from, now);
  const toMilliseconds = to === undefined ? now + 1 : timeOf("to", to, now);
  if (fromMilliseconds < toMilliseconds) return { fromMilliseconds, toMilliseconds };
  throw new ProblemError({
    status: 400,
    title: "The period has no length",
    detail: "`from` is not before `to`. The end is not in the period: for one day, let `to` be the next day.",
  });
}

/** The filters of a query; a caller with one project sees that one. @throws ProblemError 403 */
export function filtersFor(
  { project }: Caller,
  given: Readonly<Record<string, unknown>>,
): Readonly<Partial<Record<Dimension, readonly string[]>>> {
  const filters: Partial<Record<Dimension, readonly string[]>> = {};
  for (const [name, value] of Object.entries(given)) {
    if (isDimension(name) && value !== undefined) filters[name] = valuesOf(value);
  }
  if (project === null) return filters;
  if (filters.project?.some((name) => name !== project) === true) {
    throw new ProblemError({
      status: 403,
      title: "The key is for another project",
      detail: "A key sees its own project only. Leave the filter `project` out.",
    });
  }
  return { ...filters, project: [project] };
}

function valuesOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}

/** A time of a query in milliseconds. @throws ProblemError 400 */
export function timeOf(name: string, text: string, now: number): number {
  const [, amount, unit] = /^-(\d{1,6})([mhdw])$/u.exec(text) ?? [];
  if (amount !== undefined && unit !== undefined) return Math.max(0, now - Number(amount) * (lengths[unit] ?? 0));
  const time = /^\d{1,15}$/u.test(text) ? Number(text) : isoTime(text);
  if (time !== undefined && time >= 0 && time <= 253_402_300_799_999) return time;
  throw new ProblemError({
    status: 400,
    title: "A time is not valid",
    detail: `\`${name}\`: write a time such as 2026-11-30T00:00:00Z, or so long ago as -30d, -12h or -15m.`,
  });
}

const lengths: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** A time whose offset is stated; a date begins at midnight in UTC. */
function isoTime(text: string): number | undefined {
  const isWhole = z.iso.datetime({ offset: true }).safeParse(text).success || z.iso.date().safeParse(text).success;
  const time = isWhole ? Date.parse(text) : Number.NaN;
  return Number.isFinite(time) ? time : undefined;
}

/** @throws ProblemError 400 where a name is not that of a figure */
export function expectFigure(name: string): FigureName {
  if (isFigureName(name)) return name;
  throw unknownName(
    "figure",
    name,
    figures.map((figure) => figure.name),
  );
}

/** What to group by: names of dimensions, and `tag.KEY`. @throws ProblemError 400 */
export function groupingOf(names: readonly string[]): {
  readonly groupBy: readonly Dimension[];
  readonly groupByTags: readonly string[];
} {
  const groupBy: Dimension[] = [];
  const groupByTags: string[] = [];
  for (const name of names) {
    if (isDimension(name)) groupBy.push(name);
    else if (name.startsWith("tag.") && name.length > 4) groupByTags.push(name.slice(4));
    else throw unknownName("dimension", name, [...dimensions, "tag.KEY"]);
  }
  return { groupBy, groupByTags };
}

function unknownName(kind: string, name: string, known: readonly string[]): ProblemError {
  return new ProblemError({
    status: 400,
    title: `A ${kind} is not known`,
    detail: `Unknown ${kind} "${name.slice(0, 100)}". Known: ${known.join(", ")}.`,
  });
}

/** The answer, unless the ledger refuses the question. @throws ProblemError 409 with every reason */
export function answered<Answer extends { readonly kind: string }>(answer: Answer): Exclude<Answer, Refused> {
  if (isAnswer(answer)) return answer;
  const reasons = "reasons" in answer && Array.isArray(answer.reasons) ? answer.reasons.map(String) : [];
  throw new ProblemError({
    status: 409,
    title: "These figures are not added",
    detail: reasons[0] ?? "They cannot be added.",
    faults: reasons,
  });
}

function isAnswer<Answer extends { readonly kind: string }>(answer: Answer): answer is Exclude<Answer, Refused> {
  return answer.kind !== "refused";
}
