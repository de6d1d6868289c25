import { fail, ok } from "@wattledger/core";
import type { NoFactor, Result } from "@wattledger/core";
import { foldName, nearestSentence } from "../similar.ts";
import { aiModels } from "./table.ts";
import type { AiModel, AiModelRelease } from "./table.ts";

/** A model with each step by which its name was read. */
export interface FoundAiModel {
  readonly model: AiModel;
  /** Empty where the very name is held; else sentences for people, in order. */
  readonly steps: readonly string[];
}

/**
 * The model that a release of EcoLogits lists for a provider under this very name; undefined where it lists none. No
 * reading of spellings: this is how the original looks models up.
 */
export function listedAiModel(provider: string, name: string, release: AiModelRelease): AiModel | undefined {
  const owner = provider === "azure" || provider === "azure_openai" ? "openai" : provider;
  return aiModels().find(
    (model) => model.provider === owner && model.name === name && model.releases.includes(release),
  );
}

/**
 * Reads a model's name as providers and gateways spell it. What is more than spelling (a snapshot for its neighbour, a
 * bare family name for its snapshots) is announced as a step; a name beyond that is refused with the nearest ones, never
 * taken for a similar model. Who looks up many names hands the table in.
 */
export function findAiModel(name: string, models: readonly AiModel[] = aiModels()): Result<FoundAiModel, NoFactor> {
  // As a found model is shown: `google_genai/gemini-2.5-flash`.
  const shown = models.filter((model) => name === `${model.provider}/${model.name}`);
  if (shown.length > 0) return oneOf(name, shown, []);
  const { bare, provider } = readSpelling(name);
  const offered = provider === undefined ? models : models.filter((model) => model.provider === provider);
  // Open weights keep their maker's name in front: `meta-llama/Llama-3.1-8B-Instruct`.
  const exact = models.filter((model) => foldName(model.name) === foldName(name));
  const named = exact.length > 0 ? exact : offered.filter((model) => foldName(model.name) === foldName(bare));
  if (named.length > 0) return oneOf(name, named, []);
  const snapshots = offered.filter((model) => foldName(undated(model.name)) === foldName(undated(bare)));
  if (snapshots.length > 0) {
    const held = snapshots.map((model) => model.name).join(", ");
    return oneOf(name, snapshots, [`No model is called "${name}"; snapshots of it that are held: ${held}.`]);
  }
  const suffixes = models.filter(
    (model) => model.name.includes("/") && foldName(afterSlash(model.name)) === foldName(bare),
  );
  if (suffixes.length > 0) {
    const held = suffixes.map((model) => model.name).join(", ");
    return oneOf(name, suffixes, [`"${name}" was read as ${held}.`]);
  }
  const near = nearestSentence(
    bare,
    models.flatMap((model) => [model.name, afterSlash(model.name)]),
  );
  return fail({
    kind: "unknown-name",
    message: `AI models: none is called "${name}".${near} Give its parameters yourself if they are known.`,
  });
}

/** One model out of several: any of them where they are of one size, else a refusal that lists them. */
function oneOf(name: string, models: readonly AiModel[], steps: readonly string[]): Result<FoundAiModel, NoFactor> {
  const latest = models.filter((model) => model.releases.includes("2026-03-13"));
  const [model = models[0]] = latest.length > 0 ? latest : models;
  if (model === undefined) throw new RangeError("One of no models was asked for.");
  if (models.some((other) => sizeOf(other) !== sizeOf(model))) {
    const held = models.map((other) => `${other.provider}/${other.name} (${sizeOf(other)})`).join(", ");
    return fail({ kind: "unknown-name", message: `AI models: "${name}" may be one of ${held}. Say which.` });
  }
  return ok({ model, steps });
}

function sizeOf({ totalBillions: total, activeBillions: active }: AiModel): string {
  return `${total.low} to ${total.high} B, ${active.low} to ${active.high} B active`;
}

/** Names of providers as gateways write them in front of a model. */
const providers: Readonly<Record<string, string>> = {
  openai: "openai",
  azure: "openai",
  "azure-openai": "openai",
  anthropic: "anthropic",
  google: "google_genai",
  gemini: "google_genai",
  models: "google_genai",
  mistral: "mistralai",
  mistralai: "mistralai",
  cohere: "cohere",
  huggingface: "huggingface_hub",
};

/** Gateways that only pass a request on. */
const gateways = /^(openrouter|litellm|bedrock|converse|vertex_ai|portkey)\//;

/**
 * Takes off what gateways add: `openrouter/anthropic/claude-3.5-sonnet:beta`, `us.anthropic.claude-…-v1:0` (Bedrock),
 * `claude-3-5-sonnet@20241022` (Vertex AI), `models/gemini-2.0-flash`.
 */
function readSpelling(name: string): { readonly bare: string; readonly provider: string | undefined } {
  let bare = name
    .trim()
    .replace(gateways, "")
    .replace(/^(us|eu|apac|global)\./, "");
  bare = bare.replace(/:(free|beta|nitro|floor|extended|thinking|online)$/, "").replace(/-v\d+:\d+$/, "");
  bare = bare.replace("@", "-");
  const [, maker = "", rest = ""] = /^([a-z_-]+)[/.](?=\D)(.+)$/i.exec(bare) ?? [];
  const provider = Object.hasOwn(providers, maker.toLowerCase()) ? providers[maker.toLowerCase()] : undefined;
  return provider === undefined ? { bare, provider } : { bare: rest, provider };
}

/** A name without the date of its snapshot: `-20241022`, `-2024-08-06`, `-0613`, `-latest`, `-preview-05-20`. */
function undated(name: string): string {
  return name.replace(/-(latest|\d{8}|\d{4}-\d{2}-\d{2}|\d{2}-\d{4}|\d{4}|preview-\d{2}-\d{2}|preview)$/, "");
}

function afterSlash(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}
