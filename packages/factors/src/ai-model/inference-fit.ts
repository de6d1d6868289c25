import { ok } from "@wattledger/core";
import type { Factor, FactorFamily, FoundFactor } from "@wattledger/core";
import { factorFamily } from "../family/family.ts";
import { figureFamily } from "../family/figure-table.ts";

const figures = figureFamily({
  id: "inference-fit",
  title: "Fit of the GPU energy of serving language models",
  unit: "1",
  key: { name: "coefficient", help: "Coefficient or error of the fit", examples: ["step-energy", "regression-error"] },
  tables: async () => {
    const { default: file } = await import("../data/inference-fit/mlenergy-2026-11.json", { with: { type: "json" } });
    const meaning = {
      boundary: "component",
      basis: "not-applicable",
      signal: "not-applicable",
      accounting: "not-applicable",
    } as const;
    return [{ name: "mlenergy-2026-11", meaning, file }];
  },
});

/**
 * Coefficients of our fit to what ML.ENERGY measured, and its errors. Units are in the titles, since a family has one unit
 * and these have several. `scripts/fit-api-inference.mjs` makes the file, docs/api-inference-fit.md says how good it is.
 */
export const inferenceFit: FactorFamily = factorFamily({
  ...figures,
  find: async (key) => {
    const found = await figures.find(key);
    return found.ok ? ok(withoutOwnError(found.value)) : found;
  },
});

/**
 * Coefficients err together, so an interval for each would count one error many times. They have no interval, and
 * the error of the whole is a figure of its own, `regression-error`. Their intervals stay in words.
 */
function withoutOwnError({ factor, ...rest }: FoundFactor): FoundFactor {
  const { distribution, basis } = factor.uncertainty;
  if (!basis.includes("not propagated") || distribution.kind !== "interval") return { factor, ...rest };
  const told = `${distribution.low} to ${distribution.high}: ${basis}`;
  const uncertainty: Factor["uncertainty"] = { distribution: { kind: "normal", sd: 0 }, basis: told };
  return { factor: { ...factor, uncertainty }, ...rest };
}
