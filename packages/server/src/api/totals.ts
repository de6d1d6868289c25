import { dimensions, figures, isDimension, isFigureName } from "@wattledger/ledger";
import type { Dimension, FigureName, TotalGroup } from "@wattledger/ledger";
import * as z from "zod";
import { expectCaller } from "../http/access.ts";
import type { Caller } from "../http/access.ts";
import { ProblemError } from "../http/problem.ts";
import type { Parts } from "./parts.ts";

const list = z.string().transform((text) =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== ""),
);

/** A time: ISO 8601 with its offset, milliseconds since 1970, or so long ago: `-30d`, `-12h`, `-15m`. */
export const timeSchema = z.string().min(1).max(40);

const filterSchema = z.union([z.string(), z.array(z.string())]);

const querySchema = z.strictObject({
  from: timeSchema.default("-30d"),
  to: z.exactOptional(timeSchema),
  figures: list.default(["energy", "gwp_location", "water", "requests"]),
  groupBy: list.default([]),
  top: z.exactOptional(z.coerce.number().int().min(1).max(1000)),
  ...Object.fromEntries(dimensions.map((dimension) => [dimension, z.exactOptional(filterSchema)])),
});

/** `GET /api/v1/totals`: sums with their intervals. */
export function totalsRoutes({ add, ledger, now }: Parts): void {
  add({
    method: "GET",
    url: "/api/v1/totals",
    scope: "read",
    summary:
      "Sums of figures over a period, by group, with their intervals and how many events do not state the figure.",
    query: querySchema,
    body: z.unknown(),
    handle: async ({ query, request }) => {
      const { from, to, figures: wanted, groupBy, top, ...filters } = query;
      const time = now();
      const period = {
        fromMilliseconds: timeOf("from", from, time),
        toMilliseconds: to === undefined ? time + 1 : timeOf("to", to, time),
      };
      const names = wanted.map(expectFigure);
      const totals = await ledger.totals({
        ...period,
        figures: names,
        groupBy: groupBy.map(expectDimension),
        filters: filtersFor(expectCaller(request), filters),
        ...(top === undefined ? {} : { top: { figure: names[0] ?? "energy", count: top } }),
      });
      if (totals.kind === "refused") {
        throw new ProblemError({
          status: 409,
          title: "These figures are not added",
          detail: totals.reasons[0] ?? "They cannot be added.",
          faults: totals.reasons,
        });
      }
      return { ...period, level: 0.9, groups: totals.groups.map(groupDocument) };
    },
  });
}

/** The filters of a query; a caller with one project sees that one. @throws ProblemError 403 */
export function filtersFor(
  { project }: Caller,
  given: Readonly<Record<string, unknown>>,
): Readonly<Partial<Record<Dimension, readonly string[]>>> {
  const filters: Partial<Record<Dimension, readonly string[]>> = {};
  for (const [name, value] of Object.entries(given)) {
    if (!isDimension(name) || value === undefined) continue;
    filters[name] = (Array.isArray(value) ? value : [value]).map(String);
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

/** A time of a query in milliseconds. @throws ProblemError 400 */
export function timeOf(name: string, text: string, now: number): number {
  const [, amount, unit] = /^-(\d{1,6})([mhdw])$/u.exec(text) ?? [];
  if (amount !== undefined && unit !== undefined) return now - Number(amount) * (lengths[unit] ?? 0);
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

function expectFigure(name: string): FigureName {
  if (isFigureName(name)) return name;
  throw unknownName(
    "figure",
    name,
    figures.map((figure) => figure.name),
  );
}

function expectDimension(name: string): Dimension {
  if (isDimension(name)) return name;
  throw unknownName("dimension", name, dimensions);
}

function unknownName(kind: string, name: string, known: readonly string[]): ProblemError {
  return new ProblemError({
    status: 400,
    title: `A ${kind} is not known`,
    detail: `Unknown ${kind} "${name.slice(0, 100)}". Known: ${known.join(", ")}.`,
  });
}

function groupDocument({ group, tags, isOther, events, figures: sums, energyByBasis }: TotalGroup): unknown {
  return {
    group,
    ...(Object.keys(tags).length === 0 ? {} : { tags }),
    ...(isOther ? { isOther } : {}),
    events: Number(events),
    figures: Object.fromEntries(
      sums.map(({ figure, unit, mean, low, high, unknownEvents }) => [
        figure,
        // What no event states is unknown, not zero.
        unknownEvents === events
          ? { unit, mean: null, low: null, high: null, unknownEvents: Number(unknownEvents) }
          : { unit, mean, low, high, unknownEvents: Number(unknownEvents) },
      ]),
    ),
    energyByBasis: Object.fromEntries(
      Object.entries(energyByBasis).map(([basis, share]) => [
        basis,
        { events: Number(share.events), unknownEvents: Number(share.unknownEvents), energyJoules: share.energyJoules },
      ]),
    ),
  };
}
