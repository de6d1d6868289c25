import { families } from "@wattledger/factors";
import { expect, test } from "vitest";

// Names that users gave, by the lists of November 2026 and by the issues that those quote. Each is answered with the figure that a
// public source has, or refused with the nearest names. None is taken for another part, size or model.

/** The figure of a family for a name, or that it was refused. */
async function answerOf(family: string, name: string): Promise<number | "refused"> {
  const found = await lookUp(family, name);
  return found.ok ? found.value.factor.value : "refused";
}

async function lookUp(family: string, name: string): ReturnType<(typeof families)[number]["find"]> {
  const one = families.find(({ id }) => id === family);
  if (one === undefined) throw new Error(`Unknown family ${family}.`);
  return one.find(name);
}

/** Billions of parameters, active ones after the stroke where they differ; undefined where nobody published a size. */
const models: readonly (readonly [name: string, total: number | undefined, active?: number])[] = [
  ["Llama-3.3-70B-Instruct", 70],
  ["meta-llama/Llama-3.3-70B-Instruct", 70],
  ["llama-3.3-70b", 70],
  ["Llama 3.3 70B", 70],
  ["us.meta.llama3-3-70b-instruct-v1:0", 70],
  ["meta.llama3-1-70b-instruct-v1:0", 70.55],
  ["qwen.qwen3-32b-v1:0", 32],
  ["meta-llama/Llama-3.1-8B-Instruct", 8],
  ["meta-llama/Llama-3.2-1B-Instruct", 1],
  ["meta-llama/Llama-3.2-3B-Instruct", 3],
  ["meta-llama/Llama-4-Scout-17B-16E-Instruct", 109, 17],
  ["Qwen/Qwen2.5-72B-Instruct", 72],
  ["Qwen2.5-7B-Instruct", 7],
  ["Qwen/QwQ-32B", 32],
  ["Qwen/Qwen3-32B", 32],
  ["Qwen/Qwen3-Next-80B-A3B-Instruct", 80, 3],
  ["Qwen/Qwen3-VL-235B-A22B-Instruct", 235, 22],
  ["moonshotai/Kimi-K2-Instruct", 1000, 32],
  ["zai-org/GLM-4.5", 355, 32],
  ["deepseek-ai/DeepSeek-R1-Distill-Llama-70B", 70],
  ["bigscience/bloom", 176],
  ["mistral.mixtral-8x7b-instruct-v0:1", 46.7, 12.9],
  ["openai/gpt-oss-120b", 117, 5.1],
  ["grok-4", undefined],
  ["o3-ultra-mega", undefined],
  ["llama-3.3-71b", undefined],
];

test.for(models)("the model %s is answered with its size, or refused", async ([name, total, active = total]) => {
  expect([
    await answerOf("ai-model.total-parameters", name),
    await answerOf("ai-model.active-parameters", name),
  ]).toEqual([total ?? "refused", active ?? "refused"]);
});

/** Watts; undefined where the maker publishes no power. */
const accelerators: readonly (readonly [name: string, watts: number | undefined])[] = [
  ["H100", 700],
  ["NVIDIA H100 80GB HBM3", 700],
  ["H200", 700],
  ["B200", 1000],
  ["B300", 1100],
  ["NVIDIA GB200", 1200],
  ["NVIDIA H20", 400],
  ["H800", 700],
  ["MI300X", 750],
  ["AMD Instinct MI325X", 1000],
  ["AMD Instinct MI355X", 1400],
  ["Gaudi 3", 900],
  ["L20", 275],
  ["L40S", 350],
  ["NVIDIA GeForce RTX 4080", 320],
  ["Tesla P4", 75],
  ["Quadro RTX 8000", 260],
  ["K80", 150],
  ["TPUv5p", undefined],
  ["TPU v5e", undefined],
  ["Trainium2", undefined],
  ["RTX 5090", undefined],
  ["RTX 4090D", undefined],
  ["MI455X", undefined],
];

test.for(accelerators)("the accelerator %s is answered with its design power, or refused", async ([name, watts]) => {
  expect(await answerOf("hardware.accelerator.tdp", name)).toBe(watts ?? "refused");
});

/** vCPUs; undefined where the name has no size, or no table has it. */
const instances: readonly (readonly [name: string, vcpus: number | undefined])[] = [
  ["p2.16xlarge", 64],
  ["p4d.24xlarge", 96],
  ["p5.4xlarge", 16],
  ["p5.48xlarge", 192],
  ["p5en.48xlarge", 192],
  ["p6-b200.48xlarge", 192],
  ["p6-b300.48xlarge", 192],
  ["p6e-gb200.36xlarge", 144],
  ["a4x-highgpu-4g", 140],
  ["g5.xlarge", 4],
  ["g6.xlarge", 4],
  ["m5.xlarge", 4],
  ["a2-ultragpu-1g", 12],
  ["a2-ultragpu-2g", 24],
  ["a3-highgpu-8g", 208],
  ["Standard_NC6", 6],
  ["Standard_ND96isr_H100_v5", 96],
  ["g5", undefined],
  ["g2", undefined],
  ["g3", undefined],
  ["g4", undefined],
  ["a1", undefined],
  ["f1", undefined],
  ["p4d", undefined],
  ["L40S-1-48G", undefined],
];

test.for(instances)("the instance %s is answered with its size, or refused", async ([name, vcpus]) => {
  expect(await answerOf("cloud-instance.vcpus", name)).toBe(vcpus ?? "refused");
});

test.for([
  ["hardware.accelerator.tdp", "TPUv5p", "TPU v4"],
  ["ai-model.total-parameters", "llama-3.3-71b", "Llama-3.3-70B"],
  ["cloud-instance.vcpus", "p4d", "p4d.24xlarge"],
  ["cloud-instance.vcpus", "g5", "g5."],
] as const)("the refusal of %s for %s names what is near", async ([family, name, near]) => {
  const one = await lookUp(family, name);
  expect(one.ok ? "answered" : one.error.message).toContain(near);
});
