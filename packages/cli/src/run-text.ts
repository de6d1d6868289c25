import { formatQuantity, formatReadable } from "@wattledger/core";
import { chooseEquivalence } from "@wattledger/factors";
import type { EnergyJoules, Figure, RunFinished, RunSummary } from "@wattledger/meter";

const labelWidth = 12;

/** The summary of a run for a terminal: what it took, how that is known, what was left out, and how to see more. */
export async function runText(summary: RunSummary, finished: Pick<RunFinished, "energy">): Promise<string> {
  const { name, durationSeconds, exitCode, signal, energyJoules, quality } = summary;
  const end = signal === null ? `exit code ${exitCode}` : `ended by ${signal}`;
  const equivalence = summary.carbonGrams === null ? undefined : await chooseEquivalence(summary.carbonGrams.nominal);
  const lines = [
    `wattledger: ${name === null ? "run" : name}, ${formatReadable(durationSeconds, "s")}, ${end}`,
    row(
      "energy",
      figureText(energyJoules.total, "J"),
      `${percent(quality.measuredShare)} of the components' energy measured`,
    ),
    ...finished.energy.map(({ channel, attribution }) =>
      row(
        `  ${channel.component}`,
        formatReadable(attribution.runJoules / 3600, "Wh"),
        `${channel.method}: ${channel.evidence}`,
      ),
    ),
    ...overheadRows(energyJoules),
    row("carbon", figureText(summary.carbonGrams, "gCO2e"), `location-based, life cycle: ${intensityText(summary)}`),
    row("water", figureText(summary.waterLitres, "L"), "consumed on site and by power plants"),
    row("embodied", figureText(summary.embodiedGrams, "gCO2e"), "the run's share of making the machine"),
    row("not counted", summary.footprint.made.boundary.excludes.join("; ")),
    ...quality.notes.map((note, index) => row(index === 0 ? "assumed" : "", note)),
    ...(equivalence === undefined ? [] : [row("that is", `about ${equivalence.text}`)]),
    row("see more", `wattledger runs explain ${shortId(summary.id)}`),
  ];
  return `${lines.join("\n")}\n`;
}

/** The letters at the end of a run's id, which are enough to name it. */
export function shortId(id: string): string {
  return id.slice(id.lastIndexOf("-") + 1);
}

/** A figure with its interval in a unit that is easy to read. */
export function figureText(figure: Figure | null, unit: "J" | "gCO2e" | "L"): string {
  return figure === null ? "unknown" : formatQuantity({ ...figure, unit });
}

function overheadRows({ restOfNode, facilityOverhead }: EnergyJoules): readonly string[] {
  return [
    row("  node", figureText(restOfNode, "J"), "modelled: supply losses, fans and board"),
    ...(facilityOverhead?.nominal === 0
      ? []
      : [row("  facility", figureText(facilityOverhead, "J"), "cooling and power distribution (PUE)")]),
  ];
}

function intensityText({ zone }: RunSummary): string {
  const { nominal, low, high, level } = zone.intensityGramsPerKilowattHour;
  return `${zone.used}, ${formatQuantity({ nominal, mean: nominal, low, high, level, unit: "gCO2e/kWh" })}`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function row(label: string, ...cells: readonly string[]): string {
  const [first = "", ...rest] = cells;
  return `  ${label.padEnd(labelWidth)}${rest.length === 0 ? first : first.padEnd(34)} ${rest.join(" ")}`.trimEnd();
}
