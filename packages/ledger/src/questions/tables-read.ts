import type { Reader } from "../engine/engine.ts";
import type { Dictionary } from "../store/dictionary.ts";
import type { RestatedScope } from "../store/restated-scope.ts";

/** What answers read: tables that all show one state, the dictionary, and since when events are there. */
export interface TablesRead {
  readonly query: Reader["query"];
  readonly dictionary: Dictionary;
  /** Events before this time were removed; their sums by hour and day are there. 0 where all are kept. */
  readonly keptSince: number;
  /** Periods whose figures were computed again. */
  readonly restatements: readonly RestatedScope[];
}

/** Why a question has no answer, in sentences for people. */
export interface Refused {
  readonly kind: "refused";
  readonly reasons: readonly string[];
}

/** A refusal for these reasons. */
export function refused(...reasons: readonly string[]): Refused {
  return { kind: "refused", reasons };
}
