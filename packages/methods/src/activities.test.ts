import type { Activity } from "@wattledger/core";
import { givenFor, namesToGive } from "@wattledger/core";
import { families } from "@wattledger/factors";
import { expect, test } from "vitest";
import { methods } from "./index.ts";

// One activity of each kind in which everything is stated that can be, and one with as little as there can be.
const activities: readonly Activity[] = [
  { kind: "llm-request" },
  { kind: "llm-request", outputTokens: 1 },
  {
    kind: "llm-request",
    model: "meta-llama/Llama-3.1-8B-Instruct",
    activeParametersBillions: 8,
    totalParametersBillions: 8,
    requests: 2,
    inputTokens: 100,
    cachedInputTokens: 10,
    outputTokens: 200,
    reasoningTokens: 50,
    latencySeconds: 4,
    tokensPerSecond: 60,
    firstTokenSeconds: 0.4,
    accelerator: "H100",
    acceleratorCount: 1,
    concurrency: 64,
    acceleratorJoules: 60,
  },
  { kind: "media-request", medium: "image", count: 1 },
  {
    kind: "media-request",
    medium: "video",
    model: "sora-2-pro",
    count: 1,
    widthPixels: 1280,
    heightPixels: 720,
    steps: 50,
    mediaSeconds: 5,
    acceleratorJoules: 1e5,
  },
  { kind: "compute-run", durationSeconds: 3600 },
  {
    kind: "compute-run",
    durationSeconds: 3600,
    cpuModel: "AMD EPYC 7763 64-Core Processor",
    processorCores: 64,
    meanLoad: 0.5,
    memoryBytes: 256e9,
    accelerators: [{ model: "A100", count: 4, meanLoad: 0.8, memoryBytes: 40e9 }],
    instance: "p4d.24xlarge",
    server: "dgx-a100",
    machines: 2,
    energyJoules: { cpu: 5e5, gpu: 4e6, dram: 1e5, storage: 1e3, network: 1e3, other: 1e5 },
  },
  { kind: "training-plan" },
  {
    kind: "training-plan",
    model: "mine",
    activeParametersBillions: 7,
    totalParametersBillions: 7,
    tokens: 1e12,
    durationSeconds: 1e6,
    cpuModel: "AMD EPYC 7763 64-Core Processor",
    processorCores: 64,
    memoryBytes: 1e12,
    accelerators: [{ model: "A100", count: 512, meanLoad: 0.9 }],
  },
];

test.each(
  methods
    .filter(({ inputsOf }) => inputsOf !== undefined)
    .flatMap((method) =>
      activities
        .filter(({ kind }) => method.accepts.includes(kind))
        .map((activity) => ({ id: method.id, kind: activity.kind, method, activity })),
    ),
)("$id takes a $kind by names that it has, or says what it lacks", ({ method, activity }) => {
  const given = givenFor(method, activity, families);
  const names = [...namesToGive(method, families), ...Object.keys(method.equations)];
  expect(names).toEqual(expect.arrayContaining(given.ok ? Object.keys(given.value) : []));
  expect(given.ok ? "it says something" : given.error).toMatch(/^it .*[^.]$/u);
});
