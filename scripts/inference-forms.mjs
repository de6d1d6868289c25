// Forms of the energy per output token of a served language model, from which scripts/fit-api-inference.mjs chooses one,
// and the measured rows that it fits them to.
import { readFileSync } from "node:fs";

/** Families of weights: variants of one family are near-copies of one another. */
const familyPatterns = [
  /qwen3/i,
  /deepseek/i,
  /llama-4/i,
  /llama-3\.1/i,
  /gemma-3/i,
  /gemma-2/i,
  /nemotron/i,
  /gpt-oss/i,
  /mixtral/i,
  /mistral/i,
  /phi-3/i,
];

/** Bytes of a weight, with the scales that go with four bits (MXFP4: one byte for each 32 weights). */
export const bytesPerWeight = { 16: 2, 8: 1, 4: 0.53125 };

/** Rows of chat and of reasoning that ML.ENERGY measured: V3 for the evaluation, V2 as older software. */
export function readRows() {
  return [...readV3(["lm-arena-chat", "gpqa"]), ...readV2()];
}

/** Rows of V3 of some tasks. */
export function readV3(tasks) {
  return readGroups("v3-2026-02")
    .filter(({ task }) => tasks.includes(task))
    .flatMap(({ task, rows, ...group }) =>
      rows.map((row) => {
        const [gpu, gpus, , batch, outputTokens, joules, watts] = row.split("|");
        const reasoning = task === "gpqa";
        return rowOf(group, { gpu, gpus, batch, outputTokens, joules, task, watts: Number(watts), reasoning });
      }),
    );
}

function readV2() {
  return readGroups("v2-2024-09")
    .filter(({ task }) => task === "llm_text_generation/chat")
    .flatMap(({ rows, ...group }) =>
      rows.map((row) => {
        const [gpu, gpus, , batch, outputTokens, joulesPerRequest] = row.split("|");
        const joules = joulesPerRequest / outputTokens;
        const older = { bits: 16, ...group };
        return {
          ...rowOf(older, { gpu, gpus, batch, outputTokens, joules, task: "v2-chat", reasoning: false }),
          old: 1,
        };
      }),
    );
}

function rowOf({ model, totalBillions, activeBillions, bits }, { gpu, gpus, batch, outputTokens, joules, ...rest }) {
  const row = {
    ...rest,
    model: model.replace(/^.*\//, "").replace(/^Meta-/, ""),
    weights: weightsOf(model),
    family: String(familyPatterns.find((pattern) => pattern.test(model)) ?? model),
    total: totalBillions,
    active: activeBillions,
    bits,
    gpu,
    gpus: Number(gpus),
    batch: Number(batch),
    outputTokens: Number(outputTokens),
    joules: Number(joules),
    old: 0,
  };
  // What the forms use of a row, computed once: they are evaluated some million times.
  return {
    ...row,
    gigabytes: gigabytesRead(row),
    context: contextTokens(row),
    lnActive: Math.log(row.active / 20),
    lnGpus: Math.log(row.gpus),
  };
}

/** A model without what makes variants of it: precision, tuning, date. */
function weightsOf(model) {
  return model
    .replace(/^.*\//, "")
    .replace(/^Meta-/, "")
    .replace(/-(FP8|Instruct|Thinking|2507|it|BF16)(?=-|$)/g, "");
}

function readGroups(name) {
  const file = new URL(`../packages/factors/src/data/mlenergy/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")).groups;
}

/** Gigabytes of weights that a step of decoding reads: of a mixture of experts those that its tokens choose. */
export function gigabytesRead({ active, total, bits, batch }) {
  return bytesPerWeight[bits] * (active + (total - active) * (1 - (1 - active / total) ** batch));
}

/** Tokens of a request whose cache is read: of one that reasons not less than 3000, of another not more than 1500. */
export function contextTokens({ reasoning, outputTokens }) {
  return reasoning ? Math.max(outputTokens, 3000) : Math.min(outputTokens, 1500);
}

const shared = [
  { name: "b200", start: 0, sd: 0.5 },
  { name: "a100", start: 0, sd: 0.5 },
  { name: "eightBit", start: 0, sd: 0.5 },
  { name: "fourBit", start: 0, sd: 0.5 },
  { name: "oldSoftware", start: 0.5, sd: 0.5 },
];

const step = { name: "step", start: 0, sd: 2 };
const read = { name: "read", start: -1.5, sd: 2 };
const compute = { name: "compute", start: -2, sd: 2 };
const size = { name: "size", start: 0.5, sd: 0.5 };
const sharding = { name: "sharding", start: 0.5, sd: 0.5 };
const keptContext = { name: "context", start: -4, sd: 2 };
const contextSize = { name: "contextSize", start: 0.5, sd: 0.5 };

/** Logarithm of what device, precision and software multiply. */
const scale = (c, { gpu, bits, old }) =>
  (gpu === "B200" ? c.b200 : 0) +
  (gpu === "A100" ? c.a100 : 0) +
  (bits === 8 ? c.eightBit : 0) +
  (bits === 4 ? c.fourBit : 0) +
  old * c.oldSoftware;

/** J per output token of steps, of reading weights, of computing; each a physical quantity. */
const stepJoules = (c, { gpus, batch }) => (Math.exp(c.step) * gpus) / batch;
const readJoules = (c, { gigabytes, batch }) => (Math.exp(c.read) * gigabytes) / batch;
const computeJoules = (c, { lnActive, lnGpus }) => Math.exp(c.compute + c.size * lnActive + (c.sharding ?? 0) * lnGpus);
const contextJoules = (c, { lnActive, context }) => (Math.exp(c.context + c.contextSize * lnActive) * context) / 4000;

/**
 * The forms that were considered, all of them written down before any was judged: `log` gives ln of J per output token.
 * Each parameter has a start and the width of a weak prior around it, which matters only where data say nothing.
 */
export const forms = [
  {
    id: "log-linear",
    title: "ln E linear in ln of sizes, requests and GPUs",
    parameters: [
      ...["constant", "active", "total", "batch", "batchSquared", "gpus", "reasoning"].map((name) => ({
        name,
        start: 0,
        sd: 2,
      })),
      ...shared,
    ],
    log: (c, row) =>
      c.constant +
      c.active * row.lnActive +
      c.total * Math.log(row.total / 50) +
      c.batch * Math.log(row.batch / 64) +
      c.batchSquared * Math.log(row.batch / 64) ** 2 +
      c.gpus * row.lnGpus +
      (row.reasoning ? c.reasoning : 0) +
      scale(c, row),
  },
  {
    id: "step-read-compute",
    title: "steps + weights read + computing",
    parameters: [step, read, compute, size, ...shared],
    log: (c, row) => Math.log(stepJoules(c, row) + readJoules(c, row) + computeJoules(c, row)) + scale(c, row),
  },
  {
    id: "step-read-compute-sharding",
    title: "the same, computing grows with the number of GPUs",
    parameters: [step, read, compute, size, sharding, ...shared],
    log: (c, row) => Math.log(stepJoules(c, row) + readJoules(c, row) + computeJoules(c, row)) + scale(c, row),
  },
  {
    id: "step-read-compute-sharding-context",
    title: "the same, with the context of each request",
    parameters: [step, read, compute, size, sharding, keptContext, contextSize, ...shared],
    log: (c, row) =>
      Math.log(stepJoules(c, row) + readJoules(c, row) + computeJoules(c, row) + contextJoules(c, row)) + scale(c, row),
  },
];
