import { isWattledgerError } from "@wattledger/core";
import { recordOf } from "@wattledger/core/schemas";
import * as z from "zod";
import type { CaseAdapter } from "../case-adapter.ts";

/** Name under which the case files name the original. */
export const impactFramework = "Impact Framework built-in plugins and aggregation";

const fieldsSchema = recordOf(z.unknown());
const stepInputs = z.object({ config: fieldsSchema.nullish(), rows: z.array(fieldsSchema) });

/** An observation, or the configuration of a plugin. */
export type Fields = z.output<typeof fieldsSchema>;

/** The original refuses this; the name of its error is all that a case states. */
export class Refusal extends Error {
  readonly original: string;

  constructor(original: string) {
    super(`refused with ${original}`);
    this.original = original;
  }
}

/** What `run` gives, or the original's name for why it refuses. */
export function orRefusal(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (error instanceof Refusal) return { error: error.original };
    if (error instanceof z.ZodError) return { error: "InputValidationError" };
    throw error;
  }
}

interface Plugin<Config> {
  readonly configuration: z.ZodType<Config>;
  /** Without it, an empty configuration has an error of its own. */
  readonly mayBeEmpty?: boolean;
  /** Fields of the configuration that may be worked out from fields of the row: `=2*memory`. */
  readonly arithmetic?: readonly string[];
  /** @throws Refusal or ZodError where the row is not to be worked on. */
  readonly check: (row: Fields, config: Config) => void;
  readonly output: (config: Config) => string;
  /** @param worked What arithmetic in the configuration came to. */
  readonly run: (row: Fields, config: Config, worked: Readonly<Record<string, number>>) => number;
}

/**
 * A plugin on each row: arithmetic is worked out, the configuration is looked at, then every row, and only then is
 * anything run. A result that is not a finite number is `null`, as JSON writes it.
 */
export function step<Config>(kind: string, plugin: Plugin<Config>): CaseAdapter {
  return { method: impactFramework, kind, run: (inputs) => orRefusal(() => runStep(plugin, inputs)) };
}

function runStep<Config>(plugin: Plugin<Config>, inputs: unknown): readonly Fields[] {
  const given = stepInputs.parse(inputs);
  const rows = given.rows.map(withNumbers);
  const configured = withNumbers(given.config ?? {});
  const arithmetic = (plugin.arithmetic ?? []).flatMap((name): readonly [string, string][] => {
    const text = configured[name];
    return typeof text === "string" && isExpression(text) ? [[name, text]] : [];
  });
  // For each row, and what the last one gives is used for all.
  const worked = rows.map((row) => Object.fromEntries(arithmetic.map(([name, text]) => [name, workedOut(text, row)])));
  if (plugin.mayBeEmpty !== true && Object.keys(configured).length === 0) throw new Refusal("ConfigError");
  const config = plugin.configuration.parse(configured);
  for (const row of rows) plugin.check(row, config);
  const output = plugin.output(config);
  const first = rows[0];
  if (first === undefined) throw new Refusal("TypeError");
  if (!Object.hasOwn(first, output) && nameIn(output) !== output) throw new Refusal("WrongArithmeticExpressionError");
  return rows.map((row) => ({ [output]: finite(() => plugin.run(row, config, worked.at(-1) ?? {})) }));
}

function finite(run: () => number): number | null {
  try {
    return run();
  } catch (error) {
    if (isWattledgerError(error) && error.kind === "bad-input") return null;
    throw error;
  }
}

const operators = /[-+*/]/u;
const onlyNumbers = /^\s*=?\s*\d+(?:\.\d+)?(?:\s*[-+*/]\s*\d+(?:\.\d+)?)*\s*$/u;

/** Texts that hold only numbers are computed at any place. */
function withNumbers(fields: Fields): Fields {
  const worked = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === "string" && name !== "timestamp" && onlyNumbers.test(value)
      ? calculated(value.match(/\d+(?:\.\d+)?|[-+*/]/gu) ?? [])
      : value,
  ]);
  return Object.fromEntries(worked);
}

/** The first name in a text, which the original takes for the parameter's; a digit ends it. */
export function nameIn(text: string): string {
  return /[a-zA-Z]+(?:[-_/][a-zA-Z]+)*/u.exec(text)?.[0] ?? text;
}

/** @throws Refusal if arithmetic lacks its equals sign, or if the text after the sign is not arithmetic. */
function isExpression(text: string): boolean {
  const operand = String.raw`(?:\d+(?:\.\d+)?|["']?[\w-]+["']?)`;
  const bare = text.replace("=", "");
  const isArithmetic =
    bare !== nameIn(bare) && new RegExp(String.raw`^\s*${operand}(?:\s*[-+*/]\s*${operand})*\s*$`, "u").test(bare);
  if (isArithmetic !== text.includes("=")) throw new Refusal("InputValidationError");
  return isArithmetic;
}

function workedOut(text: string, row: Fields): number {
  const parts = text
    .replace("=", "")
    .trim()
    .split(/(\s*[-+*/]\s*)|(\b\d+\b)|("[^"]+"|'[^']+')|(\b\w[\w-]*\b)/u);
  const tokens = parts
    .flatMap((part) => (part === undefined || part === "" ? [] : [part.trim().replace(/^["'](.*)["']$/u, "$1")]))
    .map((part) => {
      if (/^\d+$/u.test(part) || (operators.test(part) && part.length === 1)) return part;
      // A name of one letter, or the point of a decimal fraction, is taken for an operator.
      if (part.length === 1) throw new Refusal("WrongArithmeticExpressionError");
      return String(z.number().parse(row[part]));
    });
  return calculated(tokens);
}

/** Products first, then sums, each from left to right. */
function calculated(tokens: readonly string[]): number {
  let total = 0;
  let product = 1;
  for (const [index, token] of tokens.entries()) {
    if (operators.test(token) && token.length === 1) continue;
    const operator = tokens[index - 1] ?? "+";
    const value = Number(token);
    if (operator === "*") product *= value;
    else if (operator === "/") product /= value;
    else {
      total += index === 0 ? 0 : product;
      product = operator === "-" ? -value : value;
    }
  }
  return total + product;
}
