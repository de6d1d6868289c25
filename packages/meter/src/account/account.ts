import { defined, fail, ok, propagate, relativeSpread, resolve } from "@wattledger/core";
import type {
  FactorFamily,
  Footprint,
  Given,
  GivenNumber,
  GivenRow,
  Propagated,
  ResolveFailure,
  ResolvedInput,
  ResolvedInputs,
  ResolvedNumber,
  Result,
} from "@wattledger/core";
import {
  cloud,
  electricityWater,
  embodiedDevice,
  embodiedLifetime,
  embodiedUtilisation,
  facilityPue,
  facilityWue,
  factorSet,
  grid,
  locate,
  restOfNode,
  withCloudRegionKeys,
} from "@wattledger/factors";
import { measured } from "@wattledger/methods/measured";
import type { ChannelEnergy, RunMeasurement } from "../record/measurement.ts";
import type { RunStarted } from "../record/record.ts";
import { assume, mayBeInCloud } from "./assumptions.ts";
import type { Assumptions } from "./assumptions.ts";
import { labelOf } from "./component-rows.ts";
import { footprintOf } from "./footprint.ts";

/** A measured run with its footprint, ready to be printed, stored and explained. */
export interface AccountedRun {
  /** Inputs of the method `measured`, with their origins. They explain the figures. */
  readonly inputs: ResolvedInputs;
  /** Every equation of the method, with its interval. */
  readonly results: ReadonlyMap<string, Propagated>;
  readonly footprint: Footprint;
}

/** The factors that a run is accounted with. */
export interface FactorSet {
  readonly name: string;
  readonly families: readonly FactorFamily[];
}

/** Those that the method `measured` asks: a run does not load the others. */
const families: readonly FactorFamily[] = /* @__PURE__ */ withCloudRegionKeys([
  electricityWater,
  embodiedDevice,
  embodiedLifetime,
  embodiedUtilisation,
  facilityPue,
  facilityWue,
  grid,
  restOfNode,
]);

/** The end of a run, as its footprint needs it. */
export type Outcome = "succeeded" | "failed" | "interrupted";

/**
 * The footprint of a measured run by the method `measured`. Fails only for what a person gave: an unknown zone, a PUE
 * below 1.
 */
export async function accountRun(
  started: RunStarted,
  measurement: RunMeasurement,
  outcome: Outcome,
  factors: FactorSet = { name: factorSet, families },
): Promise<Result<AccountedRun, readonly ResolveFailure[]>> {
  const assumptions = assume(started.machine);
  const { pue } = started.options;
  const place = await placeOf(started);
  const facilityAssumed = pue === undefined && place.cloudRegion === undefined;
  const given: Given = {
    components: measurement.energy.map(componentRow),
    duration: { value: measurement.durationSeconds, unit: "s", origin: { kind: "measured", by: "the monotone clock" } },
    hardware: [hardwareRow(assumptions, shareOfProcessors(measurement))],
    machine: restOfNodeRow(started.machine, measurement),
    facility:
      pue === undefined ? (place.cloudRegion ?? assumptions.facility) : pue > 1 ? "industry" : "outside-data-centre",
    ...defined({ zone: place.zone }),
    ...(pue === undefined ? {} : { pue: { value: pue, origin: { kind: "given", by: "--pue" } } }),
  };
  const resolved = await resolve(measured, given, factors.families);
  // The zone is looked up for carbon and for water. If it is unknown, both look-ups fail.
  if (!resolved.ok) return fail(resolved.error.filter((one, index) => index === firstAlike(resolved.error, one)));
  const inputs = resolved.value;
  const results = propagate(measured, inputs);
  const notes = [
    ...place.notes,
    ...measurement.notes,
    ...(facilityAssumed ? [assumptions.facilityNote] : []),
    ...(assumptions.deviceNote === undefined ? [] : [assumptions.deviceNote]),
  ];
  return ok({
    inputs,
    results,
    footprint: footprintOf({ started, measurement, outcome, inputs, results, notes, factorSet: factors.name }),
  });
}

function firstAlike(failures: readonly ResolveFailure[], { message }: ResolveFailure): number {
  return failures.findIndex((other) => other.message === message);
}

interface RunPlace {
  readonly zone?: string;
  /** The zone again if it is a cloud region: its data centre is then known too. */
  readonly cloudRegion?: string;
  /** How the place was found. Absent if a person gave it. */
  readonly notes: readonly string[];
}

/** The place that a person gave, or else the place that the machine reports. */
async function placeOf({ options, place, machine }: RunStarted): Promise<RunPlace> {
  const { zone, notes } =
    options.zone === undefined
      ? await locate(place ?? {}, { mayBeInCloud: mayBeInCloud(machine) })
      : { zone: options.zone, notes: [] };
  if (zone === undefined) return { notes };
  return { zone, notes, ...((await cloud.find(zone)).ok ? { cloudRegion: zone } : {}) };
}

/**
 * Row of the factor family `rest-of-node`. Drives are part of the rest of the node unless they have energy of their own.
 * A laptop's drives never have.
 */
function restOfNodeRow({ chassis }: RunStarted["machine"], { energy }: RunMeasurement): string {
  if (chassis === "laptop") return "laptop";
  const kind = chassis === "desktop" ? "desktop" : "server";
  const apart = energy.some(({ channel }) => channel.component === "storage");
  return apart ? `${kind}-drives-apart` : kind === "desktop" ? "desktop-memory-apart" : kind;
}

function componentRow({ channel, machineJoules, machineRelativeUncertainty, attribution }: ChannelEnergy): GivenRow {
  const { id, sensor, component, method, evidence } = channel;
  const energy: GivenNumber = {
    value: machineJoules,
    unit: "J",
    origin: { kind: method, by: evidence },
    distribution: relativeSpread(machineJoules, machineRelativeUncertainty),
    // Channels of one sensor have the same bias: their errors add up and do not cancel.
    variable: `${sensor} ${component}`,
  };
  const { share, shareRelativeUncertainty, explanation, runJoules } = attribution;
  const value = machineJoules > 0 ? atMostOne(runJoules / machineJoules) : share;
  const ownShare: GivenNumber = {
    value,
    origin: { kind: "measured", by: explanation },
    distribution: relativeSpread(value, shareRelativeUncertainty),
    variable: shareVariable(attribution),
  };
  return { label: labelOf(channel), about: { component, channel: id }, fields: { energy, share: ownShare } };
}

function hardwareRow({ device, devicePart }: Assumptions, share: GivenNumber): GivenRow {
  const { value, low, high, basis } = devicePart;
  const part: GivenNumber = {
    value,
    origin: { kind: "modelled", by: basis },
    ...(low < high ? { distribution: { kind: "interval", low, high, level: 0.9 } } : {}),
  };
  return { label: device, fields: { device, part, share } };
}

/**
 * The same inputs for the whole machine during the run: the share of every part is 1.
 */
export function wholeMachine(inputs: ResolvedInputs): ResolvedInputs {
  const share: ResolvedNumber = {
    kind: "number",
    value: 1,
    unit: "1",
    origin: { kind: "given", by: "the whole machine" },
  };
  const entries = Object.entries(inputs).map(([name, input]): [string, ResolvedInput] => {
    if (input.kind !== "list") return [name, input];
    return [name, { ...input, rows: input.rows.map((row) => ({ ...row, fields: { ...row.fields, share } })) }];
  });
  return Object.fromEntries(entries);
}

/**
 * The run's share of the processors' energy, or of the whole machine if nothing else is known. It is the share that the
 * energy of the processors has, so it has the same error, under the same variable.
 */
function shareOfProcessors({ energy }: RunMeasurement): GivenNumber {
  const processors = energy.filter(({ channel }) => channel.component === "cpu");
  const [first] = processors;
  const origin = { kind: "measured", by: "the run's share of the processors" } as const;
  if (first === undefined) return { value: 1, origin };
  const total = sumOf(processors, ({ machineJoules }) => machineJoules);
  const own = sumOf(processors, ({ attribution }) => attribution.runJoules);
  const value = total > 0 ? atMostOne(own / total) : first.attribution.share;
  // Sockets are shared by one rule: their errors add up.
  const error = sumOf(
    processors,
    ({ attribution: { runJoules, shareRelativeUncertainty } }) => runJoules * shareRelativeUncertainty,
  );
  const relative = own > 0 ? error / own : first.attribution.shareRelativeUncertainty;
  return {
    value,
    origin,
    distribution: relativeSpread(value, relative),
    variable: shareVariable(first.attribution),
  };
}

/** Shares by one rule have one error, in energy and in hardware. */
function shareVariable({ basis }: ChannelEnergy["attribution"]): string {
  return `share by ${basis}`;
}

function sumOf(parts: readonly ChannelEnergy[], of: (part: ChannelEnergy) => number): number {
  return parts.reduce((sum, part) => sum + of(part), 0);
}

/** The parts of a machine's energy that a lone command is given may exceed the whole by a rounding error. */
function atMostOne(share: number): number {
  return Math.min(1, share);
}
