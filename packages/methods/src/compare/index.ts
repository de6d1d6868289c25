/** One activity through every method that accepts it, as each says it and on equal terms. */
export { compareActivity } from "./activity.ts";
export type { ActivityComparison, EqualTerms, Said, Silent } from "./activity.ts";
export type { Reason } from "./reasons.ts";
