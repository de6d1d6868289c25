/** One value of a metric. */
export interface MetricSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric as OpenTelemetry names it. Every output writes the same ones. */
export interface Metric {
  /** Name with dots, without unit: `wattledger.energy`. */
  readonly name: string;
  /** Unit in UCUM: `J`, `g`, `L`, `W`, `By`, `s`; a word in braces for things that are counted. */
  readonly unit: string;
  /** A counter never falls while the server's ledger stays. A gauge may. */
  readonly kind: "counter" | "gauge";
  readonly help: string;
  readonly samples: readonly MetricSample[];
}

/** Words of units in Prometheus' names: the fixed translation of OpenTelemetry, and litres, which it does not list. */
const unitWords: ReadonlyMap<string, string> = new Map([
  ["J", "joules"],
  ["W", "watts"],
  ["g", "grams"],
  ["L", "liters"],
  ["By", "bytes"],
  ["s", "seconds"],
]);

/** The name in Prometheus: `wattledger_energy_joules_total`. */
export function prometheusName({ name, unit, kind }: Pick<Metric, "name" | "unit" | "kind">): string {
  const word = unitWords.get(unit);
  const parts = [
    name.replaceAll(".", "_"),
    ...(word === undefined ? [] : [word]),
    ...(kind === "counter" ? ["total"] : []),
  ];
  return parts.join("_");
}
