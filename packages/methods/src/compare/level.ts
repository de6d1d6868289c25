import type { Boundary } from "@wattledger/core";
import type { EnergyBoundary } from "../boundary-conversion.ts";

/** What the energy of a method counts, from its boundary: the widest of these that it reaches. */
export function energyBoundaryOf({ components, overheads }: Boundary): EnergyBoundary {
  if (overheads.some((overhead) => overhead.includes("idle"))) return "full-stack";
  // Who counts data centres as wholes counts their cooling.
  if ([...overheads, ...components].some((one) => /pue|cooling|data centre/u.test(one))) return "facility";
  return components.every((component) => component === "gpu") ? "gpu" : "server";
}
