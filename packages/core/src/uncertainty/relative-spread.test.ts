import * as fc from "fast-check";
import { expect, test } from "vitest";
import { largeUncertainty, relativeSpread } from "./relative-spread.ts";
import { spreadOf } from "./spread.ts";

test("up to 30 % a figure is normal, above it log-normal", () => {
  expect(relativeSpread(200, 0.3)).toEqual({ kind: "normal", sd: 60 });
  // By hand: sigma² = ln(1 + 0.4²) = 0.148420, gsd = e^0.385253.
  expect(relativeSpread(200, 0.4)).toEqual({ kind: "log-normal", gsd: expect.closeTo(1.469986, 6) });
});

test("a log-normal has the coefficient of variation, and keeps the median or the mean", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.31, max: 3, noNaN: true }), (relative) => {
      const aboutMedian = spreadOf(relativeSpread(100, relative), 100);
      const aboutMean = spreadOf(relativeSpread(100, relative, "mean"), 100);
      expect(aboutMedian.sd / aboutMedian.mean).toBeCloseTo(relative, 9);
      expect(aboutMedian.quantile(0.5)).toBeCloseTo(100, 9);
      expect(aboutMean.sd / 100).toBeCloseTo(relative, 9);
      expect(aboutMean.mean).toBe(100);
      expect(aboutMean.quantile(0.5)).toBeLessThan(100);
    }),
  );
  expect(largeUncertainty).toBe(0.3);
});
