// Estimates compared with what was published: docs/evaluation.md and its two plots. Needs the packages built.
// `node scripts/evaluate-estimates.mjs` writes them; scripts/evaluate-estimates.test.mjs holds them to it.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { errorsOf, leftOut } from "./inference-fit.mjs";
import { bytesPerWeight, forms, readRows } from "./inference-forms.mjs";
import { coverageFile, coverageRows, coverageSection } from "./interval-coverage.mjs";
import { comparePoints, pointsPlot, publishedSection } from "./published-points.mjs";

const fitted = new URL("../packages/factors/src/data/inference-fit/mlenergy-2026-11.json", import.meta.url);
const coverageData = new URL("../packages/methods/src/data/interval-coverage.json", import.meta.url);
const reach = JSON.parse(readFileSync(fitted, "utf8")).rows.find(({ key }) => key === "regression-error");

/** Rows of ML.ENERGY V3, and published figures, by each method that can say something of them. */
export async function evaluateAll({ core, families, methods, compareActivity }) {
  const byId = new Map(methods.map((method) => [method.id, method]));
  const run = async (id, given) => {
    const method = byId.get(id);
    const resolved = await core.resolve(method, given, families);
    if (!resolved.ok) throw new Error(`${id}: ${resolved.error.map(({ message }) => message).join(" ")}`);
    return core.evaluate(method, core.valuesOf(resolved.value));
  };
  const ours = leftOut(forms.at(-1), readRows(), "model", judged);
  const ecologits = [];
  for (const { row } of ours) {
    const values = await run("ecologits", {
      outputTokens: 1,
      activeParameters: row.active,
      totalParameters: row.total,
      batch: row.batch,
      weightBits: 8 * bytesPerWeight[row.bits],
    });
    const joules = values.gpus * values.gpuEnergy * 3.6e6;
    ecologits.push({ row, error: Math.log(joules / row.joules) });
  }
  const published = await comparePoints({ core, families, methods, compareActivity });
  const intervals = await coverageRows({ core, families, ours, reach, published });
  return { ours, ecologits, published, intervals };
}

const judged = (row) => row.old === 0;
const percent = (share) => `${Math.round(100 * share)} %`;
const short = (value) => Number(value.toPrecision(3)).toString();
const table = (head, rows) =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** The page, as Markdown. */
export function evaluationPage({ ours, ecologits, published, intervals }) {
  const inside =
    ours.filter(({ error }) => Math.exp(-error) >= reach.low && Math.exp(-error) <= reach.high).length / ours.length;
  const line = (name, predicted, coverage) => {
    const { meanAbsolute, withinTwo, mean } = errorsOf(predicted);
    return [name, predicted.length, short(Math.exp(mean)), percent(meanAbsolute), percent(withinTwo), coverage];
  };
  return `# Estimates compared with published figures

Made by \`node scripts/evaluate-estimates.mjs\`; a test makes it again and compares.

## ML.ENERGY V3: GPU energy per output token

${ours.length} measured rows of chat and reasoning. Ours told each model by a fit that had not seen it ([api-inference-fit.md](api-inference-fit.md)).

![Predicted against measured J per output token](evaluation.svg)

${table(
  [
    "method",
    "rows",
    "predicted ÷ measured (geometric mean)",
    "mean absolute error",
    "within × 2",
    "interval of 90 % holds",
  ],
  [
    line("[api-inference](methods/api-inference.md), model left out", ours, percent(inside)),
    line(
      "[ecologits](methods/ecologits.md) 0.9, told the requests together and the precision",
      ecologits,
      "no error of its regression is stated",
    ),
  ],
)}

${coverageSection(intervals, table)}
${publishedSection(published, table)}
Where ours fails:

- Hardware and software of 2023 (LLaMA 65B): the fit is of vLLM of 2026, and servers of 2024 already needed 1.7 times as much.
- Mistral's life-cycle figures are fifty and a hundred times ours: their boundary is wider and their intermediate results are not public, so the
  reason cannot be told from outside.
- Requests to closed services: their number of requests together, sizes and PUE are guesses, and the estimates of others differ from ours by factors
  of up to 7 in both directions. The intervals do not reach all of them.
- Clips of CogVideoX: a tenth and a quarter of what was published, of which neither the boundary nor the accelerator is known.
- Trainings of 2019 (Strubell's): twice what was measured, as with every method that takes hours × design power, for these accelerators drew 170 to
  190 W each with their hosts.
`;
}

/** The plot: both methods, logarithmic axes, readable on light and dark. */
export function evaluationPlot({ ours, ecologits }) {
  const side = 480;
  const [least, most] = [0.02, 40];
  const at = (value) => 50 + ((Math.log(value) - Math.log(least)) / (Math.log(most) - Math.log(least))) * (side - 70);
  const dots = (predicted, style) =>
    predicted
      .map(({ row, error }) => [row.joules, row.joules * Math.exp(error)])
      .map(([x, y]) => `<circle cx="${at(x).toFixed(1)}" cy="${(side - at(y)).toFixed(1)}" r="2.2" class="${style}"/>`)
      .join("");
  const ticks = [0.03, 0.1, 0.3, 1, 3, 10, 30]
    .map(
      (tick) =>
        `<text x="${at(tick).toFixed(1)}" y="${side - 32}" text-anchor="middle">${tick}</text><text x="44" y="${(side - at(tick) + 4).toFixed(1)}" text-anchor="end">${tick}</text>`,
    )
    .join("");
  const diagonal = (factor, style) =>
    `<line x1="${at(least).toFixed(1)}" y1="${(side - at(least * factor)).toFixed(1)}" x2="${at(most).toFixed(1)}" y2="${(side - at(most * factor)).toFixed(1)}" class="${style}"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" width="${side}" height="${side}" role="img" aria-label="Predicted against measured J per output token; the table next to it has the errors">
<style>text{font:12px sans-serif;fill:#222}.equal{stroke:#222}.two{stroke:#888;stroke-dasharray:4 4}.ours{fill:#0969da}.other{fill:#bc4c00;fill-opacity:.55}@media(prefers-color-scheme:dark){text{fill:#ddd}.equal{stroke:#ddd}.ours{fill:#58a6ff}.other{fill:#f0883e;fill-opacity:.6}}</style>
<clipPath id="inside"><rect x="50" y="20" width="${side - 70}" height="${side - 70}"/></clipPath>
<g clip-path="url(#inside)">${diagonal(1, "equal")}${diagonal(2, "two")}${diagonal(0.5, "two")}${dots(ecologits, "other")}${dots(ours, "ours")}</g>
${ticks}
<text x="${side / 2}" y="${side - 10}" text-anchor="middle">measured, J per output token (dashed: a factor of two)</text>
<text x="14" y="${side / 2}" text-anchor="middle" transform="rotate(-90 14 ${side / 2})">predicted</text>
<circle cx="66" cy="30" r="4" class="ours"/><text x="76" y="34">api-inference, model left out</text>
<circle cx="66" cy="48" r="4" class="other"/><text x="76" y="52">ecologits 0.9</text>
</svg>
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const core = await import("@wattledger/core");
  const { families } = await import("@wattledger/factors");
  const { methods } = await import("@wattledger/methods");
  const { compareActivity } = await import("@wattledger/estimate");
  const evaluated = await evaluateAll({ core, families, methods, compareActivity });
  writeFileSync(new URL("../docs/evaluation.md", import.meta.url), evaluationPage(evaluated));
  writeFileSync(coverageData, coverageFile(evaluated.intervals));
  writeFileSync(new URL("../docs/evaluation.svg", import.meta.url), evaluationPlot(evaluated));
  writeFileSync(new URL("../docs/evaluation-points.svg", import.meta.url), pointsPlot(evaluated.published));
}
