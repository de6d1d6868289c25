import { seriesSteps } from "@wattledger/ledger";
import type { Period, ZoneOffset } from "@wattledger/ledger";
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
  onlyAsked,
} from "./asked.ts";
import { groupDocument, groupSchema } from "./group-document.ts";
import type { Parts } from "./parts.ts";
import { zoneOffsets } from "./zone-offsets.ts";

const querySchema = onlyAsked(
  z.looseObject({
    ...askedShape,
    figures: figuresParameter(["energy", "gwp_location"]),
    groupBy: groupByParameter,
    top: z.exactOptional(z.coerce.number().int().min(1).max(100)),
    step: z.enum(seriesSteps).default("day"),
    timeZone: z.string().min(1).max(60).default("UTC"),
  }),
);

const answerSchema = z.strictObject({
  step: z.enum(seriesSteps),
  timeZone: z.string(),
  level: z.number(),
  /** Without a gap in time; those without events have no group. */
  buckets: z.array(
    z.strictObject({
      fromMilliseconds: z.int(),
      toMilliseconds: z.int(),
      /** False for the first and the last one where the period holds a part of it only. */
      isWhole: z.boolean(),
      groups: z.array(groupSchema),
    }),
  ),
});

/** `GET /api/v1/series`: sums by steps of the calendar. */
export function seriesRoutes({ add, ledger, now }: Parts): void {
  add({
    method: "GET",
    url: "/api/v1/series",
    scope: "read",
    summary:
      "Sums by minute, hour, day, week or month, as the clock shows them in a time zone. Steps without events are there, and empty.",
    query: querySchema,
    body: noBody,
    answer: answerSchema,
    handle: async ({ query, request }) => {
      const asked = askedOf(query, { caller: expectCaller(request), now: now() });
      const names = query.figures.map(expectFigure);
      const { step, timeZone, top } = query;
      const [first = "energy"] = names;
      const { buckets } = answered(
        await ledger.ask({
          question: "series",
          query: {
            ...asked,
            figures: names,
            ...groupingOf(query.groupBy),
            step,
            zone: offsetsFor(timeZone, asked),
            ...(top === undefined ? {} : { top: { figure: first, count: top } }),
          },
        }),
      );
      return {
        step,
        timeZone,
        level: 0.9,
        buckets: buckets.map(({ fromMilliseconds, toMilliseconds, isWhole, groups }) => ({
          fromMilliseconds,
          toMilliseconds,
          isWhole,
          groups: groups.map(groupDocument),
        })),
      };
    },
  });
}

/** Each change of the clock in a longer period would be looked for, while all others wait. */
const mostYears = 150;
const year = 366 * 86_400_000;

function offsetsFor(timeZone: string, period: Period): readonly ZoneOffset[] {
  if (period.toMilliseconds - period.fromMilliseconds > mostYears * year) {
    throw new ProblemError({
      status: 400,
      title: "The period is too long",
      detail: `A series covers ${mostYears} years at most. Move \`from\` and \`to\` closer together.`,
    });
  }
  const offsets = zoneOffsets(timeZone, period);
  if (offsets !== undefined) return offsets;
  throw new ProblemError({
    status: 400,
    title: "A time zone is not known",
    detail: `\`timeZone\`: "${timeZone}" is not a name of the IANA database. Write one such as Europe/Berlin.`,
  });
}
