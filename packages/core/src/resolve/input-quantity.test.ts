import { expect, test } from "vitest";
import { known } from "../../test/resolved.ts";
import { inputQuantity } from "./input-quantity.ts";

test("an exact input has no width", () => {
  expect(inputQuantity(known(3, undefined, undefined, "h"))).toEqual({
    unit: "h",
    nominal: 3,
    mean: 3,
    low: 3,
    high: 3,
    level: 0.9,
  });
});

test("an uncertain one has the ends of its own distribution, not of a normal", () => {
  const quantity = inputQuantity(known(5, { kind: "uniform", low: 0, high: 10 }));
  expect(quantity).toMatchObject({ nominal: 5, mean: 5, low: expect.closeTo(0.5, 12), high: expect.closeTo(9.5, 12) });
  const half = inputQuantity(known(5, { kind: "uniform", low: 0, high: 10 }), {}, 0.5);
  expect(half).toMatchObject({ low: 2.5, high: 7.5, level: 0.5 });
});

test("bounds cut it", () => {
  const { low, mean } = inputQuantity(known(5, { kind: "uniform", low: 0, high: 10 }), { min: 5 });
  expect(low).toBeCloseTo(5.25, 12);
  expect(mean).toBeCloseTo(7.5, 6);
});
