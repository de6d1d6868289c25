import type { FigureName, Ledger, TotalGroup } from "@wattledger/ledger";
import type { Metric, MetricSample } from "../outputs/metric.ts";
import type { MetricSeries } from "./metric-series.ts";

const energyBases = ["measured", "modelled", "estimated", "unknown"] as const;
const other = "__other__";

interface SumMetric {
  readonly name: string;
  readonly unit: string;
  readonly help: string;
  readonly parts: readonly { readonly figure: FigureName; readonly labels: Readonly<Record<string, string>> }[];
  /** Whether the figure rests on emission or water factors; sums of different factor bases are kept apart. */
  readonly byFactors: boolean;
}

const sums: readonly SumMetric[] = [
  {
    name: "wattledger.emissions",
    unit: "g",
    help: "CO2e by location-based factors: of operation, and of making the hardware.",
    parts: [
      { figure: "gwp_location", labels: { stage: "operational" } },
      { figure: "gwp_embodied", labels: { stage: "embodied" } },
    ],
    byFactors: true,
  },
  {
    name: "wattledger.market_emissions",
    unit: "g",
    help: "CO2e of operation by market-based factors. Do not add it to wattledger.emissions.",
    parts: [{ figure: "gwp_market", labels: {} }],
    byFactors: true,
  },
  {
    name: "wattledger.water",
    unit: "L",
    help: "Water on site and at power plants.",
    parts: [{ figure: "water", labels: {} }],
    byFactors: true,
  },
  {
    name: "wattledger.requests",
    unit: "{request}",
    help: "Requests.",
    parts: [{ figure: "requests", labels: {} }],
    byFactors: false,
  },
  {
    name: "wattledger.tokens",
    unit: "{token}",
    help: "Tokens of prompts (input) and answers (output).",
    parts: [
      { figure: "input_tokens", labels: { type: "input" } },
      { figure: "output_tokens", labels: { type: "output" } },
    ],
    byFactors: false,
  },
];

/** Sums of the whole ledger by project and model. They come from the ledger, so that a restart does not change them. */
export async function sumMetrics(
  { ledger, series, now }: { readonly ledger: Ledger; readonly series: MetricSeries; readonly now: () => number },
  project: string | null,
): Promise<readonly Metric[]> {
  await series.load();
  const totals = await ledger.ask({
    question: "totals",
    query: {
      fromMilliseconds: 0,
      // Clocks of senders may be ahead.
      toMilliseconds: now() + 86_400_000,
      figures: ["energy", ...sums.flatMap(({ parts }) => parts.map(({ figure }) => figure))],
      groupBy: ["project", "model", "factor_basis"],
    },
  });
  const refused: Metric = {
    name: "wattledger.sums_refused",
    unit: "",
    kind: "gauge",
    help: "1 while the ledger refuses to add its events, because some count the same energy twice. GET /api/v1/totals says which.",
    samples: project === null ? [{ labels: {}, value: totals.kind === "totals" ? 0 : 1 }] : [],
  };
  if (totals.kind !== "totals") return [refused];
  const ranked = totals.groups.toSorted((a, b) => energyOf(b) - energyOf(a));
  const own = series.admit(ranked.map(pairOf));
  const bases = series.admitFactorBases(
    ranked.flatMap(({ group: { factor_basis: basis = "" } }) => (basis === "" ? [] : [basis])),
  );
  const place = (one: TotalGroup, byFactors: boolean): Readonly<Record<string, string>> => {
    const { project: owner = "", model = "", factor_basis: basis = "" } = one.group;
    const labels = own.has(pairOf(one)) ? { project: owner, model } : { project: other, model: other };
    return byFactors && basis !== "" ? { ...labels, factor_basis: bases.has(basis) ? basis : other } : labels;
  };
  const metrics = [...energyMetrics(ranked, place), ...sums.map((metric) => sumMetric(metric, ranked, place))];
  const seen = new Set<string>();
  const steady = metrics.map((metric) => ({
    ...metric,
    samples: metric.samples.map(({ labels, value }) => {
      const id = `${metric.name}${JSON.stringify(labels)}`;
      seen.add(id);
      return { labels, value: series.held(id, value) };
    }),
  }));
  series.keepOnly(seen);
  await series.save();
  const held: Metric = {
    name: "wattledger.counters_held",
    unit: "",
    kind: "gauge",
    help: "Counters whose sum was corrected to less: they stay where they were until the sum has caught up.",
    samples: project === null ? [{ labels: {}, value: series.heldCount() }] : [],
  };
  const visible = steady.map((metric) => ({
    ...metric,
    samples: metric.samples.filter(({ labels }) => project === null || labels["project"] === project),
  }));
  return [...visible, held, refused];
}

type Place = (group: TotalGroup, byFactors: boolean) => Readonly<Record<string, string>>;

function energyMetrics(groups: readonly TotalGroup[], place: Place): readonly Metric[] {
  return [
    {
      name: "wattledger.energy",
      unit: "J",
      kind: "counter",
      help: "Energy of AI, all its parts, by how it is known: measured, modelled or estimated.",
      samples: added(
        groups.flatMap((group) =>
          energyBases.flatMap((basis) => {
            const { events, unknownEvents, energyJoules } = group.energyByBasis[basis];
            if (events === unknownEvents) return [];
            return [{ labels: { ...place(group, false), basis }, value: energyJoules }];
          }),
        ),
      ),
    },
    {
      name: "wattledger.events",
      unit: "{event}",
      kind: "counter",
      help: "Events in the ledger.",
      samples: added(groups.map((group) => ({ labels: place(group, false), value: Number(group.events) }))),
    },
    {
      name: "wattledger.events_without_energy",
      unit: "{event}",
      kind: "counter",
      help: "Events whose energy is unknown. The sums of energy do not hold them.",
      samples: added(groups.map((group) => ({ labels: place(group, false), value: Number(withoutEnergy(group)) }))),
    },
  ];
}

function sumMetric(
  { name, unit, help, parts, byFactors }: SumMetric,
  groups: readonly TotalGroup[],
  place: Place,
): Metric {
  const samples = parts.flatMap((part) =>
    groups.flatMap((group): readonly MetricSample[] => {
      const sum = group.figures.find(({ figure }) => figure === part.figure);
      // Unknown is not zero: a series needs an event that states the figure.
      if (sum === undefined || sum.unknownEvents === group.events) return [];
      return [{ labels: { ...place(group, byFactors), ...part.labels }, value: sum.mean }];
    }),
  );
  return { name, unit, kind: "counter", help, samples: added(samples) };
}

/** Adds values of the same labels. */
function added(samples: readonly MetricSample[]): readonly MetricSample[] {
  const byLabels = new Map<string, MetricSample>();
  for (const { labels, value } of samples) {
    const key = JSON.stringify(labels);
    byLabels.set(key, { labels, value: (byLabels.get(key)?.value ?? 0) + value });
  }
  return [...byLabels.values()];
}

function withoutEnergy({ energyByBasis }: TotalGroup): bigint {
  return energyBases.reduce((sum, basis) => sum + energyByBasis[basis].unknownEvents, 0n);
}

function energyOf({ figures }: TotalGroup): number {
  return figures.find(({ figure }) => figure === "energy")?.mean ?? 0;
}

function pairOf({ group: { project = "", model = "" } }: TotalGroup): string {
  return `${project}\n${model}`;
}
