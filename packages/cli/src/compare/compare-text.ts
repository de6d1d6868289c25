import { energyBoundaryWords, formatNumber, formatQuantity, formatReadable, shortened } from "@wattledger/core";
import type { Activity, Quantity } from "@wattledger/core";
import type { ActivityComparison, Said } from "@wattledger/estimate";
import { splitUnit, wordsOf } from "@wattledger/estimate";
import { ourMethods } from "@wattledger/methods";
import { columns, longest } from "../columns.ts";
import { paragraph } from "../paragraph.ts";

/** What of a comparison is printed besides the chart. */
export interface ComparedParts {
  /** Figures as each method states them. */
  readonly stated: boolean;
  /** Why each differs, what each leaves out, and which methods cannot say anything. */
  readonly why: boolean;
}

/** The comparison of an activity for a terminal: all methods on equal terms with a chart, and on request the rest. */
export function activityComparisonText(comparison: ActivityComparison, width: number, parts: ComparedParts): string {
  const { activity, terms, valuesAre, reference, said } = comparison;
  const shown = valuesAre === undefined ? said : said.map(withMeans);
  const count = said.length === 1 ? "one method" : `${said.length} methods`;
  const boundary = energyBoundaryWords[terms.boundary];
  const means = valuesAre === undefined ? "" : `. ${valuesAre.replace(/\.$/u, "")}`;
  const equal = `${boundary.charAt(0).toUpperCase()}${boundary.slice(1)}, PUE ${formatNumber(terms.pue)}, ${formatNumber(terms.gramsPerKilowattHour)} gCO2e/kWh. Logarithmic scale, 90 % intervals${means}:`;
  const more = [
    ...(parts.why ? [] : ["--why lists the reasons for each"]),
    ...(parts.stated ? [] : ["--stated shows the figures as each method states them"]),
  ];
  const sections = [
    [paragraph(`${describe(activity)}: ${count}, on equal terms`, { width }), paragraph(equal, { width })],
    chart(shown, reference, width),
    largestReason(said, reference, width),
    ...(parts.stated ? [statedSection(shown)] : []),
    ...(parts.why ? whySections(comparison, width) : []),
    parts.why ? [] : droppedOut(comparison, width),
    more.length === 0 ? [] : [paragraph(`${more.join("; ")}.`, { width })],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

/** A total as people read it: its means. */
function withMeans(one: Said): Said {
  const { energy, carbon, equal } = one;
  return {
    ...one,
    energy: { ...energy, nominal: energy.mean },
    carbon: carbon === null ? null : { ...carbon, nominal: carbon.mean },
    equal: { ...equal, energy: { ...equal.energy, nominal: equal.energy.mean } },
  };
}

function statedSection(said: readonly Said[]): readonly string[] {
  return [
    "As each says it",
    ...columns(
      [
        ["", "energy", "carbon", "counts", "PUE", "g/kWh"],
        ...said.map((one) => [
          one.id,
          formatReadable(one.energy.nominal, "kWh"),
          one.carbon === null ? "" : formatReadable(one.carbon.nominal, "gCO2e"),
          one.boundary,
          one.pue === null ? "" : formatNumber(one.pue),
          one.gramsPerKilowattHour === null ? "" : formatNumber(one.gramsPerKilowattHour),
        ]),
      ],
      { right: [1, 2, 4, 5] },
    ),
  ];
}

function whySections(
  { said, silent, reference, terms }: ActivityComparison,
  width: number,
): readonly (readonly string[])[] {
  const others = said.filter(({ id }) => id !== reference);
  const listed = (id: string, text: string): string => paragraph(text, { first: `  ${id}: `, rest: "    ", width });
  return [
    others.length === 0
      ? []
      : [`Why they differ from ${reference}`, ...others.map((one) => why(one, terms.gramsPerKilowattHour, width))],
    ["What each leaves out", ...said.map(({ id, leavesOut }) => listed(id, `${leavesOut.join("; ")}.`))],
    silent.length === 0
      ? []
      : [
          "Methods that need something else",
          ...silent.map(({ id, reason }) => listed(id, `${reason}.`.replace(/\.\.$/u, "."))),
        ],
    notes(said, width),
  ];
}

function distance({ equal }: Said): number {
  return Math.abs(Math.log(equal.ratio));
}

/** How many methods have no answer, and by name those that something stated has kept out. */
function droppedOut({ silent, said }: ActivityComparison, width: number): readonly string[] {
  if (silent.length === 0) return [];
  const own = ourMethods.map(({ id }) => id);
  const hasOwn = said.some(({ id }) => own.includes(id));
  const missed = hasOwn ? undefined : silent.find(({ id }) => own.includes(id));
  const count = silent.length === 1 ? "1 method has" : `${silent.length} methods have`;
  const refused = silent.filter((one) => one.cause === "refused" || one === missed);
  const shown = refused.slice(0, mostRefused).map(({ id, reason }) => `${id}: ${reason.replace(/\.$/u, "")}.`);
  return [paragraph(`${count} no answer and dropped out. ${shown.join(" ")}`.trimEnd(), { width })];
}

/** Refusals that a comparison prints in full. */
const mostRefused = 2;

/** The method that is farthest from the reference, and what remains of the reasons on equal terms: boundary and facility are equal there. */
function largestReason(said: readonly Said[], reference: string, width: number): readonly string[] {
  const [farthest] = said.filter(({ id }) => id !== reference).toSorted((a, b) => distance(b) - distance(a));
  if (farthest === undefined || distance(farthest) <= alike) return [];
  const reason = farthest.reasons.find(({ cause }) => cause === "own");
  const because = reason === undefined ? "" : `: ${reason.text}`;
  const times = `${formatNumber(farthest.equal.ratio, 2)} times the energy of ${reference}`;
  return [paragraph(`Largest difference: ${farthest.id} says ${times}${because}.`, { width })];
}

const kindWords: Readonly<Record<Activity["kind"], string>> = {
  "compute-run": "A computation",
  "llm-request": "A request to a language model",
  "media-request": "A request for an image or a video",
  "training-plan": "A training",
  "device-use": "The use of a device",
  "service-use": "The use of a service",
};

function describe({ kind, ...data }: Activity): string {
  return [kindWords[kind], ...Object.entries(data).map(([name, value]) => datum(name, value))].join(", ");
}

/** A datum in the units that people read: `duration 12 h`. */
function datum(name: string, value: unknown): string {
  const { short: own, unit } = splitUnit(name);
  const short = wordsOf(own);
  if (typeof value === "number" && short.endsWith("tokens")) return `${plain(value)} ${short}`;
  if (typeof value === "number") return `${short} ${unit === "1" ? plain(value) : formatReadable(value, unit)}`;
  if (Array.isArray(value)) return `${short} ${value.map(accelerator).join(" and ")}`;
  if (typeof value !== "object" || value === null) return `${short} ${shortened(String(value))}`;
  return Object.entries(value)
    .map(([part, one]) => `${short}.${part} ${formatReadable(Number(one), unit)}`)
    .join(", ");
}

function plain(value: number): string {
  return value < 1e6 ? String(value) : value.toExponential().replace("e+", "e");
}

function accelerator({ count, model }: { readonly count: number; readonly model: string }): string {
  return `${count} × ${shortened(model)}`;
}

/** A smaller difference is not explained. */
const alike = 0.05;

function why(one: Said, usual: number, width: number): string {
  const { id, ratio, reasons, fedBy, equal, countsMaking, gramsPerKilowattHour } = one;
  const causes = reasons
    .filter(({ factor }) => Math.abs(Math.log(factor)) > alike)
    .map(({ text, factor }) => `${text} (×\u00a0${formatNumber(factor, 2)})`);
  const energy = `${formatNumber(ratio, 2)} times its energy${causes.length === 0 ? "" : `: ${causes.join("; ")}`}`;
  const grams = gramsPerKilowattHour ?? usual;
  const clauses = [
    `${energy}. On equal terms ${formatNumber(equal.ratio, 2)}`,
    ...(fedBy === undefined ? [] : [`It scales the accelerators' energy that ${fedBy} says, without its interval`]),
    ...(Math.abs(Math.log(grams / usual)) > alike
      ? [`Its carbon is at ${formatNumber(grams)} gCO2e/kWh, not ${formatNumber(usual)}`]
      : []),
    ...(countsMaking ? ["Its carbon holds the making of the hardware"] : []),
  ];
  return paragraph(`${clauses.join(". ")}.`, { first: `  ${id}: `, rest: "    ", width });
}

function notes(said: readonly Said[], width: number): readonly string[] {
  const all = [...new Set(said.flatMap((one) => one.notes))];
  return all.length === 0 ? [] : ["Assumed", ...all.map((note) => paragraph(note, { first: "  ", width }))];
}

/** Least and most columns of the chart. */
const [narrowest, widest] = [12, 40];

/** Intervals on a logarithmic scale, ├──●──┤, with the figures next to them. */
function chart(said: readonly Said[], reference: string, width: number): readonly string[] {
  // The smallest first, as one reads a scale.
  const rows = said.toReversed().map(({ id, equal }) => ({
    id,
    energy: equal.energy,
    figure: formatQuantity(equal.energy, 2),
    ratio: id === reference ? "1" : formatNumber(equal.ratio, 2),
  }));
  const head = "ratio";
  const names = longest(rows.map(({ id }) => id));
  const figures = longest(rows.map(({ figure }) => figure));
  const ratios = longest([head, ...rows.map(({ ratio }) => ratio)]);
  const barWidth = Math.min(widest, Math.max(narrowest, width - names - figures - ratios - 8));
  const ends = rows.flatMap(({ energy }) => [energy.nominal, energy.low, energy.high]).filter((end) => end > 0);
  const cells = rows.map(({ id, energy, figure, ratio }) => [id, figure, barOf(energy, ends, barWidth), ratio]);
  return columns([["", "", "", head], ...cells], { right: [1, 3] });
}

function barOf({ low, nominal, high }: Quantity, ends: readonly number[], barWidth: number): string {
  const least = Math.log(Math.min(...ends));
  const width = Math.log(Math.max(...ends)) - least;
  const place = (value: number): number =>
    width === 0 ? 0 : Math.round((Math.max(0, Math.log(Math.max(value, 1e-300)) - least) / width) * (barWidth - 1));
  const [from, middle, to] = [place(low), place(nominal), place(high)];
  const mark = (column: number): string => {
    if (column === middle) return "●";
    if (column < from || column > to) return " ";
    return column === from ? "├" : column === to ? "┤" : "─";
  };
  return Array.from({ length: barWidth }, (_, column) => mark(column)).join("");
}
