import type { ActivityKind } from "../activity/activity-kind.ts";
import type { Expression } from "../formula/expression.ts";
import type { Source } from "../source.ts";
import type { Distribution } from "../uncertainty/distribution.ts";
import type { EnergyBoundary } from "./energy-boundary.ts";
import type { ActivityInputs } from "./given.ts";
import type { MethodRoles } from "./roles.ts";

/** A number that a method needs. */
export interface NumberInput {
  readonly kind: "number";
  readonly unit: string;
  readonly help: string;
  /** Used where nothing is given, and then marked as a default in the explanation. */
  readonly default?: number;
  /** Where the default comes from: a place within the method's own source, or a source of its own. */
  readonly source?: string | Source;
  /** The words that people read instead of a default that only represents something, such as a cap too high to matter. */
  readonly standsFor?: string;
  /** What is known of the default's error; ignored for a value that is given. */
  readonly distribution?: Distribution;
  /** Least and greatest values that make sense, in the input's unit. */
  readonly min?: number;
  readonly max?: number;
  /**
   * Range that values usually lie in, in the input's unit. One outside it (0 apart) that is given without a unit is doubted,
   * not refused: {@link doubts}. With a unit it is doubted where it is more than ten times outside.
   */
  readonly usual?: readonly [low: number, high: number];
  /** Range outside which a given value is refused, until the person who gives it accepts it. */
  readonly credible?: Credible;
  /** Input of the same graph of which this one is a part: a part that exceeds its whole is refused. */
  readonly within?: string;
  /** Inputs, or rows, with the same text here are shares of one whole: together they are at most 1. */
  readonly shareOf?: string;
  /** What a result says where a family fills the input and the method's original has a figure of its own. */
  readonly standIn?: string;
  /**
   * Why the input is not known where nothing fills it. It may then stay unknown: what rests on it is left out of the
   * results, with this reason.
   */
  readonly unknown?: string;
  /** Factor family that fills the input where nothing is given: `grid`, `facility.pue`. Tried before the default. */
  readonly from?: string;
  /**
   * Factor family whose market-based figures fill the input, if it has any for the key. The input is then market-based: a
   * location-based figure never fills it, as a market-based one never fills any other input.
   */
  readonly marketFrom?: string;
  /**
   * What the family is asked for instead of what a caller gives under the family's own key: a row's name, or words
   * with `{name}` for an input or key that is given, `{name?}` for one that may be missing. Where one is missing that
   * may not be, or no row is found, the default is used, and the result says so.
   */
  readonly key?: string;
}

/** What a person can be expected to give for a number; a value outside is refused until the person accepts it. 0 is always taken. */
export interface Credible {
  /** Least and greatest value, in the input's unit. */
  readonly low: number;
  readonly high: number;
  /** What nothing exceeds: the end of "is more than ...", such as "any model answers in one request". */
  readonly most?: string;
  /** A sentence on what may have been meant. */
  readonly remedy?: string;
}

/** One of a few words. */
export interface ChoiceInput {
  readonly kind: "choice";
  readonly options: readonly string[];
  readonly help: string;
  readonly default?: string;
  readonly source?: string | Source;
}

/** Any number of rows, each the inputs of a small graph of its own, for `sum` and `fold`. */
export interface ListInput<G extends Graph = Graph> {
  readonly kind: "list";
  readonly help: string;
  /** A list that is not given has no rows; without this it must be given. */
  readonly optional?: true;
  readonly of: G;
}

/** What a method declares under a name: a number, a choice or a list of rows. */
export type Input = NumberInput | ChoiceInput | ListInput;

/** A named value of the graph: a formula, and the unit in which its value stands. */
export interface Equation {
  readonly unit: string;
  readonly formula: string;
  readonly help?: string;
  /** The formula as it was written, parsed. */
  readonly expression: Expression;
  /** The same with conversions of units put in and options of choices numbered: what is evaluated. */
  readonly checked: Expression;
}

/** Points of a curve that a formula reads by `interpolate`: straight between neighbours, level beyond the ends. */
export interface Table {
  readonly xUnit: string;
  readonly yUnit: string;
  /** At least one point, x strictly rising. */
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly source: string | Source;
}

/** Inputs and equations, checked; the equations are sorted so that they can be evaluated. */
export interface Graph {
  readonly inputs: Readonly<Record<string, Input>>;
  readonly equations: Readonly<Record<string, Equation>>;
  readonly tables: Readonly<Record<string, Table>>;
}

/** What a method counts, and what it leaves out. */
export interface Boundary {
  /** What the output `energy` includes; absent if the method has no such output. */
  readonly energy?: EnergyBoundary;
  readonly components: readonly string[];
  readonly overheads: readonly string[];
  readonly lifeCycle: readonly string[];
  /** What a reader might expect and does not get, in words. */
  readonly excludes: readonly string[];
}

/** What a method says of itself besides its equations. */
export interface MethodFacts {
  /** Kebab-case, equal to its file name, never renamed. */
  readonly id: string;
  readonly version: string;
  readonly title: string;
  /** What it claims to compute, in a sentence or two. */
  readonly claim: string;
  readonly source: Source;
  /** Kinds of activity that it can say something of. */
  readonly accepts: readonly ActivityKind[];
  readonly boundary: Boundary;
  /** Known criticism, each a sentence with its reason. */
  readonly critique: readonly string[];
  /** What it is the right method for: who has what, and asks what. For its page; not stored with results. */
  readonly whenToUse?: string;
  /** What it is the wrong method for, and what to take instead. For its page; not stored with results. */
  readonly whenNotToUse?: string;
  /** Values for the worked example of its page, as on the command line: `{ runtime: "12 h", zone: "FR" }`. */
  readonly example?: Readonly<Record<string, string | number>>;
  /** What an estimate is of, in a few words: "One request". The title where absent. Not stored with results. */
  readonly subject?: string;
  /**
   * Place among the methods that answer where a person names none: the lowest that fits answers. Absent: the method answers by
   * its name only. Not stored with results.
   */
  readonly preference?: number;
  /** Inputs that cause uncertainty, in words for people. Not stored with results. */
  readonly causes?: Readonly<Record<string, UncertaintyWords>>;
  /** Equations that answer the question, by what they are: `energy`, `gwp`, `water`. */
  readonly outputs: Readonly<Record<string, string>>;
  /**
   * Ids and versions, other than its own, under which records hold these very equations: an id passes to the next version, and
   * the equations that had it get an id of their own. Not stored with results.
   */
  readonly recordedAs?: readonly { readonly id: string; readonly version: string }[];
  /** The parts that a comparison of methods reads. Not stored with results. */
  readonly roles?: MethodRoles;
  /** Sentences that belong to a result where the equation of this name is not 0: `{ beyondData: "..." }`. */
  readonly cautions?: Readonly<Record<string, string>>;
}

/** The words that name an input as a cause of uncertainty: "requests served together", settled by stating `concurrency`. */
export interface UncertaintyWords {
  readonly words: string;
  /** The input or key that a person can state to know more; absent if nothing settles it. */
  readonly settledBy?: string;
}

/**
 * A published way to compute a footprint: a graph of equations with its papers. `InputName` and `EquationName` are the
 * names that a caller may use; names with a dot come from composition and categories.
 */
export interface Method<InputName extends string = string, EquationName extends string = string>
  extends MethodFacts, Graph {
  readonly inputs: Readonly<Record<InputName, Input>>;
  readonly equations: Readonly<Record<EquationName, Equation>>;
  /** How activity data become its inputs. Absent from a method that was stored and read back: conversions are code. */
  readonly inputsOf?: ActivityInputs;
}

/** A method as an author writes it: what it accepts, and how data of each kind of activity become its inputs. */
export interface MethodText extends Omit<MethodFacts, "accepts">, GraphText {
  readonly accepts: ActivityInputs;
}

/** An equation as an author writes it. */
export interface EquationText {
  readonly kind: "equation";
  readonly unit: string;
  readonly formula: string;
  readonly help?: string;
}

/** A graph as an author writes it: plain inputs and equations, and what {@link flatten} takes apart. */
export interface GraphText {
  readonly inputs: Readonly<Record<string, Input | PerCategory<NumberInput>>>;
  readonly equations: Readonly<Record<string, EquationText | PerCategory<EquationText>>>;
  readonly tables?: Readonly<Record<string, Table>>;
  /** Other methods used as nodes: `server: use(serverMethod, { hours: "runtime" })` gives `server.energy`. */
  readonly uses?: Readonly<Record<string, Use>>;
}

/** One input or equation for each impact category. */
export interface PerCategory<T> {
  readonly kind: "per-category";
  readonly members: Readonly<Record<string, T>>;
}

/** A method as a node of another. Inputs that are not bound become inputs of the outer method, `node.input`. */
export interface Use {
  readonly graph: Graph;
  /** Formula of the outer method for each bound input. */
  readonly bind: Readonly<Record<string, string>>;
}
