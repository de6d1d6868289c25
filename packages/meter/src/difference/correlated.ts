import type { ResolvedInputs } from "@wattledger/core";
import type { Channel } from "@wattledger/sensors";
import { rowsOf, shareVariables } from "../account/component-rows.ts";
import type { SummarisedRecord } from "../summary/record-summary.ts";

/**
 * How far the errors of two runs have the same direction: 1 for one error, 0 for two independent errors.
 * By the id of the uncertain variable.
 */
export type Correlation = (variable: string) => number;

/**
 * The errors that two runs share. A factor is one figure, right or wrong in both runs. A meter or model has the same error on
 * machines of one kind, except for the part of its own run: the times of its looks, and filled gaps. Shares of
 * the machine are computed again in each run, so their errors are each run's own.
 */
export function correlationOf(a: SummarisedRecord, b: SummarisedRecord): Correlation {
  if (a.summary.id === b.summary.id) return () => 1;
  const factors = new Set([...factorsIn(a.found.inputs)].filter((id) => factorsIn(b.found.inputs).has(id)));
  const alike = areOfOneKind(a, b);
  const [partsOfA, partsOfB] = [classParts(a), classParts(b)];
  const shares = new Set([...shareVariables(a.found.inputs), ...shareVariables(b.found.inputs)]);
  return (variable) => {
    if (factors.has(variable)) return 1;
    if (shares.has(variable) || !alike) return 0;
    const [partA, partB] = [partsOfA.get(variable), partsOfB.get(variable)];
    if (partA === undefined || partB === undefined) return partA === partB ? 1 : 0;
    return partA * partB;
  };
}

/** Whether two runs had machines of one kind: same processor, sockets, threads, memory and enclosure. */
export function areOfOneKind(a: SummarisedRecord, b: SummarisedRecord): boolean {
  const [one, other] = [a, b].map(({ record }) => {
    const { container: _, ...facts } = record.started.machine;
    return JSON.stringify(Object.entries(facts).toSorted(([left], [right]) => left.localeCompare(right)));
  });
  return one === other;
}

function factorsIn(inputs: ResolvedInputs): ReadonlySet<string> {
  const found = new Set<string>();
  for (const input of Object.values(inputs)) {
    const numbers = input.kind === "list" ? input.rows.flatMap(({ fields }) => Object.values(fields)) : [input];
    for (const one of numbers)
      if (one.kind === "number" && one.origin.kind === "factor") found.add(one.origin.factor.id);
  }
  return found;
}

/**
 * By variable, the part of a meter's standard error that belongs to its class. The rest is the run's own. Channels of one
 * sensor are one variable, so their part is the mean, weighted by energy.
 */
function classParts({ found }: SummarisedRecord): ReadonlyMap<string, number> {
  const sums = new Map<string, { ofClass: number; whole: number }>();
  for (const { channel, machineJoules, machineRelativeUncertainty } of found.measurement.energy) {
    const variable = energyVariable(found.inputs, channel);
    if (variable === undefined) continue;
    const sum = sums.get(variable) ?? { ofClass: 0, whole: 0 };
    sum.ofClass += channel.relativeUncertainty.value * machineJoules;
    sum.whole += machineRelativeUncertainty * machineJoules;
    sums.set(variable, sum);
  }
  return new Map(
    [...sums].map(([variable, { ofClass, whole }]) => [variable, whole > 0 ? Math.min(1, ofClass / whole) : 1]),
  );
}

function energyVariable(inputs: ResolvedInputs, { component, id }: Channel): string | undefined {
  const energy = rowsOf(inputs, { component, channel: id })[0]?.fields["energy"];
  return energy?.kind === "number" ? energy.variable : undefined;
}
