import type { Row } from "../engine/engine.ts";
import { bigintOf, numberOf } from "../engine/engine.ts";
import type { Dimension } from "../model/dimensions.ts";
import { isDimension } from "../model/dimensions.ts";
import { figureOf, fromWhole } from "../model/figures.ts";
import type { FigureName } from "../model/figures.ts";
import { energyBases } from "./aggregate.ts";
import type { EnergyBasis } from "./aggregate.ts";
import type { Covered } from "./covered.ts";
import type { GroupKey } from "./group-keys.ts";

/** A sum, its interval at 90 %, and how many events do not state the figure. */
export interface TotalFigure {
  readonly figure: FigureName;
  readonly unit: string;
  /** The exact sum of the means, in the small unit of the tables. */
  readonly whole: bigint;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Events without the figure: the sum does not hold them. */
  readonly unknownEvents: bigint;
}

/** Events of one basis of energy, and the energy that they state. */
export interface BasisShare {
  readonly events: bigint;
  /** Events among them that do not state an energy. */
  readonly unknownEvents: bigint;
  readonly energyJoules: number;
}

/** The sums of one group of events. */
export interface TotalGroup {
  /** Value by dimension; the empty text is "not stated". Empty for the group of all others. */
  readonly group: Readonly<Partial<Record<Dimension, string>>>;
  /** Value by key of a tag; the empty text is "not stated". */
  readonly tags: Readonly<Record<string, string>>;
  /** Colour by dimension: 1 to 7 in the order of first appearance in the ledger; null for later values. */
  readonly slots: Readonly<Partial<Record<Dimension, number | null>>>;
  /** Colour by key of a tag. */
  readonly tagSlots: Readonly<Record<string, number | null>>;
  /** Whether this group holds everything outside the largest groups. */
  readonly isOther: boolean;
  readonly events: bigint;
  readonly figures: readonly TotalFigure[];
  readonly energyByBasis: Readonly<Record<EnergyBasis, BasisShare>>;
  /** What a market-based figure covers; absent where none is asked, and where events were removed. */
  readonly marketBased?: Covered;
}

/** A row of an aggregation as a group. */
export function groupOf(
  row: Row,
  keys: readonly GroupKey[],
  names: readonly FigureName[],
  coveredOf?: (row: Row) => Covered,
): TotalGroup {
  const slots: Partial<Record<Dimension, number | null>> = {};
  const tagSlots: Record<string, number | null> = {};
  const group: Partial<Record<Dimension, string>> = {};
  const tags: Record<string, string> = {};
  let isOther = false;
  for (const [index, key] of keys.entries()) {
    const number = numberOf(row, `key_${index}`);
    const value = key.textOf(number);
    if (value === undefined) isOther = true;
    else if (key.kind === "tag") {
      tags[key.name] = value;
      tagSlots[key.name] = key.slotOf(number);
    } else if (isDimension(key.name)) {
      group[key.name] = value;
      slots[key.name] = key.slotOf(number);
    }
  }
  const share = (basis: EnergyBasis): BasisShare => basisShare(row, basis);
  const [measured, modelled, estimated, unknown] = energyBases;
  return {
    group,
    tags,
    slots,
    tagSlots,
    isOther,
    events: bigintOf(row, "events"),
    figures: names.map((name) => totalFigure(row, name)),
    energyByBasis: {
      measured: share(measured),
      modelled: share(modelled),
      estimated: share(estimated),
      unknown: share(unknown),
    },
    ...(coveredOf === undefined ? {} : { marketBased: coveredOf(row) }),
  };
}

function totalFigure(row: Row, name: FigureName): TotalFigure {
  const figure = figureOf(name);
  const whole = bigintOf(row, `sum_${name}`);
  const mean = fromWhole(figure, whole);
  const unknownEvents = bigintOf(row, "events") - bigintOf(row, `known_${name}`);
  const below = figure.interval ? numberOf(row, `below_${name}`) / figure.scale : 0;
  const above = figure.interval ? numberOf(row, `above_${name}`) / figure.scale : 0;
  return { figure: name, unit: figure.unit, whole, mean, low: mean - below, high: mean + above, unknownEvents };
}

function basisShare(row: Row, basis: EnergyBasis): BasisShare {
  const events = bigintOf(row, `events_${basis}`);
  return {
    events,
    unknownEvents: events - bigintOf(row, `known_energy_${basis}`),
    energyJoules: fromWhole(figureOf("energy"), bigintOf(row, `energy_${basis}`)),
  };
}
