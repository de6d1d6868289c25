import type { FactorFamily } from "@wattledger/core";
import { withCloudRegionKeys } from "./places/cloud-region-key.ts";
import * as registry from "./registry.ts";

export * from "./registry.ts";
export { chooseEquivalence } from "./equivalences/equivalences.ts";
export type { Equivalence } from "./equivalences/equivalences.ts";
export { factorSet } from "./family/factor-set.ts";
export { idOfOwn, keyOfFactor, withOwnFigures } from "./family/own-figures.ts";
export type { OwnFigure, OwnFigures } from "./family/own-figures.ts";
export { matchCpu } from "./hardware/match.ts";
export type { CpuMatch } from "./hardware/match.ts";
export { withCloudRegionKeys } from "./places/cloud-region-key.ts";
export { findCloudRegion } from "./places/cloud-region.ts";
export type { CloudRegion } from "./places/cloud-region.ts";
export type { PlaceHints } from "./places/hints.ts";
export { locate } from "./places/locate.ts";
export type { Located } from "./places/locate.ts";
export { resolvePlace } from "./places/place.ts";
export type { Country, Place } from "./places/place.ts";

/** All families of factors, in order of id. Their data load when first asked for. */
export const families: readonly FactorFamily[] = /* @__PURE__ */ withCloudRegionKeys(
  /* @__PURE__ */ inOrderOfId(registry),
);

function inOrderOfId(all: Readonly<Record<string, FactorFamily>>): readonly FactorFamily[] {
  return Object.values(all).toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
