import { WattledgerError, defined } from "@wattledger/core";
import type { Activity, EnergyBoundary, FactorFamily, Method, Quantity } from "@wattledger/core";
import { ourMethods } from "@wattledger/methods";
import { answerOf } from "./answer.ts";
import type { Answer, Silence } from "./answer.ts";
import { onEqualTerms, termsFor } from "./equal.ts";
import type { OnEqualTerms } from "./equal.ts";
import { componentsOf, reasonsFor } from "./reasons.ts";
import type { Reason } from "./reasons.ts";
import { times } from "./scale.ts";

/** The terms on which all methods are put, so that what remains of their differences is their own. */
export interface EqualTerms {
  readonly boundary: EnergyBoundary;
  readonly pue: number;
  readonly gramsPerKilowattHour: number;
}

/** What a method says of an activity. Quantities are of the whole activity, all its requests; energy in kWh. */
export interface Said extends Omit<Answer, "kind" | "method" | "gpuJoules"> {
  readonly id: string;
  readonly version: string;
  readonly title: string;
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
  /** It does not cover such an activity; it lacks something that was not stated; or it refuses something that was. */
  readonly cause: "not-covered" | "lacking" | "refused";
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

/**
 * Sends an activity through every method that accepts it, then puts all on equal terms: the same boundary, PUE and carbon
 * intensity, converted by the factors of `boundary-conversion` with their intervals.
 *
 * `accept` names inputs whose value is taken although it is not credible.
 *
 * @throws WattledgerError `bad-input` where no method says anything, with what each would have to know
 */
export async function compareActivity(
  activity: Activity,
  methods: readonly Method[],
  families: readonly FactorFamily[],
  { accept = [] }: { readonly accept?: readonly string[] } = {},
): Promise<ActivityComparison> {
  // A place that nobody knows is said once, not by each method.
  const { terms, factors } = await termsFor(activity, families);
  const accepting = methods.filter(({ accepts }) => accepts.includes(activity.kind));
  const answers = await Promise.all(accepting.map(async (method) => answerOf(method, activity, families, accept)));
  const fed = await feed(activity, accepting, answers, families, accept);
  const speaking = fed.filter((answer): answer is Answer => answer.kind === "answer");
  const silent = fed.flatMap((one) =>
    one.kind === "silence" ? [{ id: one.id, title: one.title, cause: one.cause, reason: one.reason }] : [],
  );
  if (speaking.length === 0) {
    // What a person can mend comes first.
    const causes = ["refused", "lacking", "not-covered"];
    const sorted = silent.toSorted((a, b) => causes.indexOf(a.cause) - causes.indexOf(b.cause));
    const ranked = [...new Set(sorted.map(({ reason }) => reason))];
    const idsOf = (reason: string): string =>
      silent.flatMap((one) => (one.reason === reason ? [one.id] : [])).join(", ");
    const list = ranked.map((reason) => `  - ${idsOf(reason)}: ${reason}`).join("\n");
    throw new WattledgerError("bad-input", `No method can answer for this ${activity.kind}.\n${list}`);
  }
  const ranked = speaking
    .map((answer) => ({ answer, equal: onEqualTerms(answer, terms, factors) }))
    .toSorted((a, b) => b.equal.energy.nominal - a.equal.energy.nominal);
  const reference = referenceOf(ranked);
  const count = numberOfUnits(activity);
  return {
    activity,
    terms,
    reference: reference.answer.method.id,
    silent,
    said: ranked.map(({ answer, equal }) => {
      const { method, energy, carbon, water, fedBy } = answer;
      const ratio = equal.energy.nominal / reference.equal.energy.nominal;
      return {
        id: method.id,
        version: method.version,
        title: method.title,
        boundary: answer.boundary,
        pue: answer.pue,
        gramsPerKilowattHour: answer.gramsPerKilowattHour,
        countsMaking: answer.countsMaking,
        leavesOut: answer.leavesOut,
        energy: times(energy, count),
        carbon: carbon === null ? null : times(carbon, count),
        water: water === null ? null : times(water, count),
        notes: answer.notes,
        ...defined({ fedBy }),
        equal: { energy: times(equal.energy, count), carbon: times(equal.carbon, count), ratio },
        ratio: energy.nominal / reference.answer.energy.nominal,
        reasons: reasonsFor(answer, reference.answer, ratio, componentsOf(activity)),
      };
    }),
  };
}

/** An answer with what it is on equal terms. */
interface Ranked {
  readonly answer: Answer;
  readonly equal: OnEqualTerms;
}

/** Methods that scale the energy of the accelerators are given that of our own estimator, where nobody measured it. */
async function feed(
  activity: Activity,
  methods: readonly Method[],
  answers: readonly (Answer | Silence)[],
  families: readonly FactorFamily[],
  accept: readonly string[],
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
      const again = await answerOf(method, known, families, accept);
      return again.kind === "answer" ? { ...again, fedBy: source.method.id } : one;
    }),
  );
}

/** Ours where it speaks, else the one in the middle. */
function referenceOf(ranked: readonly Ranked[]): Ranked {
  const own = ourMethods.flatMap(({ id }) => ranked.filter(({ answer }) => answer.method.id === id))[0];
  const middle = own ?? ranked[Math.floor(ranked.length / 2)];
  if (middle === undefined) throw new TypeError("Nothing to compare.");
  return middle;
}

/** How many of what a method answers for the activity holds. */
function numberOfUnits(activity: Activity): number {
  if (activity.kind === "llm-request") return activity.requests ?? 1;
  return activity.kind === "media-request" ? activity.count : 1;
}
