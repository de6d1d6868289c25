import type { ActivityKind } from "../activity/activity-kind.ts";
import type { ActivityOf } from "../activity/activity.ts";
import type { Result } from "../result.ts";
import type { Distribution } from "../uncertainty/distribution.ts";
import type { Origin } from "./origin.ts";

/** A number as a caller gives it. Without a unit it is in the input's unit. */
export interface GivenNumber {
  readonly value: number;
  readonly unit?: string;
  /** In the unit of the value. */
  readonly distribution?: Distribution;
  readonly origin?: Origin;
  readonly variable?: string;
}

/** A row as a caller gives it. */
export interface GivenRow {
  readonly label?: string;
  /** What the row is of, as data for programs: `{ component: "cpu" }`. Computing does not use it. */
  readonly about?: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, number | string | GivenNumber>>;
}

/** What a caller gives for one input: a number or word, a number with its unit and distribution, or rows. */
export type GivenInput = number | string | GivenNumber | readonly GivenRow[];

/** What a caller states: inputs by name, and keys that choose factors (`zone: "FR"`). */
export type Given<InputName extends string = string> = { readonly [N in InputName]?: GivenInput };

/**
 * How activity data become what a method is given, for each kind that it accepts: inputs, and keys that choose factors.
 * What a method has under the same name need not be repeated: `zone`, `pue`, `model`. A failure is a sentence that says
 * what would have to be known.
 */
export type ActivityInputs = {
  readonly [Kind in ActivityKind]?: (activity: ActivityOf<Kind>) => Result<Given, string>;
};
