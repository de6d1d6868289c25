import { convert, formatNumber, formatQuantity, formatReadable } from "@wattledger/core";
import type { RunComparison, ToolSaying } from "@wattledger/meter/compare";
import { columns, longest } from "../columns.ts";
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
  const titles = ["", "energy", "", "carbon", "ratio"];
  const widths = [
    longest(rows.map(({ name }) => name)),
    ...(["energy", "carbon", "ratio"] as const).map((title) => longest([title, ...rows.map((row) => row[title])])),
  ];
  const barWidth = Math.min(widest, Math.max(narrowest, width - widths.reduce((sum, one) => sum + one, 4 * 2)));
  const cells = rows.map((row) => [
    row.name,
    row.energy,
    barOf(row.share, barWidth).padEnd(barWidth),
    row.carbon,
    row.ratio,
  ]);
  // A narrow terminal has no room for bars, then none for carbon.
  const forms = [
    [0, 1, 2, 3, 4],
    [0, 1, 3, 4],
    [0, 1, 4],
    [0, 1],
  ].map((kept) =>
    columns(
      [titles, ...cells].map((row) => kept.map((index) => row[index] ?? "")),
      {
        indent: "",
        gap: kept.length === 2 ? " " : "  ",
        right: kept.flatMap((index, place) => (index === 0 || index === 2 ? [] : [place])),
      },
    ),
  );
  return forms.find((one) => longest(one) <= width) ?? forms.at(-1) ?? [];
}

function barOf(share: number, width: number): string {
  return share > 0 ? "█".repeat(Math.max(1, Math.round(share * width))) : "";
}
