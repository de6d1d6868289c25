import { evaluate } from "@wattledger/core";
import * as z from "zod";
import type { CaseAdapter } from "./case-adapter.ts";
import { impactFrameworkPlugins as plugins } from "./impact-framework-plugins.ts";

const method = "Impact Framework built-in plugins and aggregation";
const rowSchema = z.looseObject({ timestamp: z.string(), duration: z.number() });
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

const converterInputs = z.object({
  config: z.object({
    "input-parameter": z.string(),
    "original-time-unit": z.string(),
    "new-time-unit": z.string(),
    "output-parameter": z.string(),
  }),
  rows: z.array(rowSchema),
});

const timeConverter: CaseAdapter = {
  method,
  kind: "TimeConverter",
  run: (inputs) => {
    const { config, rows } = converterInputs.parse(inputs);
    return rows.map((row) => {
      const value = z.number().safeParse(row[config["input-parameter"]]).data;
      const oldTime = seconds[config["original-time-unit"]];
      const newTime = config["new-time-unit"] === "duration" ? row.duration : seconds[config["new-time-unit"]];
      const given = Object.entries({ value, oldTime, newTime }).filter(([, one]) => one !== undefined);
      const { inOtherTime } = evaluate(plugins, Object.fromEntries(given), ["inOtherTime"]);
      return { [config["output-parameter"]]: inOtherTime };
    });
  },
};

const syncInputs = z.object({
  config: z.object({
    "start-time": z.string(),
    "end-time": z.string(),
    interval: z.number(),
    "allow-padding": z.boolean().nullish(),
    "upsampling-resolution": z.number().nullish(),
  }),
  rows: z.array(rowSchema),
  methods: z.record(z.string(), ruleSchema).nullish(),
});

const instant = z.coerce.date();
const atSecond = (timestamp: string): number => instant.parse(timestamp).getTime() / 1000;

const timeSync: CaseAdapter = {
  method,
  kind: "TimeSync",
  run: (inputs) => {
    const { config, rows, methods } = syncInputs.parse(inputs);
    const start = atSecond(config["start-time"]);
    const end = atSecond(config["end-time"]);
    const resolution = config["upsampling-resolution"] ?? 1;
    const error = refusal(
      rows,
      { start, end, interval: config.interval, resolution },
      config["allow-padding"] ?? false,
    );
    if (error !== undefined) return { error };
    const slots = Math.ceil((end - start) / config.interval);
    return Array.from({ length: slots }, (_, index) => {
      const slotStart = start + index * config.interval;
      const slotEnd = Math.min(end, slotStart + config.interval);
      const names = Object.keys(rows[0] ?? {}).filter((name) => name !== "timestamp" && name !== "duration");
      const values = names.map((name): [string, unknown] => {
        const rule = methods?.[name] ?? usualRule(name);
        return [name, inSlot(rows, name, rule, { slotStart, slotEnd, resolution })];
      });
      return {
        timestamp: instant.parse(slotStart * 1000).toISOString(),
        duration: slotEnd - slotStart,
        ...Object.fromEntries(values),
      };
    });
  },
};

interface Grid {
  readonly start: number;
  readonly end: number;
  readonly interval: number;
  readonly resolution: number;
}

/** Name of the error that the original throws. */
function refusal(rows: readonly ObservedRow[], grid: Grid, padding: boolean): string | undefined {
  const first = rows[0];
  const last = rows.at(-1);
  if (first === undefined || last === undefined || grid.start >= grid.end) return "InputValidationError";
  if (grid.interval % grid.resolution !== 0) return "ConfigError";
  const before = atSecond(first.timestamp) > grid.start;
  const after = atSecond(last.timestamp) + last.duration < grid.end;
  if (!padding && (before || after)) return "InvalidPaddingError";
  if (rows.some(({ duration }) => duration % grid.resolution !== 0)) return "ConfigError";
  const overlaps = rows.some((row, index) => {
    const previous = rows[index - 1];
    return previous !== undefined && atSecond(previous.timestamp) + previous.duration > atSecond(row.timestamp);
  });
  return overlaps ? "InvalidInputError" : undefined;
}

/** How the original aggregates its usual parameters. */
function usualRule(name: string): Rule {
  if (/utilization|intensity/u.test(name)) return "avg";
  if (/vcpus|memory$|region|name|type/iu.test(name)) return "copy";
  if (/energy|carbon|request|storage|network|data/u.test(name)) return "sum";
  return "none";
}

function inSlot(
  rows: readonly ObservedRow[],
  name: string,
  rule: Rule,
  slot: { readonly slotStart: number; readonly slotEnd: number; readonly resolution: number },
): unknown {
  if (rule === "none") return null;
  if (rule === "copy") {
    // Where nothing was observed, the next observation is copied, and after the last one that.
    const next = rows.find((row) => atSecond(row.timestamp) + row.duration > slot.slotEnd - slot.resolution);
    return (next ?? rows.at(-1))?.[name];
  }
  const observations = rows.map((row) => ({
    start: atSecond(row.timestamp),
    duration: row.duration,
    value: z.number().parse(row[name]),
  }));
  // The original's mean without its last sample is expected of cases that are not marked as quirks, too.
  const result = evaluate(plugins, { observations, ...slot, lastSample: "dropped" }, ["slotTotal", "slotMean"]);
  return rule === "sum" ? result.slotTotal : result.slotMean;
}

const aggregateInputs = z.object({
  rows: z.array(rowSchema),
  metrics: z.array(z.string()),
  direction: z.enum(["time", "component", "horizontal", "vertical"]),
  methods: z.record(z.string(), ruleSchema),
});

const aggregate: CaseAdapter = {
  method,
  kind: "aggregate",
  run: (inputs) => {
    const { rows, metrics, direction, methods } = aggregateInputs.parse(inputs);
    const values = metrics.flatMap((name): readonly [string, unknown][] => {
      const rule = methods[name] ?? "none";
      if (rule === "none") return [];
      if (rule === "copy") return [[name, rows.at(-1)?.[name]]];
      const given = rows.map((row) => ({ value: z.number().parse(row[name]), duration: row.duration }));
      const result = evaluate(plugins, { values: given, meanBy: "count" }, ["total", "mean"]);
      return [[name, rule === "sum" ? result.total : result.mean]];
    });
    const first = rows[0];
    const place =
      direction === "component" || direction === "vertical"
        ? { timestamp: first?.timestamp, duration: first?.duration }
        : {};
    return { ...place, ...Object.fromEntries(values) };
  },
};

export const impactFrameworkTimeCases: readonly CaseAdapter[] = [aggregate, timeConverter, timeSync];
