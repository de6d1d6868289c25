import { activityKinds } from "../activity/activity-kind.ts";
import { isObject } from "../argument.ts";
import { expectElements, expectKind, expectMembers } from "../argument.ts";
import { WattledgerError } from "../error.ts";
import { namesRead } from "../formula/expression.ts";
import { suggestion } from "../nearest.ts";
import { checkCautions, checkGraph, checkOutputs } from "./check-graph.ts";
import { expectMethod } from "./expect-graph.ts";
import { flatten } from "./flatten.ts";
import type {
  ChoiceInput,
  EquationText,
  Graph,
  GraphText,
  ListInput,
  Method,
  MethodText,
  NumberInput,
  PerCategory,
  Use,
} from "./graph.ts";
import { partOf } from "./needed.ts";
import { checkRoles } from "./roles.ts";

type Dotted = `${string}.${string}`;
type Names<T> = { [K in keyof T & string]: T[K] extends PerCategory<unknown> ? `${K}.${string}` : K }[keyof T & string];
type UseNames<G extends GraphText> = G extends { readonly uses: object } ? Dotted : never;

/**
 * Defines a method. Its formulas are parsed, and names, units and order checked, when its inputs or equations are first
 * looked at, so that a method which nobody uses costs nothing. That look throws a WattledgerError `bad-method`,
 * `bad-formula` or `bad-unit` where something is wrong, naming the method, the equation and the remedy.
 */
export function method<const D extends MethodText>(
  definition: D,
): Method<Names<D["inputs"]> | UseNames<D>, Names<D["equations"]> | UseNames<D>>;
export function method(definition: MethodText): Method {
  expectMembers("A method", definition, { id: "text", accepts: "object", outputs: "object" }, "bad-method");
  const { uses: _, ...facts } = definition;
  const graph = once(() => {
    const checked = checkGraph(flatten(definition), facts.id);
    checkOutputs(facts.outputs, checked.equations, facts.id);
    checkCautions(facts.cautions, checked.equations, facts.id);
    if (facts.roles !== undefined) checkRoles(facts.roles, checked, facts.outputs, facts.id);
    return checked;
  });
  return {
    ...facts,
    accepts: activityKinds.filter((kind) => kind in definition.accepts),
    inputsOf: definition.accepts,
    get inputs() {
      return graph().inputs;
    },
    get equations() {
      return graph().equations;
    },
    get tables() {
      return graph().tables;
    },
  };
}

/** Declares a number that a method needs. */
export function input(unit: string, help: string, rest: Omit<NumberInput, "kind" | "unit" | "help"> = {}): NumberInput {
  return { kind: "number", unit, help, ...rest };
}

/** Declares an input that is one of a few words. */
export function choice(
  options: readonly string[],
  help: string,
  rest: Pick<ChoiceInput, "default" | "source"> = {},
): ChoiceInput {
  return { kind: "choice", options, help, ...rest };
}

/**
 * A graph without a method around it, for `use` and `list`: a part that several methods count. Like a method, it is
 * checked when it is first looked at.
 */
export function graphOf(text: GraphText): Graph {
  expectKind("A graph", text, "object", "bad-method");
  const checked = once(() => checkGraph(flatten(text), "graph"));
  return {
    get inputs() {
      return checked().inputs;
    },
    get equations() {
      return checked().equations;
    },
    get tables() {
      return checked().tables;
    },
  };
}

/**
 * Declares a list whose rows are the inputs of `of`, which may have equations of its own or be a method. An optional list
 * has no rows where it is not given: for what comes on top of what a method counts anyway.
 */
export function list(help: string, of: GraphText | Graph, rest: Pick<ListInput, "optional"> = {}): ListInput {
  expectKind("The graph of a list", of, "object", "bad-method");
  // As with a method, its members are looked at when somebody needs them.
  const graph = once(() => {
    expectMembers("The graph of a list", of, { inputs: "object", equations: "object" }, "bad-method");
    return isChecked(of) ? of : checkGraph(flatten(of), "list");
  });
  return {
    kind: "list",
    help,
    ...rest,
    get of() {
      return graph();
    },
  };
}

/** Declares an equation. */
export function equation(unit: string, formula: string, help?: string): EquationText {
  return help === undefined ? { kind: "equation", unit, formula } : { kind: "equation", unit, formula, help };
}

/** Declares an input for each impact category, with its own unit: `factor[gwp]` in a formula. */
export function inputPerCategory(
  units: Readonly<Record<string, string>>,
  help: string,
  rest: (category: string) => Omit<NumberInput, "kind" | "unit" | "help"> = () => ({}),
): PerCategory<NumberInput> {
  expectKind("The help", help, "text", "bad-method");
  expectKind("The units", units, "object", "bad-method");
  expectKind("What makes the rest of an input", rest, "function", "bad-method");
  return perCategory(units, (unit, category) => input(unit, `${help} (${category})`, rest(category)));
}

/** Declares an equation for each impact category; `[category]` in the formula is replaced by its name. */
export function equationPerCategory(
  units: Readonly<Record<string, string>>,
  formula: string,
  help?: string,
): PerCategory<EquationText> {
  expectKind("The units", units, "object", "bad-method");
  expectKind("The formula", formula, "text", "bad-method");
  return perCategory(units, (unit, category) =>
    equation(unit, formula.replaceAll("[category]", `[${category}]`), help),
  );
}

/** Uses a method as a node of another, with formulas of the outer method for some of its inputs. */
export function use(graph: Graph, bind: Readonly<Record<string, string>> = {}): Use {
  return { graph, bind };
}

/**
 * The same method with some equations taken as given: they become inputs of the same unit and no outputs any more, and
 * what only they needed is gone. So a measured energy can take the place of an estimated one.
 *
 * @throws WattledgerError `unknown-name` for a name that is not an equation.
 */
export function assume<I extends string, E extends string, N extends E>(
  base: Method<I, E>,
  names: readonly N[],
): Method<I | N, Exclude<E, N>>;
export function assume(base: Method, names: readonly string[]): Method {
  expectMethod(base);
  expectElements("The equations to take as given", names, "text");
  const unknown = names.find((name) => !Object.hasOwn(base.equations, name));
  if (unknown !== undefined) {
    const hint = suggestion(unknown, Object.keys(base.equations));
    throw new WattledgerError("unknown-name", `${base.id} has no equation \`${unknown}\`.${hint}`);
  }
  const assumed = names.map((name): [string, NumberInput] => {
    const { unit = "1", help = `Given ${name}` } = base.equations[name] ?? {};
    return [name, input(unit, help)];
  });
  const isLeft = ([name]: readonly [string, unknown]): boolean => !names.includes(name);
  const equations = Object.fromEntries(Object.entries(base.equations).filter(isLeft));
  const outputs = Object.fromEntries(Object.entries(base.outputs).filter(([, name]) => !names.includes(name)));
  const whole = { ...base, outputs, inputs: { ...base.inputs, ...Object.fromEntries(assumed) }, equations };
  // What nothing needed in the first place stays.
  const needed = new Set(Object.values(base.equations).flatMap((one) => namesRead(one.expression)));
  const ends = [...Object.keys(base.inputs), ...Object.keys(base.equations)].filter((name) => !needed.has(name));
  return { ...whole, ...partOf(whole, [...ends, ...Object.values(outputs), ...names]) };
}

function perCategory<T>(
  units: Readonly<Record<string, string>>,
  make: (unit: string, category: string) => T,
): PerCategory<T> {
  const members = Object.entries(units).map(([category, unit]) => [category, make(unit, category)]);
  return { kind: "per-category", members: Object.fromEntries(members) };
}

function isChecked(graph: GraphText | Graph): graph is Graph {
  return Object.values(graph.equations).every((one) => isObject(one) && "checked" in one) && graph.tables !== undefined;
}

/** Works when first asked, and then knows. */
function once<T extends object>(work: () => T): () => T {
  let known: T | undefined;
  return () => (known ??= work());
}
