import { evaluate } from "@wattledger/core";
import { recordOf } from "@wattledger/core/schemas";
import * as z from "zod";
import type { CaseAdapter } from "../case-adapter.ts";
import { Refusal, impactFramework, nameIn, orRefusal, step } from "./manifest.ts";
import { impactFrameworkPlugins as plugins } from "./plugins.ts";

const rowSchema = z.looseObject({ timestamp: z.iso.datetime(), duration: z.number() });
type ObservedRow = z.output<typeof rowSchema>;
type Rule = "sum" | "avg" | "copy" | "none";
const ruleSchema = z.enum(["sum", "avg", "copy", "none"]);

/** Seconds; lengths of the original's units. A year is not twelve of its months. */
const seconds: Readonly<Record<string, number>> = {
  second: 1,
  seconds: 1,
  minute: 60,
  minutes: 60,
  hour: 3600,
  hours: 3600,
  day: 86_400,
  days: 86_400,
  week: 604_800,
  weeks: 604_800,
  month: 2_628_336,
  months: 2_628_336,
  year: 31_556_952,
  years: 31_556_952,
};

const unit = z.string().refine((name) => Object.hasOwn(seconds, name));

const timeConverter = step("TimeConverter", {
  configuration: z.object({
    "input-parameter": z.string(),
    "original-time-unit": unit,
    "new-time-unit": z.union([z.literal("duration"), unit]),
    "output-parameter": z.string().min(1),
  }),
  arithmetic: ["input-parameter"],
  check: (row, config) =>
    z.object({ duration: z.number().gte(1), [nameIn(config["input-parameter"])]: z.number() }).parse(row),
  output: (config) => config["output-parameter"],
  run: (row, config, worked) => {
    const value = worked["input-parameter"] ?? z.number().parse(row[config["input-parameter"]]);
    const oldTime = seconds[config["original-time-unit"]] ?? Number.NaN;
    const newTime = seconds[config["new-time-unit"]] ?? z.number().parse(row["duration"]);
    return evaluate(plugins, { value, oldTime, newTime }, ["inOtherTime"]).inOtherTime;
  },
});

const syncConfig = z
  .object({
    "start-time": z.iso.datetime(),
    "end-time": z.iso.datetime(),
    interval: z.number(),
    "allow-padding": z.boolean(),
    "upsampling-resolution": z.number().min(1).default(1),
  })
  .refine((config) => config["start-time"] < config["end-time"]);

const syncInputs = z.object({
  config: recordOf(z.unknown()).nullish(),
  rows: z.array(z.unknown()),
  methods: recordOf(ruleSchema).nullish(),
});

/** Milliseconds since 1970. */
const instant = (timestamp: string): number => z.coerce.date().parse(timestamp).getTime();
const endOf = (row: ObservedRow): number => instant(row.timestamp) + row.duration * 1000;
const timestampAt = (milliseconds: number): string => z.coerce.date().parse(milliseconds).toISOString();
/** The original's samples begin at whole seconds. */
const wholeSecond = (milliseconds: number): number => Math.floor(milliseconds / 1000) * 1000;

const timeSync: CaseAdapter = {
  method: impactFramework,
  kind: "TimeSync",
  run: (inputs) =>
    orRefusal(() => {
      const { config: given, rows: observed, methods } = syncInputs.parse(inputs);
      if (given == null || Object.keys(given).length === 0) throw new Refusal("ConfigError");
      const config = syncConfig.parse(given);
      const rows = observed.map((row) => rowSchema.parse(row));
      const resolution = config["upsampling-resolution"];
      const ruleOf = (name: string): Rule => methods?.[name] ?? usualRule(name);
      const grid = { start: instant(config["start-time"]), end: instant(config["end-time"]), resolution };
      if (config.interval % resolution !== 0) throw new Refusal("ConfigError");
      const samples = samplesOf(padded(rows, grid, config["allow-padding"], ruleOf), grid, ruleOf);
      const length = config.interval / resolution;
      // Intervals are counted in samples, not looked up in time: a second that is missing shifts what follows.
      const intervals = length === 0 ? 0 : Math.ceil(samples.length / length);
      return Array.from({ length: intervals }, (_, index) =>
        interval(samples.slice(index * length, (index + 1) * length), ruleOf),
      );
    }),
};

interface Grid {
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly end: number;
  /** Seconds. */
  readonly resolution: number;
}

/** Observations with what is missing before the first and after the last one. */
function padded(
  rows: readonly ObservedRow[],
  grid: Grid,
  mayPad: boolean,
  ruleOf: (name: string) => Rule,
): readonly ObservedRow[] {
  const first = rows[0];
  const last = rows.at(-1);
  if (first === undefined || last === undefined) throw new Refusal("TypeError");
  const before = instant(first.timestamp) > grid.start;
  const after = endOf(last) < grid.end;
  if (!mayPad && (before || after)) throw new Refusal("InvalidPaddingError");
  return [
    ...(before ? unobserved(grid.start, instant(first.timestamp), first, grid, ruleOf) : []),
    ...rows,
    ...(after ? unobserved(endOf(last), grid.end, last, grid, ruleOf) : []),
  ];
}

/** Samples of time in which nothing was observed: nothing, or what is copied from `like`. */
function unobserved(
  from: number,
  until: number,
  like: ObservedRow,
  { resolution }: Grid,
  ruleOf: (name: string) => Rule,
): readonly ObservedRow[] {
  const length = (until - from) / 1000;
  if (length % resolution !== 0) throw new Refusal("ConfigError");
  const values = Object.entries(fieldsOf(like)).map(([name, value]): readonly [string, unknown] => {
    if (name === "time-reserved") return [name, resolution];
    const rule = ruleOf(name);
    return [name, rule === "copy" ? value : rule === "none" ? null : 0];
  });
  return Array.from({ length: length / resolution }, (_, index) => ({
    timestamp: timestampAt(wholeSecond(from + index * resolution * 1000)),
    duration: resolution,
    ...Object.fromEntries(values),
  }));
}

function fieldsOf({
  timestamp: _timestamp,
  duration: _duration,
  ...fields
}: ObservedRow): Readonly<Record<string, unknown>> {
  return fields;
}

/** Observations cut into samples, with those of gaps between them, in order of time and within the grid. */
function samplesOf(rows: readonly ObservedRow[], grid: Grid, ruleOf: (name: string) => Rule): readonly ObservedRow[] {
  const samples = rows.flatMap((row, index) => {
    const previous = rows[index - 1];
    const gap = previous === undefined ? 0 : instant(row.timestamp) - endOf(previous);
    if (gap < 0) throw new Refusal("InvalidInputError");
    if (index > 0 && row.duration % grid.resolution !== 0) throw new Refusal("ConfigError");
    // A gap of up to a second is left open.
    const between =
      previous === undefined || gap <= 1000
        ? []
        : unobserved(endOf(previous), instant(row.timestamp), row, grid, ruleOf);
    return [...between, ...pieces(row, grid, ruleOf)];
  });
  return samples
    .filter(({ timestamp }) => instant(timestamp) >= grid.start && instant(timestamp) <= grid.end)
    .toSorted((a, b) => instant(a.timestamp) - instant(b.timestamp));
}

function pieces(row: ObservedRow, { resolution }: Grid, ruleOf: (name: string) => Rule): readonly ObservedRow[] {
  const values = Object.entries(fieldsOf(row)).map(([name, value]): readonly [string, unknown] => {
    const rule = ruleOf(name);
    if (rule === "none") return [name, null];
    return [name, rule === "sum" ? numberOf(value) / (row.duration / resolution) : value];
  });
  const count = Math.max(0, Math.floor(row.duration / resolution));
  return Array.from({ length: count }, (_, index) => ({
    timestamp: timestampAt(wholeSecond(instant(row.timestamp)) + index * resolution * 1000),
    duration: resolution,
    ...Object.fromEntries(values),
  }));
}

/** A value that is `null` counts as zero. */
function numberOf(value: unknown): number {
  return z.number().nullable().parse(value) ?? 0;
}

/** How the original aggregates its usual parameters; what is not declared is copied. */
function usualRule(name: string): Rule {
  if (/utilization|intensity/u.test(name)) return "avg";
  if (/vcpus|memory$|region|name|type/iu.test(name)) return "copy";
  if (/energy|carbon|request|storage|network|data/u.test(name)) return "sum";
  return "copy";
}

/** One interval of the new grid. */
function interval(observed: readonly ObservedRow[], ruleOf: (name: string) => Rule): Readonly<Record<string, unknown>> {
  const names = new Set(observed.flatMap((sample) => Object.keys(fieldsOf(sample))));
  const values = [...names].map((name): readonly [string, unknown] => {
    const rule = ruleOf(name);
    if (rule === "none") return [name, null];
    if (rule === "copy") return [name, observed.findLast((sample) => Object.hasOwn(sample, name))?.[name]];
    // A sample without it counts as one of zero.
    const samples = observed.map((sample) => ({ value: numberOf(sample[name] ?? null) }));
    if (rule === "sum") return [name, evaluate(plugins, { samples }, ["sampleTotal"]).sampleTotal];
    // The original's mean without its last sample is expected of cases that are not marked as quirks, too.
    return [name, evaluate(plugins, { samples, lastSample: "dropped" }, ["sampleMean"]).sampleMean];
  });
  const duration = observed.reduce((total, sample) => total + sample.duration, 0);
  return { timestamp: observed[0]?.timestamp, duration, ...Object.fromEntries(values) };
}

const aggregateInputs = z.object({
  rows: z.array(recordOf(z.unknown())),
  metrics: z.array(z.string()),
  direction: z.enum(["time", "component", "horizontal", "vertical"]),
  methods: recordOf(ruleSchema),
});

const aggregate: CaseAdapter = {
  method: impactFramework,
  kind: "aggregate",
  run: (inputs) =>
    orRefusal(() => {
      const { rows, metrics, direction, methods } = aggregateInputs.parse(inputs);
      const needed = [...metrics, "timestamp", "duration"];
      if (rows.some((row) => needed.some((name) => !Object.hasOwn(row, name))))
        throw new Refusal("MissingAggregationParamError");
      if (rows.length === 0) return {};
      const last = rows.at(-1) ?? {};
      const values = metrics.flatMap((name): readonly (readonly [string, unknown])[] => {
        // What is not declared is copied.
        const rule = methods[name] ?? "copy";
        if (rule === "none") return [];
        if (rule === "copy") return [[name, last[name]]];
        const counted = rows.map((row) => ({ value: z.coerce.number().parse(row[name]), duration: 1 }));
        const result = evaluate(plugins, { values: counted, meanBy: "count" }, ["total", "mean"]);
        return [[name, rule === "sum" ? result.total : result.mean]];
      });
      const ofComponents = direction === "component" || direction === "vertical";
      const place = ofComponents ? { timestamp: last["timestamp"], duration: last["duration"] } : {};
      return { ...place, ...Object.fromEntries(values) };
    }),
};

/** Kinds of reference cases in this folder, each with its adapter. */
export const impactFrameworkTimeCases: readonly CaseAdapter[] = [aggregate, timeConverter, timeSync];
