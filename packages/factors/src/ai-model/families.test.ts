import { expect, test } from "vitest";
import { electricityPeFossil } from "../electricity/electricity-resources.ts";
import { foldName } from "../family/similar.ts";
import { aiModelActiveParameters, aiModelThroughput, aiModelTotalParameters } from "./families.ts";
import { aiModels, findAiModel, listedAiModel, releasedAiModels } from "./look-up.ts";

test("a release of EcoLogits lists 370, 368 and 351 names, 321 of the first two in both", () => {
  const models = releasedAiModels();
  const [old, march, latest] = (["0.9.1", "2026-03-13", "0.11.3"] as const).map((release) =>
    models.filter(({ releases }) => releases.includes(release)),
  );
  expect([old?.length, march?.length, latest?.length]).toEqual([370, 368, 351]);
  expect(old?.filter((model) => march?.includes(model)).length).toBe(321);
  // 342 models and 9 aliases; 99 models have a speed, and an alias has that of its model.
  expect(latest?.filter(({ aliasOf }) => aliasOf === undefined).length).toBe(342);
  expect(latest?.filter((model) => model.tokensPerSecond !== undefined && model.aliasOf === undefined).length).toBe(99);
});

test("a name that the newest release re-sized answers with its new size, and each release with its own", () => {
  expect(findAiModel("mistral-large-latest")).toMatchObject({
    ok: true,
    value: { model: { totalBillions: { low: 675 }, activeBillions: { low: 41 } } },
  });
  expect(listedAiModel("mistralai", "mistral-large-latest", "0.9.1")?.totalBillions.low).not.toBe(675);
  expect(listedAiModel("mistralai", "mistral-large-2411", "0.11.3")).toBeUndefined();
});

test("an active part is never larger than the whole, and of a dense model it is the whole", () => {
  const odd = aiModels().filter(
    ({ architecture, totalBillions: total, activeBillions: active }) =>
      active.high > total.high ||
      active.low > active.high ||
      (architecture === "dense" && (active.low !== total.low || active.high !== total.high)),
  );
  expect(odd.map(({ name }) => name)).toEqual([]);
});

test("names that differ only in case and punctuation are of one size", () => {
  const sizes = new Map<string, string>();
  for (const { provider, name, totalBillions, activeBillions, table } of aiModels()) {
    const key = `${table} ${provider} ${foldName(name)}`;
    const size = JSON.stringify([totalBillions, activeBillions]);
    expect(sizes.get(key) ?? size, key).toBe(size);
    sizes.set(key, size);
  }
});

test.for([
  ["gpt-4o", "gpt-4o", 0],
  ["openai/gpt-4o", "gpt-4o", 0],
  ["azure/gpt-4o", "gpt-4o", 0],
  ["openrouter/openai/gpt-4o", "gpt-4o", 0],
  ["GPT-4o", "gpt-4o", 0],
  ["models/gemini-2.0-flash", "gemini-2.0-flash", 0],
  ["google/gemini-2.0-flash:free", "gemini-2.0-flash", 0],
  ["us.anthropic.claude-sonnet-4-20250514-v1:0", "claude-sonnet-4-20250514", 0],
  ["vertex_ai/claude-sonnet-4@20250514", "claude-sonnet-4-20250514", 0],
  ["openai/gpt-4o-2024-08-06", "gpt-4o-2024-08-06", 0],
  ["bedrock anthropic.claude-3-5-sonnet-20240620-v1:0", "claude-3-5-sonnet-20240620", 0],
  ["bedrock/us.anthropic.claude-3-5-sonnet-20241022-v2:0", "claude-3-5-sonnet-20241022", 0],
  [
    "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-20250514-v1:0",
    "claude-sonnet-4-20250514",
    0,
  ],
  ["arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0", "claude-3-haiku-20240307", 0],
  ["publishers/google/models/gemini-2.5-pro", "gemini-2.5-pro", 0],
  [
    "projects/p/locations/us-east5/publishers/anthropic/models/claude-3-5-sonnet-v2@20241022",
    "claude-3-5-sonnet-20241022",
    0,
  ],
  ["azureml://registries/azure-openai/models/gpt-4o/versions/2024-08-06", "gpt-4o-2024-08-06", 0],
  ["azure/gpt-35-turbo", "gpt-3.5-turbo", 0],
  ["github/gpt-4o", "gpt-4o", 0],
  ["ft:gpt-4o-mini-2024-07-18:acme::abc123", "gpt-4o-mini-2024-07-18", 1],
  ["mistral-large", "mistral-large-2512", 1],
  ["models/gemini-1.5-pro", "gemini-1.5-pro", 0],
  ["vertex_ai/gemini-1.5-flash-002", "gemini-1.5-flash", 1],
  ["mistral.mistral-large-2402-v1:0", "mistral-large-2402", 0],
  ["ollama/llama3.1:8b", "meta-llama/Meta-Llama-3.1-8B", 1],
  ["gemma2:9b", "google/gemma-2-9b", 1],
  ["meta-llama/Llama-3.1-8B-Instruct", "meta-llama/Llama-3.1-8B-Instruct", 0],
  ["openai/gpt-oss-120b", "openai/gpt-oss-120b", 0],
  ["gpt-oss-120b", "openai/gpt-oss-120b", 1],
  ["gpt-4o-2027-01-01", "gpt-4o", 1],
] as const)("%s is read as %s", ([name, expected, steps]) => {
  const found = findAiModel(name);
  expect(found.ok && [found.value.model.name, found.value.steps.length]).toEqual([expected, steps]);
});

test.for([
  "gpt-does-not-exist",
  "claude",
  "llama-9000",
  "my-gpt-4o-prod",
  "azure/my-gpt4o-deployment",
  "llama3.1:9b",
  "openai/claude-3-opus-20240229",
  "gpt-4o-mini-turbo",
])("%s is refused, not taken for a similar model", (name) => {
  expect(findAiModel(name)).toMatchObject({ ok: false, error: { kind: "unknown-name" } });
});

test("a deployment's own name is refused, and says what to give", () => {
  const found = findAiModel("azure/team-chat");
  expect(!found.ok && found.error.message).toContain("name the deployed model");
});

test("a refusal names what was probably meant", () => {
  const found = findAiModel("claude-sonet-4-5");
  expect(!found.ok && found.error.message).toContain("claude-sonnet-4-5");
});

test("a bare name whose snapshots differ in size is refused with all of them", () => {
  const [one] = aiModels();
  if (one === undefined) throw new Error("No models.");
  const twin = (name: string, billions: number): typeof one => ({
    ...one,
    name,
    totalBillions: { low: billions, high: billions },
  });
  const found = findAiModel("x-1", [twin("x-1-20250101", 10), twin("x-1-20260101", 20)]);
  expect(!found.ok && found.error.message).toContain("x-1-20250101");
});

test("the look-up of the original knows neither other providers nor other spellings", () => {
  expect(listedAiModel("openai", "gpt-4o", "0.9.1")?.activeBillions).toEqual({ low: 44, high: 132 });
  expect(listedAiModel("openai", "GPT-4o", "0.9.1")).toBeUndefined();
  expect(listedAiModel("anthropic", "gpt-4o", "0.9.1")).toBeUndefined();
  expect(listedAiModel("anthropic", "claude-3-opus-20240229", "2026-03-13")).toBeUndefined();
});

test("a guessed size has its guess for an interval, a published one hardly any", async () => {
  const guessed = await aiModelActiveParameters.find("gpt-4o");
  expect(guessed).toMatchObject({
    value: { factor: { value: 88, uncertainty: { distribution: { kind: "interval", low: 44, high: 132 } } } },
  });
  const unsure = await aiModelTotalParameters.find("gpt-4o");
  expect(unsure).toMatchObject({
    value: { factor: { value: 440, uncertainty: { distribution: { low: 220, high: 880 } } } },
  });
  const open = await aiModelTotalParameters.find("google/gemma-3-27b-it");
  expect(open.ok && open.value.factor.uncertainty.basis).toContain("published by the maker");
});

test("a retired name says so", async () => {
  const found = await aiModelTotalParameters.find("claude-3-opus-20240229");
  expect(found.ok && found.value.fallbacks.join(" ")).toContain("no longer listed in March 2026");
});

test("a model that was retired long ago has the guess of its time, and says so", async () => {
  const found = await aiModelActiveParameters.find("gemini-1.5-pro");
  expect(found.ok && found.value.factor.uncertainty.distribution).toMatchObject({ low: 55, high: 220 });
  expect(found.ok && found.value.fallbacks.join(" ")).toContain("its provider has retired it");
});

test("a speed that nobody measured is not made up", async () => {
  expect(await aiModelThroughput.find("openai/gpt-oss-120b")).toMatchObject({
    ok: false,
    error: { kind: "no-factor" },
  });
});

test("the world's fossil energy is ADEME's, since the row of EcoLogits lies below the energy in a kilowatt-hour", async () => {
  const found = await electricityPeFossil.find("WORLD");
  expect(found.ok && found.value.factor.value).toBe(6.47232);
});

// As with `eu.` in front and `-v1:0` behind: no list of geographies, gateways or endings is complete.
test.for([
  ["us.anthropic.claude-opus-4-6-v1", "claude-opus-4-6"],
  ["jp.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5-20250929"],
  ["au.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5-20250929"],
  ["sa.anthropic.claude-sonnet-4-5-20250929-v9:9", "claude-sonnet-4-5-20250929"],
  ["bedrock/us-east-1/anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5-20250929"],
  ["bedrock/ap-southeast-7/anthropic.claude-sonnet-4-5-20250929-v1:0:200k", "claude-sonnet-4-5-20250929"],
  ["azure/eu/gpt-4o-2024-08-06", "gpt-4o-2024-08-06"],
  ["azure/global-standard/gpt-4o-2024-08-06", "gpt-4o-2024-08-06"],
  ["vertex_ai/us-east5/claude-sonnet-4-5@20250929", "claude-sonnet-4-5-20250929"],
] as const)("%s is %s, with any text around it", ([name, held]) => {
  expect(findAiModel(name)).toMatchObject({ ok: true, value: { model: { name: held }, steps: [] } });
});

test.for([
  ["mistral.mixtral-8x7b-instruct-v0:1", "mistralai/Mixtral-8x7B-Instruct-v0.1"],
  ["openai.gpt-oss-120b-1:0", "openai/gpt-oss-120b"],
  ["helicone/gpt-4o-mini", "gpt-4o-mini"],
  ["some-gateway/eu/gpt-4o-mini", "gpt-4o-mini"],
  ["gpt-4o:exacto", "gpt-4o"],
] as const)("%s is read as %s, and that is said", ([name, held]) => {
  const found = findAiModel(name);
  expect(found.ok ? [found.value.model.name, found.value.steps] : found.error.message).toEqual([
    held,
    [`"${name}" was read as ${held}.`],
  ]);
});
