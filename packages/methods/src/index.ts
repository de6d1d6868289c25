import type { Method } from "@wattledger/core";
import * as registry from "./registry.ts";

export * from "./registry.ts";
export { machinesAlike, unitsAlike } from "./credible.ts";
export { intervalCoverage } from "./interval-coverage.ts";
export type { IntervalCoverage } from "./interval-coverage.ts";

/** Every method, in order of id. Each is parsed and checked when its inputs or equations are first looked at. */
export const methods: readonly Method[] = /* @__PURE__ */ inOrderOfId(registry);

/**
 * Our methods, in order of preference: the first that fits answers where no method is named, and is what the others are
 * compared with. What was measured comes before what follows from the type of a machine.
 */
export const ourMethods: readonly Method[] = /* @__PURE__ */ inOrderOfPreference(registry);

function inOrderOfId(all: Readonly<Record<string, Method>>): readonly Method[] {
  return Object.values(all).toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function inOrderOfPreference(all: Readonly<Record<string, Method>>): readonly Method[] {
  const preferred = Object.values(all).flatMap((method) =>
    method.preference === undefined ? [] : [{ method, preference: method.preference }],
  );
  return preferred.toSorted((a, b) => a.preference - b.preference).map(({ method }) => method);
}
