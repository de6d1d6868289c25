import type { TotalGroup } from "@wattledger/ledger";
import { expectCaller } from "../http/access.ts";
import { filtersFor } from "./asked.ts";
import type { Parts } from "./parts.ts";

/** More series of one metric would make a scrape heavy: the rest is one series. */
const mostSeries = 10_000;

const metrics = [
  { figure: "energy", name: "wattledger_energy_joules_total", help: "Energy of AI, all its parts." },
  { figure: "gwp_location", name: "wattledger_emissions_grams_total", help: "Operational CO2e, location-based." },
  {
    figure: "gwp_embodied",
    name: "wattledger_embodied_emissions_grams_total",
    help: "CO2e of making the hardware, its share.",
  },
  { figure: "water", name: "wattledger_water_litres_total", help: "Water on site and at power plants." },
  { figure: "requests", name: "wattledger_requests_total", help: "Requests." },
  { figure: "input_tokens", name: "wattledger_input_tokens_total", help: "Tokens of prompts." },
  { figure: "output_tokens", name: "wattledger_output_tokens_total", help: "Generated tokens." },
] as const;

/** `GET /metrics`: sums by project and model, and the server's own health, as Prometheus reads them. */
export function metricRoutes(parts: Parts): void {
  const { server, ledger, intake, now, version, runs } = parts;
  server.get("/metrics", { config: { scope: "read" } }, async (request, reply) => {
    const caller = expectCaller(request);
    const filters = filtersFor(caller, {});
    const totals = await ledger.ask(
      {
        question: "totals",
        query: {
          fromMilliseconds: 0,
          toMilliseconds: now() + 86_400_000,
          figures: metrics.map(({ figure }) => figure),
          // Sums of different factor bases and currencies are not added, so they are apart here.
          groupBy: ["project", "model", "factor_basis"],
          filters,
        },
      },
      { waitFor: "nothing" },
    );
    const lines: string[] = [];
    if (totals.kind === "totals") for (const metric of metrics) lines.push(...linesOf(metric, totals.groups));
    const power = runs.power(caller.project);
    lines.push(
      ...series("wattledger_run_power_watts", "gauge", "Power of runs in progress, as they told it last.", power),
    );
    if (caller.project === null) lines.push(...ownHealth(intake.counts(), intake.waiting(), version));
    return reply.type("text/plain; version=0.0.4; charset=utf-8").send(`${lines.join("\n")}\n`);
  });
}

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

function linesOf({ figure, name, help }: (typeof metrics)[number], groups: readonly TotalGroup[]): readonly string[] {
  const samples = groups.flatMap(({ group, figures, events }): readonly Sample[] => {
    const sum = figures.find((one) => one.figure === figure);
    if (sum === undefined || sum.unknownEvents === events) return [];
    const { project = "", model = "", factor_basis: basis = "" } = group;
    return [[{ project, model, ...(basis === "" ? {} : { factor_basis: basis }) }, sum.mean]];
  });
  const ranked = samples.toSorted((a, b) => b[1] - a[1]);
  const rest = ranked.slice(mostSeries).reduce((sum, [, value]) => sum + value, 0);
  const other: readonly Sample[] =
    ranked.length > mostSeries ? [[{ project: "__other__", model: "__other__" }, rest]] : [];
  return series(name, "counter", help, [...ranked.slice(0, mostSeries), ...other]);
}

function ownHealth(
  { accepted, rejected, withoutEnergy, busy }: ReturnType<Parts["intake"]["counts"]>,
  waiting: number,
  version: string,
): readonly string[] {
  const one = (name: string, type: "counter" | "gauge", help: string, value: number): readonly string[] =>
    series(name, type, help, [[{}, value]]);
  return [
    ...one(
      "wattledger_ingest_accepted_total",
      "counter",
      "Records that were accepted since the server began.",
      accepted,
    ),
    ...one(
      "wattledger_ingest_rejected_total",
      "counter",
      "Records that were refused since the server began.",
      rejected,
    ),
    ...one("wattledger_ingest_busy_total", "counter", "Records that were turned away because too much waited.", busy),
    ...one(
      "wattledger_ingest_without_energy_total",
      "counter",
      "Events of which no method knew the energy.",
      withoutEnergy,
    ),
    ...one("wattledger_ingest_waiting", "gauge", "Records that wait for the disk.", waiting),
    ...one("process_resident_memory_bytes", "gauge", "Resident memory.", process.memoryUsage.rss()),
    ...series("wattledger_build_info", "gauge", "The version that runs.", [[{ version }, 1]]),
  ];
}

function series(name: string, type: "counter" | "gauge", help: string, samples: readonly Sample[]): readonly string[] {
  if (samples.length === 0) return [];
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples.map(([labels, value]) => {
      const list = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
      return `${name}${list.length === 0 ? "" : `{${list.join(",")}}`} ${value}`;
    }),
  ];
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
