import type { Expression, FunctionName } from "../formula/expression.ts";
import { fieldOf, rowOf } from "../formula/expression.ts";
import type { Graph, Table } from "../graph/graph.ts";
import { layoutOf } from "../graph/layout.ts";
import type { Layout } from "../graph/layout.ts";
import { perGraph } from "../graph/per-graph.ts";
import { assign, combine, copyOf, exactDual, scale } from "./dual.ts";
import type { Dual } from "./dual.ts";
import { compare, functions, interpolate, roundTo } from "./functions.ts";

// compile.ts walks formulas in the same order, for numbers alone; it says why the two share no scope and no fold.

/** Inputs of one evaluation and then its results, by slot: {@link CompiledDerivative.slots}. */
export interface DualFrame {
  readonly duals: Dual[];
  /** Rows of each list, in the order of the layout's lists. Equations of a row have duals of their own. */
  readonly lists: (readonly DualFrame[])[];
  /** How many directions there are. */
  directions: number;
}

/** A graph made ready to be differentiated many times, one set of inputs after the other. */
export interface CompiledDerivative extends Pick<Layout, "slots" | "inputs" | "equations" | "lists"> {
  /** A frame whose inputs are exact zeros and whose lists have these numbers of rows, for the caller to fill. */
  readonly frame: (rows?: readonly number[]) => DualFrame;
  /** Computes every equation of the frame. Its duals hold until the next run of any frame. */
  readonly run: (frame: DualFrame) => void;
}

/**
 * Compiles a graph to closures that compute values with exact derivatives (forward-mode differentiation): the slope of an
 * equation along a direction is the sum over inputs of partial derivative × the input's slope. Where a formula has a
 * kink or a step (`min`, `if`, `ceil`), the derivative is that of the branch that the values take. A choice is the
 * index of its option.
 */
export const compileDerivative = perGraph((graph, wanted): CompiledDerivative => {
  const layout = layoutOf(graph, wanted);
  const own: Dual[] = [];
  const rows = layout.lists.map(({ of }) => compileDerivative(of, everythingIn(of)));
  const scope: Scope = {
    graph,
    layout,
    rows,
    bound: new Map(),
    depth: 0,
    make: () => {
      const dual = exactDual(0);
      own.push(dual);
      return dual;
    },
  };
  const steps = layout.equations.map((name) => stepOf(graph.equations[name]?.checked ?? noNumber, scope));
  const first = layout.inputs.length;
  const stack: (readonly Dual[])[] = [];
  return {
    ...layout,
    frame: (counts = []) => ({
      duals: Array.from(layout.slots, () => exactDual(0)),
      lists: rows.map((row, list) => Array.from({ length: counts[list] ?? 0 }, () => row.frame())),
      directions: 0,
    }),
    run: (frame) => {
      const { directions } = frame;
      for (const dual of own) if (dual.slopes.length < directions) dual.slopes = new Float64Array(directions);
      const running: Running = { ...frame, bound: stack };
      for (const [list, row] of rows.entries()) {
        for (const one of frame.lists[list] ?? []) {
          one.directions = directions;
          row.run(one);
          // What the row's closures computed into is theirs, and the next row's as well.
          for (let slot = row.inputs.length; slot < one.duals.length; slot += 1) {
            one.duals[slot] = copyOf(one.duals[slot] ?? exactDual(Number.NaN), directions);
          }
        }
      }
      for (let index = 0; index < steps.length; index += 1) {
        frame.duals[first + index] = steps[index]?.(running) ?? exactDual(Number.NaN);
      }
    },
  };
});

interface Running extends DualFrame {
  /** Rows and running values bound while a `sum` or `fold` runs. */
  readonly bound: (readonly Dual[])[];
}

type Step = (frame: Running) => Dual;

interface Scope {
  readonly graph: Graph;
  readonly layout: Layout;
  readonly rows: readonly CompiledDerivative[];
  /** Where a bound name lives: its place among the bound, and the row's slots (none for a running value). */
  readonly bound: ReadonlyMap<string, { readonly depth: number; readonly row: CompiledDerivative | undefined }>;
  readonly depth: number;
  /** A dual for the result of a closure. */
  readonly make: () => Dual;
}

const noNumber: Expression = { kind: "number", value: Number.NaN };

function everythingIn(graph: Graph): readonly string[] {
  return [...Object.keys(graph.equations), ...Object.keys(graph.inputs)];
}

function stepOf(expression: Expression, scope: Scope): Step {
  const part = (inner: Expression): Step => stepOf(inner, scope);
  switch (expression.kind) {
    case "number": {
      const constant = exactDual(expression.value);
      return () => constant;
    }
    case "text":
      throw new TypeError("A checked formula has an option only in a comparison.");
    case "name":
      return nameStep(expression.name, scope);
    case "negate":
      return along(
        part(expression.operand),
        (value) => -value,
        () => -1,
        scope,
      );
    case "convert": {
      const { factor } = expression;
      return along(
        part(expression.operand),
        (value) => value * factor,
        () => factor,
        scope,
      );
    }
    case "not": {
      const operand = part(expression.operand);
      return decided((frame) => 1 - operand(frame).value);
    }
    case "logic": {
      const [left, right] = [part(expression.left), part(expression.right)];
      return expression.operator === "and" ? choice(left, right, () => no) : choice(left, () => yes, right);
    }
    case "compare": {
      const { operator } = expression;
      const [left, right] = [part(expression.left), part(expression.right)];
      return decided((frame) => {
        const first = left(frame).value;
        return compare(operator, first, right(frame).value);
      });
    }
    case "if": {
      return choice(part(expression.condition), part(expression.whenTrue), part(expression.whenFalse));
    }
    case "arithmetic":
      return arithmeticStep(expression.operator, part(expression.left), part(expression.right), scope);
    case "call":
      return callStep(expression.function, expression.arguments.map(part), scope);
    case "interpolate": {
      const table = scope.graph.tables[expression.table];
      if (table === undefined) throw new TypeError(`No table ${expression.table}.`);
      return along(
        part(expression.at),
        (x) => interpolate(table, x),
        (x) => slopeOf(table, x),
        scope,
      );
    }
    case "sum": {
      const zero = exactDual(0);
      return foldStep({ ...expression, accumulator: "" }, () => zero, scope);
    }
    case "fold":
      return foldStep(expression, part(expression.initial), scope);
  }
}

function nameStep(name: string, scope: Scope): Step {
  const missing = exactDual(Number.NaN);
  const bound = scope.bound.get(rowOf(name));
  if (bound === undefined) {
    const slot = scope.layout.slots.get(name) ?? -1;
    return (frame) => frame.duals[slot] ?? missing;
  }
  const { depth, row } = bound;
  const slot = row === undefined ? 0 : (row.slots.get(fieldOf(name)) ?? -1);
  return (frame) => frame.bound[depth]?.[slot] ?? missing;
}

const [no, yes, undecided] = [exactDual(0), exactDual(1), exactDual(Number.NaN)];

/** A truth, which has no slope: 1, 0, or NaN where it compares what is not a number. */
function decided(truth: (frame: Running) => number): Step {
  return (frame) => {
    const value = truth(frame);
    if (value === 1) return yes;
    return value === 0 ? no : undecided;
  };
}

/** What a condition decides for. A condition that is not a number decides nothing. */
function choice(condition: Step, whenTrue: Step, whenFalse: Step): Step {
  return (frame) => {
    const { value } = condition(frame);
    if (value === 1) return whenTrue(frame);
    return value === 0 ? whenFalse(frame) : undecided;
  };
}

/** A sum is a fold whose body is added to the running value; a pair binder steps over neighbouring rows. */
function foldStep(
  expression: Pick<Expression & { kind: "fold" }, "accumulator" | "binder" | "list" | "body">,
  initial: Step,
  scope: Scope,
): Step {
  const list = scope.layout.lists.findIndex(({ name }) => name === expression.list);
  const row = scope.rows[list];
  const { depth } = scope;
  const width = expression.binder.length;
  const at = depth + width;
  const rowNames = expression.binder.map((name, index) => [name, { depth: depth + index, row }] as const);
  const bound = new Map([...scope.bound, ...rowNames, [expression.accumulator, { depth: at, row: undefined }]]);
  const body = stepOf(expression.body, { ...scope, bound, depth: at + 1 });
  const running = scope.make();
  const accumulator = [running];
  const isSum = expression.accumulator === "";
  return (frame) => {
    const rows = frame.lists[list] ?? [];
    assign(running, initial(frame), frame.directions);
    for (let index = width - 1; index < rows.length; index += 1) {
      for (let offset = 0; offset < width; offset += 1) {
        frame.bound[depth + offset] = rows[index - width + 1 + offset]?.duals ?? [];
      }
      frame.bound[at] = accumulator;
      const step = body(frame);
      if (isSum) combine(running, running.value + step.value, running, 1, step, 1, frame.directions);
      else assign(running, step, frame.directions);
    }
    return running;
  };
}

/** A function of one dual: its value, and its derivative by the chain rule. */
function along(operand: Step, valueAt: (x: number) => number, slopeAt: (x: number) => number, scope: Scope): Step {
  const result = scope.make();
  return (frame) => {
    const at = operand(frame);
    return scale(result, valueAt(at.value), at, at.varies ? slopeAt(at.value) : 0, frame.directions);
  };
}

function arithmeticStep(operator: "+" | "-" | "*" | "/" | "^", left: Step, right: Step, scope: Scope): Step {
  const result = scope.make();
  // A closure for each operator: which one it is was known when the formula was compiled.
  switch (operator) {
    case "+":
      return (frame) => {
        const a = left(frame);
        const b = right(frame);
        return combine(result, a.value + b.value, a, 1, b, 1, frame.directions);
      };
    case "-":
      return (frame) => {
        const a = left(frame);
        const b = right(frame);
        return combine(result, a.value - b.value, a, 1, b, -1, frame.directions);
      };
    case "*":
      return (frame) => {
        const a = left(frame);
        const b = right(frame);
        return combine(result, a.value * b.value, a, b.value, b, a.value, frame.directions);
      };
    case "/":
      return (frame) => {
        const a = left(frame);
        const b = right(frame);
        return combine(result, a.value / b.value, a, 1 / b.value, b, -a.value / b.value ** 2, frame.directions);
      };
    case "^":
      return (frame) => {
        const a = left(frame);
        const b = right(frame);
        const ofBase = b.value === 0 || !a.varies ? 0 : b.value * a.value ** (b.value - 1);
        const ofExponent = a.value > 0 && b.varies ? Math.log(a.value) * a.value ** b.value : 0;
        return combine(result, a.value ** b.value, a, ofBase, b, ofExponent, frame.directions);
      };
  }
}

const slopes: Readonly<Record<Exclude<FunctionName, "min" | "max">, (x: number) => number>> = {
  exp: Math.exp,
  ln: (x) => 1 / x,
  log2: (x) => 1 / (x * Math.LN2),
  log10: (x) => 1 / (x * Math.LN10),
  sqrt: (x) => 0.5 / Math.sqrt(x),
  abs: Math.sign,
  ceil: () => 0,
  floor: () => 0,
  round: () => 0,
};

function callStep(name: FunctionName, parts: readonly Step[], scope: Scope): Step {
  const [first, ...rest] = parts;
  if (first === undefined) throw new TypeError(`${name} needs an argument.`);
  switch (name) {
    case "min":
      return chosen(first, rest, (part, best) => part < best || Number.isNaN(part));
    case "max":
      return chosen(first, rest, (part, best) => part > best || Number.isNaN(part));
    case "exp":
    case "ln":
    case "log2":
    case "log10":
    case "sqrt":
    case "abs":
    case "ceil":
    case "floor":
      return along(first, functions[name], slopes[name], scope);
    case "round": {
      const [decimals] = rest;
      if (decimals === undefined) return along(first, functions.round, slopes.round, scope);
      return (frame) => exactDual(roundTo(first(frame).value, decimals(frame).value));
    }
  }
}

function chosen(first: Step, rest: readonly Step[], isBetter: (part: number, best: number) => boolean): Step {
  return (frame) => {
    let best = first(frame);
    for (const step of rest) {
      const part = step(frame);
      if (isBetter(part.value, best.value)) best = part;
    }
    return best;
  };
}

function slopeOf({ points }: Table, x: number): number {
  const above = points.findIndex(([at]) => at >= x);
  const high = points[above];
  const low = points[above - 1];
  if (high === undefined || low === undefined) return 0;
  return (high[1] - low[1]) / (high[0] - low[0]);
}
