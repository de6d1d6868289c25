import { formatReadable, formatValue, printable } from "@wattledger/core";
import type { Equivalence } from "@wattledger/factors";
import type { Gap, ProgressLine } from "@wattledger/meter";
import type { MeterDetails, PowerSeries } from "@wattledger/meter/records";
import { paragraph } from "../paragraph.ts";
import { rangeOf, sparkline } from "./sparkline.ts";

/** What a page of a run shows below its summary. */
export interface ShownDetails {
  readonly durationSeconds: number;
  readonly meters: readonly MeterDetails[];
  readonly power: readonly PowerSeries[];
  /** Phases and epochs as they ended; others are passed over. */
  readonly progress: readonly ProgressLine[];
  readonly quality: { readonly measuredShare: number | null; readonly coverage: number | null };
  readonly equivalence?: Equivalence;
}

const labelWidth = 15;
const hang = " ".repeat(labelWidth + 2);

/** Power over time, how good the data are, and the scale of it all, for a terminal of `width` columns. */
export function runDetailsText(details: ShownDetails, width: number): string {
  const sections = [
    powerLines(details, width),
    phaseLines(details, width),
    qualityLines(details, width),
    scaleLines(details, width),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

/** Power over time, a line for each meter: at most `most`, and how many more there are. */
export function powerLines(
  { power, durationSeconds }: Pick<ShownDetails, "power" | "durationSeconds">,
  width: number,
  most = Infinity,
): readonly string[] {
  const ranges = power.flatMap(({ steps, ...one }) => {
    const range = rangeOf(steps);
    return range === undefined ? [] : [{ ...one, steps, range }];
  });
  if (ranges.length === 0) return [];
  const columns = columnsIn(width);
  const twins = (component: string): boolean => ranges.filter((one) => one.component === component).length > 1;
  const lines = ranges.slice(0, most).flatMap(({ id, component, steps, range }) => {
    const bars = sparkline(steps, durationSeconds, columns, range.most);
    const mean = `mean ${watts(range.mean)}`;
    const words = width < narrow ? mean : `${watts(range.least)} to ${watts(range.most)}, ${mean}`;
    const line = `  ${component.padEnd(labelWidth)}${bars}  ${words}`;
    // Two sockets are told apart below, as their names are long.
    return twins(component) ? [line, `${hang}${id}`] : [line];
  });
  const scale = `one column is ${formatReadable(durationSeconds / columns, "s")}, heights are from 0 to the highest`;
  const more = ranges.length > most ? [`  ${ranges.length - most} more meters: --verbose`] : [];
  return [paragraph(`Power of the whole machine (${scale})`, { rest: "  ", width }), ...lines, ...more];
}

/** Below this width a line says the mean alone. */
const narrow = 66;

/** Columns that a line over time has. */
function columnsIn(width: number): number {
  return Math.max(10, Math.min(60, width - labelWidth - 38));
}

/** More phases than this are told by the summary alone. */
const mostPhases = 20;

/** When the run was in which phase and epoch, on the scale of the power above. */
function phaseLines({ progress, durationSeconds }: ShownDetails, width: number): readonly string[] {
  const columns = columnsIn(width);
  const ended = progress.flatMap((line) => (line.kind === "phase-ended" ? [line] : []));
  const names = [...new Set(ended.map(({ name }) => name))];
  const epochs = progress.flatMap((line) => (line.kind === "epoch-ended" ? [line] : []));
  const rows = names.slice(0, mostPhases).map((name) => {
    const times = ended.filter((one) => one.name === name);
    const words = `${seconds(total(times, length))}, ${formatReadable(
      total(times, (one) => one.joules),
      "J",
    )}`;
    return `  ${printable(name)
      .slice(0, labelWidth - 1)
      .padEnd(labelWidth)}${timeline(times, durationSeconds, columns)}  ${words}`;
  });
  const each = epochs.length === 0 ? 0 : total(epochs, length) / epochs.length;
  const epochRow = `  ${"epochs".padEnd(labelWidth)}${timeline(epochs, durationSeconds, columns)}  ${epochs.length}, ${seconds(each)} each`;
  const all = [...rows, ...(epochs.length === 0 ? [] : [epochRow])];
  if (all.length === 0) return [];
  return ["Phases, by the same scale: the time in each, and the energy of the components", ...all];
}

interface Stretch {
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

function length({ fromSeconds, toSeconds }: Stretch): number {
  return toSeconds - fromSeconds;
}

function total<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((sum, one) => sum + of(one), 0);
}

function seconds(value: number): string {
  return formatReadable(value, "s");
}

/** A line with a stroke where a stretch is and a mark where one ends; a point elsewhere. */
function timeline(stretches: readonly Stretch[], durationSeconds: number, columns: number): string {
  const cells = Array.from({ length: columns }, () => "·");
  const columnOf = (at: number): number =>
    Math.min(columns - 1, Math.max(0, Math.floor((at / durationSeconds) * columns)));
  // An end in the last column of a stretch, not in the first of the next.
  const endOf = ({ fromSeconds, toSeconds }: Stretch): number =>
    Math.max(columnOf(fromSeconds), columnOf(toSeconds - durationSeconds / columns / 1000));
  for (const stretch of stretches) cells.fill("─", columnOf(stretch.fromSeconds), endOf(stretch) + 1);
  for (const stretch of stretches) cells[endOf(stretch)] = "┤";
  return cells.join("");
}

function watts(value: number): string {
  return formatReadable(value, "W");
}

function qualityLines({ meters, quality }: ShownDetails, width: number): readonly string[] {
  const row = (label: string, text: string): string =>
    paragraph(text, { first: `  ${label.padEnd(labelWidth)}`, rest: hang, width });
  const { measuredShare, coverage } = quality;
  const gaps = meters.flatMap((meter) => [
    ...meter.gaps.map((gap) => row("gap", `${meter.id}, ${gapText(gap)}`)),
    ...(meter.unlistedGaps === 0 ? [] : [row("gaps", `${meter.id}: ${meter.unlistedGaps} more that are not listed`)]),
    ...meter.lost.map(({ elapsedSeconds, cause }) =>
      row("lost", `${meter.id} at ${formatReadable(elapsedSeconds, "s")}: ${cause}`),
    ),
  ]);
  return [
    "Data quality",
    row(
      "measured",
      measuredShare === null
        ? "nothing, as no component could be measured or modelled"
        : `${percent(measuredShare)} of the energy of the run's components; the rest is modelled, or fills gaps`,
    ),
    ...(coverage === null
      ? []
      : [row("coverage", `${percent(coverage)} of the run's time, of the meter that saw least`)]),
    ...meters.map(({ id, method, coverage: own, machineEnergyJoules }) =>
      row(
        "",
        `${id}: ${method}, ${percent(own)} of the time, ${formatReadable(machineEnergyJoules, "J")} of the machine`,
      ),
    ),
    ...(gaps.length === 0 ? [row("gaps", "none")] : gaps),
  ];
}

const reasons: Readonly<Record<Gap["reason"], string>> = {
  "read-failed": "it could not be read",
  reset: "the counter restarted",
  implausible: "it said more than can be",
  "wrap-ambiguous": "the counter may have wrapped more than once",
  stuck: "the counter stood still",
};

function gapText({ reason, handling, fromSeconds, toSeconds, imputedJoules, detail }: Gap): string {
  const when = `${formatReadable(fromSeconds, "s")} to ${formatReadable(toSeconds, "s")}`;
  const outcome = {
    healed: "the counter told later what it had missed",
    imputed: `filled in with ${formatReadable(imputedJoules, "J")}`,
    missing: "left out",
  }[handling];
  return `${when}: ${reasons[reason]}${detail === "" ? "" : ` (${detail})`}; ${outcome}`;
}

function scaleLines({ equivalence }: ShownDetails, width: number): readonly string[] {
  if (equivalence === undefined) return [];
  const { source, value, unit } = equivalence.factor;
  const papers = [source.title, source.version, source.locator, source.license].join("; ");
  const row = (label: string, text: string): string =>
    paragraph(text, { first: `  ${label.padEnd(labelWidth)}`, rest: hang, width });
  return [
    "The comparison that is made of it",
    row("that is", `about ${equivalence.text}`),
    row("source", `${formatValue(value, unit)} each; ${papers}`),
    ...(source.caveat === undefined ? [] : [row("caveat", source.caveat)]),
  ];
}

/** 100 % only where nothing is left out, and 0 % only where nothing is in. */
function percent(share: number): string {
  const rounded = Math.round(share * 100);
  if (rounded === 100 && share < 1) return "more than 99 %";
  if (rounded === 0 && share > 0) return "less than 1 %";
  return `${rounded} %`;
}
