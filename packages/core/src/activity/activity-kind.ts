/** The kinds of activity that a footprint can be of. */
export const activityKinds = [
  "compute-run",
  "llm-request",
  "media-request",
  "training-plan",
  "device-use",
  "service-use",
] as const;

/** One of {@link activityKinds}. */
export type ActivityKind = (typeof activityKinds)[number];
