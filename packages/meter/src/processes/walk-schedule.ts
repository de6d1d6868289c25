/** When the processes of the machine, or of the command alone, are to be walked through next. Seconds of the run. */
export interface WalkSchedule {
  /** By what the walk before took. */
  readonly affordableSeconds: number;
  /** By that, and by how often a walk is wanted. */
  readonly dueSeconds: number;
  /** The next walk through all processes of the machine. */
  readonly fullSeconds: number;
  /** What the last walk from the command's root took. */
  readonly rootCostSeconds: number;
}

/** Nothing walked yet. */
export const firstWalk: WalkSchedule = { affordableSeconds: 0, dueSeconds: 0, fullSeconds: 0, rootCostSeconds: 0 };

/** A walk through all processes, or from the command's root to those below it. */
export type Walk = "all" | "from-root";

/** What walks there are to be. `listsChildren`: the kernel lists the children of a process, so that from the root all are found. */
export interface WalkRules {
  readonly through: Walk;
  readonly listsChildren: boolean;
}

/** Walks take at most this share of a processor. */
const walkShare = 0.01;
/** Walks come once a second at most; a fifth is left, as the first comes a tenth late and timers are early or late themselves. */
const leastSecondsBetween = 0.8;
/** Walks through all processes, which find who has detached itself, take at most this share where the root's are found without. */
const fullWalkShare = 0.0005;
const leastSecondsBetweenFull = 10;

/** The walk that is to be made now. `soon`: as soon as it can be afforded, without regard to how often one is wanted. */
export function walkNow(
  { affordableSeconds, dueSeconds, fullSeconds }: WalkSchedule,
  elapsedSeconds: number,
  { through }: WalkRules,
  when: "due" | "soon",
): Walk | undefined {
  if (elapsedSeconds < (when === "soon" ? affordableSeconds : dueSeconds)) return undefined;
  return through === "all" && elapsedSeconds >= fullSeconds ? "all" : "from-root";
}

/** After a walk that took so much processor time. A walk through all puts off the next of its kind, and no other. */
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
