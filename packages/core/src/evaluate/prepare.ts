import { WattledgerError } from "../error.ts";
import { checkOne } from "../graph/check-resolved.ts";
import { compile } from "./compile.ts";
import { compileDerivative } from "./derivative.ts";
import { lengthOfSlopes } from "./dual.ts";
import type { Dual } from "./dual.ts";
import type { Frame } from "./frame.ts";
import type { ChoiceInput, Graph, NumberInput } from "../graph/graph.ts";
import { partOf } from "../graph/needed.ts";
import type { ResolvedChoice, ResolvedNumber } from "../graph/resolved.ts";
import { spreadOf } from "../uncertainty/spread.ts";
import { indexOf } from "../graph/input-value.ts";

/** What an input brings to an estimate: its central value for the formulas, its mean and standard deviation for the interval. */
export interface PreparedInput {
  /** In the input's unit; of a choice, the index of its option. */
  readonly value: number;
  readonly mean: number;
  /** 0 for what is taken as exact. */
  readonly sd: number;
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
  const [nominal, mean, sd] = [0, 1, 2].map(() => new Float64Array(wanted.length));
  if (nominal === undefined || mean === undefined || sd === undefined) throw new TypeError("Three results.");

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
  const runIntervals = (): boolean => {
    duals.directions = directions.count();
    if (duals.directions > 0) derivative.run(duals);
    let finite = true;
    for (let index = 0; index < slots.length; index += 1) {
      const dual = duals.duals[slots[index] ?? -1];
      const certain = duals.directions === 0 || dual === undefined;
      mean[index] = certain ? (nominal[index] ?? Number.NaN) : dual.value;
      sd[index] = certain ? 0 : lengthOfSlopes(dual, duals.directions);
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
  };
}

/** A direction for each variable among the inputs, shared by those that err together and free again when none is left. */
function variableDirections(most: number): {
  readonly take: (place: number, variable: string) => number;
  readonly release: (place: number, dual: Dual) => void;
  readonly count: () => number;
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
  };
}

/** A resolved input as it is given to {@link Prepared}. */
export function preparedInput(
  name: string,
  declared: NumberInput | ChoiceInput,
  resolved: ResolvedNumber | ResolvedChoice,
): PreparedInput {
  checkOne(name, declared, resolved);
  const exact = (value: number): PreparedInput => ({ value, mean: value, sd: 0, variable: name });
  if (resolved.kind === "choice")
    return exact(declared.kind === "choice" ? indexOf(name, declared, resolved.value) : NaN);
  const { value, distribution, variable = name } = resolved;
  if (distribution === undefined) return exact(value);
  const { mean, sd } = spreadOf(distribution, value, declared.kind === "number" ? declared : {});
  return { value, mean, sd, variable };
}
