import { WattledgerError } from "../error.ts";
import { checkOne } from "../graph/check-resolved.ts";
import type { ChoiceInput, Graph, NumberInput } from "../graph/graph.ts";
import { indexOf } from "../graph/input-value.ts";
import { partOf } from "../graph/needed.ts";
import type { ResolvedChoice, ResolvedNumber } from "../graph/resolved.ts";
import { houseLevel } from "../uncertainty/house-level.ts";
import { intervalOf } from "../uncertainty/interval.ts";
import { spreadOf } from "../uncertainty/spread.ts";
import { compile } from "./compile.ts";
import { compileDerivative } from "./derivative.ts";
import { lengthOfSlopes } from "./dual.ts";
import type { Dual } from "./dual.ts";
import type { Frame } from "./frame.ts";
import { linearEnds } from "./linear-ends.ts";

/** What an input brings to an estimate: its central value for the formulas, its mean and standard deviation for the interval. */
export interface PreparedInput {
  /** In the input's unit; of a choice, the index of its option. */
  readonly value: number;
  readonly mean: number;
  /** 0 for what is taken as exact. */
  readonly sd: number;
  /** Ends of its own interval at the house level. */
  readonly low: number;
  readonly high: number;
  /** Inputs of one variable err together. */
  readonly variable: string;
}

/**
 * A graph made ready for many sets of inputs, one after the other: each set is given input by input, run, and its results
 * read before the next. What is not given again stays. The figures are those of `evaluate` and `propagate`, up to the
 * order in which variances are added.
 */
export interface Prepared {
  /** The inputs that are needed; a place below is an index into them. */
  readonly inputs: readonly string[];
  /** Gives a number as exact, or the index of a choice's option. It is not checked: see `numberOf`. */
  readonly give: (place: number, value: number) => void;
  readonly giveUncertain: (place: number, input: PreparedInput) => void;
  /** What an input was given last, as the formulas read it. */
  readonly given: (place: number) => number;
  /** Computes; false where something comes out infinite or not a number. Without intervals, means and deviations are not computed. */
  readonly run: (intervals: boolean) => boolean;
  /** Of each wanted equation, in the order in which they were named. */
  readonly nominal: Float64Array;
  readonly mean: Float64Array;
  readonly sd: Float64Array;
  /** Ends of the interval at the house level. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * Prepares some equations of a graph.
 *
 * @throws WattledgerError `unknown-name`; `not-supported` where the equations need a list, whose rows are not a single number.
 */
export function prepare<E extends string>(
  graph: Graph & { readonly equations: Readonly<Record<E, unknown>> },
  wanted: readonly NoInfer<E>[],
): Prepared;
export function prepare(whole: Graph, wanted: readonly string[]): Prepared {
  const graph = partOf(whole, wanted);
  const compiled = compile(graph);
  const derivative = compileDerivative(graph);
  const [list] = derivative.lists;
  if (list !== undefined)
    throw new WattledgerError(
      "not-supported",
      `The list \`${list.name}\` cannot be prepared: its rows are not a single number.`,
    );
  const { inputs } = compiled;
  const frame: Frame = { values: new Float64Array(derivative.slots.size), lists: [], bound: [] };
  const duals = derivative.frame();
  const own = inputs.map((): Dual => ({ value: 0, slopes: new Float64Array(inputs.length), varies: false }));
  for (const [place, dual] of own.entries()) duals.duals[place] = dual;
  const last: (PreparedInput | undefined)[] = [];
  const directions = variableDirections(inputs.length);
  const slots = wanted.map((name) => compiled.slot(name));
  const column = (): Float64Array => new Float64Array(wanted.length);
  const [nominal, mean, sd, low, high] = [column(), column(), column(), column(), column()];

  const give = (place: number, value: number): void => {
    const dual = own[place];
    if (dual === undefined) return;
    if (dual.varies) directions.release(place, dual);
    last[place] = undefined;
    frame.values[place] = value;
    dual.value = value;
    dual.varies = false;
  };
  const giveUncertain = (place: number, input: PreparedInput): void => {
    if (last[place] === input) return;
    if (input.sd === 0 && input.mean === input.value) give(place, input.value);
    else {
      const dual = own[place];
      if (dual === undefined) return;
      if (dual.varies) directions.release(place, dual);
      frame.values[place] = input.value;
      dual.value = input.mean;
      dual.varies = true;
      dual.slopes[directions.take(place, input.variable)] = input.sd;
    }
    last[place] = input;
  };
  /** Of an equation in which one variable alone errs, what it comes to at an end of that variable. */
  const valueAt = (index: number, direction: number, end: "low" | "high"): number => {
    const moved = inputs.flatMap((_, place) => {
      const input = last[place];
      return input !== undefined && own[place]?.varies === true && directions.of(place) === direction
        ? [{ place, input }]
        : [];
    });
    for (const { place, input } of moved) frame.values[place] = input[end];
    const isFinite = compiled.run(frame);
    for (const { place, input } of moved) frame.values[place] = input.value;
    return isFinite ? (frame.values[slots[index] ?? -1] ?? Number.NaN) : Number.NaN;
  };
  const intervalAt = (
    index: number,
    centre: number,
    deviation: number,
    dual: Dual | undefined,
  ): { readonly low: number; readonly high: number } => {
    const direction = dual === undefined ? -1 : onlyDirection(dual, duals.directions);
    if (dual === undefined || direction === -1) return intervalOf(centre, deviation, houseLevel);
    const cells = last.filter(
      (input, place): input is PreparedInput =>
        input !== undefined && own[place]?.varies === true && directions.of(place) === direction,
    );
    const ends = linearEnds(cells, {
      mean: centre,
      slope: dual.slopes[direction] ?? 0,
      atLow: valueAt(index, direction, "low"),
      atHigh: valueAt(index, direction, "high"),
    });
    return ends ?? intervalOf(centre, deviation, houseLevel);
  };
  const runIntervals = (): boolean => {
    duals.directions = directions.count();
    if (duals.directions > 0) derivative.run(duals);
    let finite = true;
    for (let index = 0; index < slots.length; index += 1) {
      const dual = duals.duals[slots[index] ?? -1];
      const certain = duals.directions === 0 || dual === undefined;
      mean[index] = certain ? (nominal[index] ?? Number.NaN) : dual.value;
      sd[index] = certain ? 0 : lengthOfSlopes(dual, duals.directions);
      const ends = intervalAt(index, mean[index] ?? Number.NaN, sd[index] ?? Number.NaN, certain ? undefined : dual);
      low[index] = ends.low;
      high[index] = ends.high;
      if (!Number.isFinite(mean[index]) || !Number.isFinite(sd[index])) finite = false;
    }
    return finite;
  };
  return {
    inputs,
    give,
    giveUncertain,
    given: (place) => frame.values[place] ?? Number.NaN,
    run: (intervals) => {
      if (!compiled.run(frame)) return false;
      for (let index = 0; index < slots.length; index += 1) {
        nominal[index] = frame.values[slots[index] ?? -1] ?? Number.NaN;
      }
      return !intervals || runIntervals();
    },
    nominal,
    mean,
    sd,
    low,
    high,
  };
}

/** The one direction in which a dual varies; -1 for zero or several directions. */
function onlyDirection({ slopes, varies }: Dual, directions: number): number {
  let found = -1;
  if (!varies) return found;
  for (let direction = 0; direction < directions; direction += 1) {
    if (slopes[direction] === 0) continue;
    if (found !== -1) return -1;
    found = direction;
  }
  return found;
}

/** A direction for each variable among the inputs, shared by those that err together and free again when none is left. */
function variableDirections(most: number): {
  readonly take: (place: number, variable: string) => number;
  readonly release: (place: number, dual: Dual) => void;
  readonly count: () => number;
  readonly of: (place: number) => number;
} {
  const names: (string | undefined)[] = [];
  const users = new Int32Array(most);
  const directionOf = new Int32Array(most);
  return {
    take: (place, variable) => {
      let direction = names.indexOf(variable);
      if (direction === -1) direction = names.indexOf(undefined);
      if (direction === -1) direction = names.length;
      names[direction] = variable;
      users[direction] = (users[direction] ?? 0) + 1;
      directionOf[place] = direction;
      return direction;
    },
    release: (place, { slopes }) => {
      const direction = directionOf[place] ?? 0;
      slopes[direction] = 0;
      const left = (users[direction] ?? 1) - 1;
      users[direction] = left;
      if (left === 0) names[direction] = undefined;
    },
    count: () => names.length,
    of: (place) => directionOf[place] ?? -1,
  };
}

/** A resolved input as it is given to {@link Prepared}. */
export function preparedInput(
  name: string,
  declared: NumberInput | ChoiceInput,
  resolved: ResolvedNumber | ResolvedChoice,
): PreparedInput {
  checkOne(name, declared, resolved);
  const exact = (value: number): PreparedInput => ({
    value,
    mean: value,
    sd: 0,
    low: value,
    high: value,
    variable: name,
  });
  if (resolved.kind === "choice")
    return exact(declared.kind === "choice" ? indexOf(name, declared, resolved.value) : NaN);
  const { value, distribution, variable = name } = resolved;
  if (distribution === undefined) return exact(value);
  const { mean, sd, quantile } = spreadOf(distribution, value, declared.kind === "number" ? declared : {});
  const tail = (1 - houseLevel) / 2;
  return { value, mean, sd, low: quantile(tail), high: quantile(1 - tail), variable };
}
