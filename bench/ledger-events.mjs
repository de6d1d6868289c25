// Usage events for the benches of the ledger: 40 projects, 60 models, random ids, the same ones each time.

export const benchStart = Date.UTC(2026, 5, 1);

/** Numbers from 0 to below 1, the same ones for the same seed (mulberry32). */
export function randomOf(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let x = Math.imul(state ^ (state >>> 15), 1 | state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const models = Array.from({ length: 60 }, (_, index) => `model-${index}`);

/** A usage event at a time. */
export function benchEvent(random, timeMilliseconds) {
  const mean = 10 ** (2 + 2 * random());
  const eightDigits = () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, "0");
  return {
    kind: "usage-event",
    id: eightDigits() + eightDigits() + eightDigits() + eightDigits(),
    project: `project-${Math.floor(40 * random() ** 3)}`,
    source: "otlp",
    timeMilliseconds,
    activity: {
      kind: "llm-request",
      model: models[Math.floor(60 * random() ** 2)],
      provider: "openai",
      inputTokens: Math.floor(4000 * random()),
      outputTokens: Math.floor(1000 * random()),
    },
    figures: {
      energy: { mean, low: mean * 0.4, high: mean * 2.5 },
      gwp_location: { mean: mean * 1e-4, low: mean * 3e-5, high: mean * 4e-4 },
      water: { mean: mean * 5e-7, low: mean * 1e-7, high: mean * 9e-7 },
    },
    energyBasis: "estimated",
    method: { id: "api-inference", version: "1" },
    factorSet: "2026-11",
    factorBasis: "life-cycle",
    environment: "production",
    region: "eu-west-1",
  };
}
