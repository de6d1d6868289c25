import { expectKind } from "../argument.ts";
import type { Given, GivenInput } from "../graph/given.ts";
import { ok } from "../result.ts";
import type { Result } from "../result.ts";

/** What is known of some inputs, without those of which nothing is: a factor or a default takes their place. */
export function given(values: Readonly<Record<string, GivenInput | undefined>>): Result<Given, never> {
  expectKind("What is given", values, "object");
  const known = Object.entries(values).filter((entry): entry is [string, GivenInput] => entry[1] !== undefined);
  return ok(Object.fromEntries(known));
}
