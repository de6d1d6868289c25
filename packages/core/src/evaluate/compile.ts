import { WattledgerError } from "../error.ts";
import type { Expression, FunctionName } from "../formula/expression.ts";
import { fieldOf, rowOf } from "../formula/expression.ts";
import type { Graph } from "../graph/graph.ts";
import { layoutOf } from "../graph/layout.ts";
import { perGraph } from "../graph/per-graph.ts";
import { suggestion } from "../nearest.ts";
import { fillFrame } from "./frame.ts";
import type { Frame, Inputs } from "./frame.ts";
import { compare, functions, interpolate, roundTo } from "./functions.ts";

// The walk over a formula is written twice, here for numbers and in derivative.ts for duals, and shares no scope and no fold. A
// step here gives a number, and chains of names and numbers become one loop without a step for each; a step there fills a dual
// that it owns. One walk for both would call an algebra in each step, and a scope for both would hold what the other never reads.

type Step = (frame: Frame) => number;

/** A graph made ready to be evaluated many times. One frame holds one set of inputs, and then its results. */
export interface Compiled<InputName extends string = string, EquationName extends string = string> {
  /** Place of an input's or equation's number in {@link Frame.values}. @throws WattledgerError `unknown-name` */
  readonly slot: (name: InputName | EquationName) => number;
  /** A frame filled with inputs. Absent inputs take their defaults. @throws WattledgerError `missing-input`, `bad-input` */
  readonly frame: (inputs: Inputs<InputName>) => Frame;
  /** Computes every equation of the frame in place. False when one came out infinite or not a number. */
  readonly run: (frame: Frame) => boolean;
  /** Equations in the order of evaluation. */
  readonly equations: readonly EquationName[];
  /** Inputs that these equations read, directly or not. */
  readonly inputs: readonly InputName[];
}

/**
 * Compiles a graph to closures, once; running them allocates nothing but a running value per `sum`. With `wanted`, only the equations that those need
 * are computed and only their inputs are asked for.
 */
export function compile<I extends string, E extends string>(
  graph: Graph & { readonly inputs: Readonly<Record<I, unknown>>; readonly equations: Readonly<Record<E, unknown>> },
  wanted?: readonly NoInfer<E>[],
): Compiled<I, E>;
export function compile(graph: Graph, wanted?: readonly string[]): Compiled {
  return compiledOnce(graph, wanted);
}

const compiledOnce = perGraph((graph, wanted): Compiled => {
  const { inputs, equations, slots, lists } = layoutOf(graph, wanted);
  const rowGraphs = lists.map(({ of }) => compileRow(of));
  const layout: Places = {
    graph,
    slots,
    lists: new Map(lists.map(({ name }, index) => [name, { index, rows: rowGraphs[index] }])),
  };
  const steps = equations.map((name): Step => {
    const equation = graph.equations[name];
    if (equation === undefined) throw new TypeError(`No equation ${name}.`);
    return closure(equation.checked, { layout, bound: new Map(), depth: 0 });
  });
  const first = inputs.length;
  return {
    slot: (name) => slotOf(slots, name),
    frame: (given) => fillFrame(graph, slots, rowGraphs, inputs, given),
    run: (frame) => {
      let finite = true;
      for (let list = 0; list < rowGraphs.length; list += 1) {
        for (const row of frame.lists[list] ?? []) finite = (rowGraphs[list]?.run(row) ?? true) && finite;
      }
      for (let index = 0; index < steps.length; index += 1) {
        const value = steps[index]?.(frame) ?? Number.NaN;
        frame.values[first + index] = value;
        // Infinity minus itself is not a number, either.
        if (value - value !== 0) finite = false;
      }
      return finite;
    },
    equations,
    inputs,
  };
});

/** Compiles the graph of a list's rows: all of its fields have a slot, as the formulas around the list may read any. */
export function compileRow(graph: Graph): Compiled {
  return compile(graph, [...Object.keys(graph.equations), ...Object.keys(graph.inputs)]);
}

function slotOf(slots: ReadonlyMap<string, number>, name: string): number {
  const slot = slots.get(name);
  if (slot !== undefined) return slot;
  throw new WattledgerError("unknown-name", `Unknown input or equation \`${name}\`.${suggestion(name, slots.keys())}`);
}

/** Where the numbers of a graph stand. */
interface Places {
  readonly graph: Graph;
  readonly slots: ReadonlyMap<string, number>;
  readonly lists: ReadonlyMap<string, { readonly index: number; readonly rows: Compiled | undefined }>;
}

interface Scope {
  readonly layout: Places;
  /** Where a bound name lives: its place in {@link Frame.bound}, and the row's slots (none for an accumulator). */
  readonly bound: ReadonlyMap<string, { readonly depth: number; readonly rows: Compiled | undefined }>;
  readonly depth: number;
}

/** Closures over a checked expression. Booleans are 1 and 0. */
function closure(expression: Expression, scope: Scope): Step {
  const part = (inner: Expression): Step => closure(inner, scope);
  switch (expression.kind) {
    case "number": {
      const { value } = expression;
      return () => value;
    }
    case "text":
      throw new TypeError("A checked formula has an option only in a comparison.");
    case "name":
      return nameStep(expression.name, scope);
    case "negate": {
      const operand = part(expression.operand);
      return (frame) => -operand(frame);
    }
    case "not": {
      const operand = part(expression.operand);
      return (frame) => 1 - operand(frame);
    }
    case "convert": {
      const operand = part(expression.operand);
      const { factor } = expression;
      return (frame) => operand(frame) * factor;
    }
    case "arithmetic":
      return arithmeticStep(expression, scope);
    case "compare": {
      const { operator } = expression;
      const left = part(expression.left);
      const right = part(expression.right);
      return (frame) => compare(operator, left(frame), right(frame));
    }
    case "logic": {
      const left = part(expression.left);
      const right = part(expression.right);
      return expression.operator === "and"
        ? (frame) => chosen(left(frame), right, no, frame)
        : (frame) => chosen(left(frame), yes, right, frame);
    }
    case "if": {
      const condition = part(expression.condition);
      const whenTrue = part(expression.whenTrue);
      const whenFalse = part(expression.whenFalse);
      return (frame) => chosen(condition(frame), whenTrue, whenFalse, frame);
    }
    case "call":
      return callStep(expression.function, expression.arguments.map(part));
    case "interpolate": {
      const table = scope.layout.graph.tables[expression.table];
      const at = part(expression.at);
      if (table === undefined) throw new TypeError(`No table ${expression.table}.`);
      return (frame) => interpolate(table, at(frame));
    }
    case "sum": {
      return foldStep({ ...expression, accumulator: "" }, no, scope);
    }
    case "fold":
      return foldStep(expression, part(expression.initial), scope);
  }
}

function nameStep(name: string, scope: Scope): Step {
  const bound = scope.bound.get(rowOf(name));
  if (bound === undefined) {
    const slot = slotOf(scope.layout.slots, name);
    return (frame) => read(frame, slot);
  }
  const { depth, rows } = bound;
  const slot = rows === undefined ? 0 : rows.slot(fieldOf(name));
  return (frame) => frame.bound[depth]?.[slot] ?? Number.NaN;
}

/** What a condition of 1 or 0 decides for. A condition that is not a number decides nothing. */
function chosen(condition: number, whenTrue: Step, whenFalse: Step, frame: Frame): number {
  if (condition === 1) return whenTrue(frame);
  return condition === 0 ? whenFalse(frame) : Number.NaN;
}

const no: Step = () => 0;
const yes: Step = () => 1;

/** A sum is a fold whose body is added to the running value; a pair binder steps over neighbouring rows. */
function foldStep(
  expression: {
    readonly accumulator: string;
    readonly binder: readonly string[];
    readonly list: string;
    readonly body: Expression;
  },
  initial: Step,
  scope: Scope,
): Step {
  const list = scope.layout.lists.get(expression.list);
  if (list === undefined) throw new TypeError(`No list ${expression.list}.`);
  const isSum = expression.accumulator === "";
  const pairs = expression.binder.length === 2;
  const { depth } = scope;
  const rows = expression.binder.map((name, index): [string, { depth: number; rows: Compiled | undefined }] => [
    name,
    { depth: depth + index, rows: list.rows },
  ]);
  const at = depth + expression.binder.length;
  const accumulator: [string, { depth: number; rows: undefined }] = [
    expression.accumulator,
    { depth: at, rows: undefined },
  ];
  const inner = { ...scope, bound: new Map([...scope.bound, ...rows, accumulator]), depth: at + 1 };
  const body = closure(expression.body, inner);
  return (frame) => {
    const all = frame.lists[list.index] ?? [];
    const running = new Float64Array(1);
    running[0] = initial(frame);
    let total = running[0];
    for (let index = pairs ? 1 : 0; index < all.length; index += 1) {
      const current = all[index];
      const previous = all[index - 1];
      if (current === undefined) continue;
      if (pairs && previous !== undefined) {
        frame.bound[depth] = previous.values;
        frame.bound[depth + 1] = current.values;
      } else {
        frame.bound[depth] = current.values;
      }
      frame.bound[at] = running;
      total = isSum ? total + body(frame) : body(frame);
      running[0] = total;
    }
    return total;
  };
}

function arithmeticStep(expression: Expression & { kind: "arithmetic" }, scope: Scope): Step {
  const { operator } = expression;
  const chain = plainChain(expression, operator, scope);
  if (chain !== undefined && operator === "*") return (frame) => productOf(frame.values, chain);
  if (chain !== undefined && operator === "+") return (frame) => sumOf(frame.values, chain);
  const left = closure(expression.left, scope);
  const right = closure(expression.right, scope);
  switch (operator) {
    case "+":
      return (frame) => left(frame) + right(frame);
    case "-":
      return (frame) => left(frame) - right(frame);
    case "*":
      return (frame) => left(frame) * right(frame);
    case "/":
      return (frame) => left(frame) / right(frame);
    case "^":
      return (frame) => left(frame) ** right(frame);
  }
}

/**
 * Slots of a chain `a × b × c` of plain names, read in one closure: calls are most of what an evaluation costs.
 * Undefined for anything else.
 */
function plainChain(expression: Expression, operator: "+" | "-" | "*" | "/" | "^", scope: Scope): number[] | undefined {
  if (expression.kind === "name" && !scope.bound.has(rowOf(expression.name))) {
    return [slotOf(scope.layout.slots, expression.name)];
  }
  if (expression.kind !== "arithmetic" || expression.operator !== operator) return undefined;
  const left = plainChain(expression.left, operator, scope);
  const right = expression.right.kind === "name" ? plainChain(expression.right, operator, scope) : undefined;
  return left === undefined || right === undefined ? undefined : [...left, ...right];
}

function productOf(values: Float64Array, slots: readonly number[]): number {
  let product = 1;
  for (let index = 0; index < slots.length; index += 1) product *= values[slots[index] ?? -1] ?? Number.NaN;
  return product;
}

function sumOf(values: Float64Array, slots: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < slots.length; index += 1) sum += values[slots[index] ?? -1] ?? Number.NaN;
  return sum;
}

function read(frame: Frame, slot: number): number {
  return frame.values[slot] ?? Number.NaN;
}

function callStep(name: FunctionName, parts: readonly Step[]): Step {
  const first = parts[0] ?? (() => Number.NaN);
  const rest = parts.slice(1);
  switch (name) {
    case "min":
      return (frame) => rest.reduce((least, part) => Math.min(least, part(frame)), first(frame));
    case "max":
      return (frame) => rest.reduce((most, part) => Math.max(most, part(frame)), first(frame));
    case "exp":
    case "log2":
    case "log10":
    case "sqrt":
    case "abs":
    case "ceil":
    case "floor":
    case "ln": {
      const apply = functions[name];
      return (frame) => apply(first(frame));
    }
    case "round": {
      const [decimals] = rest;
      if (decimals === undefined) return (frame) => functions.round(first(frame));
      return (frame) => roundTo(first(frame), decimals(frame));
    }
  }
}
