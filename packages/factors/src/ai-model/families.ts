import { defined, fail, ok } from "@wattledger/core";
import type { Distribution, Factor, FactorFamily, FoundFactor, NoFactor, Result } from "@wattledger/core";
import { factorFamily } from "../family/family.ts";
import type { AiModel, SizeRange } from "./table.ts";

const key: FactorFamily["key"] = {
  name: "model",
  help: "Name of the AI model, as its provider or a gateway spells it",
  examples: ["gpt-4o", "anthropic/claude-3.5-sonnet", "meta-llama/Llama-3.1-8B-Instruct"],
};

/** Parameters of a model, in billions. Of closed models a guess, with the interval that the guess names. */
export const aiModelTotalParameters: FactorFamily = family({
  id: "ai-model.total-parameters",
  title: "Parameters of an AI model, in billions",
  unit: "1",
  critique: [
    "The sizes of closed models are not published, and a provider can change the model behind a name without notice.",
  ],
  year: 2026,
  what: "parameters in billions",
  figure: (model) => size(model.totalBillions, model),
});

/** Parameters that a token passes through, in billions. Equal to all of them in a dense model. */
export const aiModelActiveParameters: FactorFamily = family({
  id: "ai-model.active-parameters",
  title: "Parameters of an AI model that are active for a token, in billions",
  unit: "1",
  critique: [
    "One number for every request. In fact routing, drafts by a smaller model and caching change the cost of a token.",
  ],
  year: 2026,
  what: "active parameters in billions",
  figure: (model) => size(model.activeBillions, model),
});

/** Output tokens per second that one client sees. */
export const aiModelThroughput: FactorFamily = family({
  id: "ai-model.throughput",
  title: "Output tokens per second that a client of an AI model sees",
  unit: "token/s",
  critique: [
    "The speed for one client is a product decision. A tier that is twice as fast does not use twice the energy.",
  ],
  year: 2026,
  what: "output tokens per second",
  figure: ({ tokensPerSecond }) => speed(tokensPerSecond, 1.5),
});

/** Time until the first token that one client sees. */
export const aiModelFirstToken: FactorFamily = family({
  id: "ai-model.first-token-time",
  title: "Time to the first token that a client of an AI model sees",
  unit: "s",
  usual: [0.01, 120],
  critique: ["It includes waiting in a queue, which uses no energy of the model."],
  year: 2026,
  what: "time to the first token",
  figure: ({ firstTokenSeconds }) => speed(firstTokenSeconds, 2),
});

interface Figure {
  readonly value: number;
  readonly distribution: Distribution;
  readonly basis: string;
}

interface ModelFamily extends Pick<FactorFamily, "id" | "title" | "unit" | "usual" | "critique"> {
  readonly year: number;
  readonly what: string;
  /** Undefined where nothing is known of a model. */
  readonly figure: (model: AiModel) => Figure | undefined;
}

/** A size as published, or as guessed: its middle, and the ends of the guess as a 90 % interval. */
function size({ low, high }: SizeRange, model: AiModel): Figure {
  const value = (low + high) / 2;
  if (!model.isSizeGuessed) {
    const basis = "published by the maker; 3 % for rounding and for what is counted";
    return { value, distribution: { kind: "interval", low: 0.97 * low, high: 1.03 * high, level: 0.9 }, basis };
  }
  if (low < high) {
    const basis =
      "estimate of EcoLogits from leaks, prices and ranks in benchmarks; its range is read as a 90 % interval";
    return { value, distribution: { kind: "interval", low, high, level: 0.9 }, basis };
  }
  const basis = "estimate of EcoLogits without a stated error; Wattledger assumes a factor of 2 each way";
  return { value, distribution: { kind: "interval", low: value / 2, high: 2 * value, level: 0.9 }, basis };
}

function speed(value: number | undefined, gsd: number): Figure | undefined {
  if (value === undefined) return undefined;
  const basis = `expert default for load and routing: geometric standard deviation ${gsd}`;
  return { value, distribution: { kind: "log-normal", gsd }, basis };
}

function family({ id, title, unit, usual, critique = [], year, what, figure }: ModelFamily): FactorFamily {
  const find = async (name: string | undefined): Promise<Result<FoundFactor, NoFactor>> => {
    if (name === undefined || name.trim() === "") {
      return fail({
        kind: "no-factor",
        message: `${title}: no model was named. Name one, such as ${key.examples.join(", ")}.`,
      });
    }
    const { aiModelSources, findAiModel } = await import("./look-up.ts");
    const found = findAiModel(name);
    if (!found.ok) return found;
    const { model, steps } = found.value;
    const known = figure(model);
    if (known === undefined) {
      return fail({ kind: "no-factor", message: `${title}: no figure is known for ${model.provider}/${model.name}.` });
    }
    const { value, distribution, basis } = known;
    const source = aiModelSources[model.table];
    const factor: Factor = {
      id: `${id}/${model.table}/${model.provider}/${model.name}/${year}`,
      title: `${model.name} (${model.provider}), ${what}`,
      value,
      unit,
      uncertainty: { distribution, basis },
      year,
      boundary: "not-applicable",
      basis: "not-applicable",
      signal: "not-applicable",
      accounting: "not-applicable",
      source: { ...source, locator: `${source.locator}, ${model.name} (${model.pages.join(" ")})` },
    };
    return ok({ factor, matched: `${model.provider}/${model.name}`, fallbacks: [...steps, ...notes(model)] });
  };
  const heldKeys = async (): Promise<readonly string[]> => {
    const { aiModels } = await import("./look-up.ts");
    const known = aiModels().filter((model) => figure(model) !== undefined);
    return known.map(({ provider, name }) => `${provider}/${name}`);
  };
  return factorFamily({ id, title, unit, ...defined({ usual }), critique, key, find, heldKeys });
}

/** What else a reader must know of the name. */
function notes(model: AiModel): readonly string[] {
  const alias = model.aliasOf === undefined ? [] : [`${model.name} is another name of ${model.aliasOf}.`];
  if (model.table === "ecologits-2024")
    return [...alias, `${model.name} is no longer listed since 2025: its provider has retired it.`];
  if (model.table !== "ecologits-2026-03") return alias;
  const last = model.releases.includes("2026-03-13") ? "after March 2026" : "in March 2026";
  return [...alias, `${model.name} was no longer listed ${last}: its provider may have retired it.`];
}
