/** Release of the data in this package. A footprint names it, so that it can be restated with a later one. */
export const factorSet = "2026-11";

/** Year in which the set is used: the age of a figure counts from here, since this package knows no clock. */
export const factorSetYear = 2026;
