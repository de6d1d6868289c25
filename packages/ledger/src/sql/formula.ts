import { compile, WattledgerError } from "@wattledger/core";
import type { Expression, Graph } from "@wattledger/core";

type Table = Graph["tables"][string];
type FunctionName = Extract<Expression, { readonly kind: "call" }>["function"];

/** The equations of a method as SQL that computes them for every row of a table. */
export interface FormulaSql {
  /** A query: the columns of the source, one column per wanted equation, and `finite`. */
  readonly sql: string;
  /** Column of each wanted equation. */
  readonly columns: Readonly<Record<string, string>>;
}

/**
 * Writes equations as one SQL text for both engines. Values are doubles, and each step is one column, so that no part is written
 * twice. `finite` is 1 where every equation came out as a number; elsewhere TypeScript has no result either.
 *
 * @param inputColumns Column of each input that the equations read: a double, or the number of an option for a choice.
 * @param source A table or a query in brackets that has these columns.
 * @throws WattledgerError `not-supported` where an equation folds over a list or rounds to decimals: events are restated in
 * TypeScript then. `missing-input` where an input has no column.
 */
export function formulaSql(
  graph: Graph,
  wanted: readonly string[],
  inputColumns: Readonly<Record<string, string>>,
  source: string,
): FormulaSql {
  const { equations } = compile(graph, wanted);
  const steps = new Steps(graph, inputColumns);
  const results = new Map<string, Part>();
  for (const name of equations) {
    const expression = graph.equations[name]?.checked;
    if (expression === undefined) throw new TypeError(`No equation ${name}.`);
    results.set(name, steps.part(expression, results));
  }
  const finite = [...results.values()].map(({ sql }) => `isFinite(${sql})`).join(" AND ");
  const chosen = wanted.map((name, index) => `${results.get(name)?.sql ?? notANumber} AS result_${index}`);
  return {
    sql: `SELECT source_rows.*, ${chosen.join(", ")}, CASE WHEN ${finite} THEN 1 ELSE 0 END AS finite FROM (${steps.layered(source)}) AS source_rows`,
    columns: Object.fromEntries(wanted.map((name, index) => [name, `result_${index}`])),
  };
}

/** The value of a part of a formula: a literal or a column, and the layer from which on the column exists. */
interface Part {
  readonly sql: string;
  readonly height: number;
}

const notANumber = "CAST('nan' AS Float64)";
const infinity = "CAST('inf' AS Float64)";

class Steps {
  readonly #graph: Graph;
  readonly #inputColumns: Readonly<Record<string, string>>;
  readonly #layers: string[][] = [];
  readonly #known = new Map<string, Part>();
  #count = 0;

  constructor(graph: Graph, inputColumns: Readonly<Record<string, string>>) {
    this.#graph = graph;
    this.#inputColumns = inputColumns;
  }

  /** The source with the columns of every step, one layer around the other. */
  layered(source: string): string {
    let sql = `SELECT * FROM ${source} AS layer_0`;
    for (const [index, columns] of this.#layers.entries()) {
      sql = `SELECT layer_${index + 1}.*, ${columns.join(", ")} FROM (${sql}) AS layer_${index + 1}`;
    }
    return sql;
  }

  /** The value of an expression, with its steps put into the layers. */
  part(expression: Expression, results: ReadonlyMap<string, Part>): Part {
    const of = (inner: Expression): Part => this.part(inner, results);
    switch (expression.kind) {
      case "number":
        return { sql: literal(expression.value), height: 0 };
      case "name":
        return results.get(expression.name) ?? this.#input(expression.name);
      case "negate":
        return this.#step([of(expression.operand)], (a) => `-(${a})`);
      case "not":
        return this.#step([of(expression.operand)], (a) => `1e0 - ${a}`);
      case "convert":
        return this.#step([of(expression.operand)], (a) => `${a} * ${literal(expression.factor)}`);
      case "arithmetic": {
        const { operator } = expression;
        const write = (a: string, b: string): string => (operator === "^" ? power(a, b) : `${a} ${operator} ${b}`);
        return this.#step([of(expression.left), of(expression.right)], write);
      }
      case "compare": {
        const { operator } = expression;
        const write = (a: string, b: string): string =>
          `CASE WHEN isNaN(${a}) OR isNaN(${b}) THEN ${notANumber} WHEN ${a} ${operator} ${b} THEN 1e0 ELSE 0e0 END`;
        return this.#step([of(expression.left), of(expression.right)], write);
      }
      case "logic": {
        const isAnd = expression.operator === "and";
        const write = (a: string, b: string): string => (isAnd ? choose(a, b, "0e0") : choose(a, "1e0", b));
        return this.#step([of(expression.left), of(expression.right)], write);
      }
      case "if":
        return this.#step([of(expression.condition), of(expression.whenTrue), of(expression.whenFalse)], choose);
      case "call":
        return this.#call(expression.function, expression.arguments.map(of));
      case "interpolate": {
        const table = this.#graph.tables[expression.table];
        if (table === undefined) throw new TypeError(`No table ${expression.table}.`);
        return this.#step([of(expression.at)], (x) => interpolation(table, x));
      }
      case "text":
        throw new TypeError("An option is outside a comparison, which the check of the method refuses.");
      case "sum":
      case "fold":
        throw notSupported("goes through the rows of a list");
    }
  }

  #call(name: FunctionName, parts: readonly Part[]): Part {
    const [first, second] = parts;
    if (first === undefined) throw new TypeError(`${name} has no argument.`);
    if (name === "min" || name === "max") {
      return parts.slice(1).reduce((sofar, part) => this.#step([sofar, part], (a, b) => extreme(name, a, b)), first);
    }
    if (name === "round" && second !== undefined) throw notSupported("rounds to decimals");
    return this.#step([first], (x) => ofOne(name, x));
  }

  #input(name: string): Part {
    const sql = this.#inputColumns[name];
    if (sql !== undefined && /^\w+$/u.test(sql)) return { sql, height: 0 };
    throw new WattledgerError("missing-input", `The input \`${name}\` has no column. Name the column that holds it.`);
  }

  /** A column that is computed from columns of lower layers; the same text is computed once. */
  #step(parts: readonly Part[], write: (a: string, b: string, c: string) => string): Part {
    const [a = "", b = "", c = ""] = parts.map(({ sql }) => sql);
    const sql = write(a, b, c);
    const known = this.#known.get(sql);
    if (known !== undefined) return known;
    const below = Math.max(...parts.map(({ height }) => height));
    this.#count += 1;
    const column = `step_${this.#count}`;
    const layer = this.#layers[below] ?? [];
    layer.push(`${sql} AS ${column}`);
    this.#layers[below] = layer;
    const part = { sql: column, height: below + 1 };
    this.#known.set(sql, part);
    return part;
  }
}

/** A double as both engines read it exactly: without the exponent DuckDB would read a decimal. */
function literal(value: number): string {
  return value < 0 ? `(${value.toExponential()})` : value.toExponential();
}

function notSupported(what: string): WattledgerError {
  return new WattledgerError("not-supported", `A formula that ${what} has no SQL text. Compute it in TypeScript.`);
}

/** What a condition of 1 or 0 decides for. A condition that is not a number decides nothing. */
function choose(condition: string, whenTrue: string, whenFalse: string): string {
  return `CASE WHEN ${condition} = 1e0 THEN ${whenTrue} WHEN ${condition} = 0e0 THEN ${whenFalse} ELSE ${notANumber} END`;
}

/** The lesser or greater of two. To DuckDB, "not a number" is a large number. */
function extreme(name: "min" | "max", a: string, b: string): string {
  const pick = name === "min" ? "least" : "greatest";
  return `CASE WHEN isNaN(${a}) OR isNaN(${b}) THEN ${notANumber} ELSE ${pick}(${a}, ${b}) END`;
}

/** ECMAScript says that one to the power of "not a number" or infinity is not a number; the engines say one. */
function power(a: string, b: string): string {
  return `CASE WHEN isFinite(${b}) THEN pow(${a}, ${b}) WHEN isNaN(${b}) OR abs(${a}) = 1e0 THEN ${notANumber} ELSE pow(${a}, ${b}) END`;
}

/** A function of one number. DuckDB refuses what is outside the domain of a function, and ECMAScript gives "not a number". */
function ofOne(name: Exclude<FunctionName, "min" | "max">, x: string): string {
  switch (name) {
    case "ln":
    case "log2":
    case "log10":
      return `CASE WHEN ${x} > 0e0 THEN ${name}(${x}) WHEN ${x} = 0e0 THEN -${infinity} ELSE ${notANumber} END`;
    case "sqrt":
      return `CASE WHEN ${x} >= 0e0 THEN sqrt(${x}) ELSE ${notANumber} END`;
    case "exp":
    case "abs":
    case "ceil":
    case "floor":
      return `${name}(${x})`;
    case "round":
      // Half away from zero; ClickHouse would round half to even.
      return `CASE WHEN ${x} < 0e0 THEN -1e0 ELSE 1e0 END * CASE WHEN abs(${x}) - floor(abs(${x})) >= 5e-1 THEN ceil(abs(${x})) ELSE floor(abs(${x})) END`;
  }
}

/** Straight between the points of a table, level beyond its ends. */
function interpolation({ points }: Table, x: string): string {
  const lines = points.map(([at, value], index) => {
    const before = points[index - 1];
    if (before === undefined) return `WHEN ${x} <= ${literal(at)} THEN ${literal(value)}`;
    const [low, start] = before;
    const between = `${literal(start)} + (${literal(value - start)} * (${x} - ${literal(low)})) / ${literal(at - low)}`;
    return `WHEN ${x} <= ${literal(at)} THEN ${between}`;
  });
  return `CASE WHEN isNaN(${x}) THEN ${notANumber} ${lines.join(" ")} ELSE ${literal(points.at(-1)?.[1] ?? Number.NaN)} END`;
}
