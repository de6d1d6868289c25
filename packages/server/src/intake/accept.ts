import { fail, isWattledgerError, ok } from "@wattledger/core";
import type { Activity, FactorFamily, Method, Result } from "@wattledger/core";
import { plainIssues } from "@wattledger/core/schemas";
import { remembering } from "@wattledger/estimate";
import { factorSet, families as heldFamilies } from "@wattledger/factors";
import { documentSchema, poolReadingSchema, usageEventSchema } from "@wattledger/ledger";
import type { AppendFailure, Ledger, LedgerRecord, Rejected, UsageEvent } from "@wattledger/ledger";
import * as z from "zod";
import type { ActivityFootprint } from "./fill.ts";
import { footprintsBy } from "./footprint.ts";
import type { FootprintAnswer } from "./footprint.ts";
import { places } from "./place.ts";
import type { Place } from "./place.ts";
import { methodsFor } from "./project-settings.ts";
import type { ProjectSettings } from "./project-settings.ts";

/** What became of records. Those that were accepted are on disk with their footprint. */
export interface Accepted {
  readonly accepted: number;
  /** By place among the records that were sent. */
  readonly rejected: readonly Rejected[];
}

/** Nothing was stored. `busy`: too much waits already; send it again after a while. The others are the ledger's. */
export interface NotAccepted {
  readonly kind: "busy" | AppendFailure["kind"];
  readonly message: string;
}

/** The door of the ledger. */
export interface Intake {
  /**
   * Takes records of the ledger, checks them, gives usage events without figures their footprint, and answers when all is on
   * disk. A bad record costs only itself. Records in one call are stored together or not at all.
   */
  readonly accept: (records: readonly unknown[]) => Promise<Result<Accepted, NotAccepted>>;
  /** How many records wait for the disk. */
  readonly waiting: () => number;
  readonly counts: () => IntakeCounts;
}

/** What the intake did since it was made. */
export interface IntakeCounts {
  readonly accepted: number;
  readonly rejected: number;
  /** Events for which no method could state the energy. */
  readonly withoutEnergy: number;
  /** Records that were turned away because too much waited. */
  readonly busy: number;
}

/** What {@link createIntake} needs. */
export interface IntakeOptions {
  readonly ledger: Pick<Ledger, "append">;
  /** What a project has chosen; nothing for a project that is not known. */
  readonly settingsOf?: (project: string) => ProjectSettings;
  readonly families?: readonly FactorFamily[];
  /** More records than this do not wait at a time. */
  readonly mostWaiting?: number;
}

/** A usage event as it arrives: its figures may be absent, and are then computed. */
export const arrivingEventSchema = usageEventSchema.extend({
  figures: z.exactOptional(usageEventSchema.shape.figures),
});

const arrivingSchema = z.discriminatedUnion("kind", [arrivingEventSchema, poolReadingSchema, documentSchema]);

type ArrivingEvent = z.output<typeof arrivingEventSchema>;

/** Makes the door of a ledger. Factors that were looked up once are kept. */
export function createIntake({
  ledger,
  settingsOf = () => ({}),
  families = heldFamilies,
  mostWaiting = 100_000,
}: IntakeOptions): Intake {
  const complete = completer(families.map(remembering), settingsOf);
  const counts = { accepted: 0, rejected: 0, withoutEnergy: 0, busy: 0 };
  let waiting = 0;
  const store = async (records: readonly unknown[]): Promise<Result<Accepted, NotAccepted>> => {
    const { good, places: at, rejected } = await checked(records, complete);
    const stored = await ledger.append(good);
    if (!stored.ok) return fail(stored.error);
    const later = stored.value.rejected.map(({ index, reasons }) => ({ index: at[index] ?? index, reasons }));
    counts.accepted += stored.value.accepted;
    counts.rejected += rejected.length + later.length;
    for (const record of good)
      if (record.kind === "usage-event" && record.figures.energy === undefined) counts.withoutEnergy += 1;
    return ok({ accepted: stored.value.accepted, rejected: inOrder([...rejected, ...later]) });
  };
  return {
    accept: async (records) => {
      if (waiting > 0 && waiting + records.length > mostWaiting) {
        counts.busy += records.length;
        return fail({ kind: "busy", message: `${waiting} records wait for the disk. Send these again in a second.` });
      }
      waiting += records.length;
      try {
        return await store(records);
      } finally {
        waiting -= records.length;
      }
    },
    waiting: () => waiting,
    counts: () => ({ ...counts }),
  };
}

interface Checked {
  readonly good: readonly LedgerRecord[];
  /** Places of the good ones among all. */
  readonly places: readonly number[];
  readonly rejected: readonly Rejected[];
}

async function checked(records: readonly unknown[], complete: Completer): Promise<Checked> {
  const good: LedgerRecord[] = [];
  const at: number[] = [];
  const rejected: Rejected[] = [];
  const later: { readonly place: number; readonly look: () => Promise<UsageEvent> }[] = [];
  for (let index = 0; index < records.length; index += 1) {
    const record = records[index];
    const parsed = arrivingSchema.safeParse(record);
    if (!parsed.success) {
      rejected.push({ index, reasons: plainIssues(parsed.error, record) });
      continue;
    }
    const one = parsed.data.kind === "usage-event" ? complete(parsed.data) : parsed.data;
    if (typeof one === "function") {
      later.push({ place: good.length, look: one });
      // Its place is kept; what was stated stands there until the look-up has ended.
      if (parsed.data.kind === "usage-event") good.push({ ...parsed.data, figures: {} });
    } else good.push(one);
    at.push(index);
  }
  for (const { place, look } of later) good[place] = await look();
  return { good, places: at, rejected };
}

function inOrder(rejected: readonly Rejected[]): readonly Rejected[] {
  return rejected.toSorted((a, b) => a.index - b.index);
}

/** An event with its footprint, or the look-ups that have to end first. */
type Completer = (event: ArrivingEvent) => UsageEvent | (() => Promise<UsageEvent>);

function completer(families: readonly FactorFamily[], settingsOf: (project: string) => ProjectSettings): Completer {
  const byMethod = new Map<Method, (activity: Activity) => FootprintAnswer>();
  const where = places();
  const footprintBy = (method: Method): ((activity: Activity) => FootprintAnswer) => {
    const known = byMethod.get(method);
    if (known !== undefined) return known;
    const fresh = footprintsBy(method, families);
    byMethod.set(method, fresh);
    return fresh;
  };
  const now: Completer = (event) => {
    const { figures } = event;
    if (figures !== undefined && Object.keys(figures).some((name) => name !== "cost")) return { ...event, figures };
    const settings = settingsOf(event.project);
    const place = where.of(event, settings);
    if (typeof place === "function")
      return async () => {
        await place();
        const again = now(event);
        return typeof again === "function" ? again() : again;
      };
    const methods = methodsOf(event.activity, settings);
    if (!methods.ok) return withFootprint(event, place, undefined, { figures: {}, notes: [methods.error] });
    const activity = placed(event.activity, place);
    const [first] = methods.value;
    const answer = first === undefined ? nothingSays(activity) : footprintBy(first)(activity);
    if (typeof answer !== "function" && (speaks(answer) || methods.value.length < 2))
      return withFootprint(event, place, first, answer);
    return async () => {
      let best: readonly [Method | undefined, ActivityFootprint] | undefined;
      for (const method of methods.value) {
        const one = footprintBy(method)(activity);
        const said = typeof one === "function" ? await one() : one;
        best ??= [method, said];
        if (!speaks(said)) continue;
        best = [method, said];
        break;
      }
      const [method, said] = best ?? [undefined, nothingSays(activity)];
      return withFootprint(event, place, method, said);
    };
  };
  return now;
}

function speaks({ figures }: ActivityFootprint): boolean {
  return Object.keys(figures).length > 0;
}

function nothingSays({ kind }: Activity): ActivityFootprint {
  return { figures: {}, notes: [`No method of Wattledger computes a ${kind}. Choose one for the project.`] };
}

function methodsOf(activity: Activity, settings: ProjectSettings): Result<readonly Method[], string> {
  try {
    return ok(methodsFor(activity, settings));
  } catch (error) {
    if (isWattledgerError(error)) return fail(error.message);
    throw error;
  }
}

function placed(activity: Activity, { zone, facility }: Place): Activity {
  if (zone === undefined && facility === undefined) return activity;
  return { ...activity, ...(zone === undefined ? {} : { zone }), ...(facility === undefined ? {} : { facility }) };
}

const mostNotes = 20;
const longestNote = 500;

function withFootprint(
  event: ArrivingEvent,
  place: Place,
  method: Method | undefined,
  { figures, notes, factorBasis }: ActivityFootprint,
): UsageEvent {
  const all = [...(event.notes ?? []), ...place.notes, ...notes];
  const said = speaks({ figures, notes });
  return {
    ...event,
    activity: placed(event.activity, place),
    figures: { ...figures, ...(event.figures?.cost === undefined ? {} : { cost: event.figures.cost }) },
    ...(figures.energy === undefined ? {} : { energyBasis: basisOf(event.activity) }),
    ...(said && method !== undefined ? { method: { id: method.id, version: method.version }, factorSet } : {}),
    ...(factorBasis === undefined ? {} : { factorBasis }),
    ...(all.length === 0
      ? {}
      : {
          notes: all
            .slice(0, mostNotes)
            .map((note) => (note.length > longestNote ? `${note.slice(0, longestNote - 1)}…` : note)),
        }),
  };
}

/** A reading of parts and a model of the rest is modelled; what rests on counts alone is estimated. */
function basisOf(activity: Activity): "modelled" | "estimated" {
  const isRead =
    ("energyJoules" in activity && activity.energyJoules !== undefined) ||
    ("acceleratorJoules" in activity && activity.acceleratorJoules !== undefined);
  return isRead ? "modelled" : "estimated";
}
