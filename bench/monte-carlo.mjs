// 10,000 seeded draws of Green Algorithms with six uncertain inputs of every kind of distribution, and their summary.
import { monteCarlo, resolve } from "@wattledger/core";
import { greenAlgorithms } from "@wattledger/methods";
import { format, report, spread } from "./report.mjs";

const rounds = 31;
const warmUpRounds = 5;

const given = {
  runtime: 12,
  cores: 8,
  corePower: { value: 12, distribution: { kind: "normal", sd: 1.5 } },
  cpuUsage: { value: 0.7, distribution: { kind: "triangular", low: 0.4, mode: 0.7, high: 1 } },
  gpus: 4,
  gpuPower: { value: 250, distribution: { kind: "normal", sd: 20 } },
  memory: 64,
  memoryPower: { value: 0.3725, distribution: { kind: "log-normal", gsd: 1.4 } },
  pue: { value: 1.56, distribution: { kind: "uniform", low: 1.2, high: 1.9 } },
  intensity: { value: 475, distribution: { kind: "interval", low: 400, high: 560, level: 0.9 } },
};

const inputs = await resolve(greenAlgorithms, given, []);
if (!inputs.ok) throw new Error(inputs.error.map(({ message }) => message).join(" "));

const times = [];
for (let round = 0; round < warmUpRounds + rounds; round += 1) {
  const started = performance.now();
  const simulated = monteCarlo(greenAlgorithms, inputs.value, ["carbon"], { draws: 10_000, seed: round });
  times.push(performance.now() - started);
  if (simulated.get("carbon")?.draws.length !== 10_000) throw new Error("not all draws are there");
}

report({
  what: "10,000 Monte Carlo draws of Green Algorithms",
  unit: "ms",
  values: times.slice(warmUpRounds),
  atMost: 20,
  beside: [`the first time in a process: ${format(spread(times.slice(0, 1)).median)} ms`],
});
