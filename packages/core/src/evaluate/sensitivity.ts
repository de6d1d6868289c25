import { expectKind } from "../argument.ts";
import type { Graph } from "../graph/graph.ts";
import type { ResolvedInputs } from "../graph/resolved.ts";
import { seededRandom } from "../random.ts";
import { houseLevel } from "../uncertainty/house-level.ts";
import { expectCount, simulate } from "./monte-carlo.ts";
import type { Simulation } from "./monte-carlo.ts";
import { propagate } from "./propagate.ts";

/** How much one variable has to do with the uncertainty of an output. */
export interface Influence {
  /** Id of the variable: a factor's id, or the path of an input. */
  readonly variable: string;
  /** Inputs that it moves. */
  readonly inputs: readonly string[];
  /** Share of the output's variance that it causes by itself: its first-order index. */
  readonly firstOrder: number;
  /** Share that would go if it were known, interactions included. Equal to `firstOrder` where the method is near-linear. */
  readonly total: number;
  /** The output with this variable at the low and high end of its interval, all else at central values. */
  readonly swing: { readonly low: number; readonly high: number };
}

/** Influence of each variable on an output, the strongest first. */
export interface Sensitivity {
  readonly output: string;
  /** How the shares were computed: by derivatives, or by Sobol sampling if the method is far from linear. */
  readonly approach: "first-order" | "sobol";
  readonly influences: readonly Influence[];
}

/** How many points to sample, and from which seed. */
export interface SensitivityOptions {
  readonly samples: number;
  readonly seed: number;
  readonly level?: number;
}

/** Sampled and first-order variance may differ by this much before a method counts as not near-linear. */
const nearLinear = 0.1;

/**
 * Shares of variance and one-at-a-time swings of an output. Where the sampled variance is within 10 % of the
 * first-order one, shares come from the derivatives; elsewhere from samples: first-order indices after Saltelli et al.
 * (2010, doi 10.1016/j.cpc.2009.09.018, table 2 b) and total indices after Jansen (same table, f).
 */
export function sensitivity(
  graph: Graph,
  inputs: ResolvedInputs,
  output: string,
  options: SensitivityOptions,
): Sensitivity {
  expectKind("The options", options, "object");
  const { samples, level = houseLevel } = options;
  expectCount("Samples", samples);
  expectKind("The output", output, "text");
  const simulation = simulate(graph, inputs, [output]);
  const { variables } = simulation;
  const propagated = propagate(graph, inputs, [output]).get(output);
  const sampled = sobol(simulation, options);
  const variance = (propagated?.sd ?? 0) ** 2;
  const linear = Math.abs(variance - sampled.variance) <= nearLinear * sampled.variance;
  const influences = variables.map(({ id, cells }, index): Influence => {
    const share = variance === 0 ? 0 : (propagated?.effects.get(id) ?? 0) ** 2 / variance;
    const indices = sampled.indices[index] ?? { firstOrder: 0, total: 0 };
    return {
      variable: id,
      inputs: cells.map((cell) => cell.path),
      ...(linear ? { firstOrder: share, total: share } : indices),
      swing: swingOf(simulation, index, level),
    };
  });
  influences.sort((a, b) => b.total - a.total || a.variable.localeCompare(b.variable));
  return { output, approach: linear ? "first-order" : "sobol", influences };
}

/** The output at both ends of one variable, everything else central. */
function swingOf(
  simulation: Simulation,
  variable: number,
  level: number,
): { readonly low: number; readonly high: number } {
  const tail = (1 - level) / 2;
  const [first = Number.NaN, second = Number.NaN] = [tail, 1 - tail].map((probability) => {
    const uniforms = new Float64Array(simulation.variables.length).fill(Number.NaN);
    uniforms[variable] = probability;
    return simulation.at(uniforms)[0];
  });
  return { low: first, high: second };
}

interface Sampled {
  readonly variance: number;
  readonly indices: readonly { readonly firstOrder: number; readonly total: number }[];
}

function sobol(simulation: Simulation, { samples, seed }: SensitivityOptions): Sampled {
  const width = simulation.variables.length;
  const random = seededRandom(seed);
  const point = (): Float64Array => Float64Array.from({ length: width }, random);
  const output = (uniforms: Float64Array): number => simulation.at(uniforms)[0] ?? Number.NaN;
  let sum = 0;
  let squares = 0;
  const firstOrder = new Float64Array(width);
  const total = new Float64Array(width);
  // Products are taken about a first guess of the mean, as raw ones lose digits.
  const guess = simulation.nominal()[0] ?? 0;
  for (let sample = 0; sample < samples; sample += 1) {
    const a = point();
    const b = point();
    const atA = output(a) - guess;
    const atB = output(b) - guess;
    sum += atA + atB;
    squares += atA ** 2 + atB ** 2;
    for (let index = 0; index < width; index += 1) {
      const mixed = Float64Array.from(a);
      mixed[index] = b[index] ?? Number.NaN;
      const atMixed = output(mixed) - guess;
      firstOrder[index] = (firstOrder[index] ?? 0) + atB * (atMixed - atA);
      total[index] = (total[index] ?? 0) + (atA - atMixed) ** 2 / 2;
    }
  }
  const variance = squares / (2 * samples) - (sum / (2 * samples)) ** 2;
  const share = (value: number | undefined): number =>
    variance <= 0 ? 0 : Math.min(1, Math.max(0, (value ?? 0) / samples / variance));
  const indices = Array.from({ length: width }, (_, index) => ({
    firstOrder: share(firstOrder[index]),
    total: share(total[index]),
  }));
  return { variance, indices };
}
