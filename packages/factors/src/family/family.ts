import { fail, quoted } from "@wattledger/core";
import type { FactorFamily, FoundFactor, NoFactor, Result } from "@wattledger/core";
import { isMissing, missingKey } from "./missing.ts";

/** Longest key that a family looks up, in characters: the longest name that a table holds is far shorter. */
const longestKey = 300;

/**
 * Makes a family of factors. Its look-up refuses what cannot be a key of any family: a value that is not text, a word for a
 * missing value (`N/A`, `None`), a text longer than any name.
 */
export function factorFamily(definition: FactorFamily): FactorFamily {
  const find = async (key: unknown): Promise<Result<FoundFactor, NoFactor>> => {
    const {
      title,
      key: { name, examples },
    } = definition;
    if (key === undefined) return definition.find(undefined);
    if (typeof key !== "string")
      return fail({
        kind: "unknown-name",
        message: `${title}: the ${name} is not a text, but ${kindOf(key)}. Give a text.`,
      });
    if (key.length > longestKey)
      return fail({
        kind: "unknown-name",
        message: `${title}: the ${name} is longer than ${longestKey} characters (${quoted(key.slice(0, 40))}…).`,
      });
    if (isMissing(key)) return missingKey(key, { what: name, examples });
    return definition.find(key);
  };
  return { ...definition, find };
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `of the type ${typeof value}`;
}
