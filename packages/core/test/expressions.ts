import * as fc from "fast-check";
import type { Expression } from "../src/formula/expression.ts";

// Arbitrary expressions of the formula language, for properties. `convert` is left out: it is never written.

const keywords = new Set(["and", "or", "not", "in", "from"]);

/** A name without dots that is not a keyword. Names of functions are among them: without a bracket they are plain names. */
export const plainName = fc.oneof(
  fc.constantFrom("a", "power", "runtime", "Größe", "x_1", "sum", "min", "ifx", "notes", "inner"),
  fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_]{0,6}$/).filter((name) => !keywords.has(name)),
);

/** Any name: with fields and members, whose own names may hold hyphens and begin with a digit. */
export const anyName = fc
  .tuple(plainName, fc.array(fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,4}$/), { maxLength: 2 }))
  .map((parts) => parts.flat().join("."));

const unit = fc.constantFrom("kWh", "gCO2e/kWh", "W/GB", "1", "%", "L/(GB·h)", "m3", "kgSbeq");

const literal: fc.Arbitrary<Expression> = fc
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
      literal,
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
      fc.record({
        kind: fc.constant("call" as const),
        function: fc.constant("round" as const),
        arguments: fc.tuple(tree, fc.constant({ kind: "number" as const, value: 2 })),
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

/** Names that expressions of {@link numericExpression} read: numbers of the method, and rows of its list with fields. */
export const numericNames = {
  numbers: ["a", "b", "c"],
  list: "rows",
  fields: ["x", "y", "twice"],
  choice: "mode",
} as const;

const numericTable = "curve";

/** Expressions of pure numbers, choices and rows, which every check passes: see {@link numericNames}. */
export const numericExpression: fc.Arbitrary<Expression> = numericWithin([], 0);

function numericWithin(bound: readonly string[], depth: number): fc.Arbitrary<Expression> {
  const leaf = fc.oneof(
    fc.constantFrom(0, 0.5, 1, 2, 3, 10).map((value): Expression => ({ kind: "number", value })),
    fc.constantFrom(...numericNames.numbers, ...bound).map((name): Expression => ({ kind: "name", name })),
  );
  // Each level binds names of its own, so that none is bound twice.
  const row = `row${depth}`;
  const before = `before${depth}`;
  const total = `total${depth}`;
  const fieldsOf = (name: string): readonly string[] => numericNames.fields.map((field) => `${name}.${field}`);
  const overRows = (): fc.Arbitrary<Expression> => {
    const alone = [...bound, ...fieldsOf(row)];
    const paired = [...alone, ...fieldsOf(before)];
    const { list } = numericNames;
    return fc.oneof(
      numericWithin(alone, depth + 1).map((body): Expression => ({ kind: "sum", binder: [row], list, body })),
      numericWithin(paired, depth + 1).map((body): Expression => ({ kind: "sum", binder: [before, row], list, body })),
      fc
        .tuple(numericWithin(bound, depth + 1), numericWithin([...alone, total], depth + 1))
        .map(([initial, body]): Expression => ({
          kind: "fold",
          accumulator: total,
          initial,
          binder: [row],
          list,
          body,
        })),
    );
  };
  return fc.letrec<{ number: Expression; truth: Expression }>((tie) => {
    const number = tie("number");
    const truth = tie("truth");
    return {
      number: fc.oneof(
        { maxDepth: 4, depthSize: "medium" },
        { weight: 3, arbitrary: leaf },
        number.map((operand): Expression => ({ kind: "negate", operand })),
        {
          weight: 4,
          arbitrary: fc.record({
            kind: fc.constant("arithmetic" as const),
            operator: fc.constantFrom("+" as const, "-" as const, "*" as const, "/" as const, "^" as const),
            left: number,
            right: number,
          }),
        },
        fc.record({ kind: fc.constant("if" as const), condition: truth, whenTrue: number, whenFalse: number }),
        fc.record({ kind: fc.constant("call" as const), function: functionOfOne, arguments: fc.tuple(number) }),
        fc.record({
          kind: fc.constant("call" as const),
          function: fc.constantFrom("min" as const, "max" as const),
          arguments: fc.array(number, { minLength: 2, maxLength: 3 }),
        }),
        fc.record({ kind: fc.constant("interpolate" as const), table: fc.constant(numericTable), at: number }),
        ...(depth < 2 ? [overRows()] : []),
      ),
      truth: fc.oneof(
        { maxDepth: 2 },
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
          left: number,
          right: number,
        }),
        fc.record({
          kind: fc.constant("compare" as const),
          operator: fc.constantFrom("=" as const, "!=" as const),
          left: fc.constant({ kind: "name" as const, name: numericNames.choice }),
          right: fc.constantFrom("EU", "US").map((value) => ({ kind: "text" as const, value })),
        }),
        truth.map((operand): Expression => ({ kind: "not", operand })),
        fc.record({
          kind: fc.constant("logic" as const),
          operator: fc.constantFrom("and" as const, "or" as const),
          left: truth,
          right: truth,
        }),
      ),
    };
  }).number;
}

/** Values for the names of {@link numericNames}. */
export const numericInputs = fc.record({
  a: fc.double({ min: -10, max: 10, noNaN: true }),
  b: fc.double({ min: -10, max: 10, noNaN: true }),
  c: fc.constantFrom(0, 1, -1, 2.5),
  mode: fc.constantFrom("EU", "US"),
  rows: fc.array(fc.record({ x: fc.double({ min: -5, max: 5, noNaN: true }), y: fc.constantFrom(0, 1, 2) }), {
    maxLength: 4,
  }),
});
