import { dimensions, isDimension } from "@wattledger/ledger";
import type { ValuesQuery } from "@wattledger/ledger";
import * as z from "zod";
import { expectCaller } from "../http/access.ts";
import { ProblemError } from "../http/problem.ts";
import { noBody } from "../http/route.ts";
import { answered, askedOf, askedShape, onlyAsked } from "./asked.ts";
import type { Parts } from "./parts.ts";

const querySchema = onlyAsked(
  z.looseObject({
    ...askedShape,
    search: z.exactOptional(z.string().max(500)),
    count: z.coerce.number().int().min(1).max(1000).default(100),
    after: z.exactOptional(z.coerce.number().int().min(0)),
  }),
);

const answerSchema = z.strictObject({
  dimension: z.string(),
  values: z.array(
    z.strictObject({
      value: z.string(),
      slot: z.int().min(1).max(7).nullable(),
      events: z.int(),
      firstMilliseconds: z.int(),
      lastMilliseconds: z.int(),
    }),
  ),
  next: z.int().nullable(),
});

/** `GET /api/v1/dimensions/:dimension`: the values that events have, each with its colour. */
export function dimensionValueRoutes({ add, ledger, now }: Parts): void {
  add({
    method: "GET",
    url: "/api/v1/dimensions/:dimension",
    scope: "read",
    summary:
      "The values of a dimension, or of a tag as tag.KEY, in a period: how many events, the first and the last one, and the slot of its colour. A slot is given by the order of first appearance in the ledger: 1 to 7, null for later values. Page by page: send `next` as `after`.",
    query: querySchema,
    body: noBody,
    answer: answerSchema,
    handle: async ({ query, parameters: { dimension = "" }, request }) => {
      const of = expectDimension(dimension);
      const asked = askedOf(query, { caller: expectCaller(request), now: now() });
      const { search, count, after } = query;
      const page = answered(
        await ledger.ask({
          question: "values",
          query: {
            ...asked,
            of,
            count,
            ...(search === undefined ? {} : { search }),
            ...(after === undefined ? {} : { after }),
          },
        }),
      );
      return {
        dimension,
        values: page.values.map(({ value, slot, events, firstMilliseconds, lastMilliseconds }) => ({
          value,
          slot,
          events: Number(events),
          firstMilliseconds,
          lastMilliseconds,
        })),
        next: page.next ?? null,
      };
    },
  });
}

/** @throws ProblemError 404 */
function expectDimension(name: string): ValuesQuery["of"] {
  if (isDimension(name) && name !== "tags") return { kind: "dimension", dimension: name };
  if (name.startsWith("tag.") && name.length > 4) return { kind: "tag", key: name.slice(4) };
  throw new ProblemError({
    status: 404,
    title: "The dimension is not known",
    detail: `Unknown dimension "${name.slice(0, 100)}". Known: ${dimensions.filter((one) => one !== "tags").join(", ")}, tag.KEY.`,
  });
}
