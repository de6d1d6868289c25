import { fail, ok, quoted } from "@wattledger/core";
import type { FactorFamily } from "@wattledger/core";
import { factorFamily } from "../family/family.ts";
import { figureFamily } from "../family/figure-table.ts";
import { precisionInName } from "./precision.ts";

const formats: FactorFamily = figureFamily({
  id: "ai-model.weight-bits",
  title: "Bits per weight, read from a model's name",
  unit: "1",
  critique: [
    "The name describes the stored weights. A server may compute with wider numbers, or store the context in narrower ones.",
    "A name without a precision can mean any precision.",
  ],
  key: {
    name: "model",
    help: "AI model whose name ends in its precision, or a format of weights",
    examples: ["meta-llama/Llama-3.1-8B-Instruct-FP8", "llama3.1:8b-instruct-q4_K_M", "mxfp4"],
  },
  tables: async () => {
    const meaning = {
      boundary: "not-applicable",
      basis: "not-applicable",
      signal: "not-applicable",
      accounting: "not-applicable",
    } as const;
    const { formats: file, llamaCpp } = await import("../tables/weight-bits.ts");
    return [
      { name: "formats-2026", meaning, file },
      { name: "llama.cpp-2026", meaning, file: llamaCpp },
    ];
  },
});

/** Width of a model's weights, from the end of its name; a name that tells none is refused. */
export const aiModelWeightBits: FactorFamily = factorFamily({
  ...formats,
  find: async (name) => {
    const named = precisionInName(name ?? "");
    if (named === undefined) {
      // The format itself, as in `fp8`.
      const found = await formats.find(name);
      if (found.ok || found.error.kind !== "unknown-name") return found;
      return fail({
        kind: "unknown-name",
        message: `The name ${quoted(name ?? "")} does not state the precision of the weights.`,
      });
    }
    const found = await formats.find(named.word);
    if (!found.ok) return found;
    const { factor, fallbacks, ...rest } = found.value;
    const step = `The name ${quoted(name ?? "")} states the precision of the weights: ${named.word}, ${factor.value} bits each.`;
    return ok({ ...rest, factor, fallbacks: [...fallbacks, step] });
  },
});
