import type { Activity } from "@wattledger/core";
import { activitySchema, recordOf } from "@wattledger/core/schemas";
import type { EventVersions, FigureName, UsageEvent } from "@wattledger/ledger";
import * as z from "zod";
import { expectCaller, projectFor } from "../http/access.ts";
import type { Caller } from "../http/access.ts";
import { ProblemError } from "../http/problem.ts";
import { noBody } from "../http/route.ts";
import { againOfRun, evaluator, nothing } from "./again.ts";
import type { Again, Evaluator } from "./again.ts";
import { expectFigure } from "./asked.ts";
import { eventSchema } from "./event-document.ts";
import { activityFromColumns } from "./from-columns.ts";
import type { Parts } from "./parts.ts";
import { runExplanation } from "./run-explanation.ts";

const querySchema = z.strictObject({
  figure: z.string().default("energy"),
  project: z.exactOptional(z.string().min(1).max(500)),
});

const ends = z.strictObject({ mean: z.number(), low: z.number(), high: z.number() });
const endsOrNone = z.strictObject({ mean: z.number(), low: z.number().nullable(), high: z.number().nullable() });

const answerSchema = z.strictObject({
  /** `computed` by a method, `measured` by a run, `stated` by the sender, `unknown`: no figure. */
  kind: z.enum(["computed", "measured", "stated", "unknown"]),
  figure: z.string(),
  event: eventSchema,
  activity: activitySchema.nullable(),
  activityFrom: z.enum(["journal", "tables"]).nullable(),
  /** What was said on arrival. */
  notes: z.array(z.string()),
  figures: recordOf(
    z.strictObject({
      unit: z.string(),
      stored: ends.nullable(),
      again: endsOrNone.nullable(),
      /** Mean computed again, less the stored one. */
      difference: z.number().nullable(),
      reproduces: z.boolean(),
    }),
  ),
  reproduces: z.boolean(),
  /** The tree of formulas, inputs and sources, as `wattledger estimate --explain --json` has it. */
  explanation: z.looseObject({ output: z.string(), root: z.looseObject({ name: z.string() }) }).nullable(),
  /** Figures are this many times those of the explanation. */
  count: z.number(),
  remarks: z.array(z.string()),
  restatements: z.array(
    z.strictObject({
      restatement: z.int(),
      method: z.string().nullable(),
      factorSet: z.string().nullable(),
      figures: eventSchema.shape.figures,
    }),
  ),
});

/** `GET /api/v1/events/:id/explanation`: how the figures of one event come about. */
export function eventExplanationRoutes(parts: Parts): void {
  const evaluate = evaluator();
  parts.add({
    method: "GET",
    url: "/api/v1/events/:id/explanation",
    scope: "read",
    summary:
      "How the figures of one event come about: its activity as it was recorded, computed again by the method and factors that are on record, with the tree of formulas, inputs and sources; and whether that gives the stored figures.",
    query: querySchema,
    body: noBody,
    answer: answerSchema,
    handle: async ({ query, parameters: { id = "" }, request }) => {
      const figure = expectFigure(query.figure);
      const { project, versions } = await found(parts, expectCaller(request), { id, named: query.project });
      const newest = versions[0];
      const event = versions.at(-1)?.event;
      if (newest === undefined || event === undefined) throw notThere(id);
      const record = await parts.ledger.record({ project, id, receivedMilliseconds: event.receivedMilliseconds });
      const activity = record?.activity ?? (await activityFromColumns(event));
      const { kind, again } = await explained(parts, { evaluate, event, activity, figure, project });
      return {
        kind,
        figure,
        event,
        activity: activity ?? null,
        activityFrom: record === undefined ? (activity === undefined ? null : "tables") : "journal",
        notes: notesOf(record),
        ...again,
        remarks: [...remarksOf(record, activity), ...again.remarks],
        restatements: versions
          .filter(({ restatement }) => restatement > 0)
          .map(({ restatement, event: { dimensions, figures } }) => ({
            restatement,
            method: dimensions.method ?? null,
            factorSet: dimensions.factor_set ?? null,
            figures,
          })),
      };
    },
  });
}

async function found(
  { ledger }: Parts,
  caller: Caller,
  { id, named }: { readonly id: string; readonly named: string | undefined },
): Promise<EventVersions> {
  const everywhere = caller.project === null && named === undefined;
  const events = await ledger.ask({
    question: "event",
    query: { id, ...(everywhere ? {} : { projects: [projectFor(caller, named)] }) },
  });
  const [event] = events;
  if (event === undefined) throw notThere(id);
  if (events.length === 1) return event;
  const projects = events.map(({ project }) => project).toSorted();
  throw new ProblemError({
    status: 409,
    title: "The id is in more than one project",
    detail: `Events with the id \`${id}\` are in ${projects.slice(0, 5).join(", ")}. Add project=${projects[0] ?? ""}.`,
  });
}

interface ToExplain {
  readonly evaluate: Evaluator;
  readonly event: EventVersions["versions"][number]["event"];
  readonly activity: Activity | undefined;
  readonly figure: FigureName;
  readonly project: string;
}

/** `computed` by one of the methods, `measured` by a run, `stated` by the sender, or `unknown`: nobody states a figure. */
type Kind = "computed" | "measured" | "stated" | "unknown";

async function explained(
  { ledger }: Parts,
  { evaluate, event, activity, figure, project }: ToExplain,
): Promise<{ readonly kind: Kind; readonly again: Again }> {
  const { run, source, method } = event.dimensions;
  if (source === "run-record" && run !== undefined) {
    const [document] = await ledger.ask({
      question: "documents",
      query: { documentKind: "run", ids: [run], projects: [project], count: 1 },
    });
    const explanation = await runExplanation(document?.body, figure);
    return {
      kind: "measured",
      again: typeof explanation === "string" ? nothing(event, explanation) : againOfRun(event, { explanation, figure }),
    };
  }
  if (method === undefined) {
    const isStated = Object.keys(nothing(event).figures).length > 0;
    return isStated
      ? { kind: "stated", again: nothing(event, "The sender stated the figures and named no method.") }
      : { kind: "unknown", again: nothing(event, "The event has no figure. Its notes say why.") };
  }
  if (activity === undefined) {
    const why = "The journal does not hold the record any more, and the tables do not keep all of such an activity.";
    return { kind: "computed", again: nothing(event, why) };
  }
  return { kind: "computed", again: await evaluate.again({ event, activity, figure }) };
}

function notesOf(record: UsageEvent | undefined): readonly string[] {
  return record?.notes ?? [];
}

function remarksOf(record: UsageEvent | undefined, activity: Activity | undefined): readonly string[] {
  if (record !== undefined || activity === undefined) return [];
  return [
    "The journal does not hold the record any more. The activity is put together from the tables: rates of tokens, a facility that was stated, and parts of a millisecond are not in it.",
  ];
}

function notThere(id: string): ProblemError {
  return new ProblemError({
    status: 404,
    title: "The event is not here",
    detail: `No event \`${id}\` is in this project. An id with a slash is written with %2F.`,
  });
}
