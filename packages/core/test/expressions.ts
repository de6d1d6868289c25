import * as fc from "fast-check";
import type { Expression } from "../src/expression.ts";

// Arbitrary expressions of the formula language, for properties. `convert` is left out: it is never written.

const keywords = new Set(["and", "or", "not", "in", "from"]);

/** A name without dots that is no keyword. Names of functions are among them: without a bracket they are plain names. */
export const plainName = fc.oneof(
  fc.constantFrom("a", "power", "runtime", "Größe", "x_1", "sum", "min", "ifx", "notes", "inner"),
  fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_]{0,6}$/).filter((name) => !keywords.has(name)),
);

/** Any name: with fields and members, whose own names may hold hyphens and begin with a digit. */
export const anyName = fc
  .tuple(plainName, fc.array(fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,4}$/), { maxLength: 2 }))
  .map((parts) => parts.flat().join("."));

const unit = fc.constantFrom("kWh", "gCO2e/kWh", "W/GB", "1", "%", "L/(GB·h)", "m3", "kgSbeq");

const number: fc.Arbitrary<Expression> = fc
  .record(
    {
      kind: fc.constant("number" as const),
      value: fc.oneof(
        fc.nat(1000),
        fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
        fc.constantFrom(0, 1e-7, 1e21, 5e-324, Number.MAX_VALUE, 0.1),
      ),
      unit,
    },
    { requiredKeys: ["kind", "value"] },
  )
  // A formula cannot write minus zero: it is the negative of zero.
  .map((made) => (Object.is(made.value, -0) ? { ...made, value: 0 } : made));

const functionOfOne = fc.constantFrom(
  "exp",
  "ln",
  "log2",
  "log10",
  "sqrt",
  "abs",
  "ceil",
  "floor",
  "round",
) satisfies fc.Arbitrary<(Expression & { kind: "call" })["function"]>;

/** Every kind of expression that can be written, regardless of whether its units agree. */
export const anyExpression: fc.Arbitrary<Expression> = fc.letrec<{ tree: Expression }>((tie) => {
  const tree = tie("tree");
  const binder = fc.oneof(fc.tuple(plainName), fc.tuple(plainName, plainName));
  return {
    tree: fc.oneof(
      { maxDepth: 6, depthSize: "medium" },
      number,
      anyName.map((name): Expression => ({ kind: "name", name })),
      fc.stringMatching(/^[^"]{0,5}$/).map((value): Expression => ({ kind: "text", value })),
      fc.record({ kind: fc.constantFrom("negate" as const, "not" as const), operand: tree }),
      fc.record({
        kind: fc.constant("arithmetic" as const),
        operator: fc.constantFrom("+" as const, "-" as const, "*" as const, "/" as const, "^" as const),
        left: tree,
        right: tree,
      }),
      fc.record({
        kind: fc.constant("compare" as const),
        operator: fc.constantFrom(
          "=" as const,
          "!=" as const,
          "<" as const,
          "<=" as const,
          ">" as const,
          ">=" as const,
        ),
        left: tree,
        right: tree,
      }),
      fc.record({
        kind: fc.constant("logic" as const),
        operator: fc.constantFrom("and" as const, "or" as const),
        left: tree,
        right: tree,
      }),
      fc.record({ kind: fc.constant("if" as const), condition: tree, whenTrue: tree, whenFalse: tree }),
      fc.record({ kind: fc.constant("call" as const), function: functionOfOne, arguments: fc.tuple(tree) }),
      fc.record({
        kind: fc.constant("call" as const),
        function: fc.constantFrom("min" as const, "max" as const),
        arguments: fc.array(tree, { minLength: 2, maxLength: 4 }),
      }),
      fc.record({ kind: fc.constant("interpolate" as const), table: anyName, at: tree }),
      fc.record({ kind: fc.constant("sum" as const), binder, list: anyName, body: tree }),
      fc.record({
        kind: fc.constant("fold" as const),
        accumulator: plainName,
        initial: tree,
        binder,
        list: anyName,
        body: tree,
      }),
    ),
  };
}).tree;
