import * as z from "zod";
import { expectCaller } from "../http/access.ts";
import { noBody } from "../http/route.ts";
import { answered, askedOf, askedShape, expectFigure, listSchema, onlyAsked } from "./asked.ts";
import type { Parts } from "./parts.ts";

const probabilitySchema = z
  .string()
  .regex(/^(0?\.\d+|0|1)$/u, "Write a number from 0 to 1.")
  .transform(Number);

const querySchema = onlyAsked(
  z.looseObject({
    ...askedShape,
    figure: z.string().default("energy"),
    binsPerDoubling: z.coerce.number().default(2),
    probabilities: listSchema.pipe(z.array(probabilitySchema).max(20)).default([0.05, 0.5, 0.95]),
  }),
);

const answerSchema = z.strictObject({
  figure: z.string(),
  unit: z.string(),
  /** From `low`, which is in the bin, to `high`, which is not. Bins without events are left out. */
  bins: z.array(z.strictObject({ low: z.number(), high: z.number(), events: z.int() })),
  zeroEvents: z.int(),
  negativeEvents: z.int(),
  unknownEvents: z.int(),
  /** Of the events above zero, off by 2.2 % at most; null without such events. */
  quantiles: z.array(z.strictObject({ probability: z.number(), value: z.number().nullable() })),
});

/** `GET /api/v1/distribution`: how a figure is distributed over events. */
export function distributionRoutes({ add, ledger, now }: Parts): void {
  add({
    method: "GET",
    url: "/api/v1/distribution",
    scope: "read",
    summary: "How a figure is distributed over events: a histogram with logarithmic bins, and quantiles.",
    query: querySchema,
    body: noBody,
    answer: answerSchema,
    handle: async ({ query, request }) => {
      const asked = askedOf(query, { caller: expectCaller(request), now: now() });
      const figure = expectFigure(query.figure);
      const { probabilities, binsPerDoubling } = query;
      const found = answered(
        await ledger.ask({ question: "distribution", query: { ...asked, figure, binsPerDoubling, probabilities } }),
      );
      return {
        figure,
        unit: found.unit,
        bins: found.bins.map(({ low, high, events }) => ({ low, high, events: Number(events) })),
        zeroEvents: Number(found.zeroEvents),
        negativeEvents: Number(found.negativeEvents),
        unknownEvents: Number(found.unknownEvents),
        quantiles: probabilities.map((probability, index) => ({
          probability,
          value: found.quantiles?.[index] ?? null,
        })),
      };
    },
  });
}
