import type { Component } from "@wattledger/sensors";
import type { KnownEnergy, MissingComponent } from "../record/measurement.ts";

/** Components that every machine has, and whose absence from the figures must therefore be said. */
const everyMachineHas: readonly Component[] = ["cpu", "dram"];

/** An instrument before a model, component by component; what neither speaks of is missing. */
export function chooseChannels(
  measured: readonly KnownEnergy[],
  silent: readonly MissingComponent[],
  modelled: readonly KnownEnergy[],
  activityProblem: string | undefined,
): {
  readonly known: readonly KnownEnergy[];
  readonly missing: readonly MissingComponent[];
  /** Of instruments that were there and said nothing, what stands in for them, as sentences. */
  readonly notes: readonly string[];
} {
  const isMeasured = (component: Component): boolean => measured.some(({ channel }) => channel.component === component);
  const standIns = modelled.filter(({ channel }) => !isMeasured(channel.component));
  const known = [...measured, ...standIns];
  const missing: MissingComponent[] = [];
  // One of two sockets that says nothing leaves a hole that no model of the whole machine can fill.
  for (const one of silent)
    if (isMeasured(one.component) || !everyMachineHas.includes(one.component)) missing.push(one);
  for (const component of everyMachineHas) {
    if (known.some(({ channel }) => channel.component === component)) continue;
    const reason =
      silent.find((one) => one.component === component)?.reason ??
      (activityProblem === undefined
        ? "no instrument and no model"
        : `no instrument, and no model without ${activityProblem}`);
    missing.push({ component, reason });
  }
  const notes = standIns.flatMap(({ channel: { id, component } }) =>
    silent
      .filter((one) => one.component === component)
      .map(
        ({ reason }) => `${component}: an instrument was there and told nothing (${reason}); ${id} stands in for it`,
      ),
  );
  return { known, missing, notes };
}
