import { defined } from "@wattledger/core/defined";
import { channelsOf } from "@wattledger/sensors";
import type { Channel } from "@wattledger/sensors";
import { settle } from "../attribute/settle.ts";
import { noGaps } from "../record/gap.ts";
import type { GapList } from "../record/gap.ts";
import type { KnownEnergy, MissingComponent, RunMeasurement } from "../record/measurement.ts";
import type { Sample } from "../record/record.ts";
import type { RunRecord } from "./read-record.ts";

/**
 * The result of a run without an end, until its last sample. Its later use is unknown. Undefined if not even
 * one sample was written.
 */
export function measurementSoFar(record: RunRecord): RunMeasurement | undefined {
  const last = record.samples.at(-1);
  if (last === undefined) return undefined;
  const known = channelsIn(record)
    .map((channel) => knownSoFar(record, channel, last))
    .filter((one) => one !== undefined);
  const missing = (["cpu", "dram"] as const)
    .filter((component) => !known.some(({ channel }) => channel.component === component))
    .map((component): MissingComponent => ({ component, reason: "no instrument, and no model had been chosen yet" }));
  const { machine, tree, elapsedSeconds } = last;
  const use = {
    durationSeconds: elapsedSeconds,
    ...(record.started.options.scope === "machine" ? { scope: "machine" as const } : {}),
    ...defined({
      cpuSeconds: tree?.cpuSeconds,
      busySeconds: machine?.busySeconds,
      capacitySeconds: machine?.capacitySeconds,
    }),
    ...meansOf(record.samples),
  };
  const note = "the record has no end: these are the totals at its last sample";
  return settle({ known, missing, platform: [], use, idlePolicy: record.started.options.idlePolicy, notes: [note] });
}

function channelsIn(record: RunRecord): readonly Channel[] {
  const measured = record.started.sensors.flatMap(({ availability }) => channelsOf(availability));
  return [...measured, ...(record.models?.models ?? []).map(({ channel }) => channel)];
}

function knownSoFar(record: RunRecord, channel: Channel, last: Sample): KnownEnergy | undefined {
  const joules = last.joules[channel.id];
  if (joules === undefined) return undefined;
  const gaps: GapList = { ...noGaps, gaps: record.gaps.filter((gap) => gap.channel === channel.id) };
  const imputedJoules = gaps.gaps.reduce((sum, gap) => sum + gap.imputedJoules, 0);
  const openSeconds = gaps.gaps.reduce(
    (sum, { handling, fromSeconds, toSeconds }) => sum + (handling === "healed" ? 0 : toSeconds - fromSeconds),
    0,
  );
  const model = record.models?.models.find((one) => one.channel.id === channel.id);
  return {
    channel,
    joules,
    imputedJoules: Math.min(imputedJoules, joules),
    coverage: last.elapsedSeconds > 0 ? Math.max(0, 1 - openSeconds / last.elapsedSeconds) : 1,
    edgeJoules: 0,
    idleWatts: model?.idleWatts ?? lowestWatts(record.samples, channel.id),
    idleBasis:
      model === undefined
        ? "lowest mean power between two samples of the run"
        : "the model's power of an idle component",
    gaps,
  };
}

function lowestWatts(samples: readonly Sample[], channel: string): number {
  let lowest = Number.POSITIVE_INFINITY;
  let before = { elapsedSeconds: 0, joules: 0 };
  for (const { elapsedSeconds, joules } of samples) {
    const now = { elapsedSeconds, joules: joules[channel] ?? before.joules };
    const seconds = now.elapsedSeconds - before.elapsedSeconds;
    if (seconds > 0) lowest = Math.min(lowest, Math.max(0, now.joules - before.joules) / seconds);
    before = now;
  }
  return Number.isFinite(lowest) ? lowest : 0;
}

/** Each sample's memory is assumed for the time since the sample before it. */
function meansOf(samples: readonly Sample[]): { meanResidentBytes?: number; meanMemoryUsedBytes?: number } {
  let [resident, residentSeconds, used, usedSeconds, before] = [0, 0, 0, 0, 0];
  for (const { elapsedSeconds, tree, machine } of samples) {
    const seconds = elapsedSeconds - before;
    before = elapsedSeconds;
    if (tree !== undefined) {
      resident += tree.residentBytes * seconds;
      residentSeconds += seconds;
    }
    if (machine !== undefined) {
      used += machine.memoryUsedBytes * seconds;
      usedSeconds += seconds;
    }
  }
  return {
    ...(residentSeconds > 0 ? { meanResidentBytes: resident / residentSeconds } : {}),
    ...(usedSeconds > 0 ? { meanMemoryUsedBytes: used / usedSeconds } : {}),
  };
}
