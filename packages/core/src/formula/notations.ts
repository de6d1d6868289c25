import type { Binder } from "./expression.ts";
import type { Notation } from "./notation.ts";

const typographic: Readonly<Record<string, string>> = { "*": "×", "/": "÷", "-": "−", "!=": "≠", "<=": "≤", ">=": "≥" };
const sign = (operator: string): string => typographic[operator] ?? operator;
const bound = (binder: Binder): string => (binder.length === 1 ? binder[0] : `(${binder[0]}, ${binder[1]})`);

/** The language that `parseFormula` reads. */
export const plainText: Notation = {
  number: (value, unit) => (unit === undefined ? String(value) : `${value} [${unit}]`),
  text: (value) => `"${value}"`,
  name: bracketed,
  group: (inner) => `(${inner})`,
  prefix: (operator, operand) => (operator === "not" ? `not ${operand}` : `−${operand}`),
  infix: (operator, left, right) => `${left} ${sign(operator)} ${right}`,
  superscript: (base, exponent) => `${base}^${exponent}`,
  cases: (branches, otherwise) =>
    branches.reduceRight((rest, { condition, value }) => `if(${condition}, ${value}, ${rest})`, otherwise),
  call: (name, parts) => `${name}(${parts.join(", ")})`,
  sum: (binder, list, body) => `sum(${bound(binder)} in ${list}: ${body})`,
  fold: (accumulator, initial, binder, list, body) =>
    `fold(${accumulator} from ${initial}, ${bound(binder)} in ${list}: ${body})`,
};

/** A member whose name has a hyphen would read as a subtraction behind a dot: `factor[pe-fossil]`. */
function bracketed(name: string): string {
  return name.replaceAll(/\.([^.]*-[^.]*)/gu, "[$1]");
}

const latexSigns: Readonly<Record<string, string>> = {
  "*": "\\times",
  "/": "\\div",
  "!=": "\\ne",
  "<=": "\\le",
  ">=": "\\ge",
  and: "\\land",
  or: "\\lor",
};
const latexFunctions: Readonly<Record<string, string>> = { log2: "\\log_2", log10: "\\log_{10}" };
const latexWords = new Set(["min", "max", "exp", "ln"]);
/** An operator by name. GitHub's renderer refuses `\operatorname`. */
const latexOperator = (name: string): string => `\\mathop{\\mathrm{${name}}}`;
const latexEscape = (text: string): string => text.replaceAll(/[{}$&#_%]/gu, "\\$&");
const latexUnit = (unit: string): string => `\\mathrm{${latexEscape(unit)}}`;
// A bare hyphen would be drawn as a minus.
const latexWord = (word: string): string => `\\mathrm{${latexEscape(word).replaceAll("-", "\\text{-}")}}`;
/** The part after a dot is printed as an index. */
const latexName = (name: string): string => {
  const [first = "", ...rest] = name.split(".");
  return rest.length === 0 ? latexWord(first) : `${latexWord(first)}_{${rest.map(latexWord).join(",")}}`;
};

/** LaTeX mathematics. */
export const latex: Notation = {
  number: (value, unit) => (unit === undefined ? latexNumber(value) : `${latexNumber(value)}\\,${latexUnit(unit)}`),
  text: (value) => `\\text{${latexEscape(value)}}`,
  name: latexName,
  group: (inner) => `\\left(${inner}\\right)`,
  prefix: (operator, operand) => (operator === "not" ? `\\lnot ${operand}` : `-${operand}`),
  infix: (operator, left, right) => `${left} ${latexSigns[operator] ?? operator} ${right}`,
  fraction: (above, below) => `\\frac{${above}}{${below}}`,
  // A power of ten as the base would be read with the exponents in a tower.
  superscript: (base, exponent) => `{${base.includes("10^{") ? `\\left(${base}\\right)` : base}}^{${exponent}}`,
  cases: (branches, otherwise) => {
    const rows = branches.map(({ condition, value }) => `${value} & \\text{if } ${condition} \\\\ `);
    return `\\begin{cases}${rows.join("")}${otherwise} & \\text{otherwise}\\end{cases}`;
  },
  call: (name, parts) => {
    if (name === "sqrt") return `\\sqrt{${parts.join(", ")}}`;
    if (name === "ceil") return `\\left\\lceil ${parts.join(", ")} \\right\\rceil`;
    if (name === "floor") return `\\left\\lfloor ${parts.join(", ")} \\right\\rfloor`;
    if (name === "abs") return `\\left| ${parts.join(", ")} \\right|`;
    const drawn = latexFunctions[name] ?? (latexWords.has(name) ? `\\${name}` : latexOperator(name));
    return `${drawn}\\left(${parts.join(", ")}\\right)`;
  },
  sum: (binder, list, body) => {
    // A single name or number needs no brackets behind the sign.
    const single = /^(\d+|\\mathrm\{\w+\}(_\{\\mathrm\{\w+\}\})?)$/u.test(body);
    return `\\sum_{${binder.map(latexName).join(",\\,")} \\in ${list}} ${single ? body : `\\left(${body}\\right)`}`;
  },
  fold: (accumulator, initial, binder, list, body) =>
    `${latexOperator("fold")}_{${binder.map(latexName).join(",\\,")} \\in ${list}}\\left(${latexName(accumulator)} \\leftarrow ${initial};\\; ${body}\\right)`,
};

function latexNumber(value: number): string {
  // 1000000000 is hard to read.
  const isRound = value >= 1e6 && value % 1e6 === 0;
  const [mantissa, exponent] = (isRound ? value.toExponential() : String(value)).split("e");
  if (exponent === undefined) return String(value);
  const power = `10^{${Number(exponent)}}`;
  return mantissa === "1" ? power : `${mantissa ?? ""} \\times ${power}`;
}

const escape = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const row = (...parts: readonly string[]): string => `<mrow>${parts.join("")}</mrow>`;
const mo = (text: string): string => `<mo>${escape(text)}</mo>`;
const mi = (text: string): string => `<mi>${escape(text)}</mi>`;
const commas = (parts: readonly string[]): string => parts.join(mo(","));

/** MathML Core. */
export const mathml: Notation = {
  number: (value, unit) =>
    unit === undefined ? `<mn>${value}</mn>` : row(`<mn>${value}</mn>`, `<mtext> ${escape(unit)}</mtext>`),
  text: (value) => `<mtext>${escape(value)}</mtext>`,
  name: (name) => mi(name),
  group: (inner) => row(mo("("), inner, mo(")")),
  prefix: (operator, operand) => row(mo(operator === "not" ? "¬" : "−"), operand),
  infix: (operator, left, right) => row(left, mo(sign(operator)), right),
  fraction: (above, below) => `<mfrac>${row(above)}${row(below)}</mfrac>`,
  superscript: (base, exponent) => `<msup>${row(base)}${row(exponent)}</msup>`,
  cases: (branches, otherwise) =>
    row(
      mo("{"),
      "<mtable>",
      ...branches.map(
        ({ condition, value }) => `<mtr><mtd>${value}</mtd><mtd>${row("<mtext>if </mtext>", condition)}</mtd></mtr>`,
      ),
      `<mtr><mtd>${otherwise}</mtd><mtd><mtext>otherwise</mtext></mtd></mtr></mtable>`,
    ),
  call: (name, parts) => {
    if (name === "sqrt") return `<msqrt>${row(...parts)}</msqrt>`;
    return row(mi(name), mo("("), commas(parts), mo(")"));
  },
  sum: (binder, list, body) =>
    row(`<munder>${mo("∑")}${row(commas(binder.map(mi)), mo("∈"), list)}</munder>`, mo("("), body, mo(")")),
  fold: (accumulator, initial, binder, list, body) =>
    row(
      `<munder>${mi("fold")}${row(commas(binder.map(mi)), mo("∈"), list)}</munder>`,
      row(mo("("), mi(accumulator), mo("←"), initial, mo(";"), body, mo(")")),
    ),
};
