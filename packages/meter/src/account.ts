import { fail, ok, propagate, resolve } from "@wattledger/core";
import type {
  Distribution,
  Footprint,
  Given,
  GivenNumber,
  GivenRow,
  Propagated,
  ResolveFailure,
  ResolvedInputs,
  Result,
} from "@wattledger/core";
import { families } from "@wattledger/factors";
import { measured } from "@wattledger/methods";
import { assume } from "./assumptions.ts";
import { footprintOf } from "./footprint.ts";
import type { RunStarted } from "./record.ts";
import type { ChannelEnergy, RunMeasurement } from "./settle.ts";

/** A measured run with its footprint, ready to be printed, stored and explained. */
export interface AccountedRun {
  /** Inputs of the method `measured` with their origins: what the figures explain themselves by. */
  readonly inputs: ResolvedInputs;
  /** Every equation of the method, with its interval. */
  readonly results: ReadonlyMap<string, Propagated>;
  /** The same for the whole machine over the time of the run, whoever used it. */
  readonly machine: { readonly inputs: ResolvedInputs; readonly results: ReadonlyMap<string, Propagated> };
  readonly footprint: Footprint;
}

/** How a run ended, as far as its footprint is concerned. */
export type Outcome = "succeeded" | "failed" | "interrupted";

/**
 * The footprint of a measured run by the method `measured`. Fails only for what a person gave: an unknown zone, a PUE
 * below 1.
 */
export async function accountRun(
  started: RunStarted,
  measurement: RunMeasurement,
  outcome: Outcome,
): Promise<Result<AccountedRun, readonly ResolveFailure[]>> {
  const assumptions = assume(started.machine);
  const { zone, pue } = started.options;
  const processorShare = shareOfProcessors(measurement);
  const given = (whole: boolean): Given => ({
    components: measurement.energy.map((channel) => componentRow(channel, whole)),
    duration: { value: measurement.durationSeconds, unit: "s", origin: { kind: "measured", by: "the monotone clock" } },
    hardware: [hardwareRow(assumptions, whole ? undefined : processorShare)],
    machine: "server",
    facility: pue === undefined ? assumptions.facility : pue > 1 ? "industry" : "outside-data-centre",
    ...(zone === undefined ? {} : { zone }),
    ...(pue === undefined ? {} : { pue: { value: pue, origin: { kind: "given", by: "--pue" } } }),
  });
  const run = await resolve(measured, given(false), families);
  const machine = await resolve(measured, given(true), families);
  if (!run.ok) return run;
  if (!machine.ok) return fail(machine.error);
  const results = propagate(measured, run.value);
  const notes = [...measurement.notes, ...(pue === undefined ? assumptions.notes : assumptions.notes.slice(1))];
  return ok({
    inputs: run.value,
    results,
    machine: { inputs: machine.value, results: propagate(measured, machine.value) },
    footprint: footprintOf({ started, measurement, outcome, inputs: run.value, results, notes }),
  });
}

function componentRow(
  { channel, machineJoules, machineRelativeUncertainty, attribution }: ChannelEnergy,
  whole: boolean,
): GivenRow {
  const { id, component, method, evidence } = channel;
  const sensor = id.split("/")[0] ?? id;
  const energy: GivenNumber = {
    value: machineJoules,
    unit: "J",
    origin: { kind: method, by: evidence },
    distribution: relativeSpread(machineRelativeUncertainty, machineJoules),
    // Channels of one sensor share its bias: their errors add up instead of cancelling.
    variable: `${sensor} ${component}`,
  };
  const { share, shareRelativeUncertainty, explanation, basis, runJoules } = attribution;
  const part: GivenNumber = {
    value: machineJoules > 0 ? runJoules / machineJoules : share,
    origin: { kind: "measured", by: explanation },
    distribution: relativeSpread(shareRelativeUncertainty, share),
    variable: `share by ${basis}`,
  };
  return { label: `${component}, ${id}`, fields: { energy, share: whole ? 1 : part } };
}

function hardwareRow({ device, devicePart }: ReturnType<typeof assume>, processorShare: number | undefined): GivenRow {
  const scale = processorShare ?? 1;
  const { value, low, high, basis } = devicePart;
  const by =
    processorShare === undefined ? basis : `${basis}; the run's share of the processors, ${processorShare.toFixed(2)}`;
  const share: GivenNumber = {
    value: value * scale,
    origin: { kind: "modelled", by },
    ...(low < high ? { distribution: { kind: "interval", low: low * scale, high: high * scale, level: 0.9 } } : {}),
  };
  return { label: device, fields: { device, share } };
}

/** The run's share of the processors' energy; of the whole machine where that is all that is known. */
function shareOfProcessors({ energy }: RunMeasurement): number {
  const processors = energy.filter(({ channel }) => channel.component === "cpu");
  const total = processors.reduce((sum, { machineJoules }) => sum + machineJoules, 0);
  const own = processors.reduce((sum, { attribution }) => sum + attribution.runJoules, 0);
  return total > 0 ? own / total : 1;
}

/** A standard relative uncertainty as a distribution: log-normal where a normal would reach below zero. */
function relativeSpread(relative: number, value: number): Distribution {
  if (relative <= 0.3) return { kind: "normal", sd: relative * value };
  return { kind: "log-normal", gsd: Math.exp(Math.sqrt(Math.log1p(relative ** 2))) };
}
