import type { Budget } from "@wattledger/meter/measure";
import { InvalidArgumentError } from "commander";

/** Limits of names, tags, paths and patterns in characters, and of tags per run: docs/limits.md. */
const longestText = 4096;
const mostTags = 100;

/** A name or a path. */
export function parseText(text: string): string {
  if (text.length <= longestText) return text;
  throw new InvalidArgumentError(`It has ${text.length} characters. It may have ${longestText}.`);
}

/** Adds `key=value` to the tags so far. */
export function addTag(text: string, tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  parseText(text);
  if (Object.keys(tags).length >= mostTags) throw new InvalidArgumentError(`A run may have ${mostTags} tags.`);
  const split = text.indexOf("=");
  if (split < 1) throw new InvalidArgumentError("A tag is written key=value, such as team=vision.");
  if (text.startsWith("__proto__=")) throw new InvalidArgumentError("A tag cannot have the name `__proto__`.");
  return { ...tags, [text.slice(0, split)]: text.slice(split + 1) };
}

/** A power usage effectiveness, from 1 on. */
export function parsePue(text: string): number {
  const pue = plainNumber(text);
  if (pue >= 1 && pue <= 10) return pue;
  throw new InvalidArgumentError(
    `PUE is the energy of the data centre divided by that of its machines: a number from 1 to 10, such as 1.2.${fractionHint(text)}`,
  );
}

/** A number as people write it; NaN for `0x10`, `1e1`, an empty text and all else. */
function plainNumber(text: string): number {
  return /^\s*\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) : Number.NaN;
}

/** Says what a percentage is as a number: 120% is 1.2. */
function fractionHint(text: string): string {
  const [, digits] = /^\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(text) ?? [];
  return digits === undefined ? "" : ` ${digits}% is ${Number((Number(digits) / 100).toPrecision(12))}.`;
}

const secondsByUnit: ReadonlyMap<string, number> = new Map([
  ["", 1],
  ["ms", 1e-3],
  ["s", 1],
  ["min", 60],
  ["h", 3600],
]);

/** Seconds between samples: `2`, or with a unit in which times are printed, `500 ms`. */
export function parseInterval(text: string): number {
  const [, digits = "", unit = ""] = /^\s*(\d*\.?\d+)\s*([a-z]*)\s*$/.exec(text) ?? [];
  const seconds = Number(digits) * (secondsByUnit.get(unit) ?? Number.NaN);
  if (digits !== "" && seconds >= 0.1 && seconds <= 3600) return seconds;
  throw new InvalidArgumentError("The interval is a time from 0.1 to 3600 seconds, such as 2 or 500ms.");
}

/** How many epochs. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text.trim()) && count >= 1 && count <= 1e9) return count;
  throw new InvalidArgumentError("The number of epochs is a whole number of at least 1, such as 100.");
}

/** A regular expression, as JavaScript writes it. */
export function parsePattern(text: string): RegExp {
  parseText(text);
  try {
    return new RegExp(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidArgumentError(`The pattern is a regular expression, such as "Epoch (\\d+)/(\\d+)". ${reason}.`);
  }
}

/** Grams by unit of carbon: each unit in which carbon is printed. */
const grams: ReadonlyMap<string, number> = new Map([
  ["ngCO2e", 1e-9],
  ["ugCO2e", 1e-6],
  ["mgCO2e", 1e-3],
  ["gCO2e", 1],
  ["kgCO2e", 1e3],
  ["tCO2e", 1e6],
  ["ktCO2e", 1e9],
  ["MtCO2e", 1e12],
]);
/** Joules by unit of energy: each unit in which energy is printed, and joules. */
const joules: ReadonlyMap<string, number> = new Map([
  ["mJ", 1e-3],
  ["J", 1],
  ["kJ", 1e3],
  ["MJ", 1e6],
  ["GJ", 1e9],
  ["nWh", 3.6e-6],
  ["uWh", 3.6e-3],
  ["mWh", 3.6],
  ["Wh", 3600],
  ["kWh", 3.6e6],
  ["MWh", 3.6e9],
  ["GWh", 3.6e12],
  ["TWh", 3.6e15],
]);
const amountExamples = "500gCO2e, 20 mgCO2e, 2kWh, 800 mWh, or money such as 3EUR";

/** An amount of carbon, energy or money: `500gCO2e`, `0.3 mWh`, `3EUR`. Capital letters matter: mWh is not MWh. */
export function parseBudget(text: string): Budget {
  const [, digits = "", word = ""] =
    /^\s*([\d.]+(?:[eE][+\-\u2212]?\d+)?)\s*([A-Za-z\u00B5\u03BC]\w*)\s*$/.exec(text) ?? [];
  const amount = Number(digits.replace("\u2212", "-"));
  if (digits === "" || !(amount > 0) || !Number.isFinite(amount)) {
    throw new InvalidArgumentError(`A budget is an amount above 0 with its unit: ${amountExamples}.`);
  }
  // Both letters for micro, as keyboards and Unicode have two.
  const unit = word.replace(/^[\u00B5\u03BC]/u, "u");
  const gramsEach = grams.get(unit);
  if (gramsEach !== undefined) return { text: text.trim(), kind: "carbon", limitGrams: limitOf(amount, gramsEach) };
  const joulesEach = joules.get(unit);
  if (joulesEach !== undefined) return { text: text.trim(), kind: "energy", limitJoules: limitOf(amount, joulesEach) };
  const meant = spellingsOf(unit);
  if (meant.length > 0) {
    throw new InvalidArgumentError(`Unknown unit ${word}. Write ${meant.join(" or ")}: capital letters matter.`);
  }
  if (/^[A-Z]{3}$/.test(word)) return { text: text.trim(), kind: "cost", limitAmount: amount, currency: word };
  if (/^[A-Za-z]{3}$/.test(word)) {
    throw new InvalidArgumentError(`A currency is written in capital letters: ${digits}${word.toUpperCase()}.`);
  }
  throw new InvalidArgumentError(`The unit is not valid for a budget. Write ${amountExamples}.`);
}

/** A limit in the unit that we count in, which may be too large or too small for a number although the amount is not. */
function limitOf(amount: number, each: number): number {
  const limit = amount * each;
  if (limit > 0 && Number.isFinite(limit)) return limit;
  throw new InvalidArgumentError(
    `The budget is too ${limit > 0 ? "large" : "small"} for a number. Write ${amountExamples}.`,
  );
}

/** Units that differ from a word only in capital letters, or in how CO2e is written. */
function spellingsOf(word: string): readonly string[] {
  return [...grams.keys(), ...joules.keys()].filter((unit) => inOneSpelling(unit) === inOneSpelling(word));
}

function inOneSpelling(unit: string): string {
  return unit.toLowerCase().replace(/co2(?:eq?)?$/u, "co2e");
}
