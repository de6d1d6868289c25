import { WattledgerError, defined, input, resolve } from "@wattledger/core";
import type { Activity, EnergyBoundary, FactorFamily, Given, Method, Quantity } from "@wattledger/core";
import { machinesAlike, ourMethods, unitsAlike } from "@wattledger/methods";
import { ofTotal, valuesAreMeans } from "../estimate/total.ts";
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
export interface Said extends Omit<Answer, "kind" | "method" | "gpuJoules" | "isTotal"> {
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
  /** What people read, in words, if it is the mean of each quantity and not its central value. Ratios are of the same. */
  readonly valuesAre?: string;
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
  await refuseCounts(activity, accept);
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
  const count = numberOfUnits(activity);
  const areTotals = count > 1 || speaking.some(({ isTotal }) => isTotal);
  const ranked = speaking
    .map((answer): Ranked => {
      const read = { answer, equal: onEqualTerms(answer, terms, factors) };
      if (!areTotals) return { ...read, read };
      const total = { ...answer, energy: ofTotal(answer.energy) };
      return { ...read, read: { answer: total, equal: onEqualTerms(total, terms, factors) } };
    })
    .toSorted((a, b) => b.read.equal.energy.nominal - a.read.equal.energy.nominal);
  const reference = referenceOf(ranked);
  if (count === 0 || reference.read.equal.energy.nominal === 0) {
    const message = `${reference.answer.method.id} says that this ${activity.kind} takes no energy, so nothing can be compared with it. Give amounts above 0.`;
    throw new WattledgerError("bad-input", message);
  }
  return {
    activity,
    terms,
    ...(areTotals ? { valuesAre: valuesAreMeans } : {}),
    reference: reference.answer.method.id,
    silent,
    said: ranked.map(({ answer, equal, read }) => {
      const { method, energy, carbon, water, fedBy } = answer;
      const ratio = read.equal.energy.nominal / reference.read.equal.energy.nominal;
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
        equal: {
          energy: times(areTotals ? withMean(equal.energy, read.equal.energy) : equal.energy, count),
          carbon: times(areTotals ? withMean(equal.carbon, read.equal.carbon) : equal.carbon, count),
          ratio,
        },
        ratio: read.answer.energy.nominal / reference.read.answer.energy.nominal,
        reasons: reasonsFor(read.answer, reference.read.answer, ratio, componentsOf(activity)),
      };
    }),
  };
}

/** An answer with what it is on equal terms. */
interface OnTerms {
  readonly answer: Answer;
  readonly equal: OnEqualTerms;
}

/** The same, and as people read it: of a total the mean. */
interface Ranked extends OnTerms {
  readonly read: OnTerms;
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

/** Refuses a count of units alike that nobody has, as an estimate does: most methods are not given it. */
async function refuseCounts(activity: Activity, accept: readonly string[]): Promise<void> {
  const judged = await resolve({ inputs: countsAlike, equations: {}, tables: {} }, countsOf(activity), [], { accept });
  if (!judged.ok) throw new WattledgerError("bad-input", judged.error.map(({ message }) => message).join("\n"));
}

const countsAlike = {
  requests: input("1", "Requests alike", { credible: unitsAlike, default: 1, source: "one unless stated" }),
  count: input("1", "Images, clips or recordings alike", { credible: unitsAlike, default: 1, source: "stated" }),
  machines: input("1", "Machines alike", { credible: machinesAlike, default: 1, source: "one unless stated" }),
};

function countsOf(activity: Activity): Given {
  switch (activity.kind) {
    case "llm-request":
      return defined({ requests: activity.requests });
    case "media-request":
      return { count: activity.count };
    case "compute-run":
      return defined({ machines: activity.machines });
    case "training-plan":
    case "device-use":
    case "service-use":
      return {};
  }
}

/** What was brought to equal terms, with the mean that was brought there. */
function withMean(quantity: Quantity, { nominal }: Quantity): Quantity {
  return { ...quantity, mean: nominal };
}

/** How many of what a method answers for the activity holds. */
function numberOfUnits(activity: Activity): number {
  if (activity.kind === "llm-request") return activity.requests ?? 1;
  return activity.kind === "media-request" ? activity.count : 1;
}
