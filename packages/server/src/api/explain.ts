import { recordOf } from "@wattledger/core/schemas";
import { figureOf } from "@wattledger/ledger";
import type { Dimension } from "@wattledger/ledger";
import * as z from "zod";
import { expectCaller } from "../http/access.ts";
import { noBody } from "../http/route.ts";
import { answered, askedOf, askedShape, expectFigure, onlyAsked } from "./asked.ts";
import { eventSchema } from "./event-document.ts";
import type { Parts } from "./parts.ts";

const querySchema = onlyAsked(
  z.looseObject({
    ...askedShape,
    figure: z.string().default("gwp_location"),
    samples: z.coerce.number().int().min(0).max(50).default(5),
    seed: z.coerce.number().int().min(0).default(1),
  }),
);

/** What tells one reason for a figure from another. */
const reasons = ["method", "factor_set", "model", "zone"] as const satisfies readonly Dimension[];

/** More groups are not listed; what they hold is stated. */
const mostGroups = 50;

const answerSchema = z.strictObject({
  figure: z.string(),
  unit: z.string(),
  level: z.number(),
  /** Null where no event states the figure. */
  total: z.strictObject({ mean: z.number(), low: z.number(), high: z.number() }).nullable(),
  events: z.int(),
  unknownEvents: z.int(),
  /** The largest first. */
  groups: z.array(
    z.strictObject({
      group: recordOf(z.string()),
      events: z.int(),
      unknownEvents: z.int(),
      mean: z.number(),
      low: z.number(),
      high: z.number(),
      share: z.number().nullable(),
    }),
  ),
  notListed: z.strictObject({ groups: z.int(), events: z.int(), mean: z.number() }),
  /** Events drawn by weight; each is explained at /api/v1/events/:id/explanation. */
  samples: z.strictObject({ seed: z.int(), outOf: z.int(), sum: z.number(), events: z.array(eventSchema) }).nullable(),
});

/** `GET /api/v1/explain`: where a total comes from. */
export function explainRoutes({ add, ledger, now }: Parts): void {
  add({
    method: "GET",
    url: "/api/v1/explain",
    scope: "read",
    summary:
      "Where a total comes from: its groups by method, factor set, model and zone, each with its share, and sample events drawn by weight with a seed.",
    query: querySchema,
    body: noBody,
    answer: answerSchema,
    handle: async ({ query, request }) => {
      const asked = askedOf(query, { caller: expectCaller(request), now: now() });
      const name = expectFigure(query.figure);
      const { unit } = figureOf(name);
      const all = answered(await ledger.totals({ ...asked, figures: [name] }));
      const parts = answered(await ledger.totals({ ...asked, figures: [name], groupBy: reasons }));
      const [whole] = all.groups;
      const total = whole?.figures[0];
      const groups = parts.groups
        .map(({ group, events, figures: [figure] }) => ({
          group,
          events: Number(events),
          unknownEvents: Number(figure?.unknownEvents ?? events),
          mean: figure?.mean ?? 0,
          low: figure?.low ?? 0,
          high: figure?.high ?? 0,
          share: total === undefined || total.mean === 0 ? null : (figure?.mean ?? 0) / total.mean,
        }))
        .toSorted((a, b) => b.mean - a.mean);
      const rest = groups.slice(mostGroups);
      const { samples, seed } = query;
      const drawn =
        samples === 0
          ? undefined
          : answered(await ledger.ask({ question: "sample", query: { ...asked, figure: name, count: samples, seed } }));
      return {
        figure: name,
        unit,
        level: 0.9,
        total:
          total === undefined || whole === undefined || total.unknownEvents === whole.events
            ? null
            : { mean: total.mean, low: total.low, high: total.high },
        events: Number(whole?.events ?? 0n),
        unknownEvents: Number(total?.unknownEvents ?? 0n),
        groups: groups.slice(0, mostGroups),
        notListed: {
          groups: rest.length,
          events: rest.reduce((sum, { events }) => sum + events, 0),
          mean: rest.reduce((sum, { mean }) => sum + mean, 0),
        },
        samples:
          drawn === undefined ? null : { seed, outOf: Number(drawn.outOf), sum: drawn.sum, events: drawn.events },
      };
    },
  });
}
