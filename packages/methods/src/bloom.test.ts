import { evaluate } from "@wattledger/core";
import { expect, test } from "vitest";
import { bloom } from "./bloom.ts";

// The figures themselves are in data/published-results.json.

test("49 % is what the GPUs draw, 29 % idle machines, 22 % the making of hardware", () => {
  const training = evaluate(bloom, { gpuTime: 1_082_990, intensity: 57 }, [
    "dynamicCarbon",
    "idleCarbon",
    "embodiedCarbon",
    "carbon",
  ]);
  const parts = [training.dynamicCarbon, training.idleCarbon, training.embodiedCarbon];
  expect(parts.map((part) => Math.round((100 * part) / training.carbon))).toEqual([49, 29, 22]);
});
