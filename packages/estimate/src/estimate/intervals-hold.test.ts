import { monteCarlo, quantify } from "@wattledger/core";
import { factorSet, families } from "@wattledger/factors";
import { methods } from "@wattledger/methods";
import { expect, test } from "vitest";
import { parseGiven } from "../given/given.ts";
import { makeEstimate } from "./document.ts";

/** Both sides count: 20,000 draws of one and 2048 points of the other. */
const tailTolerance = 0.02;

test.for(methods.map((method) => [method.id, method] as const))(
  "the printed intervals of %s hold nine draws in ten of 20,000",
  async ([, base]) => {
    const parsed = parseGiven(base, families, base.example ?? {}, []);
    const estimate = await makeEstimate(base, parsed, families, factorSet, { seed: 1 });
    if (!estimate.ok) throw new Error(JSON.stringify(estimate.error));
    const { method, document } = estimate.value;
    const equations = [...new Set(Object.values(method.outputs))];
    const drawn = monteCarlo(method, document.inputs, equations, { draws: 20_000, seed: 7 });
    const wrong = Object.entries(method.outputs).flatMap(([output, equation]) => {
      const quantity = document.outputs[output];
      const draws = drawn.get(equation)?.draws;
      if (quantity === undefined || draws === undefined) return [`${output} is missing`];
      const { low, high } = quantity;
      const slack = 1e-9 * Math.max(Math.abs(low), Math.abs(high));
      const share = (isInside: (draw: number) => boolean): number => draws.filter(isInside).length / draws.length;
      const isFar =
        share((draw) => draw < low - slack) > 0.05 + tailTolerance ||
        share((draw) => draw <= low + slack) < 0.05 - tailTolerance ||
        share((draw) => draw > high + slack) > 0.05 + tailTolerance ||
        share((draw) => draw >= high - slack) < 0.05 - tailTolerance;
      return isFar ? [`${output}: ${low} to ${high}, of the draws ${share((draw) => draw < low)} are below`] : [];
    });
    expect(wrong).toEqual([]);
  },
);

test("a request of gpt-4o has the interval of its simulation, 300 to 4910 mWh at three times 100,000 draws", async () => {
  const base = methods.find(({ id }) => id === "api-inference");
  if (base === undefined) throw new Error("no api-inference");
  const parsed = parseGiven(base, families, { model: "gpt-4o", outputTokens: 500, zone: "US" }, []);
  const estimate = await makeEstimate(base, parsed, families, factorSet, { seed: 1 });
  if (!estimate.ok) throw new Error(JSON.stringify(estimate.error));
  const { outputs, uncertainty } = estimate.value.document;
  expect(uncertainty).toMatchObject({ simulated: { outputs: expect.arrayContaining(["energy", "gwp"]) } });
  expect(Math.abs((outputs["energy"]?.low ?? 0) / 0.2996 - 1)).toBeLessThan(0.06);
  expect(Math.abs((outputs["energy"]?.high ?? 0) / 4.912 - 1)).toBeLessThan(0.06);
});

test("quantify gives the same figures for any order of the inputs", async () => {
  const base = methods.find(({ id }) => id === "api-inference");
  if (base === undefined) throw new Error("no api-inference");
  const parsed = parseGiven(base, families, base.example ?? {}, []);
  const estimate = await makeEstimate(base, parsed, families, factorSet, { seed: 1 });
  if (!estimate.ok) throw new Error(JSON.stringify(estimate.error));
  const { method, document } = estimate.value;
  const turned = Object.fromEntries(Object.entries(document.inputs).toReversed());
  const [one, other] = [quantify(method, document.inputs, ["energy"]), quantify(method, turned, ["energy"])];
  expect(other.get("energy")?.quantity.low).toBeCloseTo(one.get("energy")?.quantity.low ?? 0, 9);
  expect(other.get("energy")?.quantity.high).toBeCloseTo(one.get("energy")?.quantity.high ?? 0, 9);
});
