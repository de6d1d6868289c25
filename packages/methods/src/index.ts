import type { Method } from "@wattledger/core";
import * as registry from "./registry.ts";

export * from "./registry.ts";
export { intervalCoverage } from "./interval-coverage.ts";
export type { IntervalCoverage } from "./interval-coverage.ts";
export { ourMethods } from "./ours/ours.ts";

/** Every method, in order of id. Each is parsed and checked when its inputs or equations are first looked at. */
export const methods: readonly Method[] = /* @__PURE__ */ inOrderOfId(registry);

function inOrderOfId(all: Readonly<Record<string, Method>>): readonly Method[] {
  return Object.values(all).toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
