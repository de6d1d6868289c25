// Fits the energy per output token of a served language model to what ML.ENERGY measured, and says how far it is from
// models that it has not seen. `node scripts/fit-api-inference.mjs` prints the page docs/api-inference-fit.md; with
// `--write` it writes the page and packages/factors/src/data/inference-fit/mlenergy-2026-11.json, which the method
// api-inference reads. scripts/fit-api-inference.test.mjs holds both to it.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import {
  bootstrap,
  coefficients,
  covered,
  errorsOf,
  fit,
  leftOut,
  mean,
  nested,
  sevenLeftOut,
  spreadOf,
  standardErrors,
  told,
} from "./inference-fit.mjs";
import { bytesPerWeight, forms, readRows, readV3 } from "./inference-forms.mjs";
import { fitPage } from "./inference-page.mjs";

/** The form that was chosen: the last, by {@link nested}. */
export const chosen = forms.at(-1);

const judged = (row) => row.old === 0;
const dataFile = new URL("../packages/factors/src/data/inference-fit/mlenergy-2026-11.json", import.meta.url);
const pageFile = new URL("../docs/api-inference-fit.md", import.meta.url);

/** All that the page and the data file state. */
export function evaluateFit() {
  const rows = readRows();
  const full = fit(chosen, rows);
  const byModel = leftOut(chosen, rows, "model", judged, full);
  const nestedChoice = nested(forms, rows, judged);
  return {
    rows,
    full,
    named: coefficients(chosen, full.theta),
    standardErrors: standardErrors(chosen, rows, full),
    candidates: forms.map((form) => ({
      form,
      errors: ["model", "weights", "family"].map((by) => errorsOf(leftOut(form, rows, by, judged))),
    })),
    byModel,
    byWeights: leftOut(chosen, rows, "weights", judged, full),
    byFamily: leftOut(chosen, rows, "family", judged, full),
    nested: { errors: errorsOf(nestedChoice.flatMap(({ predicted }) => predicted)), nestedChoice },
    sevens: sevenLeftOut(chosen, rows, judged, full),
    bootstrapped: {
      meanAbsolute: bootstrap(byModel, (some) => errorsOf(some).meanAbsolute),
      withinTwo: bootstrap(byModel, (some) => errorsOf(some).withinTwo),
      coverage: bootstrap(covered(byModel), (some) => mean(some.map(({ inside }) => Number(inside)))),
      smearing: bootstrap(byModel, (some) => errorsOf(some).smearing),
    },
    unknown: unknownSpreads(rows, full, errorsOf(byModel).sd),
    requests: otherRequests(rows, coefficients(chosen, full.theta)),
    images: imageJoules(coefficients(chosen, full.theta)),
    power: { H100: gpuPower("H100"), B200: gpuPower("B200") },
  };
}

/** Fewest accelerators, a power of two, whose memory holds the weights and a fifth more. */
export function fewestGpus({ total, bits, gpu }) {
  const memory = gpu === "B200" ? 180 : gpu === "A100" ? 40 : 80;
  return 2 ** Math.max(0, Math.ceil(Math.log2((1.2 * total * bytesPerWeight[bits]) / memory)));
}

/** Geometric standard deviation that not knowing something adds: errors of the fit when it is told the stand-in instead. */
function unknownSpreads(rows, full, sd) {
  const added = (stand) => {
    const models = [...new Set(rows.filter(judged).map(({ model }) => model))];
    const predicted = models.flatMap((model) =>
      told(
        chosen,
        rows,
        (row) => row.model === model,
        judged,
        full,
        (row) => restate(row, stand(row)),
      ),
    );
    const { sd: wider, mean: shift } = errorsOf(predicted);
    return Math.exp(Math.sqrt(Math.max(0, wider ** 2 + shift ** 2 - sd ** 2)));
  };
  return {
    count: added((row) => ({ gpus: fewestGpus(row) })),
    // Kinds differ by less than models do; what was measured at all differs by this much, and others may by more.
    accelerator: Math.max(
      added(() => ({ gpu: "H100" })),
      Math.exp(-coefficients(chosen, full.theta).a100),
    ),
    precision: added(() => ({ bits: 8 })),
  };
}

/** Energy per token at 16 and at 256 requests for each part of that at 64: what deployments measured would need. */
function otherRequests(rows, named) {
  const deployments = new Map(
    rows.filter(judged).map((row) => [`${row.model} ${row.gpu} ${row.gpus} ${row.task}`, row]),
  );
  const ratio = (batch) =>
    Math.exp(
      mean(
        [...deployments.values()].map(
          (row) => chosen.log(named, restate(row, { batch })) - chosen.log(named, restate(row, { batch: 64 })),
        ),
      ),
    );
  return { few: ratio(16), many: ratio(256) };
}

/** Mean power of a GPU that serves text, W: the middle of the measured deployments and the ends of eight in ten. */
function gpuPower(gpu) {
  const watts = readV3(["lm-arena-chat", "gpqa"])
    .filter((row) => row.gpu === gpu)
    .map((row) => row.watts / row.gpus)
    .toSorted((a, b) => a - b);
  const at = (share) => watts[Math.floor(share * (watts.length - 1))];
  return { value: at(0.5), low: at(0.05), high: at(0.95), rows: watts.length };
}

/** A row with other facts, and what follows from them. */
function restate(row, facts) {
  const changed = { ...row, ...facts };
  const { active, total, batch } = changed;
  const gigabytes = bytesPerWeight[changed.bits] * (active + (total - active) * (1 - (1 - active / total) ** batch));
  return { ...changed, gigabytes, lnGpus: Math.log(changed.gpus) };
}

/**
 * What a picture adds to a request: measured energy of image chat at 64 requests together or more, less what the fit says
 * of the answer, per billion active parameters. The middle of the models, and the ends of all of them.
 */
function imageJoules(named) {
  const models = new Map();
  for (const row of readV3(["image-chat"]).filter(({ batch }) => batch >= 60)) {
    const added = ((row.joules - Math.exp(chosen.log(named, row))) * row.outputTokens) / row.active;
    models.set(row.model, [...(models.get(row.model) ?? []), added]);
  }
  const middles = [...models.values()].map((values) => median(values)).filter((value) => value > 0);
  return { value: median(middles), low: Math.min(...middles), high: Math.max(...middles), models: middles.length };
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

const titles = {
  step: ["step-energy", "J per GPU and step of decoding: launching, waiting, exchanging"],
  read: ["read-energy", "J per gigabyte of weights that a step reads"],
  compute: ["compute-energy", "J per output token for computing, of 20 billion active parameters on one GPU"],
  size: ["size-exponent", "Exponent of active parameters in computing"],
  sharding: ["sharding-exponent", "Exponent of the number of GPUs in computing"],
  context: ["context-energy", "J per output token for 4000 tokens of context, at 20 billion active parameters"],
  contextSize: ["context-size-exponent", "Exponent of active parameters in reading context"],
  b200: ["b200", "B200 for each part of H100"],
  a100: ["a100", "A100 for each part of H100"],
  eightBit: ["eight-bit", "Weights of 8 bits for each part of 16 bits, on top of their smaller size"],
  fourBit: ["four-bit", "Weights of 4 bits (MXFP4) for each part of 16 bits, on top of their smaller size"],
  oldSoftware: ["software-2024", "Servers of 2024 (vLLM of leaderboard V2) for each part of those of 2026"],
};

const exponents = ["size", "sharding", "contextSize"];
const digits = (value) => Number(value.toPrecision(5));

/** The data file: coefficients and errors as figures with their papers. */
export function fitFile({ full, named, standardErrors: errors, byModel, unknown, requests, images, power }) {
  const coefficientRows = chosen.parameters.map(({ name }, index) => {
    const [key, title] = titles[name];
    const reach = 1.645 * errors[index];
    const scaled = exponents.includes(name) ? (x) => x : Math.exp;
    return figure(key, title, [named[name], named[name] - reach, named[name] + reach].map(scaled), {
      basis: "90 % by the curvature of the fit; not propagated, as coefficients err together: see regression-error",
    });
  });
  const q = spreadOf(byModel);
  const times = (key, title, gsd, basis) => figure(key, title, [1, gsd ** -1.645, gsd ** 1.645], { basis });
  const beside = "error that the stand-in adds on models left out of the fit";
  return {
    source: {
      title: "Wattledger's fit to ML.ENERGY",
      version: "November 2026",
      locator: `docs/api-inference-fit.md, scripts/fit-api-inference.mjs: form ${chosen.id}`,
      retrieved: "2026-11-22",
      license: "Apache-2.0",
      caveat: `Data: Chung et al., arXiv 2505.06371. Chat and reasoning of ${new Set(byModel.map((one) => one.row.model)).size} open models on H100 and B200 (V3) and of ${
        new Set(
          readRows()
            .filter((one) => one.old === 1)
            .map((one) => one.model),
        ).size
      } on A100 and H100 (V2), on vLLM, warm, at a steady 8 to 4096 requests. A median: multiply by the smearing for a mean (spread between models ${full.between.toFixed(2)}, within ${full.within.toFixed(2)} of ln).`,
    },
    rows: [
      ...coefficientRows,
      figure(
        "regression-error",
        "Measured to predicted energy of a model that the fit has not seen",
        [1, Math.exp(-q), Math.exp(q)],
        {
          basis: "90 % of rows with their model left out (conformal, by model)",
        },
      ),
      figure(
        "unknown-concurrency",
        "64 requests together in place of an unknown number",
        [1, requests.many, requests.few],
        {
          basis: "expert default: 16 to 256 requests with 90 %, by the fit, on the deployments that were measured",
        },
      ),
      times(
        "unknown-count",
        "Fewest accelerators that hold the model in place of an unknown number",
        unknown.count,
        beside,
      ),
      times("unknown-accelerator", "H100 in place of an unknown accelerator", unknown.accelerator, beside),
      times("unknown-precision", "8 bits in place of an unknown precision", unknown.precision, beside),
      figure(
        "image-energy",
        "J that a picture in the prompt adds, per billion active parameters",
        [images.value, images.low, images.high],
        {
          basis: `least and most of ${images.models} models of image chat at 64 requests together and more; one model came out below nothing`,
        },
      ),
      ...Object.entries(power).map(([gpu, watts]) =>
        figure(
          `power-${gpu.toLowerCase()}`,
          `Mean W of one ${gpu} that serves text`,
          [watts.value, watts.low, watts.high],
          {
            basis: `ends of nine in ten of ${watts.rows} measured rows`,
          },
        ),
      ),
    ],
  };
}

function figure(key, title, [value, low, high], { basis }) {
  return { key, title, year: 2026, value: digits(value), low: digits(low), high: digits(high), level: 0.9, basis };
}

/** A data file's text: a row a line. */
export function fileText({ source, rows }) {
  return `${JSON.stringify({ source }, undefined, 2).slice(0, -2)},\n  "rows": [\n${rows.map((one) => `    ${JSON.stringify(one)}`).join(",\n")}\n  ]\n}\n`;
}

/** What the written files hold now. */
export const written = () => ({ data: readFileSync(dataFile, "utf8"), page: readFileSync(pageFile, "utf8") });

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const evaluated = evaluateFit();
  const file = fitFile(evaluated);
  const page = fitPage(evaluated, file, chosen);
  if (process.argv.includes("--write")) {
    writeFileSync(dataFile, fileText(file));
    writeFileSync(pageFile, page);
  }
  console.log(page);
}
