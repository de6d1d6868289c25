import * as fc from "fast-check";
import { expect, test } from "vitest";
import { anyExpression } from "../../test/expressions.ts";
import { children, depthOf, fieldOf, mapChildren, namesIn, rowOf } from "./expression.ts";
import { parseFormula } from "./parse.ts";

test.for<[string, readonly string[]]>([
  ["7", []],
  ["a × b + a", ["a", "b"]],
  ['if(mode = "EU", a, −b ^ 2)', ["mode", "a", "b"]],
  ["max(a, interpolate(curve, load))", ["a", "load"]],
  ["factor[gwp] × factor[pe-fossil]", ["factor.gwp", "factor.pe-fossil"]],
  // Rows and running values are bound, the list and what stands around them are not.
  ["sum(p in parts: p.x × scale)", ["parts", "scale"]],
  ["sum((a, b) in parts: b.t − a.t) + b", ["parts", "b"]],
  ["fold(t from start, r in rows: t + r.x + u)", ["rows", "start", "u"]],
  ["sum(p in parts: sum(q in parts: p.x × q.x × r.x))", ["parts", "r.x"]],
  ["fold(t from t, r in rows: t)", ["rows", "t"]],
])("%s reads %j", ([formula, names]) => {
  expect(namesIn(parseFormula(formula))).toEqual(names);
});

test("an expression is deeper than its parts, by one", () => {
  fc.assert(
    fc.property(anyExpression, (expression) => {
      const parts = children(expression).map(depthOf);
      expect(depthOf(expression)).toBe(1 + Math.max(0, ...parts));
    }),
  );
});

test("changing no part changes nothing, and every part is offered for change", () => {
  fc.assert(
    fc.property(anyExpression, (expression) => {
      const offered: unknown[] = [];
      const same = mapChildren(expression, (part) => {
        offered.push(part);
        return part;
      });
      expect(same).toEqual(expression);
      expect(new Set(offered)).toEqual(new Set(children(expression)));
    }),
  );
});

test("a dotted name is a row and its field", () => {
  expect([rowOf("part.factor.gwp"), fieldOf("part.factor.gwp")]).toEqual(["part", "factor.gwp"]);
  expect([rowOf("part"), fieldOf("part")]).toEqual(["part", ""]);
});
