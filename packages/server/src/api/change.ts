import { recordOf } from "@wattledger/core/schemas";
import type { Change, FigureName, Period } from "@wattledger/ledger";
import * as z from "zod";
import { expectCaller } from "../http/access.ts";
import { ProblemError } from "../http/problem.ts";
import { noBody } from "../http/route.ts";
import {
  answered,
  askedOf,
  askedShape,
  expectFigure,
  figuresParameter,
  groupByParameter,
  groupingOf,
  listSchema,
  onlyAsked,
  timeOf,
} from "./asked.ts";
import { causesOf } from "./causes.ts";
import type { Parts } from "./parts.ts";

const querySchema = onlyAsked(
  z.looseObject({
    ...askedShape,
    figures: figuresParameter(["energy", "gwp_location"]),
    groupBy: groupByParameter,
    causesBy: listSchema.default(["model"]),
    against: z.string().min(1).max(80).default("previous"),
  }),
);

const periodSchema = z.strictObject({ fromMilliseconds: z.int(), toMilliseconds: z.int() });

const answerSchema = z.discriminatedUnion("comparable", [
  z.strictObject({
    comparable: z.literal(false),
    before: periodSchema,
    after: periodSchema,
    reasons: z.array(z.string()).min(1),
  }),
  z.strictObject({
    comparable: z.literal(true),
    before: periodSchema,
    after: periodSchema,
    level: z.number(),
    /** Figures that are not compared, each with the reason. */
    notComparable: recordOf(z.string()),
    groups: z.array(
      z.strictObject({
        group: recordOf(z.string()),
        eventsBefore: z.int(),
        eventsAfter: z.int(),
        figures: recordOf(
          z.strictObject({
            unit: z.string(),
            before: z.number(),
            after: z.number(),
            difference: z.number(),
            /** Ends of the interval of the difference, in which a shared error counts once. */
            low: z.number(),
            high: z.number(),
            unknownEventsBefore: z.int(),
            unknownEventsAfter: z.int(),
            /** Whether the interval does not contain 0. */
            isClear: z.boolean(),
          }),
        ),
      }),
    ),
    /** The effects of a figure add up to its difference. */
    causes: recordOf(z.array(z.strictObject({ cause: z.string(), effect: z.number() }))),
  }),
]);

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
    answer: answerSchema,
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
      const without = figures.flatMap((figure) => {
        const reason = notComparable(groups.groups, figure);
        return reason === undefined ? [] : [[figure, reason] as const];
      });
      const reasons = [...new Set(without.map(([, reason]) => reason))];
      if (without.length === figures.length) return { before, after, comparable: false, reasons };
      const compared = figures.filter((figure) => !without.some(([name]) => name === figure));
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
        notComparable: Object.fromEntries(without),
        groups: groups.groups.map(({ group, eventsBefore, eventsAfter, figures: changes }) => ({
          group,
          eventsBefore: Number(eventsBefore),
          eventsAfter: Number(eventsAfter),
          figures: Object.fromEntries(
            changes
              .filter(({ figure }) => compared.includes(figure))
              .map(({ figure, unknownEventsBefore, unknownEventsAfter, ...change }) => [
                figure,
                {
                  ...change,
                  unknownEventsBefore: Number(unknownEventsBefore),
                  unknownEventsAfter: Number(unknownEventsAfter),
                  isClear: change.low > 0 || change.high < 0,
                },
              ]),
          ),
        })),
        causes: Object.fromEntries(compared.map((figure) => [figure, causesOf(causes.groups, figure)])),
      };
    },
  });
}

/** Why two sums are not amounts of the same thing: in one of the periods nobody states the figure. */
function notComparable(groups: Extract<Change, { kind: "change" }>["groups"], figure: FigureName): string | undefined {
  const sumOf = (count: (group: (typeof groups)[number]) => bigint | undefined): bigint =>
    groups.reduce((sum, group) => sum + (count(group) ?? 0n), 0n);
  const changeIn = ({ figures }: (typeof groups)[number]): (typeof figures)[number] | undefined =>
    figures.find((one) => one.figure === figure);
  const sides = [
    {
      side: "before",
      events: sumOf(({ eventsBefore }) => eventsBefore),
      unknown: sumOf((group) => changeIn(group)?.unknownEventsBefore),
    },
    {
      side: "after",
      events: sumOf(({ eventsAfter }) => eventsAfter),
      unknown: sumOf((group) => changeIn(group)?.unknownEventsAfter),
    },
  ];
  const empty = sides.find(({ events }) => events === 0n);
  if (empty !== undefined) return `The period \`${empty.side}\` has no event. Choose another period.`;
  const silent = sides.find(({ events, unknown }) => unknown === events);
  return silent === undefined ? undefined : `No event of the period \`${silent.side}\` states ${figure}. Leave it out.`;
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
