import * as z from "zod";
import { expectCaller } from "../http/access.ts";
import { noBody } from "../http/route.ts";
import { answered, askedOf, askedShape, expectFigure, onlyAsked } from "./asked.ts";
import type { Parts } from "./parts.ts";

const pageSchema = onlyAsked(
  z.looseObject({
    ...askedShape,
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

/** `GET /api/v1/events` and `GET /api/v1/events/sample`: events, page by page, or drawn by weight. */
export function eventListRoutes({ add, ledger, now }: Parts): void {
  add({
    method: "GET",
    url: "/api/v1/events",
    scope: "read",
    summary: "Usage events, the latest first, page by page: send `next` of a page as `after`.",
    query: pageSchema,
    body: noBody,
    handle: async ({ query, request }) => {
      const asked = askedOf(query, { caller: expectCaller(request), now: now() });
      const { count, after } = query;
      const page = answered(
        await ledger.ask({
          question: "events",
          query: { ...asked, count, ...(after === undefined ? {} : { after }) },
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
    handle: async ({ query, request }) => {
      const asked = askedOf(query, { caller: expectCaller(request), now: now() });
      const figure = expectFigure(query.figure);
      const { count, seed } = query;
      const drawn = answered(await ledger.ask({ question: "sample", query: { ...asked, figure, count, seed } }));
      return { figure, seed, outOf: Number(drawn.outOf), sum: drawn.sum, events: drawn.events };
    },
  });
}
