// Every method next to every published figure in the project: half of docs/evaluation.md, and docs/evaluation-points.svg.
import { readFileSync } from "node:fs";
import { errorsOf } from "./inference-fit.mjs";

const { rows: points, left } = JSON.parse(readFileSync(new URL("published-points.json", import.meta.url), "utf8"));

/** Each published figure with what every method says of it, at the boundary at which the figure was made. */
export async function comparePoints({ core, families, methods, compareActivity }) {
  const conversion = methods.find(({ id }) => id === "boundary-conversion");
  const atBoundary = async ({ energy, boundary, pue }, point, terms) => {
    const { nominal, low, high, level, unit } = energy;
    const distribution = hasInterval(energy) ? { distribution: { kind: "interval", low, high, level } } : {};
    const given = {
      energy: { value: nominal, unit, ...distribution },
      statedBoundary: boundary,
      wantedBoundary: point.boundary,
      pue: terms.pue,
      ...(pue === null ? {} : { statedPue: pue }),
    };
    const resolved = await core.resolve(conversion, { ...given, intensity: terms.gramsPerKilowattHour }, families);
    if (!resolved.ok) throw new Error(resolved.error.map(({ message }) => message).join(" "));
    return core.propagate(conversion, resolved.value, ["converted"]).get("converted").quantity;
  };
  const compared = [];
  for (const point of points) {
    const { said, terms } = await compareActivity(point.activity, methods, families);
    const known = point.measured === undefined ? undefined : { ...point.activity, ...point.measured };
    const told = known === undefined ? [] : (await compareActivity(known, methods, families)).said;
    const answers = [];
    for (const one of [...said, ...told.filter(({ id }) => point.own.includes(id))]) {
      const isSame = point.quantity !== "energy" || one.boundary === point.boundary;
      const quantity = isSame ? one[point.quantity] : await atBoundary(one, point, terms);
      if (quantity === null) continue;
      const scale = core.convert(1, quantity.unit, point.unit) / point.value;
      answers.push({
        method: one.id,
        fedBy: one.fedBy,
        isOwn: (point.own ?? []).includes(one.id),
        from: isSame ? undefined : one.boundary,
        ratio: quantity.nominal * scale,
        interval: hasInterval(quantity) ? { low: quantity.low * scale, high: quantity.high * scale } : undefined,
      });
    }
    compared.push({ point, answers });
  }
  return compared;
}

/** What each method says over all points of energy that are not its own, the one that answers most first. */
export function byMethod(compared) {
  const answers = compared
    .filter(({ point }) => point.quantity === "energy")
    .flatMap(({ point, answers: all }) => all.map((answer) => ({ ...answer, point })));
  return [...new Set(answers.map(labelOf))]
    .map((label) => ({ label, all: answers.filter((answer) => labelOf(answer) === label) }))
    .map(({ label, all }) => ({ label, all, judged: all.filter(({ isOwn }) => !isOwn) }))
    .toSorted((a, b) => b.judged.length - a.judged.length || a.label.localeCompare(b.label));
}

const hasInterval = ({ nominal, low, high }) => low < high && low <= nominal && nominal <= high;
const labelOf = ({ method, fedBy }) => (fedBy === undefined ? method : `${method}, fed by ${fedBy}`);
const linkTo = ({ method, fedBy }) =>
  `[${method}](methods/${method}.md)${fedBy === undefined ? "" : `, fed by ${fedBy}`}`;
export const isMeasured = ({ point }) => point.kind === "measured";
export const holds = ({ interval }) => interval.low <= 1 && interval.high >= 1;
const percent = (share) => `${Math.round(100 * share)} %`;
const short = (value) => Number(value.toPrecision(3)).toString();

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Number of points, median ratio, mean absolute error, share within a factor of two, and what its intervals hold. */
function cellsOf(answers) {
  if (answers.length === 0) return ["0", "", "", "", ""];
  const { meanAbsolute, withinTwo } = errorsOf(answers.map(({ ratio }) => ({ error: Math.log(ratio) })));
  const stated = answers.filter(({ interval }) => interval !== undefined);
  const held = stated.length === 0 ? "none stated" : `${stated.filter(holds).length} of ${stated.length}`;
  return [
    answers.length,
    short(median(answers.map(({ ratio }) => ratio))),
    percent(meanAbsolute),
    percent(withinTwo),
    held,
  ];
}

/** The section of the page, as Markdown. */
export function publishedSection(compared, table) {
  const methods = byMethod(compared);
  const head = [
    "method",
    "points",
    "median of said ÷ published",
    "mean absolute error",
    "within × 2",
    "90 % interval holds",
  ];
  const group = (wanted) =>
    methods
      .map(({ all, judged }) => ({ all, judged: judged.filter(wanted) }))
      .filter(({ judged }) => judged.length > 0)
      .map(({ all, judged }) => [linkTo(all[0]), ...cellsOf(judged)]);
  return `## Published figures

${compared.length} figures, each sent as one activity through every method that accepts it, as \`wattledger compare\` does. Energies are compared at
the boundary at which they were published: what a method says at another is brought there by
[boundary-conversion](methods/boundary-conversion.md), whose own error then widens the interval. Carbon and water are compared as they are said.

![For each method, what it says over what was published, for every figure that it can answer](evaluation-points.svg)

Measured energy. A method's own figure, or one whose inputs are that figure's, is left out of its line:

${table(head, group(isMeasured))}

Energy that a vendor stated without a method, or that another method estimated; agreement with these proves little:

${table(
  head,
  group((answer) => !isMeasured(answer)),
)}

A method that scales the energy of the accelerators is given ours where nobody measured it (“fed by”). The power and the utilisation that were
measured of a training are told only to the methods that start from them, whose figures these are. The two answers of Llama 3.1 are of ML.ENERGY's
benchmark, to whose rows api-inference and ecologits were fitted: they test neither on what it has not seen.

### Each figure

Said ÷ published, with its interval of 90 % where it has one; **bold** where that does not hold the published figure; _own_ where the figure is the
method's own or follows from its inputs; → where the boundary was converted.

${table(
  ["what", "kind", "published", "boundary", "said ÷ published", "assumed", "source"],
  compared.map(({ point, answers }) => [
    point.what,
    point.kind,
    `${point.value} ${point.unit}`,
    point.boundaryStated ?? point.boundary,
    answers.map(answerText).join("; "),
    point.assumed,
    `${point.source}; ${point.confidence}`,
  ]),
)}

### Held, but not compared

${table(
  ["what", "why"],
  left.map(({ what, why }) => [what, why]),
)}

Methods that start from a measurement of their own run, or from electricity, say nothing of an activity like these
([samsi](methods/samsi.md), [dauner-socher](methods/dauner-socher.md), [ai-energy-score](methods/ai-energy-score.md), [li-water](methods/li-water.md));
[mlenergy-lookup](methods/mlenergy-lookup.md) would repeat the rows that it holds; [green-algorithms](methods/green-algorithms.md) asks for the memory
that was reserved, which of these trainings is known of BLOOM's alone. [jegham](methods/jegham.md) is told the speeds of EcoLogits' table, which
are not those of its paper, and so does not repeat its own figures.
`;
}

function answerText(answer) {
  const { ratio, interval, isOwn, from } = answer;
  const range = interval === undefined ? "" : ` (${short(interval.low)} to ${short(interval.high)})`;
  const figure = interval === undefined || holds(answer) ? `${short(ratio)}${range}` : `**${short(ratio)}${range}**`;
  return `${labelOf(answer)} ${figure}${from === undefined ? "" : ` ${from} →`}${isOwn ? " _own_" : ""}`;
}

/** The plot: a line for each method, a mark for each figure, on a logarithmic scale; readable on light and dark. */
export function pointsPlot(compared) {
  const methods = byMethod(compared);
  const [width, start, step] = [760, 270, 26];
  const [least, most] = [0.01, 100];
  const height = 40 + step * methods.length + 66;
  const at = (ratio) => {
    const inside = Math.min(most, Math.max(least, ratio));
    return start + ((Math.log(inside) - Math.log(least)) / (Math.log(most) - Math.log(least))) * (width - start - 20);
  };
  const bottom = 30 + step * methods.length;
  const vertical = (ratio, style) =>
    `<line x1="${at(ratio).toFixed(1)}" y1="20" x2="${at(ratio).toFixed(1)}" y2="${bottom}" class="${style}"/>`;
  const lines = methods.map(({ label, all, judged }, row) => {
    const y = 40 + step * row;
    const x = (answer) => Number(at(answer.ratio).toFixed(1));
    const middle = judged.length === 0 ? "" : at(median(judged.map(({ ratio }) => ratio))).toFixed(1);
    const tick =
      middle === "" ? "" : `<line x1="${middle}" y1="${y - 9}" x2="${middle}" y2="${y + 9}" class="median"/>`;
    const marks = all.map((answer) => mark(x(answer), y, answer)).join("");
    return `<text x="${start - 12}" y="${y + 4}" text-anchor="end">${label}</text><line x1="${start}" y1="${y}" x2="${width - 20}" y2="${y}" class="row"/>${tick}${marks}`;
  });
  const ticks = [0.01, 0.1, 0.5, 1, 2, 10, 100].map(
    (tick) => `<text x="${at(tick).toFixed(1)}" y="${bottom + 16}" text-anchor="middle">${tick}</text>`,
  );
  const keyAt = bottom + 56;
  const key = [
    { x: 40, text: "measured", answer: { point: { kind: "measured" } } },
    { x: 140, text: "stated or estimated", answer: { point: { kind: "stated" } } },
    { x: 300, text: "its own figure or inputs", answer: { isOwn: true } },
  ].map(({ x, text, answer }) => `${mark(x, keyAt - 4, answer)}<text x="${x + 10}" y="${keyAt}">${text}</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="For each method the energy it says over the energy published, one mark for each figure; the tables next to it have the numbers">
<style>text{font:12px sans-serif;fill:#222}.row{stroke:#ddd}.equal{stroke:#222}.two{stroke:#888;stroke-dasharray:4 4}.median{stroke:#222;stroke-width:3}.measured{fill:#0969da;fill-opacity:.8}.stated{fill:none;stroke:#bc4c00;stroke-width:1.6}.own{stroke:#777;stroke-width:1.4;fill:none}@media(prefers-color-scheme:dark){text{fill:#ddd}.row{stroke:#333}.equal,.median{stroke:#ddd}.measured{fill:#58a6ff}.stated{stroke:#f0883e}.own{stroke:#999}}</style>
${lines.map((line, row) => (row === 0 ? `${vertical(1, "equal")}${vertical(0.5, "two")}${vertical(2, "two")}${line}` : line)).join("\n")}
${ticks.join("")}
<text x="${(start + width - 20) / 2}" y="${bottom + 34}" text-anchor="middle">energy said ÷ energy published (dashed: a factor of two)</text>
${key.join("")}<line x1="480" y1="${keyAt - 13}" x2="480" y2="${keyAt + 5}" class="median"/><text x="490" y="${keyAt}">median of both</text>
</svg>
`;
}

function mark(x, y, { isOwn, ...answer }) {
  if (isOwn) return `<path d="M${x - 3.5} ${y - 3.5}l7 7m0-7l-7 7" class="own"/>`;
  return `<circle cx="${x}" cy="${y}" r="4" class="${isMeasured(answer) ? "measured" : "stated"}"/>`;
}
