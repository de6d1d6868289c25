import { choice, equation, input, list, method } from "@wattledger/core";

/**
 * Arithmetic of Impact Framework's built-in plugins and of its aggregation, on parameters that a manifest names. No method
 * to choose for a footprint, so not in the registry: `impact-framework-sci` is what they are chained to.
 *
 * Green Software Foundation, release 1.1.0.
 */
const plugins = method({
  id: "impact-framework-plugins",
  version: "1.1.0",
  title: "Impact Framework: built-in plugins",
  claim: "One step of a pipeline on named parameters.",
  source: {
    title: "Green Software Foundation: Impact Framework",
    version: "@grnsft/if 1.1.0, commit 0829a399 (2025-07-25)",
    locator:
      "built-in plugins Coefficient, Divide, Exponent, Multiply, Subtract, Sum, Interpolation, TimeConverter, TimeSync; aggregation",
    retrieved: "2026-11-21",
    license: "MIT",
  },
  accepts: {},
  boundary: { components: [], overheads: [], lifeCycle: [], excludes: ["any meaning of the parameters"] },
  inputs: {
    value: input("1", "Value of the parameter"),
    by: input("1", "Coefficient, divisor or exponent"),
    zeroDivisor: choice(["refuse", "numerator"], "What a division by zero gives", {
      default: "refuse",
      source: "refuse: the original gives the numerator, which is not a quotient",
    }),
    values: list("Values to add up or to average", {
      inputs: { value: input("1", "Value"), duration: input("s", "Time that it holds for", { min: 0 }) },
      equations: {},
    }),
    meanBy: choice(["duration", "count"], "What a mean is weighted by", {
      default: "duration",
      source: "duration: the original counts a minute as much as an hour",
    }),
    oldTime: input("s", "Time that the value is of", { min: 0 }),
    newTime: input("s", "Time that it is wanted for", { min: 0 }),
    curve: list("Points of a curve, x rising", {
      inputs: {
        x: input("1", "Where"),
        y: input("1", "How much"),
        slope: input("1", "Slope there, for a spline", { default: 0, source: "none for the other kinds of curve" }),
      },
      equations: {},
    }),
    kind: choice(["linear", "spline", "polynomial"], "Kind of curve", {
      default: "linear",
      source: "Interpolation, default",
    }),
    samples: list("Samples of equal length that make up one interval of the new grid", {
      inputs: { value: input("1", "Value of the parameter") },
      equations: {},
    }),
    lastSample: choice(["counted", "dropped"], "Whether the last sample of an interval counts in its mean", {
      default: "counted",
      source: "counted: the original drops it, a defect",
    }),
  },
  equations: {
    product: equation("1", "value × by", "Coefficient"),
    quotient: equation("1", 'if(by = 0 and zeroDivisor = "numerator", value, value ÷ by)', "Divide"),
    power: equation("1", "value ^ by", "Exponent"),
    total: equation("1", "sum(one in values: one.value)", "Sum, and aggregation by sum"),
    productOfAll: equation("1", "fold(product from 1, one in values: product × one.value)", "Multiply"),
    difference: equation(
      "1",
      "fold(left from value, one in values: left − one.value)",
      "Subtract: of the first and all others",
    ),
    mean: equation(
      "1",
      'sum(one in values: one.value × if(meanBy = "count", 1 [s], one.duration)) ÷ sum(one in values: if(meanBy = "count", 1 [s], one.duration))',
      "Aggregation by avg",
    ),
    inOtherTime: equation("1", "round(value ÷ oldTime × newTime, 6)", "TimeConverter, rounded as there"),
    linear: equation(
      "1",
      "sum((a, b) in curve: if(value ≥ a.x and value < b.x, a.y + (value − a.x) × (b.y − a.y) ÷ (b.x − a.x), 0)) + sum(one in curve: if(one.x = value, one.y, 0)) − sum((a, b) in curve: if(value = a.x, a.y, 0))",
      "Where two points share an x, the later one holds there",
    ),
    spline: equation(
      "1",
      "sum((a, b) in curve: if(value ≥ a.x and value < b.x, a.y + (value − a.x) ÷ (b.x − a.x) × (b.y − a.y + (b.x − value) ÷ (b.x − a.x) × ((a.slope × (b.x − a.x) − b.y + a.y) × (b.x − value) ÷ (b.x − a.x) + (b.y − a.y − b.slope × (b.x − a.x)) × (value − a.x) ÷ (b.x − a.x))), 0)) + sum(one in curve: if(one.x = value, one.y, 0)) − sum((a, b) in curve: if(value = a.x, a.y, 0))",
      "Cubic pieces that meet with the given slopes",
    ),
    polynomial: equation(
      "1",
      "sum(one in curve: one.y × fold(product from 1, other in curve: if(other.x = one.x, product, product × (value − other.x) ÷ (one.x − other.x))))",
      "The one polynomial through all points",
    ),
    distinct: equation(
      "1",
      "if(sum((a, b) in curve: if(a.x = b.x, 1, 0)) > 0, 0, 1)",
      "1 where no two points share an x",
    ),
    inRange: equation(
      "1",
      "if(sum(one in curve: if(one.x ≤ value, 1, 0)) > 0 and sum(one in curve: if(one.x ≥ value, 1, 0)) > 0, 1, 0)",
    ),
    interpolated: equation(
      "1",
      'if(kind = "linear", linear, if(kind = "spline", spline, polynomial) ÷ distinct) ÷ inRange',
      "Interpolation; refused beyond the curve's ends, and for a smooth curve with two values at one place",
    ),
    sampleTotal: equation("1", "sum(one in samples: one.value)", "TimeSync of what adds up"),
    sampleMean: equation(
      "1",
      'if(lastSample = "dropped" and sum(one in samples: 1) > 1, sum((a, b) in samples: a.value), sum(one in samples: one.value)) ÷ sum(one in samples: 1)',
      "TimeSync of what is averaged; time that was not observed counts as 0",
    ),
  },
  outputs: {},
  critique: [
    "Time that was not observed counts as idle, and a mean over time leaves out the last sample of each interval.",
  ],
});

/** Slopes at the points of a curve by which its cubic pieces make a natural spline: no curvature at the ends. */
export function naturalSlopes(points: readonly (readonly [x: number, y: number])[]): readonly number[] {
  // Tridiagonal equations, solved from the first point on and then back.
  const solved: { readonly above: number; readonly right: number }[] = [];
  for (const [index, [x, y]] of points.entries()) {
    const before = points[index - 1];
    const after = points[index + 1];
    const left = before === undefined ? 0 : 1 / (x - before[0]);
    const next = after === undefined ? 0 : 1 / (after[0] - x);
    const rise =
      (before === undefined ? 0 : (y - before[1]) * left ** 2) + (after === undefined ? 0 : (after[1] - y) * next ** 2);
    const { above, right } = solved[index - 1] ?? { above: 0, right: 0 };
    const pivot = 2 * (left + next) - left * above;
    solved.push({ above: next / pivot, right: (3 * rise - left * right) / pivot });
  }
  return solved.reduceRight<number[]>((slopes, { above, right }) => [right - above * (slopes[0] ?? 0), ...slopes], []);
}

// Under another name, because it is not a method of the registry: it does not compute a footprint.
export { plugins as impactFrameworkPlugins };
