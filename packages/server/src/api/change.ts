import type { FigureName, Period } from "@wattledger/ledger";
import * as z from "zod";
import { expectCaller } from "../http/access.ts";
import { ProblemError } from "../http/problem.ts";
import { noBody } from "../http/route.ts";
import { answered, askedOf, askedShape, expectFigure, groupingOf, listSchema, onlyAsked, timeOf } from "./asked.ts";
import { causesOf } from "./causes.ts";
import type { Parts } from "./parts.ts";

const querySchema = onlyAsked(
  z.looseObject({
    ...askedShape,
    figures: listSchema.default(["energy", "gwp_location"]),
    groupBy: listSchema.default([]),
    causesBy: listSchema.default(["model"]),
    against: z.string().min(1).max(80).default("previous"),
  }),
);

/** `GET /api/v1/change`: one period against another. */
export function changeRoutes({ add, ledger, now }: Parts): void {
  add({
    method: "GET",
    url: "/api/v1/change",
    scope: "read",
    summary:
      "How sums changed against another period: `against` is `previous`, `year`, or FROM..TO. With the interval of the difference, in which a shared error counts once, and the causes of the change.",
    query: querySchema,
    body: noBody,
    handle: async ({ query, request }) => {
      const time = now();
      const { fromMilliseconds, toMilliseconds, ...filter } = askedOf(query, {
        caller: expectCaller(request),
        now: time,
      });
      const after = { fromMilliseconds, toMilliseconds };
      const before = periodAgainst(query.against, after, time);
      const figures = query.figures.map(expectFigure);
      const asked = { ...filter, before, after };
      const { groupBy } = dimensionsOnly(query.groupBy);
      const groups = await ledger.ask({ question: "change", query: { ...asked, figures, groupBy } });
      if (groups.kind === "refused") return { before, after, comparable: false, reasons: groups.reasons };
      const causes = answered(
        await ledger.ask({
          question: "change",
          query: {
            ...asked,
            figures: [...new Set<FigureName>([...figures, "energy"])],
            groupBy: dimensionsOnly(query.causesBy).groupBy,
          },
        }),
      );
      return {
        before,
        after,
        level: 0.9,
        comparable: true,
        groups: groups.groups.map(({ group, eventsBefore, eventsAfter, figures: changes }) => ({
          group,
          eventsBefore: Number(eventsBefore),
          eventsAfter: Number(eventsAfter),
          figures: Object.fromEntries(
            changes.map(({ figure, ...change }) => [figure, { ...change, isClear: change.low > 0 || change.high < 0 }]),
          ),
        })),
        causes: Object.fromEntries(figures.map((figure) => [figure, causesOf(causes.groups, figure)])),
      };
    },
  });
}

function dimensionsOnly(names: readonly string[]): Pick<ReturnType<typeof groupingOf>, "groupBy"> {
  const { groupBy, groupByTags } = groupingOf(names);
  if (groupByTags.length === 0) return { groupBy };
  throw new ProblemError({
    status: 400,
    title: "A change is not grouped by tags",
    detail: "Group a change by dimensions, and choose a tag by a filter such as tag.team=search.",
  });
}

/** The other period. @throws ProblemError 400 */
function periodAgainst(against: string, { fromMilliseconds, toMilliseconds }: Period, now: number): Period {
  const length = toMilliseconds - fromMilliseconds;
  if (against === "previous") {
    return { fromMilliseconds: Math.max(0, fromMilliseconds - length), toMilliseconds: fromMilliseconds };
  }
  if (against === "year") {
    return { fromMilliseconds: yearBefore(fromMilliseconds), toMilliseconds: yearBefore(toMilliseconds) };
  }
  const [, from, to] = /^(.+)\.\.(.+)$/u.exec(against) ?? [];
  if (from === undefined || to === undefined) {
    throw new ProblemError({
      status: 400,
      title: "The other period is not valid",
      detail: "`against`: write previous, year, or two times such as 2026-10-01..2026-11-01.",
    });
  }
  const period = { fromMilliseconds: timeOf("against", from, now), toMilliseconds: timeOf("against", to, now) };
  if (period.fromMilliseconds < period.toMilliseconds) return period;
  throw new ProblemError({
    status: 400,
    title: "The other period has no length",
    detail: "`against`: the first time is not before the second.",
  });
}

function yearBefore(time: number): number {
  const date = new Date(time);
  date.setUTCFullYear(date.getUTCFullYear() - 1);
  return Math.max(0, date.getTime());
}
