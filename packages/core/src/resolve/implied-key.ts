import type { FactorFamily } from "../graph/factor.ts";
import type { Given, GivenInput } from "../graph/given.ts";

/** What is given of a name. */
export function givenOf(given: Given, name: string): GivenInput | undefined {
  return Object.hasOwn(given, name) ? given[name] : undefined;
}

/** What another key says instead of a family's own, which was not given. */
export async function impliedKey({ key: { also } }: FactorFamily, given: Given): Promise<string | undefined> {
  const value = also === undefined ? undefined : givenOf(given, also.name);
  return typeof value === "string" && (await also?.takes(value)) === true ? value : undefined;
}

/** What another key says instead of this one, by the first family that knows. */
export async function impliedOf(
  key: string,
  families: ReadonlyMap<string, FactorFamily>,
  given: Given,
): Promise<string | undefined> {
  const family = [...families.values()].find(({ key: { name, also } }) => name === key && also !== undefined);
  return family === undefined ? undefined : impliedKey(family, given);
}
