import { expectKind } from "../argument.ts";
import { WattledgerError } from "../error.ts";
import { nearest } from "../nearest.ts";
import { shortened } from "../quote.ts";

/** Exponent of each base dimension; a dimension with exponent 0 is left out. `{}` is a pure number. */
export type Dimension = Readonly<Record<string, number>>;

/** A unit of measurement: `value in this unit × scale` is the value in coherent base units. */
export interface Unit {
  readonly text: string;
  readonly scale: number;
  readonly dimension: Dimension;
}

/** The unit of pure numbers and counts. */
export const one: Unit = { text: "1", scale: 1, dimension: {} };

/**
 * Parses a unit: products and quotients (`·`, `*`, `/`, read from left to right) of symbols with whole exponents,
 * such as `gCO2e/kWh`, `W/GB`, `kg/cm2`, `L/(GB·h)`, `1`. Counts (`token`, `core`, `request`, ...) are pure numbers.
 *
 * @throws WattledgerError `bad-unit` for an unknown symbol, with the nearest known one.
 */
export function parseUnit(text: string): Unit {
  expectKind("A unit", text, "text", "bad-unit");
  if (text.length > longest) {
    throw new WattledgerError("bad-unit", `A unit of ${text.length} characters is too long: at most ${longest}.`);
  }
  // Printed values have `m³`.
  const plain = text.replaceAll("²", "2").replaceAll("³", "3");
  const tokens = plain.match(/[()/·*×]|[^()/·*×\s]+/gu) ?? [];
  let position = 0;
  const product = (): Unit => {
    let result = factor();
    for (;;) {
      const token = tokens[position];
      if (token === undefined || token === ")") return result;
      const divide = token === "/";
      if (divide || token === "·" || token === "*" || token === "×") position += 1;
      const next = factor();
      result = divide ? multiplyUnits(result, powerOfUnit(next, -1)) : multiplyUnits(result, next);
    }
  };
  const factor = (): Unit => {
    const token = tokens[position];
    position += 1;
    if (token === undefined || (/^[)/·*×]$/u.test(token) && token !== "(")) {
      throw new WattledgerError(
        "bad-unit",
        `Cannot read the unit \`${text}\`: a symbol is missing. An example: gCO2e/kWh.`,
      );
    }
    if (token !== "(") return symbol(token, text);
    const inner = product();
    if (tokens[position] !== ")")
      throw new WattledgerError("bad-unit", `The unit \`${text}\` lacks a closing bracket.`);
    position += 1;
    return inner;
  };
  const result = product();
  if (position < tokens.length) throw new WattledgerError("bad-unit", `The unit \`${text}\` has a bracket too many.`);
  if (!(result.scale > 0 && Number.isFinite(result.scale))) {
    throw new WattledgerError("bad-unit", `The exponents of the unit \`${text}\` are too large to compute with.`);
  }
  return { ...result, text };
}

/** No unit that a person writes is longer; it bounds how deep brackets can nest. */
const longest = 200;

/** Parses units, each text once: a graph names the same few units again and again. */
export type UnitReader = (text: string) => Unit;

/** A {@link UnitReader} with a memory of its own. */
export function unitReader(): UnitReader {
  const known = new Map<string, Unit>();
  return (text) => {
    const unit = known.get(text) ?? parseUnit(text);
    known.set(text, unit);
    return unit;
  };
}

/** Converts a value between units of one dimension. @throws WattledgerError `bad-unit` where the dimensions differ. */
export function convert(value: number, from: string, to: string): number {
  expectKind("The value to convert", value, "number");
  if (from === to) return value;
  const source = parseUnit(from);
  const target = parseUnit(to);
  if (!sameDimension(source.dimension, target.dimension)) {
    throw new WattledgerError(
      "bad-unit",
      `\`${from}\` cannot become \`${to}\`: ${describeDimension(source.dimension)} is not ${describeDimension(target.dimension)}.`,
    );
  }
  return value * (source.scale / target.scale);
}

/** True where values of the two dimensions may be added. */
export function sameDimension(a: Dimension, b: Dimension): boolean {
  expectKind("The first dimension", a, "object");
  expectKind("The second dimension", b, "object");
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

/** Product of two units. */
export function multiplyUnits(a: Unit, b: Unit): Unit {
  const dimension: Record<string, number> = { ...a.dimension };
  for (const [name, exponent] of Object.entries(b.dimension)) {
    const sum = (dimension[name] ?? 0) + exponent;
    if (sum === 0) delete dimension[name];
    else dimension[name] = sum;
  }
  return { text: `${a.text}·${b.text}`, scale: a.scale * b.scale, dimension };
}

/** A unit raised to a power, which may be a fraction. */
export function powerOfUnit(unit: Unit, exponent: number): Unit {
  const entries = Object.entries(unit.dimension).map(([name, power]) => [name, power * exponent]);
  const dimension: Dimension = exponent === 0 ? {} : Object.fromEntries(entries);
  return { text: `(${unit.text})^${exponent}`, scale: unit.scale ** exponent, dimension };
}

/** A dimension in words, for messages: `energy·time^-1`. */
export function describeDimension(dimension: Dimension): string {
  expectKind("The dimension", dimension, "object");
  for (const power of Object.values(dimension)) expectKind("An exponent", power, "number");
  const parts = Object.keys(dimension)
    .toSorted()
    .map((name) => (dimension[name] === 1 ? name : `${name}^${dimension[name]}`));
  return parts.length === 0 ? "a pure number" : parts.join("·");
}

interface UnitSymbol {
  readonly scale: number;
  readonly dimension: Dimension;
  /** Whether prefixes such as k, M and m are allowed. */
  readonly prefixes: boolean;
}

const prefixScales: Readonly<Record<string, number>> = {
  p: 1e-12,
  n: 1e-9,
  u: 1e-6,
  // The micro sign and the Greek letter, which look alike.
  "\u00b5": 1e-6,
  "\u03bc": 1e-6,
  m: 1e-3,
  c: 1e-2,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

const plain = (scale: number, dimension: Dimension): UnitSymbol => ({ scale, dimension, prefixes: false });
const prefixed = (scale: number, dimension: Dimension): UnitSymbol => ({ scale, dimension, prefixes: true });
const count = plain(1, {});

const symbols: Readonly<Record<string, UnitSymbol>> = {
  "1": count,
  "%": plain(0.01, {}),
  s: prefixed(1, { time: 1 }),
  min: plain(60, { time: 1 }),
  h: plain(3600, { time: 1 }),
  d: plain(86_400, { time: 1 }),
  day: plain(86_400, { time: 1 }),
  week: plain(604_800, { time: 1 }),
  // The footprint tools of this field count a year as 8,760 hours.
  year: plain(31_536_000, { time: 1 }),
  Hz: prefixed(1, { time: -1 }),
  J: prefixed(1, { energy: 1 }),
  Wh: prefixed(3600, { energy: 1 }),
  W: prefixed(1, { energy: 1, time: -1 }),
  B: prefixed(1, { information: 1 }),
  bit: prefixed(0.125, { information: 1 }),
  FLOP: prefixed(1, { computation: 1 }),
  g: prefixed(1e-3, { mass: 1 }),
  t: plain(1000, { mass: 1 }),
  lb: plain(0.45359237, { mass: 1 }),
  m: prefixed(1, { length: 1 }),
  L: prefixed(1e-3, { length: 3 }),
  litre: plain(1e-3, { length: 3 }),
  K: plain(1, { temperature: 1 }),
  EUR: plain(1, { EUR: 1 }),
  USD: plain(1, { USD: 1 }),
  GBP: plain(1, { GBP: 1 }),
  CTUe: plain(1, { CTUe: 1 }),
  CTUh: plain(1, { CTUh: 1 }),
  core: count,
  thread: count,
  GPU: count,
  processor: count,
  server: count,
  device: count,
  token: count,
  request: count,
  image: count,
  parameter: count,
  run: count,
  person: count,
};

/**
 * Masses of a reference substance, such as `kgCO2e`, `gSbeq` or `kgPM2.5e`, and becquerels of one, `kBqCo60e`: each is a
 * dimension of its own.
 */
const equivalent = /^(pg|ng|ug|\u00b5g|\u03bcg|mg|g|kg|t|kt|Mt|Gt|lb|Bq|kBq)([A-Z][A-Za-z0-9.]*?)(?:e|eq)$/u;

const massScales: Readonly<Record<string, number>> = {
  pg: 1e-15,
  ng: 1e-12,
  ug: 1e-9,
  "\u00b5g": 1e-9,
  "\u03bcg": 1e-9,
  mg: 1e-6,
  g: 1e-3,
  kg: 1,
  t: 1e3,
  kt: 1e6,
  Mt: 1e9,
  Gt: 1e12,
  lb: 0.45359237,
};

const radioactivityScales: Readonly<Record<string, number>> = { Bq: 1, kBq: 1e3 };

function symbol(token: string, whole: string): Unit {
  const direct = lookUp(token);
  if (direct !== undefined) return { text: token, ...direct };
  const match = /^(?<name>.*[^\d^-])\^?(?<power>-?\d+)$/u.exec(token)?.groups;
  const base = lookUp(match?.["name"] ?? "");
  if (base === undefined) {
    const what =
      token === whole.trim() ? `The unit \`${shortened(token)}\`` : `\`${token}\` in the unit \`${shortened(whole)}\``;
    throw new WattledgerError("bad-unit", `${what} is not known.${hintFor(token)}`);
  }
  return powerOfUnit({ text: token, ...base }, Number(match?.["power"]));
}

/** Symbols of units that people write out or shorten in other ways. */
const symbolsInWords: Readonly<Record<string, string>> = {
  sec: "s",
  second: "s",
  minute: "min",
  hr: "h",
  hour: "h",
  yr: "year",
  watt: "W",
  kilowatt: "kW",
  joule: "J",
  kilowatthour: "kWh",
  byte: "B",
  megabyte: "MB",
  gigabyte: "GB",
  terabyte: "TB",
  gram: "g",
  kilogram: "kg",
  tonne: "t",
  liter: "L",
  percent: "%",
};

/**
 * ` Did you mean X?`: by a word for a unit, in the singular or plural, or by the spelling of its symbol. With a dimension only
 * among its units.
 */
export function hintFor(token: string, dimension?: Dimension): string {
  expectKind("The unit", token, "text", "bad-unit");
  expectKind("The dimension", dimension, "object?", "bad-unit");
  const words = Object.entries(symbolsInWords).flatMap(([word, meant]) =>
    [word, `${word}s`].map((spelling) => [spelling, meant] as const),
  );
  const own = [...Object.keys(symbols), "kWh", "gCO2e", "kgCO2e", "GB", "MB", "MJ", "kW"].map(
    (name) => [name, name] as const,
  );
  const meant = new Map(
    [...words, ...own].filter(
      ([, unit]) => dimension === undefined || sameDimension(parseUnit(unit).dimension, dimension),
    ),
  );
  const unit = meant.get(token.toLowerCase()) ?? meant.get(nearest(token, meant.keys()) ?? "");
  return unit === undefined ? "" : ` Did you mean \`${unit}\`?`;
}

function lookUp(name: string): Omit<Unit, "text"> | undefined {
  const own = Object.hasOwn(symbols, name) ? symbols[name] : undefined;
  if (own !== undefined) return { scale: own.scale, dimension: own.dimension };
  const [, measure = "", substance] = equivalent.exec(name) ?? [];
  if (substance !== undefined) {
    const becquerels = radioactivityScales[measure];
    if (becquerels !== undefined) return { scale: becquerels, dimension: { [`${substance}e radioactivity`]: 1 } };
    return { scale: massScales[measure] ?? Number.NaN, dimension: { [`${substance}e`]: 1 } };
  }
  for (const length of [2, 1]) {
    const scale = prefixScales[name.slice(0, length)];
    const rest = name.slice(length);
    const base = Object.hasOwn(symbols, rest) ? symbols[rest] : undefined;
    if (scale !== undefined && base?.prefixes === true) {
      return { scale: scale * base.scale, dimension: base.dimension };
    }
  }
  return undefined;
}
