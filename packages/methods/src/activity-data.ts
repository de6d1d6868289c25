import { convert, fail, given, isWattledgerError, ok } from "@wattledger/core";
import type { ActivityOf, Given, GivenNumber, Result } from "@wattledger/core";

// What several methods read out of an activity in the same way.

/** Work on machines, done or planned. */
type Computing = Pick<ActivityOf<"training-plan">, "accelerators">;

/** The accelerators of a piece of work, all of one model; `count` 0 without accelerators. */
export interface Accelerators {
  readonly count: number;
  readonly model: string | undefined;
  readonly meanLoad: number | undefined;
}

/** Seconds as the input of a method that counts in hours or days. */
export function seconds(value: number | undefined): GivenNumber | undefined {
  return value === undefined ? undefined : { value, unit: "s" };
}

/** Bytes as the input of a method that counts in gigabytes. */
export function bytes(value: number | undefined): GivenNumber | undefined {
  return value === undefined ? undefined : { value, unit: "B" };
}

/** Joules as the input of a method that counts in kilowatt-hours. */
export function joules(value: number | undefined): GivenNumber | undefined {
  return value === undefined ? undefined : { value, unit: "J" };
}

/** The accelerators, for a method that knows one kind at a time. */
export function acceleratorsOf({ accelerators = [] }: Computing): Result<Accelerators, string> {
  const models = new Set(accelerators.map(({ model }) => model));
  if (models.size > 1) return fail(`it knows one kind of accelerator at a time, not ${[...models].join(" and ")}`);
  const count = accelerators.reduce((sum, one) => sum + one.count, 0);
  const loads = accelerators.flatMap((one) => (one.meanLoad === undefined ? [] : [one.meanLoad * one.count]));
  const meanLoad =
    loads.length === accelerators.length && count > 0 ? loads.reduce((sum, one) => sum + one, 0) / count : undefined;
  return ok({ count, model: [...models][0], meanLoad });
}

/** Energy of all parts that were looked at. */
export function allJoules({ energyJoules }: ActivityOf<"compute-run">): number | undefined {
  const parts = Object.values(energyJoules ?? {});
  return parts.length === 0 ? undefined : parts.reduce((sum, one) => sum + one, 0);
}

/** The sentence of a method that measures, for an activity that was not measured. */
export const needsMeasurement =
  "it measures: the energy of the processor, memory or accelerators would have to be known";

/** The sentence of a method that begins where others end, with electricity. */
export const needsElectricity = "it turns electricity into water: the energy would have to be known";

/** The sentence of a method that scores what is reserved for a software. */
export const needsReservation =
  "it scores the hardware and the time that are reserved for a software, which would have to be known";

/** The data that a service moves, for methods that count them. */
export function trafficOf({ amount, unit }: ActivityOf<"service-use">): Result<Given, string> {
  try {
    convert(1, unit, "GB");
  } catch (error) {
    if (isWattledgerError(error)) return fail(`it counts the data that are moved, such as 2 GB, not ${unit}`);
    throw error;
  }
  return given({ traffic: { value: amount, unit } });
}
