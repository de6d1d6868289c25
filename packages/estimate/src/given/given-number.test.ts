import fc from "fast-check";
import { expect, test } from "vitest";
import { parseGivenNumber } from "./given-number.ts";

const interval = (low: number, high: number) => ({ kind: "interval", low, high, level: 0.9 });

test.for([
  ["12", { value: 12 }],
  ["-1.5e-3", { value: -0.0015 }],
  ["−2", { value: -2 }],
  ["12h", { value: 12, unit: "h" }],
  ["64 GB", { value: 64, unit: "GB" }],
  ["231 gCO2e/kWh", { value: 231, unit: "gCO2e/kWh" }],
  ["80%", { value: 80, unit: "%" }],
  ["5 EUR", { value: 5, unit: "EUR" }],
  ["50±5", { value: 50, distribution: interval(45, 55) }],
  ["50 +- 5 W", { value: 50, unit: "W", distribution: interval(45, 55) }],
  ["50 W ± 5 W", { value: 50, unit: "W", distribution: interval(45, 55) }],
  ["50+/-10%", { value: 50, distribution: interval(45, 55) }],
  ["50±10% W", { value: 50, unit: "W", distribution: interval(45, 55) }],
  ["80%±5%", { value: 80, unit: "%", distribution: interval(75, 85) }],
  ["40..60", { value: 50, distribution: interval(40, 60) }],
  ["40...60 W", { value: 50, unit: "W", distribution: interval(40, 60) }],
  ["50[40..70]", { value: 50, distribution: interval(40, 70) }],
  ["50 [40..70] W", { value: 50, unit: "W", distribution: interval(40, 70) }],
  ["50 W [40..70]", { value: 50, unit: "W", distribution: interval(40, 70) }],
  ["50±0", { value: 50 }],
  ["7..7", { value: 7 }],
] as const)("%s is read", ([text, expected]) => {
  expect(parseGivenNumber(text)).toEqual({ ok: true, value: expected });
});

test.for([
  ["", "is not a number"],
  ["FR", "is not a number"],
  ["12.", "is not a number"],
  ["1,5", "comma"],
  ["12 h 30 min", "two numbers"],
  ["1h30", "two numbers"],
  ["12:30:00", "clock"],
  ["1e999", "too large"],
  ["60..40", "lower end is above"],
  ["50[60..70]", "outside its interval"],
  ["50±-5", "negative"],
  ["50 W ± 5 kW", "two units"],
  ["50±5±5", "is not a number"],
] as const)("%s is refused with the reason", ([text, reason]) => {
  expect(parseGivenNumber(text)).toEqual({ ok: false, error: expect.stringContaining(reason) });
});

test("any finite number is read as itself", () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(finite, (value) => {
      const parsed = parseGivenNumber(String(value));
      expect(parsed.ok && parsed.value.value).toBe(Number(String(value)));
    }),
  );
});

test("± and the two ends say the same", () => {
  const whole = fc.integer({ min: -1000, max: 1000 });
  fc.assert(
    fc.property(whole, fc.integer({ min: 1, max: 500 }), (value, half) => {
      const around = parseGivenNumber(`${value}±${half} W`);
      expect(parseGivenNumber(`${value - half}..${value + half} W`)).toEqual(around);
      expect(parseGivenNumber(`${value}[${value - half}..${value + half}] W`)).toEqual(around);
    }),
  );
});

test("a number that is too small for a double is refused, not taken for 0", () => {
  for (const text of ["1e-400", "1e-400 h", "5±1e-400", `0.${"0".repeat(400)}1`]) {
    expect(parseGivenNumber(text)).toEqual({ ok: false, error: "is too small for a number; the smallest is 5e-324" });
  }
  expect(parseGivenNumber("0.0e5 h")).toEqual({ ok: true, value: { value: 0, unit: "h" } });
});
