import type { Result } from "@wattledger/core";
import { distinctChannels } from "@wattledger/sensors";
import type {
  AcceleratorReader,
  Component,
  Host,
  InstrumentChannel,
  ReadFailure,
  SensorFactory,
} from "@wattledger/sensors";
import { integrateChannel } from "../integrate/channel-integral.ts";
import type { ChannelIntegral } from "../integrate/channel-integral.ts";
import type { GapFound, SensorLost, SensorReport } from "../record/record.ts";
import { guardedSensor } from "../sampler/guarded-sensor.ts";
import type { AnySensor } from "../sampler/guarded-sensor.ts";
import { channelFinding } from "./channel-finding.ts";
import type { ChannelFinding } from "./channel-finding.ts";
import { denials, unreadHardware } from "./unreadable.ts";

/** How to look at the instruments. */
export interface LookOptions {
  /** Also read sources for which the sampler's readings would do at other looks: at the start and the end. Absent: false. */
  readonly exactly?: boolean;
}

/** Reads all instruments of the machine and keeps their totals. */
export interface ChannelMeter {
  /** In the order of the registry. Sensors that open after the start are included from then on. */
  readonly reports: () => readonly SensorReport[];
  /**
   * Opens the sensors that a command does not wait for, and looks at them. Their time still counts from the run's start. To be
   * called once.
   */
  readonly openLate: (elapsed: () => number) => void;
  /** Longest time between two looks in which no counter can wrap twice. Infinite without counters that wrap. */
  readonly longestPeriodSeconds: () => number;
  /** Whether a gauge of instant power is read: a load in step with the looks would be misread. */
  readonly wantsUnevenLooks: () => boolean;
  /** Abilities of the open sensors to report who uses accelerators. */
  readonly accelerators: () => readonly AcceleratorReader[];
  /** Whether a channel of this id is read. */
  readonly isRead: (channel: string) => boolean;
  /**
   * Reads every counter and gauge once, or takes the readings of the machine's sampler. Returns the gaps and losses that it
   * found, to be recorded.
   */
  readonly look: (elapsedSeconds: number, options?: LookOptions) => readonly (GapFound | SensorLost)[];
  /** The last look, for a moment that may have passed: later readings are taken back to it. */
  readonly lookBack: (endSeconds: number, elapsedSeconds: number) => readonly (GapFound | SensorLost)[];
  /** Joules so far by channel, without channels that are still unknown. */
  readonly joules: (elapsedSeconds: number) => Readonly<Record<string, number>>;
  /** Joules up to now, to be called later: a channel whose reading of now has not arrived is then known better. */
  readonly mark: (elapsedSeconds: number) => () => Readonly<Record<string, number>>;
  readonly finish: (elapsedSeconds: number) => ChannelFinding;
  readonly close: () => void;
}

/** Result of opening one sensor of the registry. */
interface Slot {
  readonly sensor: AnySensor;
  report?: SensorReport;
  ready: boolean;
}

/** Probes the sensors that must be read before the command starts, and is therefore synchronous. */
export function openChannelMeter(host: Host, factories: readonly SensorFactory[], intervalSeconds = 1): ChannelMeter {
  const slots = factories.map((factory): Slot => ({ sensor: guardedSensor(factory(host)), ready: false }));
  const integrals = new Map<string, ReadChannel>();
  const marks = new Set<OpenMark>();
  const taken = new Map<string, string>();
  const duplicates: string[] = [];
  let found: (GapFound | SensorLost)[] = [];
  const open = (slot: Slot): void => {
    const { sensor } = slot;
    const availability = distinctChannels(sensor.probe(), taken);
    slot.report = { id: sensor.id, availability };
    if (availability.state !== "ready") {
      sensor.close();
      return;
    }
    slot.ready = true;
    for (const channel of availability.channels) {
      integrals.set(channel.id, { integral: integrateChannel(channel, intervalSeconds) });
    }
  };
  const opened = (): readonly AnySensor[] => slots.filter(({ ready }) => ready).map(({ sensor }) => sensor);
  const lookAt = (sensors: readonly AnySensor[], look: Look): readonly (GapFound | SensorLost)[] =>
    readAll(host, sensors, look).flatMap((reading) => {
      const news = take(integrals, marks, reading, look);
      if (!reading.value.ok && reading.value.error.kind === "duplicate" && integrals.delete(reading.channel)) {
        duplicates.push(`${reading.channel} is left out: ${reading.value.error.cause}`);
        for (const mark of marks) forget(mark, reading.channel);
      }
      return news;
    });
  for (const slot of slots) if (!isLate(slot)) open(slot);
  const reports = (): readonly SensorReport[] => slots.flatMap(({ report }) => report ?? []);
  const channels = (): readonly ChannelIntegral["channel"][] =>
    [...integrals.values()].map(({ integral }) => integral.channel);
  return {
    reports,
    openLate: (elapsed) => {
      const late = slots.filter((slot) => isLate(slot));
      for (const slot of late) open(slot);
      const sensors = late.filter(({ ready }) => ready).map(({ sensor }) => sensor);
      if (sensors.length > 0) found.push(...lookAt(sensors, { elapsedSeconds: elapsed(), exactly: true }));
    },
    longestPeriodSeconds: () => Math.min(...channels().map(longestPeriod)),
    wantsUnevenLooks: () =>
      channels().some(
        (channel) =>
          channel.reads === "power" &&
          channel.averageSeconds < intervalSeconds &&
          channel.refreshSeconds < intervalSeconds,
      ),
    accelerators: () => opened().flatMap(({ accelerators }) => accelerators ?? []),
    isRead: (channel) => integrals.has(channel),
    look: (elapsedSeconds, { exactly = false } = {}) => {
      const all = [...found, ...lookAt(opened(), { elapsedSeconds, exactly })];
      found = [];
      return all;
    },
    lookBack: (endSeconds, elapsedSeconds) => lookAt(opened(), { elapsedSeconds, endSeconds, exactly: false }),
    joules: (elapsedSeconds) => joulesSoFar(integrals.values(), elapsedSeconds),
    mark: (elapsedSeconds) => {
      const behind = [...integrals].filter(
        ([, { last }]) => last === undefined || last.elapsedSeconds < elapsedSeconds,
      );
      const mark = {
        elapsedSeconds,
        joules: joulesSoFar(integrals.values(), elapsedSeconds),
        behind: new Set(behind.map(([id]) => id)),
      };
      if (mark.behind.size > 0) marks.add(mark);
      return () => mark.joules;
    },
    finish: (elapsedSeconds) => {
      const counted = [...integrals.values()].map(({ integral }) => integral);
      const energy = channelFinding(counted, unreadHardware(reports()), elapsedSeconds);
      const isMeasured = (component: Component): boolean =>
        energy.known.some(({ channel }) => channel.component === component);
      return { ...energy, notes: [...denials(slots, isMeasured), ...duplicates] };
    },
    close: () => {
      for (const sensor of opened()) sensor.close();
    },
  };
}

function isLate({ sensor }: Slot): boolean {
  return sensor.opensAfterStart === true;
}

function longestPeriod(channel: InstrumentChannel): number {
  const range = channel.reads === "counter" ? channel.rangeJoules : undefined;
  return (range ?? Number.POSITIVE_INFINITY) / (2 * channel.plausibleWatts);
}

/** A channel with its last reading: counts and watts as they arrived. */
interface ReadChannel {
  readonly integral: ChannelIntegral;
  last?: { readonly elapsedSeconds: number; readonly value: number };
}

/** A mark with channels whose readings of its moment have not arrived. */
interface OpenMark {
  readonly elapsedSeconds: number;
  readonly joules: Record<string, number>;
  readonly behind: Set<string>;
}

/** When sensors are looked at. Readings after `endSeconds` are taken back to it. */
interface Look {
  readonly elapsedSeconds: number;
  readonly exactly: boolean;
  readonly endSeconds?: number;
}

/** A reading of a channel at a time. */
interface Taken {
  readonly channel: string;
  readonly elapsedSeconds: number;
  readonly value: Result<number, ReadFailure>;
}

function readAll(host: Host, sensors: readonly AnySensor[], { elapsedSeconds, exactly }: Look): readonly Taken[] {
  const now = host.nowNanoseconds();
  const at = (takenNanoseconds: bigint | undefined): number =>
    takenNanoseconds === undefined
      ? elapsedSeconds
      : elapsedSeconds - Math.max(0, Number(now - takenNanoseconds) / 1e9);
  return sensors.flatMap((sensor) =>
    (exactly && sensor.readExactly !== undefined ? sensor.readExactly() : sensor.read()).map((reading) => ({
      channel: reading.channel,
      value: reading.reads === "counter" ? reading.counterJoules : reading.watts,
      elapsedSeconds: at(reading.takenNanoseconds),
    })),
  );
}

function take(
  channels: ReadonlyMap<string, ReadChannel>,
  marks: Set<OpenMark>,
  { channel: id, ...reading }: Taken,
  { endSeconds = Number.POSITIVE_INFINITY }: Look,
): readonly (GapFound | SensorLost)[] {
  const channel = channels.get(id);
  if (channel === undefined) return [];
  const { integral, last } = channel;
  const { elapsedSeconds, value } = takenBack(reading, channel, endSeconds);
  const passed = [...marks].filter((mark) => mark.behind.has(id) && mark.elapsedSeconds <= elapsedSeconds);
  const before = passed.length === 0 || last === undefined ? undefined : joulesUntil(integral, last.elapsedSeconds);
  const found = integral.take(elapsedSeconds, value);
  if (!value.ok) return found;
  channel.last = { elapsedSeconds, value: value.value };
  for (const mark of passed) {
    mark.behind.delete(id);
    if (mark.behind.size === 0) marks.delete(mark);
    const after = joulesUntil(integral, elapsedSeconds);
    if (after === undefined) continue;
    // Before its second reading no power is known. Afterwards the time before its first reading gets the power of the time between.
    const from =
      before === undefined || last === undefined ? { elapsedSeconds: 0, joules: 0 } : { ...last, joules: before };
    const part = (mark.elapsedSeconds - from.elapsedSeconds) / (elapsedSeconds - from.elapsedSeconds);
    mark.joules[id] = from.joules + (after - from.joules) * Math.min(1, part);
  }
  return found;
}

/** A counter's count at the end is between the last before it and the first after it. A wrap in between stays as it is. */
function takenBack(
  reading: Omit<Taken, "channel">,
  { integral, last }: ReadChannel,
  endSeconds: number,
): Omit<Taken, "channel"> {
  const { elapsedSeconds, value } = reading;
  if (elapsedSeconds <= endSeconds) return reading;
  if (!value.ok || last === undefined || integral.channel.reads === "power" || value.value < last.value) {
    return { elapsedSeconds: endSeconds, value };
  }
  const part = (endSeconds - last.elapsedSeconds) / (elapsedSeconds - last.elapsedSeconds);
  const counted = last.value + (value.value - last.value) * Math.max(0, part);
  return { elapsedSeconds: endSeconds, value: { ok: true, value: counted } };
}

function joulesUntil({ energyUntil }: ChannelIntegral, elapsedSeconds: number): number | undefined {
  const energy = energyUntil(elapsedSeconds);
  return energy.state === "known" ? energy.joules : undefined;
}

function forget(mark: OpenMark, channel: string): void {
  mark.behind.delete(channel);
  delete mark.joules[channel];
}

function joulesSoFar(channels: Iterable<ReadChannel>, elapsedSeconds: number): Record<string, number> {
  const known: Record<string, number> = {};
  for (const { integral } of channels) {
    const joules = joulesUntil(integral, elapsedSeconds);
    if (joules !== undefined) known[integral.channel.id] = joules;
  }
  return known;
}
