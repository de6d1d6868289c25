import { expect, test } from "vitest";
import { mlenergyTokenEnergy } from "./mlenergy.ts";

const llama = "meta-llama/Meta-Llama-3.1-8B-Instruct";

async function joulesOf(key: string): Promise<number> {
  const found = await mlenergyTokenEnergy.find(key);
  if (!found.ok) throw new Error(found.error.message);
  return found.value.factor.value;
}

test("a measured configuration is energy per request over output tokens", async () => {
  expect(await joulesOf(`${llama}, H100x1, 64`)).toBeCloseTo(82.5858 / 482.798, 12);
});

test("between two numbers of requests it lies on the line between their logarithms, and says so", async () => {
  const low = 82.5858 / 482.798;
  const high = 63.1227 / 483.135;
  const middle = Math.sqrt(63.8802 * 127.767);
  const found = await mlenergyTokenEnergy.find(`${llama}, H100x1, ${middle}`);
  expect(found.ok && found.value.factor.value).toBeCloseTo(Math.sqrt(low * high), 9);
  expect(found.ok && found.value.fallbacks.join(" ")).toContain("interpolated");
});

test.for([
  [`${llama}, H100x1, 4`, "no-factor", "outside that range"],
  [`${llama}, H100x8, 64`, "no-factor", "measured on"],
  [`${llama}, B200, 64`, "no-factor", "measured on"],
  ["llama-3.1-8b, H100x1, 64", "unknown-name", "Meta-Llama-3.1-8B-Instruct"],
  [`${llama}, H100x1`, "unknown-name", "is not valid"],
  [`${llama}, H100x1, many`, "unknown-name", "is not valid"],
] as const)("%s is refused as %s", async ([key, kind, word]) => {
  const found = await mlenergyTokenEnergy.find(key);
  expect(found).toMatchObject({ ok: false, error: { kind } });
  expect(!found.ok && found.error.message).toContain(word);
});

test("without a number of GPUs the fewest are taken, announced", async () => {
  const found = await mlenergyTokenEnergy.find(`${llama}, h100, 64`);
  expect(found.ok && found.value.fallbacks).toEqual([
    "No number of GPUs was given: the smallest measured number, 1, is used.",
  ]);
});

test.for([
  ["meta-llama/Llama-3.1-8B-Instruct, H100x1, 64", 0.11858],
  ["Qwen/Qwen3-8B, H100x1, 8", 0.444018],
  ["Qwen/Qwen3-8B, H100x1, 8, reasoning", 0.603563],
  ["Qwen3-235B-A22B-Instruct-2507, H100x8, 64, chat", 2.39396],
  ["openai/gpt-oss-20b, B200x1, 8", 0.292923],
] as const)("%s is what the third leaderboard has", async ([key, joules]) => {
  expect(await joulesOf(key)).toBe(joules);
});
