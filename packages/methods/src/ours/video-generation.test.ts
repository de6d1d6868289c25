import { propagate, resolve } from "@wattledger/core";
import { families } from "@wattledger/factors";
import { expect, test } from "vitest";
import { videoGeneration } from "./video-generation.ts";

// MIT Technology Review, May 2025: joules of a clip, taken as the accelerators'.
const published = [
  ["zai-org/CogVideoX1.5-5B", { width: 1360, height: 768, steps: 50, frames: 81 }, 3_400_000],
  ["zai-org/CogVideoX-2b", { width: 720, height: 480, steps: 50, frames: 49 }, 109_000],
] as const;

test("the interval of the conditions is the residual over the benchmark and the published clips", async () => {
  const logarithms = [0];
  for (const [model, size, joules] of published) {
    const resolved = await resolve(videoGeneration, { model, ...size, zone: "US", pue: 1.2 }, families);
    if (!resolved.ok) throw new Error(resolved.error.map(({ message }) => message).join(" "));
    const said = propagate(videoGeneration, resolved.value, ["gpuEnergyJoules"]).get("gpuEnergyJoules")?.quantity;
    logarithms.push(Math.log(joules / (said?.nominal ?? Number.NaN)));
  }
  const mean = logarithms.reduce((sum, one) => sum + one, 0) / 3;
  const spread = Math.sqrt(logarithms.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 2);
  const conditions = videoGeneration.inputs["conditions"];
  const stated = conditions?.kind === "number" ? conditions.distribution : undefined;
  expect(stated).toMatchObject({ kind: "interval", level: 0.9 });
  if (stated?.kind !== "interval") return;
  expect(Math.exp(mean - 1.645 * spread)).toBeCloseTo(stated.low, 1);
  expect(Math.exp(mean + 1.645 * spread)).toBeCloseTo(stated.high, 0);
});

test.for(published)("the interval of a clip of %s holds what was published", async ([model, size, joules]) => {
  const resolved = await resolve(videoGeneration, { model, ...size, zone: "US", pue: 1.2 }, families);
  if (!resolved.ok) throw new Error(resolved.error.map(({ message }) => message).join(" "));
  const quantity = propagate(videoGeneration, resolved.value, ["gpuEnergyJoules"]).get("gpuEnergyJoules")?.quantity;
  expect(quantity?.low).toBeLessThan(joules);
  expect(quantity?.high).toBeGreaterThan(joules);
});
