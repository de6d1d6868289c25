import { convert, formatNumber, formatReadable, printable, readableUnit } from "@wattledger/core";
import { differenceOf } from "@wattledger/meter/records";
import type { Cause, DifferenceName, DifferenceRow, RunDifference, SummarisedRecord } from "@wattledger/meter/records";
import { columns, longest } from "../columns.ts";
import { pageWidth, paragraph } from "../paragraph.ts";
import { shortId } from "../run/summary-text.ts";
import { writeJson, writeOut } from "../terminal.ts";
import { endOf, openRecord, summaryOf } from "./runs-open.ts";

/** Prints what changed from one run to another, and why. */
export async function printDifference(queryA: string, queryB: string, form: "text" | "json"): Promise<void> {
  const [a, b] = [await summaryOf(openRecord(queryA)), await summaryOf(openRecord(queryB))];
  const difference = differenceOf(a, b);
  if (form === "text") writeOut(differenceText(a, b, difference, pageWidth(process.stdout.columns)));
  else writeJson(differenceDocument(a, b, difference));
}

/** The difference as data; docs/cli.md says what it holds. */
export function differenceDocument(
  a: SummarisedRecord,
  b: SummarisedRecord,
  difference: RunDifference,
): Readonly<Record<string, unknown>> {
  return {
    schema: "wattledger/run-difference/1",
    a: identity(a),
    b: identity(b),
    sentence: causeSentence(difference, placesOf(a, b)),
    ...difference,
  };
}

function identity({ summary: { id, name, startedAt, exitCode } }: SummarisedRecord): Readonly<Record<string, unknown>> {
  return { id, name, startedAt, exitCode };
}

/** The difference as a page: a sentence with the largest causes, a table, and how the runs were accounted. */
export function differenceText(
  a: SummarisedRecord,
  b: SummarisedRecord,
  difference: RunDifference,
  width: number,
): string {
  const { rows, causes, notes } = difference;
  const places = placesOf(a, b);
  const table = differenceTable(rows, width);
  const reasons = causeRows(causes, places);
  const all = [
    paragraph(`A  ${headText(a)}`, { rest: "   ", width }),
    paragraph(`B  ${headText(b)}`, { rest: "   ", width }),
    "",
    paragraph(causeSentence(difference, placesOf(a, b)), { width }),
    "",
    ...table,
    ...(reasons.length === 0 ? [] : ["", "Carbon, by cause", ...causeLines(reasons, width)]),
    ...(notes.length === 0
      ? []
      : ["", "Accounted differently", ...notes.map((note) => paragraph(note, { first: "  ", width }))]),
    "",
    paragraph(
      "Intervals are 90 %. An error that both runs share cancels, such as a factor, or a meter or model on machines of one kind.",
      {
        width,
      },
    ),
  ];
  return `${all.join("\n")}\n`;
}

/** The table in the fullest form that fits: without the change in per cent, then without its interval, then without the change. */
function differenceTable(rows: readonly DifferenceRow[], width: number): readonly string[] {
  const forms = [
    [["", "A", "B", "B − A"], ...rows.map((row) => [names[row.name], ...valueTexts(row), changeText(row, "full")])],
    [["", "A", "B", "B − A"], ...rows.map((row) => [names[row.name], ...valueTexts(row), changeText(row, "interval")])],
    [["", "A", "B", "B − A"], ...rows.map((row) => [names[row.name], ...valueTexts(row), changeText(row, "share")])],
  ].map((cells) => columns(printableCells(cells)));
  const narrow = rows.map((row) =>
    paragraph(valueTexts(row).join(" → "), { first: `  ${names[row.name].trim()}: `, rest: "    ", width }),
  );
  return forms.find((lines) => longest(lines) <= width) ?? narrow;
}

function valueTexts(row: DifferenceRow): readonly string[] {
  return [valueText(row, row.a), valueText(row, row.b)];
}

function causeLines(reasons: readonly (readonly [grams: string, cause: string])[], width: number): readonly string[] {
  const column = longest(reasons.map(([grams]) => grams));
  return reasons.map(([grams, cause]) =>
    paragraph(printable(cause), {
      first: `  ${grams.padEnd(column)}  `,
      rest: " ".repeat(Math.min(column + 4, 0.4 * width)),
      width,
    }),
  );
}

/** The causes in rows, which add up to the difference: the large ones, then all others in one. */
export function causeRows(
  causes: readonly Cause[],
  places: Places,
): readonly (readonly [grams: string, cause: string])[] {
  const small = causes.filter((cause) => !isLarge(cause, causes));
  const rest = small.reduce((sum, { gramsCO2e }) => sum + gramsCO2e, 0);
  return [
    ...causes
      .filter((cause) => isLarge(cause, causes))
      .map((cause) => [signed(cause.gramsCO2e, "gCO2e"), causeText(cause, places)] as const),
    ...(small.length === 0
      ? []
      : [
          [
            signed(rest, "gCO2e"),
            `${small.length} smaller ${small.length === 1 ? "cause" : "causes"} (--json lists all)`,
          ] as const,
        ]),
  ];
}

/** Smaller causes are added up in one row. */
const leastShare = 0.005;

function isLarge({ gramsCO2e }: Cause, causes: readonly Cause[]): boolean {
  return Math.abs(gramsCO2e) >= leastShare * total(causes);
}

function total(causes: readonly Cause[]): number {
  return causes.reduce((sum, { gramsCO2e }) => sum + Math.abs(gramsCO2e), 0);
}

function headText({ record, summary }: SummarisedRecord): string {
  const { id, name, durationSeconds, startedAt } = summary;
  const when = startedAt.slice(0, 19).replace("T", " ");
  return `${shortId(id)}, ${name ?? "run"}, ${when} UTC, ${formatReadable(durationSeconds, "s")}, ${endOf(record)}`;
}

const names: Readonly<Record<DifferenceName, string>> = {
  duration: "duration",
  cpuSeconds: "CPU time",
  energy: "energy",
  cpu: "  cpu",
  gpu: "  gpu",
  dram: "  dram",
  storage: "  storage",
  network: "  network",
  other: "  other",
  restOfNode: "  rest of node",
  facilityOverhead: "  facility",
  carbon: "carbon",
  water: "water",
  embodied: "embodied",
  intensity: "intensity",
  pue: "PUE",
};

function valueText({ unit }: DifferenceRow, value: number | null): string {
  return value === null ? "unknown" : formatReadable(value, unit);
}

function changeText({ a, difference, unit }: DifferenceRow, form: "full" | "interval" | "share"): string {
  if (difference === null) return "unknown";
  const { nominal, low, high } = difference;
  if (nominal === 0 && low === 0 && high === 0) return "the same";
  const shown = readableUnit(Math.max(Math.abs(nominal), Math.abs(high - low) / 10), unit);
  // Ends of an interval say two digits at most.
  const inShown = (value: number): string => signedNumber(Number(convert(value, unit, shown).toPrecision(2)));
  const interval = form !== "share" && low < high ? ` (${inShown(low)} to ${inShown(high)})` : "";
  const share = form === "interval" || a === null || a === 0 || nominal === 0 ? "" : `, ${percent(nominal / a)}`;
  return `${signed(nominal, unit, shown)}${interval}${share}`;
}

/** Where the electricity of A and of B was. */
export type Places = readonly [string, string];

function placesOf(a: SummarisedRecord, b: SummarisedRecord): Places {
  return [placeOf(a), placeOf(b)];
}

function placeOf({ summary }: SummarisedRecord): string {
  return summary.zone.used.replace(/, carbon intensity .*$/u, "");
}

/** The change of the carbon and its largest causes, in one sentence or two. */
export function causeSentence({ rows, causes }: RunDifference, places: Places): string {
  const carbon = rows.find(({ name }) => name === "carbon");
  if (carbon?.difference == null || carbon.a === null || carbon.b === null)
    return "The carbon of one of the runs is unknown, and so is their difference.";
  const { nominal, low, high } = carbon.difference;
  if (nominal === 0) return "Both runs have the same carbon.";
  const share = carbon.a > 0 ? ` (${percent(nominal / carbon.a)})` : "";
  const head = `B has ${formatReadable(Math.abs(nominal), "gCO2e")} ${nominal < 0 ? "less" : "more"} than A${share}`;
  const unsure = low <= 0 && high >= 0 ? ", which is less than the uncertainty" : "";
  // A cause that rounds to nothing is not a reason.
  const large = causes.filter((cause) => isLarge(cause, causes) && cause.kind !== "remainder");
  const along = large.filter(({ gramsCO2e }) => gramsCO2e * nominal > 0).slice(0, 2);
  const against = large.find(({ gramsCO2e }) => gramsCO2e * nominal < -0.1 * nominal ** 2);
  const because = along
    .map((cause) => `${causeText(cause, places)} (${signed(cause.gramsCO2e, "gCO2e")})`)
    .join(", then ");
  const yet =
    against === undefined
      ? ""
      : `; in the other direction, ${causeText(against, places)} (${signed(against.gramsCO2e, "gCO2e")})`;
  return `${head}${unsure}${because === "" ? "" : `: mostly ${because}`}${yet}.`;
}

function causeText(cause: Cause, [placeA, placeB]: Places): string {
  const { kind, component = "", a, b, unit } = cause;
  const more = (b ?? 0) > (a ?? 0);
  const ends = a === null || b === null ? "" : `, ${formatReadable(a, unit)} to ${formatReadable(b, unit)}`;
  switch (kind) {
    case "cpu-seconds":
      return `${more ? "more" : "less"} processor time${ends}`;
    case "energy-per-cpu-second":
      return `${more ? "more" : "less"} energy per second of processor time${a === null || b === null ? "" : `, ${formatReadable(a, "W")} to ${formatReadable(b, "W")}`}`;
    case "duration":
      return `a ${more ? "longer" : "shorter"} run${ends}`;
    case "power":
      return `${more ? "more" : "less"} power of ${component}${ends}`;
    case "boundary":
      if (a === null) return `${component}, which is known for B only`;
      if (b === null) return `${component}, which is known for A only`;
      return `${component}, which was attributed by a different rule`;
    case "rest-of-node":
      return `${more ? "more" : "less"} for the rest of the node${ends}`;
    case "pue":
      return `a ${more ? "higher" : "lower"} PUE${ends}`;
    case "remainder":
      return "what the methods of these runs do not divide into causes";
    case "intensity":
      return `${more ? "dirtier" : "cleaner"} electricity${placeA === placeB ? "" : ` (${placeA} to ${placeB})`}${ends}`;
  }
}

function signed(value: number, unit: string, shown = readableUnit(value, unit)): string {
  const text = `${signedNumber(convert(value, unit, shown))} ${formatReadable(convert(1, shown, unit), unit).replace(/^\S+ ?/u, "")}`;
  return text.trimEnd();
}

function signedNumber(value: number): string {
  return `${value > 0 ? "+" : ""}${formatNumber(value, 3)}`;
}

/** A change as a share of the earlier value, or as a multiple if it is more than three times as much. */
function percent(share: number): string {
  if (share > 2) return `${formatNumber(share + 1, 2)} times as much`;
  const digits = Math.abs(share) < 0.1 ? 2 : 3;
  return `${share > 0 ? "+" : ""}${formatNumber(share * 100, digits)} %`;
}

/** Cells hold names that people gave. */
function printableCells(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return rows.map((row) => row.map(printable));
}
