import current from "../data/ai-model/ecologits-0.11.3.json" with { type: "json" };
import retired from "../data/ai-model/ecologits-2024.json" with { type: "json" };
import earlier from "../data/ai-model/ecologits-2026-03.json" with { type: "json" };
import open from "../data/ai-model/open-2026.json" with { type: "json" };

/** Releases of EcoLogits' repository of models that the table keeps apart. */
export type AiModelRelease = "0.9.1" | "2026-03-13" | "0.11.3";

/** A size, or the range that it is guessed to lie in. */
export interface SizeRange {
  readonly low: number;
  readonly high: number;
}

/** What is known of a language model. */
export interface AiModel {
  /** As EcoLogits spells it: `openai`, `google_genai`, `huggingface_hub`. */
  readonly provider: string;
  readonly name: string;
  /** The name that this one is another name of. */
  readonly aliasOf?: string;
  readonly architecture: "dense" | "moe";
  readonly totalBillions: SizeRange;
  /** Parameters that one token passes through; all of them in a dense model. */
  readonly activeBillions: SizeRange;
  /** Bits of a published weight; absent where it is not known. */
  readonly weightBits?: number;
  /** Nobody published the size: it is guessed. */
  readonly isSizeGuessed: boolean;
  /** What EcoLogits warns of. */
  readonly warnings: readonly string[];
  /** Output tokens per second that a client of OpenRouter saw; absent where it is not known. */
  readonly tokensPerSecond?: number;
  /** Seconds to the first token that a client of OpenRouter saw; absent where it is not known. */
  readonly firstTokenSeconds?: number;
  /** Releases of EcoLogits that list it; none for an open model of the other table, and for one that was retired before. */
  readonly releases: readonly AiModelRelease[];
  /** Pages that speak of it. */
  readonly pages: readonly string[];
  /** The table that holds it: part of its figures' ids. */
  readonly table: "ecologits-2024" | "ecologits-2026-03" | "ecologits-0.11.3" | "open-2026";
}

/** The papers of each table. */
export const aiModelSources = {
  "ecologits-2024": retired.source,
  "ecologits-2026-03": earlier.source,
  "ecologits-0.11.3": current.source,
  "open-2026": open.source,
};

let parsed: readonly AiModel[] | undefined;
let parsedReleases: readonly AiModel[] | undefined;

/**
 * Every model once: those of EcoLogits as its newest release has them, those that only earlier releases list, open ones,
 * retired ones. Parsed when first asked for.
 */
export function aiModels(): readonly AiModel[] {
  if (parsed !== undefined) return parsed;
  const listed = releasedAiModels();
  const newest = new Set(listed.filter(isNewest).map(fullName));
  parsed = [
    ...listed.filter((model) => isNewest(model) || !newest.has(fullName(model))),
    ...open.rows.map(openModel),
    ...retired.rows.map(retiredModel),
  ];
  return parsed;
}

/** The models of every release of EcoLogits that the table keeps apart: a name may be in it with two sizes. */
export function releasedAiModels(): readonly AiModel[] {
  parsedReleases ??= [...current.groups.flatMap(currentModels), ...earlier.groups.flatMap(earlierModels)];
  return parsedReleases;
}

function isNewest({ table }: AiModel): boolean {
  return table === "ecologits-0.11.3";
}

function fullName({ provider, name }: AiModel): string {
  return `${provider}/${name}`;
}

const releasesOf: Readonly<Record<string, readonly AiModelRelease[]>> = {
  old: ["0.9.1"],
  new: ["2026-03-13"],
  both: ["0.9.1", "2026-03-13"],
};

function currentModels(group: (typeof current.groups)[number]): readonly AiModel[] {
  return group.models.map((row) => {
    const [name = "", speed = "", first = "", alias = ""] = row.split("|");
    return { ...modelOf(group, name, speed, first, alias), releases: ["0.11.3"], table: "ecologits-0.11.3" };
  });
}

function earlierModels(group: (typeof earlier.groups)[number]): readonly AiModel[] {
  return group.models.map((row) => {
    const [name = "", listed = "", speed = "", first = "", alias = ""] = row.split("|");
    const model = modelOf(group, name, speed, first, alias);
    return { ...model, releases: releasesOf[listed] ?? [], table: "ecologits-2026-03" };
  });
}

type Group = Omit<(typeof earlier.groups)[number], "models">;

function modelOf(
  group: Group,
  name: string,
  speed: string,
  first: string,
  alias: string,
): Omit<AiModel, "releases" | "table"> {
  return {
    provider: group.provider,
    name,
    ...(alias !== "" && { aliasOf: alias }),
    architecture: architectureOf(group.architecture),
    totalBillions: rangeOf(group.totalBillions),
    activeBillions: rangeOf(group.activeBillions),
    // Google's open models carry the warning too, though their weights are published.
    isSizeGuessed:
      group.warnings.includes("model-arch-not-released") && !group.sources.includes("https://huggingface.co/"),
    warnings: group.warnings,
    ...(speed !== "" && { tokensPerSecond: Number(speed) }),
    ...(first !== "" && { firstTokenSeconds: Number(first) }),
    pages: group.sources.replaceAll("{name}", name).split(" "),
  };
}

function openModel(row: string): AiModel {
  const [name = "", total = "", active = "", architecture = "", bits = ""] = row.split("|");
  return {
    provider: "huggingface_hub",
    name,
    architecture: architectureOf(architecture),
    totalBillions: rangeOf(total),
    activeBillions: rangeOf(active),
    ...(bits !== "" && { weightBits: Number(bits) }),
    isSizeGuessed: false,
    warnings: [],
    releases: [],
    pages: [`https://huggingface.co/${name}`],
    table: "open-2026",
  };
}

function retiredModel(row: string): AiModel {
  const [provider = "", name = "", total = "", active = "", architecture = "", guessed = ""] = row.split("|");
  return {
    provider,
    name,
    architecture: architectureOf(architecture),
    totalBillions: rangeOf(total),
    activeBillions: rangeOf(active),
    isSizeGuessed: guessed === "g",
    warnings: guessed === "g" ? ["model-arch-not-released"] : [],
    releases: [],
    pages: ["https://github.com/genai-impact/ecologits"],
    table: "ecologits-2024",
  };
}

function architectureOf(text: string): AiModel["architecture"] {
  return text === "moe" ? "moe" : "dense";
}

function rangeOf(text: string): SizeRange {
  const [low = "", high = low] = text.split("-");
  return { low: Number(low), high: Number(high) };
}
