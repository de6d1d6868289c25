import ecologits from "../data/ai-model/ecologits-2026-03.json" with { type: "json" };
import retired from "../data/ai-model/ecologits-2024.json" with { type: "json" };
import open from "../data/ai-model/open-2026.json" with { type: "json" };

/** Releases of EcoLogits' repository of models that the table keeps apart. */
export type AiModelRelease = "0.9.1" | "2026-03-13";

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
  /** The name that this one stands for. */
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
  /** Which table it stands in: part of its figures' ids. */
  readonly table: "ecologits-2024" | "ecologits-2026-03" | "open-2026";
}

/** The papers of each table. */
export const aiModelSources = {
  "ecologits-2024": retired.source,
  "ecologits-2026-03": ecologits.source,
  "open-2026": open.source,
};

let parsed: readonly AiModel[] | undefined;

/** Every model, those of EcoLogits first, the retired ones last. Parsed when first asked for. */
export function aiModels(): readonly AiModel[] {
  parsed ??= [
    ...ecologits.groups.flatMap(modelsOfGroup),
    ...open.rows.map(openModel),
    ...retired.rows.map(retiredModel),
  ];
  return parsed;
}

const releasesOf: Readonly<Record<string, readonly AiModelRelease[]>> = {
  old: ["0.9.1"],
  new: ["2026-03-13"],
  both: ["0.9.1", "2026-03-13"],
};

function modelsOfGroup(group: (typeof ecologits.groups)[number]): readonly AiModel[] {
  return group.models.map((row) => {
    const [name = "", listed = "", speed = "", first = "", alias = ""] = row.split("|");
    const pages = group.sources.replaceAll("{name}", name).split(" ");
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
      releases: releasesOf[listed] ?? [],
      pages,
      table: "ecologits-2026-03",
    };
  });
}

function openModel(row: string): AiModel {
  const [name = "", total = "", active = "", architecture = "", bits = ""] = row.split("|");
  return {
    provider: "huggingface_hub",
    name,
    architecture: architectureOf(architecture),
    totalBillions: rangeOf(total),
    activeBillions: rangeOf(active),
    weightBits: Number(bits),
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
