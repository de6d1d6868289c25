/** When to walk next through the processes of the machine, or of the command alone. Seconds of the run. */
export interface WalkSchedule {
  /** Earliest time, from the cost of the walk before. */
  readonly affordableSeconds: number;
  /** Time from that cost and from the wanted interval. */
  readonly dueSeconds: number;
  /** The next walk through all processes of the machine. */
  readonly fullSeconds: number;
  /** Cost of the last walk from the command's root. */
  readonly rootCostSeconds: number;
}

/** State before the first walk. */
export const firstWalk: WalkSchedule = { affordableSeconds: 0, dueSeconds: 0, fullSeconds: 0, rootCostSeconds: 0 };

/** A walk through all processes, or from the command's root to those below it. */
export type Walk = "all" | "from-root";

/** The kinds of walks. `listsChildren`: the kernel lists the children of a process, so a walk from the root finds all. */
export interface WalkRules {
  readonly through: Walk;
  readonly listsChildren: boolean;
}

/** Walks use at most this share of a processor. */
const walkShare = 0.01;
/** Walks come at most once a second. A fifth is left as a margin: the first comes a tenth late, and timers are early or late. */
const leastSecondsBetween = 0.8;
/** Walks through all processes, which find detached ones, use at most this share if walks from the root do not need them. */
const fullWalkShare = 0.0005;
const leastSecondsBetweenFull = 10;

/** The walk to make now. `soon`: as soon as its cost allows, even before the wanted interval has passed. */
export function walkNow(
  { affordableSeconds, dueSeconds, fullSeconds }: WalkSchedule,
  elapsedSeconds: number,
  { through }: WalkRules,
  when: "due" | "soon",
): Walk | undefined {
  if (elapsedSeconds < (when === "soon" ? affordableSeconds : dueSeconds)) return undefined;
  return through === "all" && elapsedSeconds >= fullSeconds ? "all" : "from-root";
}

/** After a walk that used so much processor time. A walk through all delays the next of its kind, and no other. */
export function walked(
  before: WalkSchedule,
  elapsedSeconds: number,
  walk: { readonly kind: Walk; readonly costSeconds: number },
  { listsChildren }: WalkRules,
): WalkSchedule {
  const { kind, costSeconds } = walk;
  const rootCostSeconds = kind === "from-root" ? costSeconds : before.rootCostSeconds;
  const affordableSeconds = elapsedSeconds + rootCostSeconds / walkShare;
  const fullAgain = listsChildren
    ? Math.max(leastSecondsBetweenFull, costSeconds / fullWalkShare)
    : Math.max(leastSecondsBetween, costSeconds / walkShare);
  return {
    affordableSeconds,
    dueSeconds: Math.max(affordableSeconds, elapsedSeconds + leastSecondsBetween),
    fullSeconds: kind === "all" ? elapsedSeconds + fullAgain : before.fullSeconds,
    rootCostSeconds,
  };
}
