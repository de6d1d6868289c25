/** What an energy counts, from the accelerators outwards; each holds those before it. */
export const energyBoundaries = ["gpu", "server", "facility", "full-stack"] as const;

/** One of {@link energyBoundaries}: accelerators, the machines around them, with cooling and distribution, with idle machines. */
export type EnergyBoundary = (typeof energyBoundaries)[number];

/** What each boundary is called in a sentence. */
export const energyBoundaryWords: Readonly<Record<EnergyBoundary, string>> = {
  gpu: "the accelerators alone",
  server: "the machine without cooling",
  facility: "machine and cooling",
  "full-stack": "machine, cooling and idle machines",
};
