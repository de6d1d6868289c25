import type { Method } from "@wattledger/core";
import * as registry from "./registry.ts";

export * from "./registry.ts";

/**
 * Every method, in order of id. Defining a method takes a millisecond or more, so whoever must start quickly and needs one
 * imports that one: `@wattledger/methods/measured`.
 */
export const methods: readonly Method[] = /* @__PURE__ */ inOrderOfId(registry);

function inOrderOfId(all: Readonly<Record<string, Method>>): readonly Method[] {
  return Object.values(all).toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
