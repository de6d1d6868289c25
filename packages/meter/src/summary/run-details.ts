import type { Channel } from "@wattledger/sensors";
import { partFigure } from "../account/run-figures.ts";
import type { Figure } from "../account/run-figures.ts";
import type { Gap } from "../record/gap.ts";
import type { RunRecord } from "../store/read-record.ts";
import type { SummarisedRecord } from "./record-summary.ts";

/** The figures of one meter or model of a run. */
export interface MeterDetails {
  readonly id: string;
  readonly component: Channel["component"];
  readonly method: Channel["method"];
  readonly evidence: string;
  /** The run's share. Null if the run was accounted by a method that does not separate meters. */
  readonly energyJoules: Figure | null;
  /** Of the whole machine: counted and filled-in energy. */
  readonly machineEnergyJoules: number;
  readonly imputedJoules: number;
  /** Share of the run's time that the instrument or model itself measured. */
  readonly coverage: number;
  readonly gaps: readonly Gap[];
  /** Number of gaps beyond those listed. */
  readonly unlistedGaps: number;
  /** When and why the instrument went away. Empty if it never did. */
  readonly lost: readonly { readonly elapsedSeconds: number; readonly cause: string }[];
}

/** Mean power of the whole machine between two looks of one meter. */
export interface PowerStep {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly watts: number;
}

/** Power over time by one meter or model. */
export interface PowerSeries {
  readonly id: string;
  readonly component: Channel["component"];
  /** In order of time. Between steps that do not touch, power is unknown. */
  readonly steps: readonly PowerStep[];
}

/** The meters of a run, each with the basis of its figure. */
export function metersOf({ record, found }: SummarisedRecord): readonly MeterDetails[] {
  return found.measurement.energy.map((one) => {
    const { id, component, method, evidence } = one.channel;
    return {
      id,
      component,
      method,
      evidence,
      energyJoules: partFigure(found, { component, channel: id }),
      machineEnergyJoules: one.machineJoules,
      imputedJoules: one.imputedJoules,
      coverage: one.coverage,
      gaps: one.gaps,
      unlistedGaps: one.unlistedGaps,
      lost: record.lost
        .filter(({ channel }) => channel === id)
        .map(({ elapsedSeconds, cause }) => ({ elapsedSeconds, cause })),
    };
  });
}

/**
 * Power over time of the meters behind a run's figures, from the totals in its samples. The end of the run is the last
 * total. A run that ended before its first sample has one step.
 */
export function powerOf({ record, found }: Pick<SummarisedRecord, "record" | "found">): readonly PowerSeries[] {
  const { energy, durationSeconds } = found.measurement;
  return energy.map(({ channel: { id, component }, machineJoules }) => {
    const totals = totalsOf(record, id);
    const end = { elapsedSeconds: durationSeconds, joules: machineJoules };
    return { id, component, steps: stepsBetween([...totals, ...(record.finished === undefined ? [] : [end])]) };
  });
}

interface Total {
  readonly elapsedSeconds: number;
  readonly joules: number;
}

function totalsOf({ samples }: RunRecord, id: string): readonly Total[] {
  return samples.flatMap(({ elapsedSeconds, joules }) => {
    const total = joules[id];
    return total === undefined ? [] : [{ elapsedSeconds, joules: total }];
  });
}

function stepsBetween(totals: readonly Total[]): readonly PowerStep[] {
  const steps: PowerStep[] = [];
  let before: Total = { elapsedSeconds: 0, joules: 0 };
  for (const total of totals) {
    const seconds = total.elapsedSeconds - before.elapsedSeconds;
    if (seconds <= 0) continue;
    // Totals never fall; the last one may be a rounding error below the last sample's.
    const watts = Math.max(0, total.joules - before.joules) / seconds;
    steps.push({ fromSeconds: before.elapsedSeconds, toSeconds: total.elapsedSeconds, watts });
    before = total;
  }
  return steps;
}
