import * as fc from "fast-check";
import { expect, test } from "vitest";
import { anyExpression } from "../../test/expressions.ts";
import { fillExpression, formatExpression, toLatex, toMathMl } from "./notation.ts";
import { parseFormula } from "./parse.ts";

// Brackets stand where they are needed and nowhere else; signs are those of print.
test.for<[string, string]>([
  ["a+b*c", "a + b × c"],
  ["(a+b)*c", "(a + b) × c"],
  ["(a*b)*c", "a × b × c"],
  ["a*(b*c)", "a × (b × c)"],
  ["a-(b-c)", "a − (b − c)"],
  ["a-(b+c)", "a − (b + c)"],
  ["(a-b)-c", "a − b − c"],
  ["a/(b*c)", "a ÷ (b × c)"],
  ["-(a+b)", "−(a + b)"],
  ["-a*b", "−a × b"],
  ["-(a*b)", "−(a × b)"],
  ["(-a)^2", "(−a)^2"],
  ["-a^2", "−a^2"],
  ["a^-b", "a^−b"],
  ["(a^b)^c", "(a^b)^c"],
  ["a^b^c", "a^b^c"],
  ["a^(b+1)", "a^(b + 1)"],
  ["if(a<=b,1,2)*3", "if(a ≤ b, 1, 2) × 3"],
  ["if(not(a=1 and b!=2), 1, 2)", "if(not (a = 1 and b ≠ 2), 1, 2)"],
  ["if((a=1 or b=2) and c=3, 1, 2)", "if((a = 1 or b = 2) and c = 3, 1, 2)"],
  ["if(a=1 or b=2 and c=3, 1, 2)", "if(a = 1 or b = 2 and c = 3, 1, 2)"],
  ['if(mode="EU",0.05[L/kWh],0)', 'if(mode = "EU", 0.05 [L/kWh], 0)'],
  ["factor[gwp]", "factor.gwp"],
  ["factor[pe-fossil] - fossil", "factor[pe-fossil] − fossil"],
  ["node.factor[pe-fossil]", "node.factor[pe-fossil]"],
  ["sum(p in parts:p.x*2)", "sum(p in parts: p.x × 2)"],
  ["sum((a,b) in parts:b.x-a.x)", "sum((a, b) in parts: b.x − a.x)"],
  ["fold(t from 0,r in rows:t+r.x)", "fold(t from 0, r in rows: t + r.x)"],
  ["interpolate(curve,x)", "interpolate(curve, x)"],
  ["max(a,b,c)", "max(a, b, c)"],
])("%s is printed as %s", ([formula, printed]) => {
  expect(formatExpression(parseFormula(formula))).toBe(printed);
});

test("names are filled with values, those without one stay as they would be written", () => {
  const values: Readonly<Record<string, string>> = { runtime: "12 h", power: "50 W" };
  const filled = fillExpression(
    parseFormula("runtime * power + factor[pe-fossil] × sum(part in parts: part.x)"),
    (name) => values[name],
  );
  expect(filled).toBe("12 h × 50 W + factor[pe-fossil] × sum(part in parts: part.x)");
});

test.for<[string, string]>([
  ["1.5e-7", "1.5 \\times 10^{-7}"],
  ["2 [%]", "2\\,\\mathrm{\\%}"],
  ["0.05 [L/kWh]", "0.05\\,\\mathrm{L/kWh}"],
  [
    'if(mode = "a_b & 5 %", 1, 0)',
    "\\begin{cases}1 & \\text{if } \\mathrm{mode} = \\text{a\\_b \\& 5 \\%} \\\\ 0 & \\text{otherwise}\\end{cases}",
  ],
  ["core_power", "\\mathrm{core\\_power}"],
  ["factor[gwp]", "\\mathrm{factor}_{\\mathrm{gwp}}"],
  ["factor[pe-fossil]", "\\mathrm{factor}_{\\mathrm{pe\\text{-}fossil}}"],
  ["1e9 * 3500000 + 1234567", "10^{9} \\times 3500000 + 1234567"],
  ["1e9 * 35000000", "10^{9} \\times 3.5 \\times 10^{7}"],
  ["(1e9)^2", "{\\left(10^{9}\\right)}^{2}"],
  ["-a", "-\\mathrm{a}"],
  ["a * b", "\\mathrm{a} \\times \\mathrm{b}"],
  ["a / (b + c)", "\\frac{\\mathrm{a}}{\\mathrm{b} + \\mathrm{c}}"],
  ["(a / b)^2", "{\\left(\\frac{\\mathrm{a}}{\\mathrm{b}}\\right)}^{2}"],
  ["a ^ (b + 1)", "{\\mathrm{a}}^{\\left(\\mathrm{b} + 1\\right)}"],
  [
    "if(a <= 1 and not b = 2 or c != 3, 1, 0)",
    "\\begin{cases}1 & \\text{if } \\mathrm{a} \\le 1 \\land \\lnot \\mathrm{b} = 2 \\lor \\mathrm{c} \\ne 3 \\\\ 0 & \\text{otherwise}\\end{cases}",
  ],
  ["min(a, b)", "\\min\\left(\\mathrm{a}, \\mathrm{b}\\right)"],
  ["log2(a)", "\\log_2\\left(\\mathrm{a}\\right)"],
  ["log10(a)", "\\log_{10}\\left(\\mathrm{a}\\right)"],
  ["sqrt(a)", "\\sqrt{\\mathrm{a}}"],
  ["abs(a)", "\\left| \\mathrm{a} \\right|"],
  ["ceil(a) + floor(a)", "\\left\\lceil \\mathrm{a} \\right\\rceil + \\left\\lfloor \\mathrm{a} \\right\\rfloor"],
  ["round(a)", "\\mathop{\\mathrm{round}}\\left(\\mathrm{a}\\right)"],
  ["interpolate(curve, a)", "\\mathop{\\mathrm{interpolate}}\\left(\\mathrm{curve}, \\mathrm{a}\\right)"],
  ["sum(p in parts: p.x)", "\\sum_{\\mathrm{p} \\in \\mathrm{parts}} \\mathrm{p}_{\\mathrm{x}}"],
  [
    "sum(p in parts: 2 * p.x)",
    "\\sum_{\\mathrm{p} \\in \\mathrm{parts}} \\left(2 \\times \\mathrm{p}_{\\mathrm{x}}\\right)",
  ],
  ["a / b / c", "\\frac{\\mathrm{a}}{\\mathrm{b} \\times \\mathrm{c}}"],
  [
    "a / (b / c) / (d + e)",
    "\\frac{\\mathrm{a}}{\\frac{\\mathrm{b}}{\\mathrm{c}} \\times \\left(\\mathrm{d} + \\mathrm{e}\\right)}",
  ],
  ["a * (b / c) - d", "\\mathrm{a} \\times \\frac{\\mathrm{b}}{\\mathrm{c}} - \\mathrm{d}"],
  ["sum((a, b) in parts: b.x)", "\\sum_{\\mathrm{a},\\,\\mathrm{b} \\in \\mathrm{parts}} \\mathrm{b}_{\\mathrm{x}}"],
  [
    "fold(t from 0, r in rows: t)",
    "\\mathop{\\mathrm{fold}}_{\\mathrm{r} \\in \\mathrm{rows}}\\left(\\mathrm{t} \\leftarrow 0;\\; \\mathrm{t}\\right)",
  ],
])("%s is typeset in LaTeX as %s", ([formula, latex]) => {
  expect(toLatex("y", parseFormula(formula))).toBe(`\\mathrm{y} = ${latex}`);
});

test("an if within the last part of another is one more line of it, in every notation but that of formulas", () => {
  const chosen = parseFormula("if(a = 1, 3, if(b = 2, 4, 5))");
  expect(formatExpression(chosen)).toBe("if(a = 1, 3, if(b = 2, 4, 5))");
  expect(toLatex("y", chosen)).toBe(
    "\\mathrm{y} = \\begin{cases}3 & \\text{if } \\mathrm{a} = 1 \\\\ 4 & \\text{if } \\mathrm{b} = 2 \\\\ 5 & \\text{otherwise}\\end{cases}",
  );
  expect(toMathMl("y", chosen).match(/<mtr>/gu)).toHaveLength(3);
});

test("a long sum is broken before its signs, a long product before its crosses, and nothing is lost", () => {
  const terms = ["alphabeticallyFirst", "second", "third", "fourthAndLast"].join(` + ${"x".repeat(30)} - `);
  expect(toLatex("y", parseFormula(terms)).split(" \\\\ ").length).toBeGreaterThan(2);
  expect(toLatex("y", parseFormula(terms))).toMatch(/^\\begin\{aligned\}\\mathrm\{y\} &= .*\\end\{aligned\}$/u);
  const factors = toLatex("y", parseFormula(`(a + b) * ${"x".repeat(40)} * (c / ${"z".repeat(30)}) * ((d * e) * f)`));
  expect(factors).toContain("\\left(\\mathrm{a} + \\mathrm{b}\\right) \\times");
  expect(factors).toContain("\\\\ &\\quad \\times");
  expect(factors).toContain("\\left(\\mathrm{d} \\times \\mathrm{e} \\times \\mathrm{f}\\right)");
});

test("for any expression the brackets and environments of LaTeX close, and GitHub accepts every macro", () => {
  fc.assert(
    fc.property(anyExpression, (expression) => {
      // A choice may hold any text; what a person might write as its option holds no backslash.
      fc.pre(!/[\\\n\r]/u.test(formatExpression(expression)));
      const drawn = toLatex("y", expression);
      const count = (pattern: RegExp): number => drawn.match(pattern)?.length ?? 0;
      expect(drawn).not.toContain("\\operatorname");
      expect(count(/\\left\b/gu)).toBe(count(/\\right\b/gu));
      expect(count(/\\begin\b/gu)).toBe(count(/\\end\b/gu));
    }),
  );
});

test.for<[string, string]>([
  ["a + 1", "<mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow>"],
  ["2 [L/kWh]", "<mrow><mn>2</mn><mtext> L/kWh</mtext></mrow>"],
  ["-a", "<mrow><mo>−</mo><mi>a</mi></mrow>"],
  [
    "(a + b) * c",
    "<mrow><mrow><mo>(</mo><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mo>)</mo></mrow><mo>×</mo><mi>c</mi></mrow>",
  ],
  ["a / b", "<mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></mfrac>"],
  ["a ^ b", "<msup><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></msup>"],
  ["sqrt(a)", "<msqrt><mrow><mi>a</mi></mrow></msqrt>"],
  ["max(a, b)", "<mrow><mi>max</mi><mo>(</mo><mi>a</mi><mo>,</mo><mi>b</mi><mo>)</mo></mrow>"],
  ["interpolate(curve, a)", "<mrow><mi>interpolate</mi><mo>(</mo><mi>curve</mi><mo>,</mo><mi>a</mi><mo>)</mo></mrow>"],
  [
    "sum(p in parts: p.x)",
    "<mrow><munder><mo>∑</mo><mrow><mi>p</mi><mo>∈</mo><mi>parts</mi></mrow></munder><mo>(</mo><mi>p.x</mi><mo>)</mo></mrow>",
  ],
  [
    "fold(t from 0, r in rows: t)",
    "<mrow><munder><mi>fold</mi><mrow><mi>r</mi><mo>∈</mo><mi>rows</mi></mrow></munder><mrow><mo>(</mo><mi>t</mi><mo>←</mo><mn>0</mn><mo>;</mo><mi>t</mi><mo>)</mo></mrow></mrow>",
  ],
  [
    'if(not m = "<&>" and a < 1, 1, 0)',
    "<mrow><mo>{</mo><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mrow><mtext>if </mtext><mrow><mrow><mo>¬</mo><mrow><mi>m</mi><mo>=</mo><mtext>&lt;&amp;&gt;</mtext></mrow></mrow><mo>and</mo><mrow><mi>a</mi><mo>&lt;</mo><mn>1</mn></mrow></mrow></mrow></mtd></mtr><mtr><mtd><mn>0</mn></mtd><mtd><mtext>otherwise</mtext></mtd></mtr></mtable></mrow>",
  ],
])("%s is typeset in MathML", ([formula, drawn]) => {
  expect(toMathMl("y", parseFormula(formula))).toBe(
    `<math display="block"><mrow><mi>y</mi><mo>=</mo>${drawn}</mrow></math>`,
  );
});
