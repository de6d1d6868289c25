import * as z from "zod";
import { expectCaller } from "../http/access.ts";
import { noBody } from "../http/route.ts";
import {
  answered,
  askedOf,
  askedShape,
  expectFigure,
  figuresParameter,
  groupByParameter,
  groupingOf,
  onlyAsked,
} from "./asked.ts";
import { groupDocument, groupSchema } from "./group-document.ts";
import type { Parts } from "./parts.ts";

const querySchema = onlyAsked(
  z.looseObject({
    ...askedShape,
    figures: figuresParameter(["energy", "gwp_location", "water", "requests"]),
    groupBy: groupByParameter,
    top: z.exactOptional(z.coerce.number().int().min(1).max(1000)),
  }),
);

const answerSchema = z.strictObject({
  fromMilliseconds: z.int(),
  toMilliseconds: z.int(),
  /** Level of every interval. */
  level: z.number(),
  groups: z.array(groupSchema),
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
    body: noBody,
    answer: answerSchema,
    handle: async ({ query, request }) => {
      const asked = askedOf(query, { caller: expectCaller(request), now: now() });
      const names = query.figures.map(expectFigure);
      const [first = "energy"] = names;
      const totals = answered(
        await ledger.totals({
          ...asked,
          figures: names,
          ...groupingOf(query.groupBy),
          ...(query.top === undefined ? {} : { top: { figure: first, count: query.top } }),
        }),
      );
      const { fromMilliseconds, toMilliseconds } = asked;
      return { fromMilliseconds, toMilliseconds, level: 0.9, groups: totals.groups.map(groupDocument) };
    },
  });
}
