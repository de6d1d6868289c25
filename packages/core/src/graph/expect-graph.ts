import { expectElements, expectKind, expectMembers, inWords, isObject } from "../argument.ts";
import { WattledgerError } from "../error.ts";
import { expectExpression } from "../formula/expression.ts";
import { distributionProblem } from "../uncertainty/check-distribution.ts";
import type { Graph } from "./graph.ts";

/** Inputs, by equations, of graphs that were checked. Each function that takes a graph would check the whole of it again. */
const checkedGraphs = new WeakMap<object, object>();

/** The same graph, which {@link expectGraph} accepts from now on without looking at its members. */
export function asChecked<G extends Pick<Graph, "inputs" | "equations">>(graph: G): G {
  checkedGraphs.set(graph.equations, graph.inputs);
  return graph;
}

/**
 * Checks that an argument is a graph as `method`, `graphOf` or `parseMethod` make it, for callers whose compiler does not.
 *
 * @throws WattledgerError `bad-method`
 */
export function expectGraph(graph: unknown): void {
  expectMembers("A graph", graph, { inputs: "object", equations: "object", tables: "object" }, "bad-method");
  if (!isObject(graph)) return;
  const { inputs, equations } = graph;
  if (isObject(equations) && checkedGraphs.get(equations) === inputs) return;
  if (isObject(inputs)) for (const [name, declared] of Object.entries(inputs)) expectInput(name, declared);
  if (!isObject(equations)) return;
  for (const [name, one] of Object.entries(equations)) {
    const members = { unit: "text", formula: "text", expression: "object", checked: "object" } as const;
    expectMembers(`The equation \`${name}\``, one, members, "bad-method");
    if (isObject(one)) expectExpression(one["expression"]);
  }
}

/** Checks that an argument is a declared input. @throws WattledgerError `bad-method` */
export function expectInput(name: string, declared: unknown): void {
  expectKind("The name of an input", name, "text", "bad-method");
  const what = `The input \`${name}\``;
  expectMembers(what, declared, { kind: "text", help: "text" }, "bad-method");
  if (!isObject(declared)) return;
  const { kind, of } = declared;
  if (kind !== "number" && kind !== "choice" && kind !== "list") {
    throw new WattledgerError("bad-method", `${what} must be a number, a choice or a list, not ${inWords(kind)}.`);
  }
  if (kind === "number") {
    const members = {
      unit: "text",
      default: "number?",
      min: "number?",
      max: "number?",
      usual: "list?",
      from: "text?",
      key: "text?",
    } as const;
    expectMembers(what, declared, members, "bad-method");
  }
  if (kind === "choice") expectElements(`the options of ${what}`, declared["options"], "text", "bad-method");
  if (kind === "list") expectGraph(of);
}

/** Checks that an argument is a method: a graph with its facts. @throws WattledgerError `bad-method` */
export function expectMethod(method: unknown): void {
  const facts = { id: "text", version: "text", title: "text", source: "object", outputs: "object" } as const;
  expectMembers("A method", method, facts, "bad-method");
  expectGraph(method);
}

/** Checks that an argument is a list of factor families. @throws WattledgerError `bad-input` */
export function expectFamilies(families: unknown): void {
  expectElements("the factor families", families, "object");
  if (!Array.isArray(families)) return;
  for (const [index, family] of families.entries()) {
    const what = `Family ${index + 1}`;
    expectMembers(what, family, { id: "text", unit: "text", key: "object", usual: "list?", find: "function" });
    if (isObject(family))
      expectMembers(`The key of ${what}`, family["key"], { name: "text", help: "text", examples: "list" });
  }
}

/** Checks that an argument is a factor as far as it is computed with. @throws WattledgerError `bad-input` */
export function expectFactor(factor: unknown): void {
  expectMembers("A factor", factor, {
    id: "text",
    title: "text",
    value: "number",
    unit: "text",
    uncertainty: "object",
    source: "object",
  });
  if (!isObject(factor)) return;
  const { id, value, uncertainty } = factor;
  const distribution = isObject(uncertainty) ? uncertainty["distribution"] : undefined;
  const problem = typeof value === "number" ? distributionProblem(distribution, value) : undefined;
  if (problem !== undefined)
    throw new WattledgerError("bad-input", `The factor ${inWords(id)}: its distribution ${problem}.`);
}

/** Checks that an argument is an origin. @throws WattledgerError `bad-input` */
export function expectOrigin(origin: unknown): void {
  expectMembers("An origin", origin, { kind: "text" });
  if (!isObject(origin)) return;
  const { kind, source } = origin;
  if (kind === "measured" || kind === "modelled") expectMembers("An origin", origin, { by: "text" });
  if (kind === "given") expectMembers("An origin", origin, { by: "text?" });
  if (kind === "default" && typeof source !== "string") expectSource(source);
  if (kind !== "factor") return;
  expectMembers("An origin", origin, { factor: "object", fallbacks: "list", matched: "text?" });
  expectElements("`fallbacks` of an origin", origin["fallbacks"], "text");
  expectFactor(origin["factor"]);
  if (isObject(origin["factor"])) expectSource(origin["factor"]["source"]);
}

/** Checks that an argument is a source. @throws WattledgerError `bad-input` */
export function expectSource(source: unknown): void {
  expectMembers("A source", source, {
    title: "text",
    version: "text",
    locator: "text",
    retrieved: "text",
    license: "text?",
    caveat: "text?",
  });
}

/** Checks that an argument is a graph as a person writes it, before its formulas are read. @throws WattledgerError `bad-method` */
export function expectWritten(text: unknown): void {
  expectMembers(
    "A graph",
    text,
    { inputs: "object", equations: "object", tables: "object?", uses: "object?" },
    "bad-method",
  );
  if (!isObject(text)) return;
  for (const [name, one] of membersIn(text["inputs"])) expectInput(name, one);
  for (const [name, one] of membersIn(text["equations"])) {
    expectMembers(`The equation \`${name}\``, one, { unit: "text", formula: "text", help: "text?" }, "bad-method");
  }
  for (const [name, one] of Object.entries(isObject(text["tables"]) ? text["tables"] : {})) {
    const what = `The table \`${name}\``;
    expectMembers(what, one, { xUnit: "text", yUnit: "text", points: "list" }, "bad-method");
    if (isObject(one)) expectElements(`The points of ${what}`, one["points"], "list", "bad-method");
  }
  for (const [name, one] of Object.entries(isObject(text["uses"]) ? text["uses"] : {})) {
    expectMembers(`The use \`${name}\``, one, { graph: "object", bind: "object" }, "bad-method");
    if (isObject(one)) expectGraph(one["graph"]);
  }
}

/** Inputs or equations by name; those of a category one by one. */
function membersIn(named: unknown): readonly (readonly [string, unknown])[] {
  return Object.entries(isObject(named) ? named : {}).flatMap(([name, one]) =>
    isObject(one) && one["kind"] === "per-category" && isObject(one["members"])
      ? Object.entries(one["members"])
      : [[name, one] as const],
  );
}
