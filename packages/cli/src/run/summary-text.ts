import { formatNumber, formatQuantity, formatReadable, inputQuantity, printable, wrapText } from "@wattledger/core";
import type { Footprint, Impact, Method, Propagated, ResolvedInputs, Result } from "@wattledger/core";
import { chooseEquivalence } from "@wattledger/factors";
import { partFigure } from "@wattledger/meter";
import { runBaseline } from "@wattledger/meter";
import type { Attribution, ElectricityCost, Figure, RunFinished, RunMeasurement, RunStarted } from "@wattledger/meter";
import { measured } from "@wattledger/methods/measured";
import type { Channel } from "@wattledger/sensors";
import { progressRows } from "./progress-text.ts";

/** A run with its footprint, as it is shown to people. */
export interface ShownRun {
  readonly started: Pick<RunStarted, "id" | "name">;
  /** Its record could not be written, so that it cannot be shown later. */
  readonly unrecorded?: boolean;
  readonly measurement: Pick<RunMeasurement, "durationSeconds" | "energy" | "missing" | "platform" | "quality"> &
    Pick<RunFinished, "progress">;
  /** How it ended: "exit code 0", "ended by SIGTERM", "interrupted". */
  readonly end: string;
  /** The method that accounted it; the current one if absent. */
  readonly method?: Method;
  readonly inputs: ResolvedInputs;
  readonly results: ReadonlyMap<string, Propagated>;
  readonly footprint: Footprint;
  /** Cost of its electricity, or why it is unknown; absent if no prices were given. */
  readonly cost?: Result<ElectricityCost, string>;
}

/** The whole summary of a run for a terminal: figures, how each is known, what is not counted, and how to see more. */
export async function runText(run: ShownRun, width = 100): Promise<string> {
  const { started, measurement, results, footprint } = run;
  const carbon = results.get("carbon")?.quantity;
  const equivalence = carbon === undefined ? undefined : await chooseEquivalence(carbon.nominal);
  const { measuredShare } = measurement.quality;
  const rows = [
    ...row(
      "energy",
      resultText(run, "energy"),
      `${Math.round(measuredShare * 100)} % of the components' energy measured`,
    ),
    ...measurement.energy.flatMap(({ channel, attribution }) =>
      row(
        `  ${channel.component}`,
        partText(run, channel, attribution.runJoules),
        `${splitText(attribution)}; ${channel.evidence}`,
      ),
    ),
    ...row("  rest of node", resultText(run, "restOfNode"), "modelled: supply losses, fans and board"),
    ...(results.get("facilityOverhead")?.quantity.high === 0
      ? []
      : row("  facility", resultText(run, "facilityOverhead"), "cooling and power distribution, by PUE")),
    ...(measurement.platform ?? []).flatMap(({ channel, joules }) =>
      row(
        "  machine",
        formatReadable(joules, "J"),
        `for comparison, not added: ${channel.covers} (${channel.evidence})`,
      ),
    ),
    ...row("carbon", resultText(run, "carbon"), `${impactLabel(footprint, "gwp")}; ${intensityText(run)}`),
    ...marketRows(footprint),
    ...row("water", resultText(run, "water"), "consumed on site and by power plants"),
    ...row("hardware", resultText(run, "embodied"), "carbon of making the machine, the run's share of its life"),
    ...costRows(run),
    ...progressRows(measurement.progress, energyFactor(run)).flatMap(([label, words]) => prose(label, words)),
    ...prose("not counted", footprint.made.boundary.excludes.join("; ")),
    ...footprint.made.quality.notes.flatMap((note, index) => prose(index === 0 ? "assumed" : "", note)),
    ...(equivalence === undefined ? [] : prose("that is", `about ${equivalence.text}`)),
    ...(run.unrecorded === true
      ? prose("intervals", "90 %; the record could not be written, so the figures cannot be explained later")
      : [
          ...prose("intervals", "90 %. To see how a figure was computed:"),
          ...prose("", `wattledger runs explain ${shortId(started.id)}`),
        ]),
  ];
  const head = `wattledger: ${printable(started.name ?? "run")}, ${formatReadable(measurement.durationSeconds, "s")}, ${run.end}`;
  return `${[head, ...rows].join("\n")}\n`;

  function marketRows({ impacts }: Footprint): readonly string[] {
    const market = impacts.find(({ accounting, phase }) => accounting === "market" && phase === "operational");
    if (market === undefined) return [];
    const { quantity } = market.amount;
    return quantity === null
      ? row("", "unknown", `market-based, ${market.amount.reason}`)
      : row("", formatQuantity(quantity), "market-based");
  }
  function costRows({ cost }: ShownRun): readonly string[] {
    if (cost === undefined) return [];
    if (!cost.ok) return row("cost", "unknown", cost.error);
    const { amount, price } = cost.value;
    const at = `electricity at ${price.price} ${price.currency}/${price.per} since ${price.validFrom} (${price.source})`;
    return row("cost", moneyText(amount, price.currency), `${at}; within the rent, if the machine is rented`);
  }
  function row(label: string, value: string, words: string): readonly string[] {
    const start = `  ${label.padEnd(14)} ${value.padEnd(26)} `;
    return wrapText(words, start, " ".repeat(44), width);
  }
  function prose(label: string, words: string): readonly string[] {
    return wrapText(words, `  ${label.padEnd(14)} `, " ".repeat(17), width);
  }
}

/** The energy of a run by that of its components: the rest of the node and the facility are added. Undefined if unknown. */
export function energyFactor({ results }: Pick<ShownRun, "results">): number | undefined {
  const [whole, components] = ["energy", "componentEnergy"].map((name) => results.get(name)?.quantity.nominal);
  return whole !== undefined && components !== undefined && components > 0 ? whole / components : undefined;
}

/** Energy of a component that it draws at idle, and energy that the work added. */
function splitText(attribution: Attribution): string {
  const baselineJoules = runBaseline(attribution);
  const netJoules = attribution.runJoules - baselineJoules;
  if (netJoules === 0) return "all of it at idle";
  return `idle ${formatReadable(baselineJoules, "J")}, work ${formatReadable(netJoules, "J")}`;
}

/** The last letters of a run's id, which are enough to name it. */
export function shortId(id: string): string {
  return id.slice(id.lastIndexOf("-") + 1);
}

function resultText({ results, measurement }: ShownRun, name: string): string {
  const quantity = results.get(name)?.quantity;
  return quantity === undefined || measurement.energy.length === 0 ? "unknown" : formatQuantity(quantity);
}

/** Energy of one meter, with its interval if the method of the run gives one. */
function partText({ inputs, method = measured }: ShownRun, { component, id }: Channel, joules: number): string {
  const figure = partFigure({ method, inputs }, { component, channel: id });
  return figure === null ? formatReadable(joules, "J") : formatQuantity({ unit: "J", ...figure });
}

function moneyText({ nominal, low, high }: Figure, currency: string): string {
  const interval = low < high ? ` (${formatNumber(low, 2)} to ${formatNumber(high, 2)})` : "";
  return `${formatNumber(nominal, 3)} ${currency}${interval}`;
}

function impactLabel(footprint: Footprint, category: Impact["category"]): string {
  const impact = footprint.impacts.find((one) => one.category === category && one.accounting === "location");
  return `${impact?.label ?? ""}, location-based`;
}

function intensityText({ inputs }: ShownRun): string {
  const intensity = inputs["intensity"];
  if (intensity?.kind !== "number") return "";
  const { nominal, low, high, unit } = inputQuantity(intensity);
  const interval = low < high ? ` (${formatNumber(low, 2)} to ${formatNumber(high, 2)})` : "";
  const { origin } = intensity;
  const place = origin.kind === "factor" ? `${origin.factor.title}, ${origin.factor.year}` : "given";
  return `${place}: ${formatNumber(nominal)}${interval} ${unit}`;
}
