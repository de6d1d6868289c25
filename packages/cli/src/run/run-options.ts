import { InvalidArgumentError } from "commander";
import type { Budget } from "@wattledger/meter/measure";

/** Adds `key=value` to the tags so far. */
export function addTag(text: string, tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const split = text.indexOf("=");
  if (split < 1) throw new InvalidArgumentError("A tag is written key=value, such as team=vision.");
  if (text.startsWith("__proto__=")) throw new InvalidArgumentError("Nothing can have the name `__proto__`.");
  return { ...tags, [text.slice(0, split)]: text.slice(split + 1) };
}

/** A power usage effectiveness, from 1 on. */
export function parsePue(text: string): number {
  const pue = Number(text);
  if (text.trim() !== "" && pue >= 1 && pue <= 10) return pue;
  throw new InvalidArgumentError(
    "PUE is total energy over energy of the machines: a number from 1 to 10, such as 1.2.",
  );
}

/** Seconds between samples. */
export function parseInterval(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== "" && seconds >= 0.1 && seconds <= 3600) return seconds;
  throw new InvalidArgumentError("The interval is a number of seconds from 0.1 to 3600.");
}

/** How many epochs. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text.trim()) && count >= 1 && count <= 1e9) return count;
  throw new InvalidArgumentError("Epochs are a whole number from 1 on, such as 100.");
}

/** A regular expression, as JavaScript writes it. */
export function parsePattern(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidArgumentError(`The pattern is a regular expression, such as "Epoch (\\d+)/(\\d+)". ${reason}.`);
  }
}

/** Grams by unit of carbon, joules by unit of energy. */
const grams: ReadonlyMap<string, number> = new Map([
  ["gco2e", 1],
  ["kgco2e", 1e3],
  ["tco2e", 1e6],
]);
const joules: ReadonlyMap<string, number> = new Map([
  ["j", 1],
  ["kj", 1e3],
  ["mj", 1e6],
  ["wh", 3600],
  ["kwh", 3.6e6],
  ["mwh", 3.6e9],
]);

/** An amount of carbon, energy or money: `500gCO2e`, `2 kWh`, `3EUR`. */
export function parseBudget(text: string): Budget {
  const [, digits = "", word = ""] = /^\s*([\d.]+(?:e[+-]?\d+)?)\s*([A-Za-z0-9]+)\s*$/.exec(text) ?? [];
  const amount = Number(digits);
  if (digits !== "" && amount > 0 && Number.isFinite(amount)) {
    const unit = word.toLowerCase();
    const gramsEach = grams.get(unit);
    if (gramsEach !== undefined) return { text: text.trim(), kind: "carbon", limitGrams: amount * gramsEach };
    const joulesEach = joules.get(unit);
    if (joulesEach !== undefined) return { text: text.trim(), kind: "energy", limitJoules: amount * joulesEach };
    if (/^[A-Z]{3}$/.test(word)) return { text: text.trim(), kind: "cost", limitAmount: amount, currency: word };
  }
  throw new InvalidArgumentError(
    "A budget is an amount above 0 with its unit: 500gCO2e, 1.5kgCO2e, 2kWh, 800Wh, or money such as 3EUR.",
  );
}
