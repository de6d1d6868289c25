import { activityReader, convert, explain } from "@wattledger/core";
import type { Activity, Explanation, FactorFamily, Method } from "@wattledger/core";
import { methodOfRecord, remembering } from "@wattledger/estimate";
import { factorSet, families as heldFamilies } from "@wattledger/factors";
import { figureOf } from "@wattledger/ledger";
import type { FigureName, StoredEvent } from "@wattledger/ledger";
import { fill, withFigures } from "../intake/fill.ts";
import type { ActivityFootprint } from "../intake/fill.ts";
import { footprintsBy } from "../intake/footprint.ts";
import type { FootprintAnswer } from "../intake/footprint.ts";

/** A value with its interval. */
export interface Ends {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** A figure as it is stored, and as it is computed again. */
export interface Compared {
  readonly unit: string;
  readonly stored: Ends | null;
  /** Ends are null where the inputs have no interval. */
  readonly again: { readonly mean: number; readonly low: number | null; readonly high: number | null } | null;
  /** Mean computed again, less the stored one; null where one of them is not known. */
  readonly difference: number | null;
  readonly reproduces: boolean;
}

/** What computing an event again gives. */
export interface Again {
  readonly figures: Readonly<Record<string, Compared>>;
  readonly reproduces: boolean;
  /** How the asked figure comes about, for one of the alike things that the activity holds; null where nothing explains it. */
  readonly explanation: Explanation | null;
  /** How many alike things the activity holds: figures are this many times those of the explanation. */
  readonly count: number;
  /** Sentences for a person: other versions, what is not known. */
  readonly remarks: readonly string[];
}

/** Computes events again by the methods that they name. */
export interface Evaluator {
  readonly again: (asked: {
    readonly event: StoredEvent;
    readonly activity: Activity;
    readonly figure: FigureName;
  }) => Promise<Again>;
}

/** Makes an evaluator. Factors that were looked up once are kept. */
export function evaluator(held: readonly FactorFamily[] = heldFamilies): Evaluator {
  const families = held.map(remembering);
  const footprints = new Map<Method, (activity: Activity) => FootprintAnswer>();
  const footprintOf = async (method: Method, activity: Activity): Promise<ActivityFootprint> => {
    const by = footprints.get(method) ?? footprintsBy(method, families);
    footprints.set(method, by);
    const answer = by(activity);
    return typeof answer === "function" ? answer() : answer;
  };
  return {
    again: async ({ event, activity, figure }) => {
      const { method: recorded = "", factor_set: recordedSet } = event.dimensions;
      const method = methodNamed(recorded);
      if (method === undefined) {
        return nothing(event, `This version of Wattledger does not have the method ${recorded}.`);
      }
      const { figures, notes } = await footprintOf(method, activity);
      const compared = Object.fromEntries(
        [...new Set([...Object.keys(event.figures), ...Object.keys(figures)])]
          .filter(isImpact)
          .map((name) => [name, comparedOf(name, event.figures[name] ?? null, figures[name] ?? null)]),
      );
      const explained = await treeOf(method, activity, { figure, families });
      return {
        figures: compared,
        reproduces: Object.values(compared).every(({ reproduces }) => reproduces),
        explanation: typeof explained === "string" ? null : explained,
        count: countOf(activity),
        remarks: [
          ...(recordedSet === undefined || recordedSet === factorSet
            ? []
            : [`Recorded with the factors ${recordedSet}; computed again with ${factorSet}.`]),
          ...(typeof explained === "string" ? [explained] : []),
          ...notes,
        ],
      };
    },
  };
}

/** The method that `ID@VERSION` names. */
function methodNamed(recorded: string): Method | undefined {
  const [, id, version] = /^(.+)@(.+)$/u.exec(recorded) ?? [];
  return id === undefined || version === undefined ? undefined : methodOfRecord({ id, version });
}

/** Figures that are not computed again, and why. */
export function nothing({ figures }: StoredEvent, ...remarks: readonly string[]): Again {
  const compared = Object.entries(figures).flatMap(([name, stored]) =>
    isImpact(name) ? [[name, comparedOf(name, stored, null)] as const] : [],
  );
  return { figures: Object.fromEntries(compared), reproduces: false, explanation: null, count: 1, remarks };
}

/** The asked figure of a run, from its parts. The parts are known without their intervals. */
export function againOfRun(
  event: StoredEvent,
  { explanation, figure }: { readonly explanation: Explanation; readonly figure: FigureName },
): Again {
  const others = nothing(event);
  const { value, unit: shown } = explanation.root;
  const stored = event.figures[figure] ?? null;
  if (typeof value !== "number") return { ...others, explanation };
  const { unit, scale } = figureOf(figure);
  const mean = convert(1, shown, unit) * value;
  const reproduces = stored !== null && isSame(stored.mean, mean, scale);
  const compared: Compared = {
    unit,
    stored: stored === null ? null : plain(stored),
    again: { mean, low: null, high: null },
    difference: stored === null ? null : mean - stored.mean,
    reproduces,
  };
  return { ...others, figures: { ...others.figures, [figure]: compared }, reproduces, explanation };
}

type Impact = keyof ActivityFootprint["figures"] & FigureName;

const impacts: readonly string[] = [
  "energy",
  "gwp_location",
  "gwp_market",
  "gwp_embodied",
  "water",
  "pe",
  "adpe",
] satisfies readonly Impact[];

function isImpact(name: string): name is Exclude<Impact, "cost"> {
  return impacts.includes(name);
}

function comparedOf(name: FigureName, stored: Ends | null, again: Ends | null): Compared {
  const { unit, scale } = figureOf(name);
  const ends = (one: Ends): readonly number[] => [one.mean, one.low, one.high];
  const reproduces =
    stored !== null &&
    again !== null &&
    ends(stored).every((value, index) => isSame(value, ends(again)[index] ?? Number.NaN, scale));
  return {
    unit,
    stored: stored === null ? null : plain(stored),
    again: again === null ? null : plain(again),
    difference: stored === null || again === null ? null : again.mean - stored.mean,
    reproduces,
  };
}

/** The tables hold whole numbers of the small unit. */
function isSame(stored: number, again: number, scale: number): boolean {
  return Math.abs(stored - again) <= 1 / scale + 1e-9 * Math.abs(stored);
}

function plain({ mean, low, high }: Ends): Ends {
  return { mean, low, high };
}

/** The tree of formulas behind a figure, or the reason that nothing explains it. */
async function treeOf(
  method: Method,
  activity: Activity,
  { figure, families }: { readonly figure: FigureName; readonly families: readonly FactorFamily[] },
): Promise<Explanation | string> {
  const base = withFigures(method);
  const output = [...base.figureOfOutput].find(([, one]) => one === figure)?.[0];
  if (output === undefined) return `${method.id} does not compute ${figure}.`;
  const given = activityReader(method, families)(activity);
  if (!given.ok) return `${method.id} says nothing of this: ${given.error}.`;
  const filled = await fill(base, given.value, families);
  if (filled.kind === "silent") return filled.notes.join(" ");
  const { estimate } = filled;
  if (!Object.hasOwn(estimate.method.outputs, output)) return `${figure} is not known. ${filled.notes.join(" ")}`;
  return explain(estimate.method, estimate.inputs, output, "quantify");
}

function countOf(activity: Activity): number {
  if (activity.kind === "llm-request") return activity.requests ?? 1;
  return activity.kind === "media-request" ? activity.count : 1;
}
