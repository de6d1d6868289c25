import { fail, ok } from "@wattledger/core";
import type { FactorFamily, FoundFactor, NoFactor, Result } from "@wattledger/core";
import { factorFamily } from "../family/family.ts";
import { findFigure } from "../family/figure-table.ts";
import type { FigureTable } from "../family/figure-table.ts";
import { aiModelFirstToken, aiModelThroughput } from "./families.ts";

// What the paper of Jegham et al. comes to for the models whose energy it states, for the method that has its name.

const key: FactorFamily["key"] = {
  name: "model",
  help: "AI model; the paper's own are gpt-4.1-nano, gpt-4o, claude-3.7-sonnet, o3 and deepseek-r1",
  examples: ["gpt-4.1-nano", "deepseek-r1"],
};

const meaning = {
  boundary: "not-applicable",
  basis: "not-applicable",
  signal: "not-applicable",
  accounting: "not-applicable",
} as const;

/** Output tokens per second that give the paper's energies again. */
export const jeghamThroughput: FactorFamily = ofPaper({
  id: "jegham.throughput",
  title: "Output tokens per second that repeat the energies of Jegham et al.",
  unit: "token/s",
  critique: ["Worked back from three energies per model: a speed that no client has seen."],
  file: async () =>
    (await import("../data/ai-model-jegham/jegham-2025-throughput.json", { with: { type: "json" } })).default,
  instead: "the figure in EcoLogits' table of speeds is used",
  elsewhere: (name) => aiModelThroughput.find(name),
});

/** Time before the first token that gives the paper's energies again. */
export const jeghamFirstToken: FactorFamily = ofPaper({
  id: "jegham.first-token-time",
  title: "Time to the first token that repeats the energies of Jegham et al.",
  unit: "s",
  critique: ["Of models that reason, the time of their hidden tokens is in it."],
  file: async () =>
    (await import("../data/ai-model-jegham/jegham-2025-first-token.json", { with: { type: "json" } })).default,
  instead: "the figure in EcoLogits' table of speeds is used",
  elsewhere: (name) => aiModelFirstToken.find(name),
});

/** Accelerators of the paper's class of a model. */
export const jeghamGpus: FactorFamily = ofPaper({
  id: "jegham.gpus",
  title: "Accelerators of a model's class, by Jegham et al.",
  unit: "GPU",
  critique: ["The paper infers the class from benchmarks of speed; no provider has said what serves a model."],
  file: async () => (await import("../data/ai-model-jegham/jegham-2025-gpus.json", { with: { type: "json" } })).default,
  instead: "that of the class large is used",
  elsewhere: async (name) => {
    const known = await aiModelThroughput.find(name);
    if (!known.ok && known.error.kind === "unknown-name") return known;
    return jeghamGpus.find("class-large");
  },
});

interface OfPaper extends Pick<FactorFamily, "id" | "title" | "unit" | "critique"> {
  readonly file: () => Promise<FigureTable["file"]>;
  /** What is used for a model that is not in the table, in words. */
  readonly instead: string;
  /** For a model whose energy the paper does not state, or that is not held. */
  readonly elsewhere: (name: string) => Promise<Result<FoundFactor, NoFactor>>;
}

function ofPaper({ file, instead, elsewhere, ...family }: OfPaper): FactorFamily {
  const find = async (name: string | undefined): Promise<Result<FoundFactor, NoFactor>> => {
    if (name === undefined || name.trim() === "")
      return fail({
        kind: "no-factor",
        message: `${family.title}: no model was named. Name one, such as ${key.examples.join(", ")}.`,
      });
    const table = { name: "jegham-2025", meaning, file: await file() };
    const own = findFigure({ ...family, key }, [table], name);
    if (own.ok) return own;
    const found = await elsewhere(name);
    if (!found.ok) return found;
    const step = `Wattledger holds no figure of the paper for ${name}: ${instead}. The paper's energies differ from such figures several times. Give throughput=, firstTokenTime= and gpus= to repeat the paper.`;
    return ok({ ...found.value, fallbacks: [...found.value.fallbacks, step] });
  };
  const heldKeys = async (): Promise<readonly string[]> => (await file()).rows.map((row) => row.key);
  return factorFamily({ ...family, key, find, heldKeys });
}
