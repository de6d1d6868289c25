import { evaluate } from "@wattledger/core";
import type { Method } from "@wattledger/core";
import { atEnds, ofProfile, stated } from "./attributes.ts";
import type { Attribute, Attributes, End } from "./attributes.ts";
import type { Bounded } from "./rounding.ts";
import { cellOf } from "./tables.ts";
import type { Row, Tables } from "./tables.ts";
import type { Load, Usage } from "./usage.ts";

/** A component with all that was filled in, and the inputs of Wattledger's method that result from it. */
export interface Part {
  /** `CPU`, as the original calls it. */
  readonly name: string;
  readonly attributes: Attributes;
  readonly units: Attribute<number>;
  readonly usage: Usage;
  /** Making all of them, in the criterion's unit; undefined without a factor. */
  readonly making: (criterion: string) => Bounded | undefined;
  /** Modelled power of all of them under a load. */
  readonly power?: (load: Attribute<Load> | undefined) => Bounded;
  /** The same of a bank of memory, counted as modules of another capacity in GB. */
  readonly powerByModules?: (load: Attribute<Load> | undefined, moduleCapacity: number) => Bounded;
  /** Parameters of the curve behind the power. */
  readonly params?: Attribute;
  /** Threads of one processor, for sharing. */
  readonly threads?: Attribute<number> | undefined;
  /** Capacity of one. */
  readonly capacity?: Attribute<number>;
}

/** Tables, the profile that fills in what is not stated, and how its columns begin: `CPU.` in profiles of servers. */
export interface Context {
  readonly tables: Tables;
  readonly profile: Row;
  readonly prefix: string;
  readonly criteria: readonly string[];
  /** The power of the whole that the component is part of is not stated, so that every part's is modelled. */
  readonly isWholeModelled: boolean;
}

/** Whether making is worked out for any criterion: only then does the original look up what that needs. */
export function asksForMaking({ tables, criteria }: Context, component: string): boolean {
  const { die } = tables.componentFactors[component] ?? {};
  return criteria.some((criterion) => die?.[criterion] !== undefined);
}

/** A count of one, as BoaviztAPI completes it. */
export const one: Attribute<number> = { value: 1, min: 1, max: 1, status: "ARCHETYPE" };
/** Inputs of a component whose power the original rounds. */
export const rounded = { powerRounding: "five-figures" } as const;

/** Number of equal components, as BoaviztAPI completes it. */
export function unitsOf(
  { units }: { readonly units?: number | null | undefined },
  { profile, prefix }: Context,
): Attribute<number> {
  return stated(units) ?? ofProfile(cellOf(profile, `${prefix}units`)) ?? one;
}

/** A number of a component, as BoaviztAPI completes it. */
export function numberOf(
  value: number | null | undefined,
  column: string,
  unit: string,
  { profile, prefix }: Context,
): Attribute<number> {
  return (
    stated(value, unit) ??
    ofProfile(cellOf(profile, `${prefix}${column}`), unit) ?? { value: Number.NaN, status: "ARCHETYPE" }
  );
}

/** Making of something: a graph's `making`, with the criterion's factors instead of `gwp`. */
export function makingOf(
  graph: Method,
  factors: Readonly<Record<string, Readonly<Record<string, number>> | undefined>>,
  inputsAt: (end: End) => Readonly<Record<string, number>>,
): Part["making"] {
  return (criterion) => {
    const values = Object.entries(factors).flatMap(([name, figures]): readonly (readonly [string, number])[] => {
      const value = figures?.[criterion];
      return value === undefined ? [] : [[`${name}.gwp`, value]];
    });
    if (values.length < Object.keys(factors).length) return undefined;
    const wanted = "making.gwp";
    return atEnds(
      (end) => evaluate(graph, { ...inputsAt(end), ...Object.fromEntries(values) }, [wanted])[wanted] ?? Number.NaN,
    );
  };
}

/** A number without bounds of its own. */
export function exactly(value: number): Bounded {
  return { value, min: value, max: value };
}
