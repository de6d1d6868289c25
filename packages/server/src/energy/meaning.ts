import type { Attributes, AttributeValue, Metric, Point } from "../otlp/signals.ts";
import energyFile from "./energy-metrics.json" with { type: "json" };
import tokenFile from "./token-metrics.json" with { type: "json" };

/** What a metric measures, as `energy-metrics.json` lists it. */
interface EnergyMetric {
  readonly metric: string;
  readonly reads: string;
  /** Joules or watts of one unit of the metric. */
  readonly perUnit: number;
  readonly is?: string;
  readonly component?: readonly string[];
  readonly components?: Readonly<Record<string, string | undefined>>;
  readonly device?: readonly string[];
  readonly host?: readonly string[];
}

/** What a metric counts, as `token-metrics.json` lists it. */
interface TokenMetric {
  readonly metric: string;
  readonly counts: string;
  readonly type?: string;
  readonly typeFrom?: string;
  readonly partOf?: string;
}

const energyMetrics: ReadonlyMap<string, EnergyMetric> = new Map(energyFile.map((one) => [one.metric, one]));
const tokenMetrics: ReadonlyMap<string, TokenMetric> = new Map(tokenFile.map((one) => [one.metric, one]));

/** Whether a metric is one that we read. */
export function isWantedMetric(name: string): boolean {
  return energyMetrics.has(name) || tokenMetrics.has(name);
}

/** One meter of a pool. */
export interface Meter {
  readonly kind: "meter";
  readonly reads: "energy" | "power";
  readonly perUnit: number;
  readonly asset: string;
  readonly component: string;
}

/** A count of the use of models. */
export interface TokenCount {
  readonly kind: "token-count";
  readonly counts: "tokens" | "seconds";
  /** `input`, `output`, `cache_read`, `duration`. */
  readonly type: string;
  /** It is among this other count: never added to it. */
  readonly partOf?: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What a point of a metric says; undefined where it says nothing that we count. */
export function meaningOf(metric: Metric, point: Point): Meter | TokenCount | undefined {
  const energy = energyMetrics.get(metric.name);
  if (energy !== undefined) return meterOf(energy, metric, point);
  const tokens = tokenMetrics.get(metric.name);
  return tokens === undefined ? undefined : tokenCountOf(tokens, metric, point);
}

function meterOf(energy: EnergyMetric, { resource }: Metric, { attributes, value }: Point): Meter | undefined {
  if (isBlank(value)) return undefined;
  const labels = lowered(attributes);
  const kind = energy.is ?? first(labels, energy.component);
  const component = kind === undefined || energy.components === undefined ? kind : energy.components[kind];
  // A zone of Kepler that lies within another one, or holds others, is not read: zones overlap.
  if (component === undefined) return undefined;
  const device = first(labels, energy.device);
  const asset =
    first(labels, energy.host) ??
    first(lowered(resource.attributes), ["host.name", "k8s.node.name", "host.id", "service.instance.id"]) ??
    "unknown host";
  return {
    kind: "meter",
    reads: energy.reads === "power" ? "power" : "energy",
    perUnit: energy.perUnit,
    asset: asset.slice(0, 200),
    component: (device === undefined ? component : `${component} ${device}`).slice(0, 200),
  };
}

/** DCGM writes what it does not know as huge numbers: int64, double and int32 blanks. */
function isBlank(value: number): boolean {
  return (
    value >= 9.223_372_036_854_7e18 ||
    (value >= 140_737_488_355_328 && value <= 140_737_488_355_340) ||
    (value >= 2_147_483_632 && value <= 2_147_483_640)
  );
}

function tokenCountOf(tokens: TokenMetric, { resource }: Metric, { attributes }: Point): TokenCount | undefined {
  const written = tokens.type ?? text(attributes.get(tokens.typeFrom ?? ""));
  const type = written === "prompt" ? "input" : written === "completion" ? "output" : written;
  if (type === undefined) return undefined;
  const labels: Record<string, string> = {};
  for (const [name, keys] of labelKeys) {
    const value = first(attributes, keys) ?? first(resource.attributes, keys);
    if (value !== undefined) labels[name] = value.slice(0, 200);
  }
  return {
    kind: "token-count",
    counts: tokens.counts === "seconds" ? "seconds" : "tokens",
    type,
    ...(tokens.partOf === undefined ? {} : { partOf: tokens.partOf }),
    labels,
  };
}

const labelKeys: readonly (readonly [name: string, keys: readonly string[]])[] = [
  ["service", ["service.name"]],
  ["operation", ["gen_ai.operation.name"]],
  ["provider", ["gen_ai.provider.name", "gen_ai.system"]],
  ["model", ["gen_ai.response.model", "gen_ai.request.model"]],
  ["modality", ["gen_ai.token.modality"]],
  ["error", ["error.type"]],
];

function first(attributes: Attributes, keys: readonly string[] = []): string | undefined {
  for (const key of keys) {
    const value = text(attributes.get(key));
    if (value !== undefined) return value;
  }
  return undefined;
}

function text(value: AttributeValue | undefined): string | undefined {
  return value === undefined || value === "" ? undefined : String(value);
}

/** Labels are compared without regard to case: exporters changed it. */
function lowered(attributes: Attributes): Attributes {
  return new Map([...attributes].map(([key, value]) => [key.toLowerCase(), value]));
}
