import { fail, ok, quoted } from "@wattledger/core";
import type { Factor, FactorFamily, FoundFactor, NoFactor, Result } from "@wattledger/core";
import { factorFamily } from "../family/family.ts";
import { foldName, nearestSentence } from "../family/similar.ts";

/**
 * GPU energy per output token that ML.ENERGY measured: of a model on so many GPUs, answering so many requests together.
 * Between two measured numbers of requests it is interpolated, and said so; beyond them nothing is known.
 */
export const mlenergyTokenEnergy: FactorFamily = factorFamily({
  id: "mlenergy.energy-per-token",
  title: "Measured GPU energy per output token",
  unit: "J/token",
  critique: [
    "Measured on warm servers with a steady number of requests, which is the best case. Real fleets have idle time and spare capacity.",
    "The GPU alone, without the host, cooling and idle machines.",
  ],
  key: {
    name: "measurement",
    help: "Model, GPU with their number, requests answered together, and the workload where there are several (chat, reasoning, code, image, video)",
    examples: [
      "meta-llama/Llama-3.1-8B-Instruct, H100x1, 64",
      "Qwen/Qwen3-8B, B200x1, 64, reasoning",
      "Mistral-7B-Instruct-v0.3, A100x1, 100",
    ],
  },
  find: findMeasurement,
  heldKeys: async () => [...new Set((await measurements()).map(keyOf))],
});

/** What the requests were, in the order in which one is chosen where none is asked for. */
const workloads = ["chat", "reasoning", "code", "image", "video"] as const;

type Workload = (typeof workloads)[number];

const workloadOf: Readonly<Record<string, Workload>> = {
  "llm_text_generation/chat": "chat",
  "llm_text_generation/code": "code",
  "mllm_text_generation/chat": "image",
  "lm-arena-chat": "chat",
  gpqa: "reasoning",
  "sourcegraph-fim": "code",
  "image-chat": "image",
  "video-chat": "video",
};

/** One measured configuration. */
interface Measurement {
  readonly table: Table;
  readonly workload: Workload;
  readonly model: string;
  readonly gpu: string;
  readonly gpus: number;
  /** Mean of the requests that were answered together. */
  readonly requests: number;
  readonly joulesPerToken: number;
}

/** A release of the leaderboard. */
interface Table {
  readonly name: string;
  readonly year: number;
  readonly source: Factor["source"];
}

interface Wanted {
  readonly model: string;
  readonly gpu: string;
  /** Undefined where any number will do. */
  readonly gpus: number | undefined;
  readonly requests: number;
  readonly workload: Workload | undefined;
}

/** A measured mean this near to the asked number counts as equal: a server limited to 64 requests holds 63.9 on average. */
const nearEnough = 0.02;

async function findMeasurement(key: string | undefined): Promise<Result<FoundFactor, NoFactor>> {
  const { title, key: described } = mlenergyTokenEnergy;
  const form = `Give model, GPU and requests: ${described.examples.join("; ")}.`;
  if (key === undefined || key.trim() === "") return fail({ kind: "no-factor", message: `${title}: ${form}` });
  const wanted = readKey(key);
  if (wanted === undefined)
    return fail({ kind: "unknown-name", message: `${title}: ${quoted(key)} is not valid. ${form}` });
  const all = await measurements();
  const named = all.filter(({ model }) => isNamed(model, wanted.model));
  if (named.length === 0) {
    const near = nearestSentence(
      wanted.model,
      all.map(({ model }) => model),
    );
    return fail({
      kind: "unknown-name",
      message: `${title}: no model called ${quoted(wanted.model)} was measured.${near}`,
    });
  }
  const workload = wanted.workload ?? workloads.find((one) => named.some((row) => row.workload === one));
  const onGpu = named.filter(
    (row) => row.workload === workload && row.gpu === wanted.gpu && (wanted.gpus ?? row.gpus) === row.gpus,
  );
  if (onGpu.length === 0) {
    const held = [...new Set(named.map((row) => `${row.gpu}x${row.gpus} (${row.workload})`))].join(", ");
    return fail({ kind: "no-factor", message: `${title}: ${wanted.model} was measured on ${held} only.` });
  }
  const fewest = Math.min(...onGpu.map(({ gpus }) => gpus));
  const rows = onGpu.filter(({ gpus }) => gpus === fewest).toSorted((a, b) => a.requests - b.requests);
  const steps =
    wanted.gpus === undefined ? [`No number of GPUs was given: the smallest measured number, ${fewest}, is used.`] : [];
  return figureAt(rows, wanted.requests, steps);
}

function figureAt(
  rows: readonly Measurement[],
  requests: number,
  steps: readonly string[],
): Result<FoundFactor, NoFactor> {
  const nearest = rows.toSorted((a, b) => Math.abs(a.requests - requests) - Math.abs(b.requests - requests))[0];
  if (nearest === undefined) throw new RangeError("No rows to choose from.");
  if (Math.abs(nearest.requests - requests) <= nearEnough * requests) {
    return ok(found(nearest, nearest.joulesPerToken, steps));
  }
  const above = rows.findIndex((row) => row.requests > requests);
  const high = rows[above];
  const low = rows[above - 1];
  if (high === undefined || low === undefined) {
    const held = rows.map((row) => Math.round(row.requests)).join(", ");
    const message = `${mlenergyTokenEnergy.title}: ${nearest.model} on ${nearest.gpu}x${nearest.gpus} was measured at ${held} requests; ${requests} is outside that range.`;
    return fail({ kind: "no-factor", message });
  }
  const share = Math.log(requests / low.requests) / Math.log(high.requests / low.requests);
  const joules = low.joulesPerToken * (high.joulesPerToken / low.joulesPerToken) ** share;
  const step = `Between ${Math.round(low.requests)} and ${Math.round(high.requests)} measured requests, interpolated on a logarithmic scale.`;
  return ok(found({ ...high, requests }, joules, [...steps, step]));
}

function found(row: Measurement, joules: number, steps: readonly string[]): FoundFactor {
  const where = keyOf(row);
  const { name, year, source } = row.table;
  const factor: Factor = {
    id: `mlenergy.energy-per-token/${name}/${where.replaceAll(", ", "@")}/${year}`,
    title: `${row.model} on ${row.gpus} ${row.gpu}, ${Math.round(row.requests)} requests of ${row.workload} together, GPU energy per output token`,
    value: joules,
    unit: "J/token",
    uncertainty: {
      distribution: { kind: "normal", sd: 0.1 * joules },
      basis: "expert default: 5 % of the GPU's counter, and the length of prompts and answers",
    },
    year,
    boundary: "component",
    basis: "not-applicable",
    signal: "not-applicable",
    accounting: "not-applicable",
    source: { ...source, locator: `${source.locator}, ${row.workload}, ${row.model}` },
  };
  return { factor, matched: where, fallbacks: steps };
}

let held: Promise<readonly Measurement[]> | undefined;

/** Every row, parsed when first asked for. */
async function measurements(): Promise<readonly Measurement[]> {
  held ??= readMeasurements();
  return held;
}

async function readMeasurements(): Promise<readonly Measurement[]> {
  const { v2, v3 } = await import("../tables/mlenergy.ts");
  const older = { name: "v2-2024-09", year: 2024, source: v2.source };
  const newer = { name: "v3-2026-02", year: 2026, source: v3.source };
  return [
    ...v3.groups.flatMap(({ task, model, rows }) =>
      rows.map((row) => {
        const [gpu = "", gpus = "", , requests = "", , joules = ""] = row.split("|");
        return measurementOf(newer, { task, model, gpu, gpus, requests, joulesPerToken: Number(joules) });
      }),
    ),
    ...v2.groups.flatMap(({ task, model, rows }) =>
      rows.map((row) => {
        const [gpu = "", gpus = "", , requests = "", tokens = "", joules = ""] = row.split("|");
        return measurementOf(older, {
          task,
          model,
          gpu,
          gpus,
          requests,
          joulesPerToken: Number(joules) / Number(tokens),
        });
      }),
    ),
  ];
}

interface RowText {
  readonly task: string;
  readonly model: string;
  readonly gpu: string;
  readonly gpus: string;
  readonly requests: string;
  readonly joulesPerToken: number;
}

function measurementOf(table: Table, { task, gpus, requests, ...row }: RowText): Measurement {
  const workload = workloadOf[task];
  if (workload === undefined) throw new RangeError(`ML.ENERGY: the task ${task} is not known.`);
  return { ...row, table, workload, gpus: Number(gpus), requests: Number(requests) };
}

function keyOf({ model, gpu, gpus, requests, workload }: Measurement): string {
  return `${model}, ${gpu}x${gpus}, ${Number(requests.toPrecision(3))}, ${workload}`;
}

/** `model, H100x4, 64`, or with a workload; undefined where that is not what stands there. */
function readKey(key: string): Wanted | undefined {
  const [model = "", device = "", requests = "", word = "", ...rest] = key.split(",").map((part) => part.trim());
  const [, gpu = "", gpus = ""] = /^([a-z]+\d+)(?:\s*[x×]\s*(\d*))?$/i.exec(device) ?? [];
  const count = Number(requests.replace(/\s*requests?$/, ""));
  // `reasoning`, or an answer to the question whether it does: no is chat, unknown is any.
  const wanted = { yes: "reasoning", true: "reasoning", no: "chat", false: "chat", unknown: "" }[word] ?? word;
  const workload = workloads.find((one) => one === wanted);
  if (model === "" || gpu === "" || requests === "" || !(count > 0) || rest.length > 0) return undefined;
  if (wanted !== "" && workload === undefined) return undefined;
  return {
    model,
    gpu: gpu.toUpperCase(),
    gpus: Number(gpus) > 0 ? Number(gpus) : undefined,
    requests: count,
    workload,
  };
}

function isNamed(model: string, name: string): boolean {
  return [model, model.slice(model.indexOf("/") + 1)].some((spelling) => foldName(spelling) === foldName(name));
}
