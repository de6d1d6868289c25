import { convert, formatNumber, formatQuantity, formatReadable } from "@wattledger/core";
import type { RunComparison, ToolSaying } from "@wattledger/meter/compare";
import { paragraph } from "../paragraph.ts";
import { shortId } from "../run/summary-text.ts";

/** A line of the table. Nothing is known where a value is absent. */
interface Line {
  readonly name: string;
  readonly kilowattHours?: number;
  readonly carbon?: string;
  readonly ratio?: string;
}

/** The comparison of a run for a terminal: a table with a bar for each tool, then why each differs. */
export function comparisonText(comparison: RunComparison, width: number): string {
  const { own, tools, notes, id, name, durationSeconds } = comparison;
  const said = tools.filter((tool) => tool.kind === "figures");
  const silent = tools.filter((tool) => tool.kind === "silence");
  const head = `${name ?? "run"}, ${formatReadable(durationSeconds, "s")} (${shortId(id)}): what other tools would have said`;
  const carbon = own.carbon === null ? "unknown" : formatQuantity(own.carbon);
  const energy = own.energy === null ? "unknown" : formatQuantity(own.energy);
  return [
    paragraph(head, { rest: "  ", width }),
    "",
    ...table(linesOf(comparison), width),
    "",
    paragraph(
      `Wattledger gives ${energy} and ${carbon} (intervals of 90 %): the command's share of each component, the rest of the node and the facility, at ${formatNumber(own.intensity.gramsPerKilowattHour)} gCO2e/kWh (${own.intensity.basis}). All components of the machine, for all its users: ${formatReadable(comparison.machineKilowattHours, "kWh")}.`,
      { width },
    ),
    ...said.map((tool) => `\n${nameOf(tool)}\n${why(tool, width)}`),
    ...(silent.length === 0 ? [] : ["\nNo figure for this run"]),
    ...silent.map((tool) => paragraph(tool.reason, { first: `  ${nameOf(tool)}: `, rest: "    ", width })),
    "",
    ...notes.map((note) => paragraph(note, { width })),
    "",
  ].join("\n");
}

function linesOf({ own, machineKilowattHours, tools }: RunComparison): readonly Line[] {
  const { energy, carbon } = own;
  return [
    {
      name: "wattledger",
      ...(energy === null ? {} : { kilowattHours: convert(energy.nominal, energy.unit, "kWh"), ratio: "1" }),
      ...(carbon === null ? {} : { carbon: formatReadable(carbon.nominal, carbon.unit) }),
    },
    { name: "  its components, all users", kilowattHours: machineKilowattHours },
    ...tools.map((tool): Line => {
      if (tool.kind === "silence") return { name: nameOf(tool) };
      const { energyKilowattHours: kilowattHours, carbonGrams, ratio } = tool;
      return {
        name: nameOf(tool),
        kilowattHours,
        carbon: formatReadable(carbonGrams, "gCO2e"),
        ...(ratio === null ? {} : { ratio: formatNumber(ratio, 2) }),
      };
    }),
  ];
}

function nameOf({ id, version }: ToolSaying): string {
  return `${id} ${version}`;
}

function why(tool: Extract<ToolSaying, { kind: "figures" }>, width: number): string {
  const leavesOut = tool.leavesOut.join("; ");
  return [
    paragraph(tool.why, { first: "  ", width }),
    paragraph(`Leaves out: ${leavesOut}.`, { first: "  ", width }),
  ].join("\n");
}

/** Least and most columns of a bar. */
const [narrowest, widest] = [8, 30];

function table(lines: readonly Line[], width: number): readonly string[] {
  const most = Math.max(...lines.map(({ kilowattHours = 0 }) => kilowattHours));
  const rows = lines.map(({ name, kilowattHours, carbon = "", ratio = "" }) => ({
    name,
    energy: kilowattHours === undefined ? "no figure" : formatReadable(kilowattHours, "kWh"),
    share: most > 0 ? (kilowattHours ?? 0) / most : 0,
    carbon,
    ratio,
  }));
  const columns = [
    { title: "", cells: rows.map(({ name }) => name) },
    { title: "energy", cells: rows.map(({ energy }) => energy) },
    { title: "carbon", cells: rows.map(({ carbon }) => carbon) },
    { title: "ratio", cells: rows.map(({ ratio }) => ratio) },
  ].map((column) => ({ ...column, width: Math.max(...[column.title, ...column.cells].map((cell) => cell.length)) }));
  const [names, energies, carbons, ratios] = columns;
  if (names === undefined || energies === undefined || carbons === undefined || ratios === undefined) return [];
  const others = names.width + energies.width + carbons.width + ratios.width + 4 * 2;
  const barWidth = Math.min(widest, Math.max(narrowest, width - others));
  const line = (name: string, energy: string, bar: string, carbon: string, ratio: string): string =>
    [
      name.padEnd(names.width),
      energy.padStart(energies.width),
      bar.padEnd(barWidth),
      carbon.padStart(carbons.width),
      ratio.padStart(ratios.width),
    ]
      .join("  ")
      .trimEnd();
  return [
    line("", energies.title, "", carbons.title, ratios.title),
    ...rows.map((row) => line(row.name, row.energy, barOf(row.share, barWidth), row.carbon, row.ratio)),
  ];
}

function barOf(share: number, width: number): string {
  return share > 0 ? "█".repeat(Math.max(1, Math.round(share * width))) : "";
}
