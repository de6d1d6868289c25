import { defined, propagate, resolve } from "@wattledger/core";
import type { Given, Quantity } from "@wattledger/core";
import { families } from "@wattledger/factors";
import { expect, test } from "vitest";
import { apiInference } from "./api-inference.ts";

const request = { outputTokens: 400, zone: "US", facility: "azure" };

async function quantitiesOf(given: Given): Promise<(name: string) => Quantity> {
  const resolved = await resolve(apiInference, { ...request, ...given }, families);
  if (!resolved.ok) throw new Error(resolved.error.map(({ message }) => message).join("\n"));
  const found = propagate(apiInference, resolved.value);
  return (name) => {
    const quantity = found.get(name)?.quantity;
    if (quantity === undefined) throw new RangeError(name);
    return quantity;
  };
}

const llama = "meta-llama/Llama-3.1-8B-Instruct";

/** Model, stated precision, and gigabytes of a billion weights. */
const widths: readonly (readonly [model: string, stated: string | undefined, gigabytes: number])[] = [
  [llama, undefined, 1],
  [`${llama}-FP8`, undefined, 1],
  [`${llama}-AWQ-INT4`, undefined, 0.53125],
  [`${llama}-Q4_K_M-GGUF`, undefined, 4.8944 / 8],
  [`${llama}-bf16`, undefined, 2],
  // What is stated wins over the name.
  [`${llama}-FP8`, "bf16", 2],
  [`${llama}-bf16`, "int4", 0.53125],
];

test.for(widths)("weights of %s, stated as %s, take %d GB a billion", async ([model, precision, gigabytes]) => {
  const quantity = await quantitiesOf({ model, ...defined({ precision }) });
  expect(quantity("bytesPerWeight").nominal).toBeCloseTo(gigabytes, 9);
});

test("a precision that the name tells narrows the interval, and a narrower one costs less", async () => {
  const [plain, eight, four] = await Promise.all(
    [llama, `${llama}-FP8`, `${llama}-Q4_K_M`].map(async (model) => (await quantitiesOf({ model }))("energy")),
  );
  if (plain === undefined || eight === undefined || four === undefined) throw new RangeError("three were asked for");
  expect(eight.nominal / plain.nominal).toBeCloseTo(1, 1);
  expect(eight.high / eight.low).toBeLessThan(0.95 * (plain.high / plain.low));
  expect(four.nominal).toBeLessThan(0.8 * eight.nominal);
});

test("the name's precision is announced as what the model was read as", async () => {
  const resolved = await resolve(apiInference, { ...request, model: `${llama}-FP8` }, families);
  expect(resolved).toMatchObject({
    value: { namedBits: { origin: { kind: "factor", fallbacks: [expect.stringContaining("FP8, 8 bits each")] } } },
  });
});
