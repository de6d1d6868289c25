/*
 * Constants of the curve, fitted by scripts/fit-cpu-curve.mjs to CodeCarbon's load profiles of January 2025 (86 points,
 * four machines; MIT), which are in data/codecarbon-3.3.0-load-profiles.json. A test checks that they agree.
 */

/** Power of an idle processor as a share of its thermal design power. */
const idleShare = 0.117;
/** Power of a processor that is busy on all its threads. */
const fullShare = 0.743;
const loadExponent = 0.718;

/** The curve as people write it. */
export const cpuCurveText = `TDP × (${idleShare} + ${(fullShare - idleShare).toFixed(3)} × load^${loadExponent})`;

/**
 * Power of a processor as a share of its thermal design power, at a busy share of all its threads in [0, 1]. The median
 * of what machines draw: they vary around it by {@link cpuCurveUncertainty}.
 */
export function cpuPowerShare(load: number): number {
  return idleShare + (fullShare - idleShare) * load ** loadExponent;
}

/**
 * Standard relative uncertainty of the curve for a machine that was not in the fit, if the thermal design power is the
 * maker's. With each machine left out in turn, the logarithm of measured power over the curve's has a root mean square of
 * 0.481. As a log-normal distribution this is a relative uncertainty of sqrt(exp(0.481²) - 1) = 0.51.
 */
export const cpuCurveUncertainty = {
  value: 0.51,
  basis:
    "log-normal, from RAPL against the curve on each of four machines that were not in the fit (0.39 to 2.0 times, 5 to " +
    "95 %; CodeCarbon's load profiles, 2025): its 90 % intervals held 78 of 86 points",
} as const;
