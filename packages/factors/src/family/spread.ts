import type { Distribution, Factor } from "@wattledger/core";
import { factorSetYear } from "./factor-set.ts";

/** Relative standard deviation to add for each year that a figure of the grid has aged. */
const agePerYear = 0.04;

/**
 * Uncertainty from a relative standard deviation. From 0.3 on a normal would reach below zero, so the figure becomes
 * the median of a log-normal with that coefficient of variation.
 */
export function relativeSpread(value: number, sigma: number, basis: string): Factor["uncertainty"] {
  const distribution: Distribution =
    sigma < 0.3 ? { kind: "normal", sd: sigma * value } : { kind: "log-normal", gsd: gsdOf(sigma) };
  return { distribution, basis: `${basis}; relative standard deviation ${Math.round(sigma * 100)} %` };
}

/** Relative standard deviation that a figure of `year` gains by its age in the year of the factor set. */
export function ageSigma(year: number): number {
  return agePerYear * Math.max(0, factorSetYear - year);
}

/** Geometric standard deviation of the log-normal with this coefficient of variation. */
function gsdOf(sigma: number): number {
  return Math.exp(Math.sqrt(Math.log(1 + sigma * sigma)));
}
