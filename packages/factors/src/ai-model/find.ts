import { fail, ok, quoted } from "@wattledger/core";
import type { NoFactor, Result } from "@wattledger/core";
import { foldName, nearestSentence } from "../family/similar.ts";
import { precisionInName } from "./precision.ts";
import { aiModels, releasedAiModels } from "./table.ts";
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
  return releasedAiModels().find(
    (model) => model.provider === provider && model.name === name && model.releases.includes(release),
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
  if (shown.length > 0) return oneOf(name, shown, () => []);
  for (const reading of readings(name)) {
    const found = findAs(name, reading, models);
    if (found !== undefined)
      return found.ok
        ? ok({ ...found.value, steps: [...stepOf(name, reading, found.value), ...found.value.steps] })
        : found;
  }
  const near = nearestSentence(
    readSpelling(name).bare,
    models.flatMap((model) => [model.name, afterSlash(model.name)]),
  );
  return fail({
    kind: "unknown-name",
    message: `Unknown AI model ${quoted(name)}.${near}${deploymentHint(name)} If you know its size, give the parameters instead of the name.`,
  });
}

/** One way to read a name: without what gateways, clouds and regions put around it. */
interface Reading {
  readonly bare: string;
  readonly provider: string | undefined;
  /** Whether only known spellings were taken off, so that nobody has to be told. */
  readonly isPlain: boolean;
}

/** The model that a reading means, or the refusal if it means several; undefined if it means none. */
function findAs(
  name: string,
  { bare, provider }: Reading,
  models: readonly AiModel[],
): Result<FoundAiModel, NoFactor> | undefined {
  const offered = provider === undefined ? models : models.filter((model) => model.provider === provider);
  // Open weights keep their maker's name in front: `meta-llama/Llama-3.1-8B-Instruct`.
  const exact = models.filter((model) => foldedName(model) === foldName(name));
  const named = exact.length > 0 ? exact : offered.filter((model) => foldedName(model) === foldName(bare));
  if (named.length > 0)
    return oneOf(name, named, () =>
      name.startsWith("ft:") ? [`${quoted(name)} is a fine-tuned version of ${bare}.`] : [],
    );
  const sameUndated = offered.filter((model) => foldName(undated(model.name)) === foldName(undated(bare)));
  // A retired model answers to its own name. A bare name means the models that are still offered.
  const snapshots = newestOf(sameUndated);
  if (snapshots.length > 0)
    return oneOf(name, snapshots, (used) => [
      `No model is called exactly ${quoted(name)}: its snapshot ${withOthers(used, snapshots)} is used.`,
    ]);
  const suffixes = models.filter(
    (model) => model.name.includes("/") && foldName(afterSlash(model.name)) === foldName(bare),
  );
  if (suffixes.length > 0)
    return oneOf(name, suffixes, (used) => [`${quoted(name)} was read as ${withOthers(used, suffixes)}.`]);
  const weights = models.filter((model) => model.name.includes("/") && plainWeights(model.name) === plainWeights(bare));
  if (weights.length > 0)
    return oneOf(name, weights, (used) => [`${quoted(name)} was read as ${withOthers(used, weights)}.`]);
  const precise = precisionInName(bare);
  const plain = precise === undefined ? undefined : findAiModel(precise.bare, models);
  if (precise !== undefined && plain?.ok === true) {
    const step = `"${name}" was read as ${precise.bare}, its weights in ${precise.word}.`;
    return ok({ model: plain.value.model, steps: [step, ...plain.value.steps] });
  }
  return undefined;
}

function stepOf(name: string, { isPlain }: Reading, { model, steps }: FoundAiModel): readonly string[] {
  return isPlain || steps.length > 0 ? [] : [`${quoted(name)} was read as ${model.name}.`];
}

const foldedNames = new WeakMap<AiModel, string>();

/** Names are compared at each look-up, and folded once. */
function foldedName(model: AiModel): string {
  const folded = foldedNames.get(model) ?? foldName(model.name);
  foldedNames.set(model, folded);
  return folded;
}

/** A deployment on Azure is called as its owner likes, which tells nothing of the model. */
function deploymentHint(name: string): string {
  return /^azure/i.test(name) ? " For a deployment on Azure, name the deployed model." : "";
}

/** One model out of several: any of them where they are of one size, else a refusal that lists them. */
function oneOf(
  name: string,
  models: readonly AiModel[],
  stepsOf: (used: AiModel) => readonly string[],
): Result<FoundAiModel, NoFactor> {
  const latest = models.filter((model) => model.releases.includes("0.11.3"));
  const [model = models[0]] = latest.length > 0 ? latest : models;
  if (model === undefined) throw new RangeError("One of no models was asked for.");
  if (models.some((other) => !isOfSize(other, model))) {
    const held = models.map((other) => `${other.provider}/${other.name} (${sizeOf(other)})`).join(", ");
    return fail({
      kind: "unknown-name",
      message: `The name ${quoted(name)} fits several AI models: ${held}. Give one of these names.`,
    });
  }
  return ok({ model, steps: stepsOf(model) });
}

/** A model, and the others that it answers for, which have the same size. */
function withOthers(used: AiModel, models: readonly AiModel[]): string {
  const others = [...new Set(models.map(({ name }) => name))].filter((name) => name !== used.name);
  return others.length === 0 ? used.name : `${used.name} (of the same size: ${others.join(", ")})`;
}

/** Of some models those that are still offered; without any, those that were offered last. */
function newestOf(models: readonly AiModel[]): readonly AiModel[] {
  const retired = ["ecologits-2024", "ecologits-2026-03"];
  for (const gone of [retired, retired.slice(0, 1)]) {
    const kept = models.filter(({ table }) => !gone.includes(table));
    if (kept.length > 0) return kept;
  }
  return models;
}

/** Of one size but for rounding: 8 and 8.03 billion. */
function isOfSize(a: AiModel, b: AiModel): boolean {
  const [ofA, ofB] = [endsOf(a), endsOf(b)];
  return ofA.every((end, index) => Math.abs(end / (ofB[index] ?? Number.NaN) - 1) <= 0.03);
}

function endsOf({ totalBillions: total, activeBillions: active }: AiModel): readonly number[] {
  return [total.low, total.high, active.low, active.high];
}

function sizeOf({ totalBillions: total, activeBillions: active }: AiModel): string {
  return `${total.low} to ${total.high} B, ${active.low} to ${active.high} B active`;
}

/** Names of providers as gateways write them in front of a model. */
const providers: Readonly<Record<string, string>> = {
  openai: "openai",
  azure: "openai",
  "azure-openai": "openai",
  azureopenai: "openai",
  anthropic: "anthropic",
  google: "google_genai",
  gemini: "google_genai",
  models: "google_genai",
  mistral: "mistralai",
  mistralai: "mistralai",
  cohere: "cohere",
  huggingface: "huggingface_hub",
};

/** Gateways and hosts that only pass a request on, or serve the models of others under their names. */
const gateways =
  /^(azure_ai|bedrock|bedrock_converse|cloudflare|converse|databricks|deepinfra|fireworks_ai|github|github_models|groq|litellm|nvidia_nim|ollama|openrouter|portkey|replicate|sagemaker|snowflake|together_ai|vercel|vertex_ai|vertex_ai_beta)[/ ]/;

/** The readings of a name, the nearest to its letters first. No list of gateways, regions or endings is complete, so any is taken off. */
function readings(name: string): readonly Reading[] {
  const first = readSpelling(name);
  const parts = first.bare.split("/");
  const shorter = parts.slice(1).map((_, index): Reading => {
    const left = parts.slice(0, index + 1);
    const { bare, provider = first.provider } = readSpelling(parts.slice(index + 1).join("/"));
    return { bare, provider, isPlain: first.provider !== undefined || left.every((part) => regionName.test(part)) };
  });
  // Bedrock's names of makers that are not providers of the table: `meta.llama3-3-70b-instruct`, `qwen.qwen3-32b`.
  const [, ofMaker] = /^[a-z][a-z-]*\.([a-z].{4,})$/i.exec(first.bare) ?? [];
  const withoutMaker = ofMaker === undefined ? [] : [{ bare: ofMaker, provider: first.provider, isPlain: false }];
  const spelt = [first, ...withoutMaker, ...shorter];
  return spelt.flatMap((reading) => [reading, ...withoutEndings(reading)]);
}

/** A cloud's region, as gateways write it in front of a model: `us-east-1`, `europe-west4`. */
const regionName = /^[a-z]{2,9}(?:-[a-z]+)+-?\d+$/i;

/** Without a version of the service (`-v1`, `-1:0`, `-v2:0:200k`), and without a tag that is not a size (`:exacto`). */
function withoutEndings({ bare, provider, isPlain }: Reading): readonly Reading[] {
  const dotted = bare.replace(/-v(\d+):(\d+)(?::\w+)?$/, "-v$1.$2");
  const versioned = bare.replace(/(?:-v\d+|-\d+(?=:))?(?::\d+(?::\d+k)?)?$/, "");
  const untagged = bare.replace(/:(?!\d+(?:\.\d+)?[bm]\b)[a-z][\w.-]*$/i, "");
  return [
    { bare: dotted, isPlain },
    { bare: versioned, isPlain },
    { bare: untagged, isPlain: false },
  ]
    .filter((one) => one.bare !== bare && one.bare !== "")
    .map((one) => ({ ...one, provider }));
}

/**
 * Takes off what gateways add: `openrouter/anthropic/claude-3.5-sonnet:beta`, `us.anthropic.claude-…` and ARNs (Bedrock),
 * `publishers/anthropic/models/claude-3-5-sonnet-v2@20241022` (Vertex AI), `models/gemini-2.0-flash`,
 * `azureml://registries/azure-openai/models/gpt-4o/versions/2024-08-06`, `ft:gpt-4o-mini-2024-07-18:owner::id`.
 */
function readSpelling(name: string): Reading {
  let bare = name.trim();
  const [, publisher, published] = /(?:publishers|registries)\/([^/]+)\/models\/(.+)$/.exec(bare) ?? [];
  if (publisher !== undefined && published !== undefined)
    bare = `${publisher}/${published.replace(/\/versions\/(.+)$/, "-$1")}`;
  bare = bare
    .replace(/^arn:aws[^/]*\//, "")
    .replace(/^ft:([^:]+):.*$/, "$1")
    .replace(gateways, "")
    // Any geography may precede the maker: `jp.anthropic.claude-…`, `us-gov.anthropic.claude-…`.
    .replace(/^[a-z]{2,6}(?:-[a-z]+)*\.(?=[a-z][a-z\d]*\.[a-z])/, "");
  bare = bare.replace(/:(free|beta|nitro|floor|extended|thinking|online)$/, "");
  bare = bare.replace(/(-v\d+)?@/, "-");
  const [, maker = "", rest = ""] = /^([a-z_-]+)[/.](?=\D)(.+)$/i.exec(bare) ?? [];
  const provider = Object.hasOwn(providers, maker.toLowerCase()) ? providers[maker.toLowerCase()] : undefined;
  return { bare: provider === undefined ? bare : rest, provider, isPlain: true };
}

/** Open weights without what their makers and hosts put around the name: `Meta-Llama-3.1-8B-Instruct`, `llama3.1:8b`. */
function plainWeights(name: string): string {
  return foldName(
    afterSlash(name)
      .replace(/^meta-/i, "")
      .replace(/-(instruct|it|chat|hf)$/i, ""),
  );
}

/** A name without the date of its snapshot: `-20241022`, `-2024-08-06`, `-0613`, `-latest`, `-preview-05-20`. */
function undated(name: string): string {
  return name.replace(/-(latest|00\d|\d{8}|\d{4}-\d{2}-\d{2}|\d{2}-\d{4}|\d{4}|preview-\d{2}-\d{2}|preview)$/, "");
}

function afterSlash(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}
