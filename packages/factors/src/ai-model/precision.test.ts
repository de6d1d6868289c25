import { expect, test } from "vitest";
import { aiModels, findAiModel } from "./look-up.ts";
import { precisionInName } from "./precision.ts";
import { aiModelWeightBits } from "./weight-bits.ts";

/** Names as hosts publish them, the word that tells the precision, and its bits. */
const named: readonly (readonly [name: string, word: string, bits: number])[] = [
  ["RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8", "FP8", 8],
  ["RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8-dynamic", "FP8", 8],
  ["neuralmagic/Meta-Llama-3.1-70B-Instruct-quantized.w4a16", "w4a16", 4.25],
  ["neuralmagic/Meta-Llama-3.1-70B-Instruct-quantized.w8a8", "w8a8", 8],
  ["hugging-quants/Meta-Llama-3.1-8B-Instruct-AWQ-INT4", "INT4", 4.25],
  ["hugging-quants/Meta-Llama-3.1-8B-Instruct-GPTQ-INT4", "INT4", 4.25],
  ["Qwen/Qwen2.5-7B-Instruct-GPTQ-Int8", "Int8", 8],
  ["TheBloke/Llama-2-7B-Chat-AWQ", "AWQ", 4.25],
  ["TheBloke/Llama-2-7B-Chat-GPTQ", "GPTQ", 4.25],
  ["unsloth/llama-3-8b-Instruct-bnb-4bit", "4bit", 4.25],
  ["mlx-community/Llama-3.1-8B-Instruct-8bit", "8bit", 8],
  ["nvidia/Llama-3.1-8B-Instruct-NVFP4", "NVFP4", 4.5],
  ["gpt-oss-20b-mxfp4", "mxfp4", 4.25],
  ["ollama/llama3.1:8b-instruct-q4_K_M", "q4_K_M", 4.8944],
  ["llama3.1:8b-instruct-q8_0", "q8_0", 8.5008],
  ["llama3.1:8b-instruct-q4_0", "q4_0", 4.5],
  ["bartowski/Meta-Llama-3.1-8B-Instruct-IQ4_XS.gguf", "IQ4_XS", 4.4597],
  ["Meta-Llama-3.1-8B-Instruct.Q5_K_S.gguf", "Q5_K_S", 5.5704],
  ["Meta-Llama-3.1-8B-Instruct-Q3_K_M-GGUF", "Q3_K_M", 3.91],
  ["llama3.1:8b-instruct-fp16", "fp16", 16],
  ["meta-llama/Llama-3.1-8B-bf16", "bf16", 16],
];

test.for(named)("%s tells %s, %d bits a weight, and that is announced", async ([name, word, bits]) => {
  expect(precisionInName(name)?.word).toBe(word);
  const found = await aiModelWeightBits.find(name);
  const step = `The name "${name}" states the precision of the weights: ${word}, ${bits} bits each.`;
  expect(found).toMatchObject({ ok: true, value: { factor: { value: bits }, fallbacks: [step] } });
});

test.for([
  "gpt-4o",
  "Qwen/Qwen3-8B",
  "o4-mini",
  "llama-3-8b-fp8-int4",
  "gemma-2-2b-it",
  "fp8-model",
  "phi-4",
  "Q4_K_M-x",
])("%s tells no precision", async (name) => {
  expect(precisionInName(name)).toBeUndefined();
  expect(await aiModelWeightBits.find(name)).toMatchObject({ ok: false, error: { kind: "unknown-name" } });
});

test("no model of the tables is torn apart: one whose name ends in a precision is held under that name", () => {
  for (const { name } of aiModels().filter((model) => precisionInName(model.name) !== undefined)) {
    expect(findAiModel(name)).toMatchObject({ ok: true, value: { steps: [] } });
  }
});

test.for([
  ["RedHatAI/Meta-Llama-3.1-8B-Instruct-FP8", "FP8"],
  ["ollama/llama3.1:8b-instruct-q4_K_M", "q4_K_M"],
  ["hugging-quants/Meta-Llama-3.1-8B-Instruct-AWQ-INT4", "INT4"],
] as const)("%s is a Llama 3.1 of 8 billion parameters, announced", ([name, word]) => {
  const found = findAiModel(name);
  expect(found).toMatchObject({ ok: true, value: { model: { totalBillions: { low: expect.closeTo(8, 0) } } } });
  expect(found.ok && found.value.steps[0]).toMatch(new RegExp(`^"${name}" was read as .*, its weights in ${word}\\.$`));
});

test("an unknown model stays unknown at any precision", () => {
  expect(findAiModel("acme/Unheard-Of-8B-FP8")).toMatchObject({ ok: false, error: { kind: "unknown-name" } });
});
