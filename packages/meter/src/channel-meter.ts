import type { CounterChannel, Host, PlatformChannel, Reading, Sensor, SensorFactory } from "@wattledger/sensors";
import { addLook, energyUntil, startCounter } from "./integrate.ts";
import type { CounterEnergy, CounterState } from "./integrate.ts";
import type { GapFound, SensorLost, SensorReport } from "./record.ts";
import { errorOfEnergy } from "./settle.ts";
import type { KnownEnergy, MissingComponent, PlatformEnergy } from "./settle.ts";

/** Reads all instruments of the machine and keeps their totals. */
export interface ChannelMeter {
  readonly reports: readonly SensorReport[];
  /** Longest time between two looks in which no counter can wrap twice; infinite without counters that wrap. */
  readonly longestPeriodSeconds: number;
  /** Reads every counter once. What it found out about gaps and losses comes back to be recorded. */
  readonly look: (elapsedSeconds: number) => readonly (GapFound | SensorLost)[];
  /** Joules so far by channel; channels of which nothing is known yet are left out. */
  readonly joules: (elapsedSeconds: number) => Readonly<Record<string, number>>;
  readonly finish: (elapsedSeconds: number) => {
    readonly known: readonly KnownEnergy[];
    /** Components whose instruments were there and told nothing. */
    readonly silent: readonly MissingComponent[];
    /** Of instruments that contain others: to be shown, not added. */
    readonly platform: readonly PlatformEnergy[];
  };
  readonly close: () => void;
}

interface Counter {
  readonly channel: CounterChannel | PlatformChannel;
  state: CounterState;
  presence: Presence;
}

/** Whether the instrument is there, is away and may come back, or is read no more. */
type Presence = "there" | "away" | "dropped";

/** Probes every sensor. Synchronous: counters must have been read before the command starts. */
export function openChannelMeter(host: Host, factories: readonly SensorFactory[]): ChannelMeter {
  const sensors: Sensor[] = [];
  const reports: SensorReport[] = [];
  const counters = new Map<string, Counter>();
  for (const factory of factories) {
    const sensor = factory(host);
    const availability = sensor.probe();
    reports.push({ id: sensor.id, availability });
    if (availability.state !== "ready") continue;
    sensors.push(sensor);
    for (const channel of [...availability.channels, ...(availability.platform ?? [])]) {
      counters.set(channel.id, { channel, state: startCounter(0), presence: "there" });
    }
  }
  return {
    reports,
    longestPeriodSeconds: Math.min(...[...counters.values()].map(({ channel }) => longestPeriod(channel))),
    look: (elapsedSeconds) => lookAtAll(sensors, counters, elapsedSeconds),
    joules: (elapsedSeconds) => joulesSoFar(counters.values(), elapsedSeconds),
    finish: (elapsedSeconds) => finishAll(counters.values(), elapsedSeconds),
    close: () => {
      for (const sensor of sensors) sensor.close();
    },
  };
}

function longestPeriod({ rangeJoules = Number.POSITIVE_INFINITY, plausibleWatts }: Counter["channel"]): number {
  return rangeJoules / (2 * plausibleWatts);
}

function lookAtAll(
  sensors: readonly Sensor[],
  counters: ReadonlyMap<string, Counter>,
  elapsedSeconds: number,
): readonly (GapFound | SensorLost)[] {
  const found: (GapFound | SensorLost)[] = [];
  for (const sensor of sensors) {
    for (const { channel, counterJoules } of sensor.read()) {
      const counter = counters.get(channel);
      if (counter === undefined || counter.presence === "dropped") continue;
      const presence = presenceAfter(counter.presence, counterJoules);
      if (presence !== counter.presence && !counterJoules.ok) {
        found.push({ kind: "sensor-lost", channel, elapsedSeconds, cause: counterJoules.error.cause });
      }
      counter.presence = presence;
      const look = counterJoules.ok
        ? { elapsedSeconds, counterJoules: counterJoules.value }
        : { elapsedSeconds, cause: counterJoules.error.cause };
      const before = counter.state.gaps.gaps.length;
      counter.state = addLook(counter.state, look, counter.channel);
      const gap = counter.state.gaps.gaps.at(-1);
      if (gap !== undefined && counter.state.gaps.gaps.length > before) found.push({ kind: "gap", channel, ...gap });
    }
  }
  return found;
}

function presenceAfter(before: Presence, reading: Reading["counterJoules"]): Presence {
  if (reading.ok) return "there";
  switch (reading.error.kind) {
    case "retry":
      return before;
    case "gone":
      return "away";
    case "fatal":
      return "dropped";
  }
}

function joulesSoFar(counters: Iterable<Counter>, elapsedSeconds: number): Readonly<Record<string, number>> {
  const joules: Record<string, number> = {};
  for (const { channel, state } of counters) {
    const energy = energyUntil(state, elapsedSeconds, channel);
    if (energy.state === "known") joules[channel.id] = energy.joules;
  }
  return joules;
}

function finishAll(counters: Iterable<Counter>, elapsedSeconds: number): ReturnType<ChannelMeter["finish"]> {
  const known: KnownEnergy[] = [];
  const silent: MissingComponent[] = [];
  const platform: PlatformEnergy[] = [];
  for (const { channel, state } of counters) {
    const energy = energyUntil(state, elapsedSeconds, channel);
    if ("covers" in channel) {
      if (energy.state === "known") platform.push(platformEnergy(channel, energy));
      continue;
    }
    if (energy.state === "unknown") {
      const detail = energy.gaps.gaps[0]?.detail ?? "the run was too short for it";
      silent.push({ component: channel.component, reason: `${channel.id}: ${detail}` });
      continue;
    }
    const meanWatts = elapsedSeconds > 0 ? energy.joules / elapsedSeconds : 0;
    known.push({
      channel,
      joules: energy.joules,
      imputedJoules: energy.imputedJoules,
      coverage: energy.coverage,
      edgeJoules: energy.edgeJoules,
      idleWatts: energy.lowestWatts ?? meanWatts,
      idleBasis:
        energy.lowestWatts === undefined
          ? "mean power, as the run was too short to see an idle moment"
          : "lowest mean power of an interval between two samples of the run",
      gaps: energy.gaps,
    });
  }
  return { known, silent, platform };
}

function platformEnergy(
  { id, covers, evidence, relativeUncertainty }: PlatformChannel,
  energy: Extract<CounterEnergy, { state: "known" }>,
): PlatformEnergy {
  const { joules, imputedJoules, coverage, gaps } = energy;
  return {
    channel: { id, covers, evidence, relativeUncertainty },
    joules,
    imputedJoules,
    coverage,
    relativeUncertainty: errorOfEnergy(relativeUncertainty.value, energy),
    gaps: gaps.gaps,
    unlistedGaps: gaps.unlisted,
  };
}
