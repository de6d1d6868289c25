import * as fc from "fast-check";
import { expect, test } from "vitest";
import { exampleInputs, exampleMethod } from "../../test/example.ts";
import { numericExpression, numericInputs } from "../../test/expressions.ts";
import { methodOf } from "../../test/method.ts";
import { numericMethod } from "../../test/numeric-method.ts";
import { outcomeOf } from "../../test/refusal.ts";
import { compile } from "../evaluate/compile.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import { monteCarlo } from "../evaluate/monte-carlo.ts";
import { valuesOf } from "../evaluate/values.ts";
import { explain } from "../explain/explain.ts";
import type { Method } from "./graph.ts";
import { equation, input } from "./method.ts";
import { parseMethod } from "./parse-method.ts";
import { serialiseMethod } from "./serialise.ts";

/** A method as it comes back from a file. */
function restored(method: Method): Method {
  const result = parseMethod(JSON.parse(JSON.stringify(serialiseMethod(method))));
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

function refusal(data: unknown): string {
  const result = parseMethod(data);
  return result.ok ? "accepted" : result.error;
}

/** A stored method with some of its parts replaced. */
function stored(change: object): unknown {
  const data: unknown = JSON.parse(JSON.stringify(serialiseMethod(exampleMethod)));
  return typeof data === "object" ? { ...data, ...change } : data;
}

test("a stored method is the method, its formulas, facts and tables", () => {
  // How activities become its inputs is code, which is not stored.
  expect(restored(exampleMethod)).toEqual({ ...exampleMethod, inputsOf: undefined });
});

test("it gives the same numbers to the last bit, the same explanation and the same draws", () => {
  const back = restored(exampleMethod);
  expect(evaluate(back, valuesOf(exampleInputs))).toEqual(evaluate(exampleMethod, valuesOf(exampleInputs)));
  expect(explain(back, exampleInputs, "gwp")).toEqual(explain(exampleMethod, exampleInputs, "gwp"));
  const options = { draws: 100, seed: 1 };
  expect(monteCarlo(back, exampleInputs, ["energy"], options)).toEqual(
    monteCarlo(exampleMethod, exampleInputs, ["energy"], options),
  );
});

test("with any formulas", () => {
  fc.assert(
    fc.property(numericExpression, numericInputs, (expression, inputs) => {
      const method = numericMethod(expression);
      const [before, after] = [method, restored(method)].map((one) => {
        const compiled = compile(one);
        const frame = compiled.frame(inputs);
        compiled.run(frame);
        return [...frame.values];
      });
      expect(after).toEqual(before);
    }),
    { numRuns: 100 },
  );
});

test("a stored method is plain data", () => {
  const data = serialiseMethod(exampleMethod);
  expect(JSON.parse(JSON.stringify(data))).toEqual(data);
  expect(data).toMatchObject({ schema: "wattledger/method/1", id: "example", version: "1.2" });
});

test("a form of a later release is refused with what to do", () => {
  expect(refusal(stored({ schema: "wattledger/method/7" }))).toBe(
    "This method is stored as `wattledger/method/7`; this release reads `wattledger/method/1`. Update Wattledger.",
  );
});

const good = { kind: "equation", unit: "1", formula: "1" };

test.for<[string, unknown, RegExp]>([
  ["nothing", undefined, /^This is not a stored method/u],
  ["text", "method", /^This is not a stored method/u],
  ["null", null, /^This is not a stored method/u],
  ["no schema", {}, /^This is not a stored method/u],
  ["a schema that is not text", stored({ schema: 1 }), /^This is not a stored method/u],
  ["an unknown key", stored({ onload: "alert(1)" }), /onload/u],
  ["an unknown kind of activity", stored({ accepts: ["mining"] }), /accepts/u],
  ["an equation that is code", stored({ equations: { x: { ...good, formula: () => 1 } } }), /equations/u],
  [
    "a formula beyond all measure",
    stored({ equations: { x: { ...good, formula: "1+".repeat(10_000) } } }),
    /equations/u,
  ],
  [
    "a formula that nests beyond all measure",
    stored({ equations: { x: { ...good, formula: "(".repeat(9000) } } }),
    /nests more than 200/u,
  ],
  [
    "brackets beyond all measure",
    stored({ equations: { x: { ...good, formula: `${"(".repeat(4000)}1${")".repeat(4000)}` } } }),
    /nests more than 200/u,
  ],
  [
    "a unit that nests beyond all measure",
    stored({ equations: { x: { ...good, unit: "(".repeat(9000) } } }),
    /too long/u,
  ],
  [
    "units that do not agree",
    stored({ equations: { x: { ...good, formula: "1 [kWh]" } } }),
    /is energy where a pure number/u,
  ],
  ["equations in a circle", stored({ equations: { x: { ...good, formula: "x" } } }), /in a circle: x → x/u],
  ["an output that is not an equation", stored({ outputs: { gwp: "carbon" } }), /the output `gwp` names `carbon`/u],
  [
    "a table that falls",
    stored({
      tables: {
        curve: {
          xUnit: "1",
          yUnit: "1",
          points: [
            [1, 1],
            [0, 0],
          ],
          source: "x",
        },
      },
    }),
    /must rise/u,
  ],
  [
    "a distribution out of order",
    stored({
      inputs: { x: { kind: "number", unit: "1", help: "", distribution: { kind: "uniform", low: 1, high: 0 } } },
    }),
    /low must not exceed high/u,
  ],
  [
    "a list within a list",
    stored({
      inputs: {
        x: {
          kind: "list",
          help: "",
          of: { inputs: { y: { kind: "list", help: "", of: {} } }, equations: {}, tables: {} },
        },
      },
    }),
    /inputs/u,
  ],
])("%s is refused", ([, data, message]) => {
  expect(refusal(data)).toMatch(message);
});

test("names that objects inherit are names like others", () => {
  const names = ["constructor", "toString", "hasOwnProperty", "valueOf"];
  const method = methodOf({
    inputs: Object.fromEntries(names.map((name) => [name, input("1", name)])),
    equations: { result: equation("1", names.join(" + ")) },
  });
  const inputs = Object.fromEntries(names.map((name, index) => [name, index]));
  expect(evaluate(restored(method), inputs)["result"]).toBe(6);
  // And without them being given, nothing inherited is taken for a value.
  expect(outcomeOf(() => evaluate(restored(method), {}))).toBe("missing-input");
});

test("a prototype in a file changes nothing", () => {
  const data: unknown = JSON.parse(
    JSON.stringify(stored({})).replace(
      '"inputs":{',
      '"inputs":{"__proto__":{"kind":"number","unit":"1","help":"","polluted":true},',
    ),
  );
  refusal(data);
  expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  expect(JSON.stringify({})).toBe("{}");
});
