// The page docs/api-inference-fit.md, from what scripts/fit-api-inference.mjs found.
import { errorsOf } from "./inference-fit.mjs";

const percent = (share, decimals = 1) => `${(100 * share).toFixed(decimals)} %`;
const between = ({ value, low, high }, text) => `${text(value)} (${text(low)} to ${text(high)})`;
const modelCount = (list) => new Set(list.map(({ model }) => model)).size;
const table = (head, rows) =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** The page, as Markdown. */
export function fitPage(evaluated, file, chosen) {
  const { rows, byModel, byWeights, byFamily, nested, sevens, bootstrapped, candidates } = evaluated;
  const value = Object.fromEntries(file.rows.map((row) => [row.key, row]));
  const judged = rows.filter(({ old }) => old === 0);
  const sevenErrors = sevens.map((one) => errorsOf(one).meanAbsolute).toSorted((a, b) => a - b);
  return `# The fit behind \`api-inference\`

Made by \`node scripts/fit-api-inference.mjs --write\`; a test makes it again and compares.

## Data

${rows.length} rows of ML.ENERGY: ${judged.length} of leaderboard V3 (chat and reasoning, ${modelCount(judged)} models on H100 and B200, vLLM 0.11.1), on which the
fit is judged, and ${rows.length - judged.length} of V2 (chat, ${modelCount(rows.filter(({ old }) => old === 1))} models on A100 and H100, vLLM of 2024), which tell how energy goes with size and GPU. A row is a model on
so many GPUs with so many requests answered together. GPU energy only. The rows of seven models of V3 are not held, and no figure
derived from them was used.

## The equation

    J per output token = device × precision × (
        ${value["step-energy"].value} × GPUs ÷ requests                                    steps of decoding
      + ${value["read-energy"].value} × gigabytes read ÷ requests                          weights
      + ${value["compute-energy"].value} × (active ÷ 20)^${value["size-exponent"].value} × GPUs^${value["sharding-exponent"].value}            computing
      + ${value["context-energy"].value} × (active ÷ 20)^${value["context-size-exponent"].value} × context ÷ 4000 )         cache of the context

    gigabytes read = bytes per weight × (active + (total − active) × (1 − (1 − active ÷ total)^requests))

Parameters in billions. Requests are those answered together, on average. Of a mixture of experts a step reads the experts that its
tokens choose, all of them when many requests are answered together. Context is the length of the answer, of reasoning services
not less than 3000 tokens, of others not more than 1500. ${value["read-energy"].value} J per gigabyte is what an H100 draws (700 W) while it reads one (at 3350 GB/s: 0.21 J).

${table(
  ["coefficient", "what it is", "value", "90 %"],
  file.rows.map(({ key, title, value: one, low, high }) => [`\`${key}\``, title, one, `${low} to ${high}`]),
)}

Least squares of ln E with a random intercept for each model (partial pooling), so that a model with fifty rows does not outvote one with nine. The
coefficients err together, so their own intervals are not propagated: \`regression-error\` is the error of the whole.

## Errors

On the ${judged.length} rows of V3, each told by a fit that has not seen what was left out; mean absolute error of the prediction over the measurement:

${table(
  ["left out", "mean absolute error", "within × 2", "sd of ln", "smearing (mean of measured ÷ predicted)"],
  [
    ["one model", byModel],
    ["one model with its variants (precision, tuning)", byWeights],
    ["one family", byFamily],
  ].map(([name, predicted]) => errorRow(name, errorsOf(predicted))),
)}

- Choosing the form is inside: with the form chosen again for each model on the others alone, ${percent(nested.errors.meanAbsolute)} and ${percent(nested.errors.withinTwo)} within × 2.
- Seven models left out at once, ${sevens.length} draws: ${percent(sevenErrors[Math.floor(sevenErrors.length / 2)])} in the middle, ${percent(sevenErrors[Math.floor(0.1 * sevenErrors.length)])} to ${percent(sevenErrors[Math.floor(0.9 * sevenErrors.length)])} for eight draws of ten.
- By models drawn with replacement, 90 %: mean absolute error ${between(bootstrapped.meanAbsolute, percent)}, within × 2 ${between(bootstrapped.withinTwo, percent)},
  smearing ${between(bootstrapped.smearing, (x) => x.toFixed(3))}.
- The interval of 90 %, ÷ and × ${value["regression-error"].high.toFixed(2)}, made without the model it is for, holds ${between(bootstrapped.coverage, percent)} of the rows.

${table(
  ["form considered", "one model left out", "with its variants", "one family"],
  candidates.map(({ form, errors }) => [
    form === chosen ? `**${form.title}**` : form.title,
    ...errors.map(({ meanAbsolute, withinTwo }) => `${percent(meanAbsolute)}, ${percent(withinTwo)} within × 2`),
  ]),
)}

## Where it fails

${table(
  ["model", "active, total, bits", "rows", "median of predicted ÷ measured", "mean absolute error"],
  modelRows(byModel),
)}

- A mixture whose active part is mostly shared (Llama 4 Maverick: one routed expert of 128) reads fewer experts than its active size says: it is told twice
  its energy. Kernels decide too: MXFP4 rests on one family, and 8-bit mixtures at few requests were slow on this software.
- Outside 8 to 4096 requests, on other accelerators (TPU, AMD, Gaudi), with speculative decoding or prefill on other machines nothing was measured.
- Prompts are as in the benchmark: short. Longer ones are a term of the method with an interval of its own.
`;
}

function errorRow(name, { meanAbsolute, withinTwo, sd, smearing }) {
  return [name, percent(meanAbsolute), percent(withinTwo), sd.toFixed(3), smearing.toFixed(3)];
}

function modelRows(predicted) {
  return [...new Set(predicted.map(({ row }) => row.model))]
    .map((model) => ({ model, some: predicted.filter(({ row }) => row.model === model) }))
    .map(({ model, some }) => ({ model, some, ...errorsOf(some) }))
    .toSorted((a, b) => b.meanAbsolute - a.meanAbsolute)
    .map(({ model, some, meanAbsolute }) => {
      const { active, total, bits } = some[0].row;
      const middle = some.map(({ error }) => error).toSorted((a, b) => a - b)[Math.floor(some.length / 2)];
      return [
        model,
        `${active} B, ${total} B, ${bits}`,
        some.length,
        Math.exp(middle).toFixed(2),
        percent(meanAbsolute),
      ];
    });
}
