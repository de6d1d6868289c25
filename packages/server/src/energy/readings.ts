import { createHash } from "node:crypto";
import { fail, ok } from "@wattledger/core";
import type { Result } from "@wattledger/core";
import type { PoolReading } from "@wattledger/ledger";
import * as z from "zod";
import type { Metric, Point } from "../otlp/signals.ts";
import { meaningOf } from "./meaning.ts";
import type { Meter, TokenCount } from "./meaning.ts";
import { advanceCounter, advancePower } from "./series.ts";
import type { Advanced, Increment, SeriesState } from "./series.ts";

/** A document of the ledger: what tokens a service counted itself over a time, or the last point of a series. */
export interface SeriesDocument {
  readonly kind: "token-series" | "otlp-state";
  readonly id: string;
  readonly project: string;
  readonly timeMilliseconds: number;
  readonly body: unknown;
}

/** What {@link Readings} needs from outside. */
export interface ReadingsOptions {
  /** Documents of kind `otlp-state` by id, the oldest first. */
  readonly load: (ids: readonly string[]) => Promise<ReadonlyMap<string, readonly unknown[]>>;
  /** Hears that a series was forgotten which the ledger has. */
  readonly onForget?: () => void;
  /** Series whose last point is kept in memory; others are loaded when they are needed. */
  readonly mostSeries?: number;
}

/** Metrics as readings of pools and as series of tokens, one request after another. */
export class Readings {
  readonly #options: ReadingsOptions;
  readonly #states = new Map<string, SeriesState>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: ReadingsOptions) {
    this.#options = options;
  }

  /** Takes metrics in. Where `append` fails, it is as if nothing had arrived. */
  async take<Answer, Failure>(
    project: string,
    metrics: readonly Metric[],
    append: (records: readonly (PoolReading | SeriesDocument)[]) => Promise<Result<Answer, Failure>>,
  ): Promise<Result<{ readonly answer: Answer; readonly notes: readonly string[] }, Failure>> {
    const turn = this.#last.then(() => this.#take(project, metrics, append));
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #take<Answer, Failure>(
    project: string,
    metrics: readonly Metric[],
    append: (records: readonly (PoolReading | SeriesDocument)[]) => Promise<Result<Answer, Failure>>,
  ): Promise<Result<{ readonly answer: Answer; readonly notes: readonly string[] }, Failure>> {
    const series = seriesOf(project, metrics);
    await this.#load([...series.keys()]);
    const records: (PoolReading | SeriesDocument)[] = [];
    const next = new Map<string, SeriesState>();
    const notes = new Set<string>();
    for (const [id, one] of series) {
      for (const point of one.points) {
        const before = next.get(id) ?? this.#states.get(id);
        const { state, increment, note } = advanced(one, before, point);
        if (note !== undefined && notes.size < 5) notes.add(note);
        if (state !== before) next.set(id, state);
        if (increment !== undefined) records.push(recordOf(one, id, increment, note));
      }
    }
    for (const [id, state] of next) {
      const timeMilliseconds = Number(BigInt(state.time) / 1_000_000n);
      records.push({ kind: "otlp-state", id, project, timeMilliseconds, body: { version: 1, state } });
    }
    const result = await append(records);
    if (!result.ok) return fail(result.error);
    for (const [id, state] of next) {
      this.#states.delete(id);
      this.#states.set(id, state);
    }
    this.#forget();
    return ok({ answer: result.value, notes: [...notes] });
  }

  async #load(ids: readonly string[]): Promise<void> {
    const missing = ids.filter((id) => !this.#states.has(id));
    if (missing.length === 0) return;
    for (const [id, bodies] of await this.#options.load(missing)) {
      const body = bodies.at(-1);
      if (body !== undefined) this.#states.set(id, bodySchema.parse(body).state);
    }
  }

  #forget(): void {
    const { mostSeries = 50_000 } = this.#options;
    for (const id of this.#states.keys()) {
      if (this.#states.size <= mostSeries) return;
      this.#states.delete(id);
      this.#options.onForget?.();
    }
  }
}

const bodySchema = z.object({
  version: z.literal(1),
  state: z.object({
    start: z.string().regex(/^\d+$/),
    time: z.string().regex(/^\d+$/),
    value: z.number(),
    count: z.exactOptional(z.number()),
    intervalMilliseconds: z.exactOptional(z.number()),
  }),
});

interface Series {
  readonly project: string;
  readonly metric: Metric;
  readonly meaning: Meter | TokenCount;
  readonly points: readonly Point[];
}

/**
 * Points by series, in the order of time. A meter is told by its asset and component: the same board repeated with other labels, as
 * for each part of a divided GPU, is one meter, of which the largest value of a time is taken. Any other series is told by all it has.
 */
function seriesOf(project: string, metrics: readonly Metric[]): ReadonlyMap<string, Series> {
  const found = new Map<string, Series & { readonly byTime: Map<string, Point> }>();
  for (const metric of metrics) {
    for (const point of metric.points) {
      const meaning = meaningOf(metric, point);
      if (meaning === undefined) continue;
      const id = seriesId(project, metric, point, meaning);
      const series = found.get(id) ?? { project, metric, meaning, points: [], byTime: new Map<string, Point>() };
      const time = String(point.timeNanoseconds);
      const twin = series.byTime.get(time);
      if (twin === undefined || (meaning.kind === "meter" && point.value > twin.value)) series.byTime.set(time, point);
      found.set(id, series);
    }
  }
  return new Map(
    [...found].map(([id, { byTime, ...series }]) => [
      id,
      {
        ...series,
        points: [...byTime.values()].toSorted((a, b) => (a.timeNanoseconds < b.timeNanoseconds ? -1 : 1)),
      },
    ]),
  );
}

function seriesId(project: string, metric: Metric, { attributes }: Point, meaning: Meter | TokenCount): string {
  const named =
    meaning.kind === "meter"
      ? [meaning.asset, meaning.component]
      : [sorted(metric.resource.attributes), metric.scope, sorted(attributes)];
  const hash = createHash("sha256").update(JSON.stringify([project, metric.name, ...named]));
  return `series:${hash.digest("hex").slice(0, 40)}`;
}

function sorted(attributes: ReadonlyMap<string, unknown>): readonly (readonly [string, string])[] {
  return [...attributes]
    .map(([key, value]) => [key, `${typeof value} ${String(value)}`] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function advanced({ metric, meaning }: Series, before: SeriesState | undefined, point: Point): Advanced {
  if (meaning.kind === "meter" && meaning.reads === "power") return advancePower(before, point);
  return advanceCounter(before, point, {
    temporality: metric.temporality,
    origin: meaning.kind === "meter" ? "hardware" : "sender",
  });
}

function recordOf(
  { project, metric, meaning }: Series,
  seriesKey: string,
  { fromNanoseconds, toNanoseconds, amount, count }: Increment,
  note: string | undefined,
): PoolReading | SeriesDocument {
  const id = `${seriesKey}:${toNanoseconds}`;
  const fromMilliseconds = Number(fromNanoseconds / 1_000_000n);
  const toMilliseconds = Math.max(Number(toNanoseconds / 1_000_000n), fromMilliseconds + 1);
  if (meaning.kind === "meter")
    return {
      kind: "pool-reading",
      id,
      project,
      source: `otlp ${metric.name}`,
      asset: meaning.asset,
      component: meaning.component,
      fromMilliseconds,
      toMilliseconds,
      energyJoules: amount * meaning.perUnit,
      energyBasis: "measured",
    };
  const { counts, type, partOf, labels } = meaning;
  return {
    kind: "token-series",
    id,
    project,
    timeMilliseconds: toMilliseconds,
    body: {
      metric: metric.name,
      ...labels,
      type,
      ...(partOf === undefined ? {} : { partOf }),
      fromMilliseconds,
      toMilliseconds,
      [counts]: amount,
      ...(count === undefined ? {} : { calls: count }),
      ...(note === undefined ? {} : { note }),
    },
  };
}
