import { WattledgerError } from "@wattledger/core";
import type { Activity, FactorFamily, Method, Quantity } from "@wattledger/core";
import type { EnergyBoundary } from "../boundary-conversion.ts";
import { answerOf } from "./answer.ts";
import type { Answer, Silence } from "./answer.ts";
import { onEqualTerms, termsFor } from "./equal.ts";
import { componentsOf, reasonsFor } from "./reasons.ts";
import type { Reason } from "./reasons.ts";
import { times } from "./scale.ts";

/** The terms on which all methods are put, so that what remains of their differences is their own. */
export interface EqualTerms {
  readonly boundary: EnergyBoundary;
  readonly pue: number;
  readonly gramsPerKilowattHour: number;
}

/** What a method says of an activity. Quantities are of the whole activity, all its requests. */
export interface Said {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly energy: Quantity;
  /** Climate change as the method counts it; null where it has no such output. */
  readonly carbon: Quantity | null;
  readonly water: Quantity | null;
  /** What its energy counts. */
  readonly boundary: EnergyBoundary;
  /** Power usage effectiveness within it; null where it counts none. */
  readonly pue: number | null;
  /** Null where it has none. */
  readonly gramsPerKilowattHour: number | null;
  /** Its carbon holds that of making the hardware. */
  readonly countsMaking: boolean;
  readonly leavesOut: readonly string[];
  /** Method whose energy of the accelerators it was given, as the activity has none of its own. */
  readonly fedBy?: string;
  /** Steps taken to fill its inputs: names that were matched, fall-backs. */
  readonly notes: readonly string[];
  readonly equal: {
    readonly energy: Quantity;
    readonly carbon: Quantity;
    /** Of the energy of the reference, on equal terms. */
    readonly ratio: number;
  };
  /** Energy as said, of the energy that the reference says. */
  readonly ratio: number;
  /** Why it differs from the reference; the product of their factors is {@link Said.ratio}. */
  readonly reasons: readonly Reason[];
}

/** A method that says nothing of an activity, with half a sentence that begins with "it". */
export interface Silent {
  readonly id: string;
  readonly title: string;
  readonly reason: string;
}

/** One activity through every method that accepts its kind. */
export interface ActivityComparison {
  readonly activity: Activity;
  readonly terms: EqualTerms;
  /** Method that the others are measured against: ours, or the one in the middle. */
  readonly reference: string;
  /** In order of energy on equal terms, the greatest first. */
  readonly said: readonly Said[];
  readonly silent: readonly Silent[];
}

/** Ours, which are the default: the first that says something is what the others are measured against. */
const ours = ["api-inference", "image-generation", "video-generation", "training-estimate", "measured"];

/**
 * Sends an activity through every method that accepts it, then puts all on equal terms: the same boundary, PUE and carbon
 * intensity, converted by the factors of `boundary-conversion` with their intervals.
 *
 * @throws WattledgerError `bad-input` where no method says anything, with what each would have to know
 */
export async function compareActivity(
  activity: Activity,
  methods: readonly Method[],
  families: readonly FactorFamily[],
): Promise<ActivityComparison> {
  const accepting = methods.filter(({ accepts }) => accepts.includes(activity.kind));
  const answers = await Promise.all(accepting.map(async (method) => answerOf(method, activity, families)));
  const fed = await feed(activity, accepting, answers, families);
  const speaking = fed.filter((answer): answer is Answer => answer.kind === "answer");
  const silent = fed.flatMap((one) =>
    one.kind === "silence" ? [{ id: one.id, title: one.title, reason: one.reason }] : [],
  );
  if (speaking.length === 0) {
    const list = silent.map(({ id, reason }) => `  - ${id}: ${reason}`).join("\n");
    throw new WattledgerError("bad-input", `No method says anything of this ${activity.kind}.\n${list}`);
  }
  const terms = await termsFor(activity, families);
  const count = numberOfUnits(activity);
  const equal = new Map(speaking.map((answer) => [answer, onEqualTerms(answer, terms)]));
  const energyOf = (answer: Answer): number => equal.get(answer)?.energy.nominal ?? Number.NaN;
  const ranked = speaking.toSorted((a, b) => energyOf(b) - energyOf(a));
  const reference = referenceOf(ranked);
  return {
    activity,
    terms,
    reference: reference.method.id,
    silent,
    said: ranked.map((answer) => {
      const own = equal.get(answer) ?? onEqualTerms(answer, terms);
      const { method, energy, carbon, water, notes, fedBy, ...rest } = answer;
      const ratio = energy.nominal / reference.energy.nominal;
      return {
        id: method.id,
        version: method.version,
        title: method.title,
        ...facts(rest),
        energy: times(energy, count),
        carbon: carbon === null ? null : times(carbon, count),
        water: water === null ? null : times(water, count),
        notes,
        ...(fedBy === undefined ? {} : { fedBy }),
        equal: {
          energy: times(own.energy, count),
          carbon: times(own.carbon, count),
          ratio: energyOf(answer) / energyOf(reference),
        },
        ratio,
        reasons: reasonsFor(answer, reference, energyOf(answer) / energyOf(reference), componentsOf(activity)),
      };
    }),
  };
}

function facts({
  boundary,
  pue,
  gramsPerKilowattHour,
  countsMaking,
  leavesOut,
}: Pick<Answer, "boundary" | "pue" | "gramsPerKilowattHour" | "countsMaking" | "leavesOut">): Pick<
  Said,
  "boundary" | "pue" | "gramsPerKilowattHour" | "countsMaking" | "leavesOut"
> {
  return { boundary, pue, gramsPerKilowattHour, countsMaking, leavesOut };
}

/** Methods that scale the energy of the accelerators are given that of our own estimator, where nobody measured it. */
async function feed(
  activity: Activity,
  methods: readonly Method[],
  answers: readonly (Answer | Silence)[],
  families: readonly FactorFamily[],
): Promise<readonly (Answer | Silence)[]> {
  if (
    (activity.kind !== "llm-request" && activity.kind !== "media-request") ||
    activity.acceleratorJoules !== undefined
  )
    return answers;
  const source = answers.find((answer): answer is Answer => answer.kind === "answer" && answer.gpuJoules !== undefined);
  if (source?.gpuJoules === undefined) return answers;
  const known: Activity = { ...activity, acceleratorJoules: source.gpuJoules };
  return Promise.all(
    answers.map(async (one) => {
      const method = one.kind === "silence" ? methods.find(({ id }) => id === one.id) : undefined;
      if (method === undefined) return one;
      const again = await answerOf(method, known, families);
      return again.kind === "answer" ? { ...again, fedBy: source.method.id } : one;
    }),
  );
}

/** Ours where it speaks, else the one in the middle. */
function referenceOf(ranked: readonly Answer[]): Answer {
  const own = ours.flatMap((id) => ranked.filter(({ method }) => method.id === id))[0];
  const middle = own ?? ranked[Math.floor(ranked.length / 2)];
  if (middle === undefined) throw new TypeError("Nothing to compare.");
  return middle;
}

/** How many of what a method answers for the activity holds. */
function numberOfUnits(activity: Activity): number {
  if (activity.kind === "llm-request") return activity.requests ?? 1;
  return activity.kind === "media-request" ? activity.count : 1;
}
