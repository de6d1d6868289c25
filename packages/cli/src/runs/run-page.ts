import { formatQuantity, formatReadable, printable } from "@wattledger/core";
import type { Footprint, Propagated } from "@wattledger/core";
import { partFigure } from "@wattledger/meter";
import type { PowerSeries } from "@wattledger/meter/records";
import type { Channel } from "@wattledger/sensors";
import { paragraph } from "../paragraph.ts";
import { answerRow, answerRows, answerTable, valueAndInterval } from "../run/answer-table.ts";
import type { AnswerRow } from "../run/answer-table.ts";
import { progressRows } from "../run/progress-text.ts";
import { energyFactor, shortId } from "../run/summary-text.ts";
import type { ShownRun } from "../run/summary-text.ts";
import { powerLines } from "./run-details-text.ts";

/** A recorded run as its page shows it. */
export interface PagedRun extends ShownRun {
  readonly when: string;
  readonly command: string;
  readonly power: readonly PowerSeries[];
  /** The earliest footprint of a run that was restated. */
  readonly before?: Footprint;
  /** What a reader must know about the record, as sentences. */
  readonly notes: readonly string[];
}

/** A recorded run on one screen: the answer, what it consists of, what was assumed and left out, and how to see more. */
export function runPage(run: PagedRun, width: number): string {
  const { measurement, footprint, before, power, notes } = run;
  const labelled = (label: string, text: string): string => paragraph(`${label}: ${text}`, { rest: "  ", width });
  const left = footprint.made.boundary.excludes.map(withoutReason);
  const sections = [
    [head(run, width)],
    measurement.energy.length === 0
      ? ["Nothing could be measured or modelled: wattledger doctor says why."]
      : answerTable(tableRows(run), width),
    power.length === 0 ? [] : powerLines({ power, durationSeconds: measurement.durationSeconds }, width, mostMeters),
    [
      ...progressRows(measurement.progress, energyFactor(run))
        .slice(0, mostProgress)
        .map(([label, text]) => labelled(label === "" ? "phase" : label, printable(text))),
      ...(before === undefined ? [] : [labelled("Restated", restatedText(before, run))]),
      ...(left.length === 0 ? [] : [labelled("Not counted", left.join("; "))]),
      ...assumedLines(footprint.made.quality.notes, labelled),
      ...notes.map((note) => labelled("Note", printable(note))),
      labelled("Command", cut(printable(run.command), 2 * width)),
    ],
    [paragraph(moreText(run), { rest: "  ", width })],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

const mostMeters = 4;
const mostProgress = 5;
const mostAssumed = 3;

function head({ started, when, measurement, end }: PagedRun, width: number): string {
  const { energy, quality, durationSeconds } = measurement;
  const basis = energy.length > 0 && quality.measuredShare === 0 ? " No power meter: modelled." : "";
  const name = started.name === undefined ? "" : `${printable(started.name)}, `;
  return paragraph(`${name}${shortId(started.id)}, ${when}: ${formatReadable(durationSeconds, "s")}, ${end}.${basis}`, {
    rest: "  ",
    width,
  });
}

/** The rows of every answer, and the parts of the energy below it. */
function tableRows(run: PagedRun): readonly AnswerRow[] {
  const market = run.footprint.impacts.find(
    ({ category, phase, accounting }) => category === "gwp" && phase === "operational" && accounting === "market",
  );
  return answerRows(run).flatMap((row): readonly AnswerRow[] => {
    if (row[0] === "Energy") return [row, ...partRows(run)];
    if (row[0] !== "Carbon" || market === undefined) return [row];
    const { quantity } = market.amount;
    const own: AnswerRow =
      quantity === null
        ? ["", "unknown", "", `market-based, ${market.amount.reason}`]
        : ["", ...valueAndInterval(formatQuantity(quantity)), "market-based"];
    return [row, own];
  });
}

function partRows(run: PagedRun): readonly AnswerRow[] {
  const components = [...new Set(run.measurement.energy.map(({ channel }) => channel.component))];
  const rest = answerRow(run, "  rest of node", "restOfNode", "fans, board, supply, modelled");
  const facility = run.results.get("facilityOverhead");
  return [
    ...components.map((component): AnswerRow => [
      `  ${component}`,
      ...partText(run, component),
      basisText(run, component),
    ]),
    ...(run.results.has("restOfNode") ? [rest] : []),
    ...(facility === undefined || facility.quantity.high === 0
      ? []
      : [answerRow(run, "  facility", "facilityOverhead", `cooling and distribution, ${pueText(run)}`)]),
  ];
}

function partText(
  { method, inputs, measurement }: PagedRun,
  component: Channel["component"],
): readonly [string, string] {
  const figure = method === undefined ? null : partFigure({ method, inputs }, { component });
  if (figure !== null) return valueAndInterval(formatQuantity({ unit: "J", ...figure }));
  const own = measurement.energy.filter(({ channel }) => channel.component === component);
  const joules = own.reduce((sum, { attribution }) => sum + attribution.runJoules, 0);
  return [formatReadable(joules, "J"), ""];
}

function basisText({ measurement }: PagedRun, component: Channel["component"]): string {
  const channels = measurement.energy.flatMap(({ channel }) => (channel.component === component ? [channel] : []));
  const measured = channels.filter(({ method }) => method === "measured");
  if (measured.length === 0) return "modelled";
  const all = measured.length === channels.length ? "measured" : "measured in part";
  const [first] = measured;
  return `${all}, ${measured.length > 1 ? `${measured.length} meters` : (first?.id ?? "")}`;
}

function pueText({ inputs }: PagedRun): string {
  const pue = inputs["pue"];
  return pue?.kind === "number" ? `PUE ${pue.value}` : "PUE";
}

/** What the figures were before: a reader may have them in a report. */
function restatedText(before: Footprint, { results }: PagedRun): string {
  const now: Propagated | undefined = results.get("carbon");
  const carbon = before.impacts.find(
    ({ category, phase, accounting }) => category === "gwp" && phase === "operational" && accounting === "location",
  );
  const was = carbon?.amount.quantity ?? null;
  const basis = carbon?.factorBasis === undefined || carbon.factorBasis === "given" ? "" : ` (${carbon.factorBasis})`;
  return was === null || now === undefined
    ? "the figures are not those of the end of the run."
    : `the carbon was ${formatQuantity(was)}${basis} at the end of the run, with the factors of ${before.made.factorSet}.`;
}

function assumedLines(notes: readonly string[], labelled: (label: string, text: string) => string): readonly string[] {
  const more = notes.length > mostAssumed ? [`${notes.length - mostAssumed} more with --verbose.`] : [];
  const said = [...notes.slice(0, mostAssumed).map(sentence), ...more];
  return said.length === 0 ? [] : [labelled("Assumed", said.join(" "))];
}

/** A note as a sentence, without the word that the label says. */
function sentence(note: string): string {
  const words = note.replace(/^assumed (?:that )?/u, "");
  const text = `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
  return /[.!?]$/u.test(text) ? text : `${text}.`;
}

function withoutReason(excluded: string): string {
  return excluded.replace(/ \(.*\)$/u, "");
}

function moreText({ started, unrecorded }: PagedRun): string {
  const id = shortId(started.id);
  return unrecorded === true
    ? ""
    : `More: --verbose, --json · wattledger runs explain ${id} · runs compare ${id} · runs diff ${id} ID`;
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
