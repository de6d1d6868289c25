/** A model's name taken apart: what it says of its weights, and the name without it. */
export interface NamedPrecision {
  /** As the name writes it: `FP8`, `Q4_K_M`, `AWQ`. */
  readonly word: string;
  readonly bare: string;
}

/** Widths as they end a name, from vLLM's `-FP8` and `.w4a16` to llama.cpp's `Q4_K_M`. */
const widths =
  "i?q\\d_(?:k_[sml]|k|[01]|xxs|xs|s|m|nl)|(?:bf|fp|f|float|bfloat)(?:16)|(?:fp|f|float)(?:8|32)|int[48]|w[48]a(?:8|16)|(?:4|8|16)-?bit|(?:nv|mx)?fp4|nf4";

/** Ways that are mostly used at one width, which the name may give as well. */
const ways = "awq|gptq";

/** What tells how the weights are packed, not how wide they are. */
const packaging = "gguf|mlx|bnb|hf|dynamic|block|quantized|marlin|autoround|torchao|g\\d+|\\d+g|gs\\d+|imat|i1";

const lastWord = new RegExp(`^(.+)[-_.:/](?:(${widths})|(${ways})|(${packaging}))$`, "i");

/**
 * The precision of the weights that the end of a model's name tells, as in `Llama-3.1-8B-Instruct-FP8` or `llama3.1:8b-q4_K_M`.
 * Undefined where it tells none, or two.
 */
export function precisionInName(name: string): NamedPrecision | undefined {
  const found: { width?: string; way?: string } = {};
  let bare = name.trim();
  for (let match = lastWord.exec(bare); match !== null; match = lastWord.exec(bare)) {
    const [, rest = "", width, way] = match;
    if ((width !== undefined && found.width !== undefined) || (way !== undefined && found.way !== undefined))
      return undefined;
    if (width !== undefined) found.width = width;
    if (way !== undefined) found.way = way;
    bare = rest;
  }
  const word = found.width ?? found.way;
  return word === undefined ? undefined : { word, bare };
}
