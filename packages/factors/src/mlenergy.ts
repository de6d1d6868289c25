import { fail, ok } from "@wattledger/core";
import type { Factor, FactorFamily, FoundFactor, NoFactor, Result } from "@wattledger/core";
import { foldName, nearestSentence } from "./similar.ts";

/**
 * GPU energy per output token that ML.ENERGY measured: of a model on so many GPUs, answering so many requests together.
 * Between two measured numbers of requests it is interpolated, and said so; beyond them nothing is known.
 */
export const mlenergyTokenEnergy: FactorFamily = {
  id: "mlenergy.energy-per-token",
  title: "Measured GPU energy per output token",
  unit: "J/token",
  key: {
    name: "measurement",
    help: "Model, GPU with their number, and requests answered together",
    examples: ["meta-llama/Meta-Llama-3.1-8B-Instruct, H100x1, 64", "Mistral-7B-Instruct-v0.3, A100x1, 100"],
  },
  find: findMeasurement,
  heldKeys: async () => [...new Set((await measurements()).all.map(keyOf))],
};

/** One measured configuration. */
interface Measurement {
  readonly task: string;
  readonly model: string;
  readonly gpu: string;
  readonly gpus: number;
  /** Mean of the requests that were answered together. */
  readonly requests: number;
  readonly joulesPerToken: number;
}

interface Wanted {
  readonly model: string;
  readonly gpu: string;
  /** Undefined where any number will do. */
  readonly gpus: number | undefined;
  readonly requests: number;
}

/** A measured mean this near to what was asked is taken for it: a server that may hold 64 requests holds 63.9 on average. */
const nearEnough = 0.02;

async function findMeasurement(key: string | undefined): Promise<Result<FoundFactor, NoFactor>> {
  const { title, key: described } = mlenergyTokenEnergy;
  const form = `Give model, GPU and requests: ${described.examples.join("; ")}.`;
  if (key === undefined || key.trim() === "") return fail({ kind: "no-factor", message: `${title}: ${form}` });
  const wanted = readKey(key);
  if (wanted === undefined)
    return fail({ kind: "unknown-name", message: `${title}: "${key}" cannot be read. ${form}` });
  const { all, source } = await measurements();
  const named = all.filter(({ model }) => isNamed(model, wanted.model));
  if (named.length === 0) {
    const near = nearestSentence(
      wanted.model,
      all.map(({ model }) => model),
    );
    return fail({ kind: "unknown-name", message: `${title}: no model called "${wanted.model}" was measured.${near}` });
  }
  const onGpu = named.filter(({ gpu, gpus }) => gpu === wanted.gpu && (wanted.gpus ?? gpus) === gpus);
  if (onGpu.length === 0) {
    const held = [...new Set(named.map(({ gpu, gpus }) => `${gpu}x${gpus}`))].join(", ");
    return fail({ kind: "no-factor", message: `${title}: ${wanted.model} was measured on ${held} only.` });
  }
  const fewest = Math.min(...onGpu.map(({ gpus }) => gpus));
  const rows = onGpu.filter(({ gpus }) => gpus === fewest).toSorted((a, b) => a.requests - b.requests);
  const steps = wanted.gpus === undefined ? [`No number of GPUs was given: the fewest measured, ${fewest}.`] : [];
  return figureAt(rows, wanted.requests, steps, source);
}

function figureAt(
  rows: readonly Measurement[],
  requests: number,
  steps: readonly string[],
  source: Factor["source"],
): Result<FoundFactor, NoFactor> {
  const nearest = rows.toSorted((a, b) => Math.abs(a.requests - requests) - Math.abs(b.requests - requests))[0];
  if (nearest === undefined) throw new RangeError("No rows to choose from.");
  if (Math.abs(nearest.requests - requests) <= nearEnough * requests) {
    return ok(found(nearest, nearest.joulesPerToken, steps, source));
  }
  const above = rows.findIndex((row) => row.requests > requests);
  const high = rows[above];
  const low = rows[above - 1];
  if (high === undefined || low === undefined) {
    const held = rows.map((row) => Math.round(row.requests)).join(", ");
    const message = `${mlenergyTokenEnergy.title}: ${nearest.model} on ${nearest.gpu}x${nearest.gpus} was measured at ${held} requests; ${requests} lie beyond.`;
    return fail({ kind: "no-factor", message });
  }
  const share = Math.log(requests / low.requests) / Math.log(high.requests / low.requests);
  const joules = low.joulesPerToken * (high.joulesPerToken / low.joulesPerToken) ** share;
  const step = `Between ${Math.round(low.requests)} and ${Math.round(high.requests)} measured requests, interpolated on logarithms.`;
  return ok(found({ ...high, requests }, joules, [...steps, step], source));
}

function found(row: Measurement, joules: number, steps: readonly string[], source: Factor["source"]): FoundFactor {
  const where = keyOf(row);
  const factor: Factor = {
    id: `mlenergy.energy-per-token/v2-2024-09/${where.replaceAll(", ", "@")}/2024`,
    title: `${row.model} on ${row.gpus} ${row.gpu}, ${Math.round(row.requests)} requests together, GPU energy per output token`,
    value: joules,
    unit: "J/token",
    uncertainty: {
      distribution: { kind: "normal", sd: 0.1 * joules },
      basis: "expert default: 5 % of the GPU's counter, and the length of prompts and answers",
    },
    year: 2024,
    boundary: "component",
    basis: "not-applicable",
    signal: "not-applicable",
    accounting: "not-applicable",
    source: { ...source, locator: `${source.locator}, ${row.task}, ${row.model}` },
  };
  return { factor, matched: where, fallbacks: steps };
}

async function measurements(): Promise<{
  readonly all: readonly Measurement[];
  readonly source: Factor["source"];
}> {
  const { default: file } = await import("./data/mlenergy/v2-2024-09.json", { with: { type: "json" } });
  const all = file.groups.flatMap(({ task, model, rows }) => rows.map((row) => measurementOf(task, model, row)));
  return { all, source: file.source };
}

function keyOf({ model, gpu, gpus, requests }: Measurement): string {
  return `${model}, ${gpu}x${gpus}, ${Math.round(requests)}`;
}

/** `model, H100x4, 64`; undefined where that is not what stands there. */
function readKey(key: string): Wanted | undefined {
  const [model = "", device = "", requests = "", ...rest] = key.split(",").map((part) => part.trim());
  const [, gpu = "", gpus = ""] = /^([a-z]+\d+)(?:\s*[x×]\s*(\d+))?$/i.exec(device) ?? [];
  const count = Number(requests.replace(/\s*requests?$/, ""));
  if (model === "" || gpu === "" || requests === "" || !(count > 0) || rest.length > 0) return undefined;
  return { model, gpu: gpu.toUpperCase(), gpus: gpus === "" ? undefined : Number(gpus), requests: count };
}

function measurementOf(task: string, model: string, row: string): Measurement {
  const [gpu = "", gpus = "", , requests = "", tokens = "", joules = ""] = row.split("|");
  return {
    task,
    model,
    gpu,
    gpus: Number(gpus),
    requests: Number(requests),
    joulesPerToken: Number(joules) / Number(tokens),
  };
}

function isNamed(model: string, name: string): boolean {
  return [model, model.slice(model.indexOf("/") + 1)].some((spelling) => foldName(spelling) === foldName(name));
}
