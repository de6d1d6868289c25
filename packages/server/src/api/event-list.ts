import { defined } from "@wattledger/core";
import type { FigureName } from "@wattledger/ledger";
import * as z from "zod";
import { expectCaller } from "../http/access.ts";
import { ProblemError } from "../http/problem.ts";
import { noBody } from "../http/route.ts";
import { answered, askedOf, askedShape, expectFigure, listSchema, onlyAsked } from "./asked.ts";
import { eventSchema } from "./event-document.ts";
import { figureConditions } from "./figure-conditions.ts";
import type { Parts } from "./parts.ts";

const pageSchema = onlyAsked(
  z.looseObject({
    ...askedShape,
    /** `energy>1kWh,output_tokens<=500` */
    where: listSchema.pipe(z.array(z.string()).max(20)).default([]).meta({
      description: "Conditions on the figures of each event, with commas. Such as energy>=10J,output_tokens<=500.",
    }),
    /** `-time`: the latest first; `-energy`: the largest of a figure first. */
    sort: z.string().max(40).default("-time"),
    count: z.coerce.number().int().min(1).max(1000).default(100),
    after: z.exactOptional(z.string().max(2000)),
  }),
);

const sampleSchema = onlyAsked(
  z.looseObject({
    ...askedShape,
    figure: z.string().default("energy"),
    count: z.coerce.number().int().min(1).max(100).default(5),
    seed: z.coerce.number().int().min(0).default(1),
  }),
);

const pageAnswerSchema = z.strictObject({ events: z.array(eventSchema), next: z.string().nullable() });

const sampleAnswerSchema = z.strictObject({
  figure: z.string(),
  seed: z.int(),
  /** Events that could be drawn: those that state more than zero of the figure. */
  outOf: z.int(),
  /** Sum of the figure over them. */
  sum: z.number(),
  events: z.array(eventSchema),
});

/** `GET /api/v1/events` and `GET /api/v1/events/sample`: events, page by page, or drawn by weight. */
export function eventListRoutes({ add, ledger, now }: Parts): void {
  add({
    method: "GET",
    url: "/api/v1/events",
    scope: "read",
    summary:
      "Usage events, page by page: send `next` of a page as `after`. The latest first, or with `sort=-energy` the largest of a figure; `where=energy>1kWh` leaves those whose figure passes.",
    query: pageSchema,
    body: noBody,
    answer: pageAnswerSchema,
    handle: async ({ query, request }) => {
      const asked = askedOf(query, { caller: expectCaller(request), now: now() });
      const { count, after, sort } = query;
      const where = figureConditions(query.where);
      const largest = sort === "-time" ? undefined : sortFigure(sort);
      const page = answered(
        await ledger.ask({
          question: "events",
          query: { ...asked, count, where, ...defined({ after, largest }) },
        }),
      );
      return { events: page.events, next: page.next ?? null };
    },
  });
  add({
    method: "GET",
    url: "/api/v1/events/sample",
    scope: "read",
    summary: "Events drawn at random by their share of a figure. The same seed draws the same events.",
    query: sampleSchema,
    body: noBody,
    answer: sampleAnswerSchema,
    handle: async ({ query, request }) => {
      const asked = askedOf(query, { caller: expectCaller(request), now: now() });
      const figure = expectFigure(query.figure);
      const { count, seed } = query;
      const drawn = answered(await ledger.ask({ question: "sample", query: { ...asked, figure, count, seed } }));
      return { figure, seed, outOf: Number(drawn.outOf), sum: drawn.sum, events: drawn.events };
    },
  });
}

/** @throws ProblemError 400 */
function sortFigure(sort: string): FigureName {
  if (sort.startsWith("-")) return expectFigure(sort.slice(1));
  throw new ProblemError({
    status: 400,
    title: "The order is not known",
    detail: "`sort`: write -time for the latest first, or the name of a figure such as -energy for the largest first.",
  });
}
