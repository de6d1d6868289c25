import { fail, quoted } from "@wattledger/core";
import type { NoFactor, Result } from "@wattledger/core";

/**
 * Words that people, spreadsheets and programs write where a value is missing. `NA` is not among them: it is the code of
 * Namibia in ISO 3166-1, so the families of places read it as that and say so.
 */
const missingWords: ReadonlySet<string> = new Set([
  "n/a",
  "n\\a",
  "n.a",
  "n.a.",
  "n a",
  "n-a",
  "n_a",
  "n/a.",
  "<na>",
  "#na",
  "#n/a",
  "#n/a!",
  "n/d",
  "n.d.",
  "k.a.",
  "s.o.",
  "none",
  "null",
  "nil",
  "nan",
  "-nan",
  "#nan",
  "nat",
  "undefined",
  "void",
  "missing",
  "empty",
  "blank",
  "\\n",
  "unknown",
  "unspecified",
  "unset",
  "not available",
  "not applicable",
  "not known",
  "not given",
  "not set",
  "no data",
  "not specified",
  "not found",
  "nodata",
  "no value",
  "tbd",
  "tba",
  "tbc",
  "todo",
  "other",
  "others",
  "any",
  "various",
  "#null!",
  "#ref!",
  "#value!",
  "#num!",
  "#name?",
  "#div/0!",
  "#spill!",
  "#calc!",
  "#error!",
  "#getting_data",
  "inf",
  "-inf",
  "1.#ind",
  "-1.#ind",
  "1.#qnan",
  "-1.#qnan",
  "true",
  "false",
  "undef",
  "object object",
]);

/** Whether a key is a word for a missing value, such as `N/A`, `None` or `#N/A`, or has no letter and no digit. */
export function isMissing(key: string): boolean {
  const word = key.trim().toLowerCase();
  const bare = word.replaceAll(/^[[({<"']+|[\])}>"']+$/gu, "");
  // The class of all letters costs a short command a millisecond: most keys do not need it.
  const isBlank = !/[a-z\d]/.test(word) && !/[\p{L}\p{N}]/u.test(word);
  return word !== "" && (missingWords.has(word) || missingWords.has(bare) || isBlank);
}

/** The refusal of a word for a missing value, for a family or a place. */
export function missingKey(
  key: string,
  { what, examples }: { readonly what: string; readonly examples: readonly string[] },
): Result<never, NoFactor> {
  const such = examples.length === 0 ? "" : `, such as ${examples.slice(0, 2).join(" or ")}`;
  return fail({
    kind: "unknown-name",
    message: `${quoted(key)} means a missing value. It is not a ${what}. Give a ${what}${such}, or leave it out.`,
  });
}
