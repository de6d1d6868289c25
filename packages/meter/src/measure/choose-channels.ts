import type { Component } from "@wattledger/sensors";
import type { KnownEnergy, MissingComponent } from "../record/measurement.ts";

/** Components that every machine has. If one is absent from the figures, the run must say so. */
const everyMachineHas: readonly Component[] = ["cpu", "dram"];

/** The figures of a machine's components, by their source. */
export interface ChannelChoice {
  /** By instruments. */
  readonly known: readonly KnownEnergy[];
  /** Components whose instruments exist but reported nothing. */
  readonly silent: readonly MissingComponent[];
  readonly modelled: readonly KnownEnergy[];
  /** Why the machine's activity, which models need, could not be read. */
  readonly activityProblem: string | undefined;
}

/** Chooses an instrument before a model for each component. A component with neither is missing. */
export function chooseChannels({ known: measured, silent, modelled, activityProblem }: ChannelChoice): {
  readonly known: readonly KnownEnergy[];
  readonly missing: readonly MissingComponent[];
  /** For instruments that exist but reported nothing, what is used instead, as sentences. */
  readonly notes: readonly string[];
} {
  const isMeasured = (component: Component): boolean => measured.some(({ channel }) => channel.component === component);
  const standIns = modelled.filter(({ channel }) => !isMeasured(channel.component));
  const known = [...measured, ...standIns];
  const missing: MissingComponent[] = [];
  // If one of two sockets reports nothing, a model of the whole machine cannot fill the hole.
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
        ({ reason }) => `${component}: an instrument exists but reported nothing (${reason}); ${id} is used instead`,
      ),
  );
  return { known, missing, notes };
}
