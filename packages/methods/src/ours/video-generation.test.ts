import { propagate, resolve } from "@wattledger/core";
import { families } from "@wattledger/factors";
import { expect, test } from "vitest";
import { videoGeneration } from "./video-generation.ts";

// MIT Technology Review, May 2025: joules of a clip, taken as the accelerators'.
test.for([
  ["zai-org/CogVideoX1.5-5B", { width: 1360, height: 768, steps: 50, frames: 81 }, 3_400_000],
  ["zai-org/CogVideoX-2b", { width: 720, height: 480, steps: 50, frames: 49 }, 109_000],
] as const)("the interval of a clip of %s holds what was published", async ([model, size, joules]) => {
  const resolved = await resolve(videoGeneration, { model, ...size, zone: "US", pue: 1.2 }, families);
  if (!resolved.ok) throw new Error(resolved.error.map(({ message }) => message).join(" "));
  const quantity = propagate(videoGeneration, resolved.value, ["gpuEnergyJoules"]).get("gpuEnergyJoules")?.quantity;
  expect(quantity?.low).toBeLessThan(joules);
  expect(quantity?.high).toBeGreaterThan(joules);
});
