import { distinctChannels, unreadDevices } from "@wattledger/sensors";
import type {
  AcceleratorReader,
  CounterChannel,
  Host,
  PlatformChannel,
  PlatformGauge,
  Sensor,
  SensorFactory,
} from "@wattledger/sensors";
import { integrateCounter, integrateGauge } from "./channel-integral.ts";
import type { ChannelIntegral } from "./channel-integral.ts";
import type { GapFound, SensorLost, SensorReport } from "./record.ts";
import { errorOfEnergy } from "./settle.ts";
import type { KnownEnergy, MissingComponent, PlatformEnergy } from "./settle.ts";
import type { IntegratedEnergy } from "./tally.ts";

/** Reads all instruments of the machine and keeps their totals. */
export interface ChannelMeter {
  /** In the order of the registry; sensors that open after the start are in it from then on. */
  readonly reports: () => readonly SensorReport[];
  /** Opens the sensors that a command does not wait for, and looks at them. Their start is the run's start all the same. */
  readonly openLate: (elapsed: () => number) => void;
  /** Longest time between two looks in which no counter can wrap twice; infinite without counters that wrap. */
  readonly longestPeriodSeconds: () => number;
  /** Whether a gauge of instant power is looked at: a load in step with the looks would be misread. */
  readonly wantsUnevenLooks: () => boolean;
  /** Abilities of the open sensors to tell who uses accelerators. */
  readonly accelerators: () => readonly AcceleratorReader[];
  /** Reads every counter and gauge once. What it found out about gaps and losses comes back to be recorded. */
  readonly look: (elapsedSeconds: number) => readonly (GapFound | SensorLost)[];
  /** Joules so far by channel; channels of which nothing is known yet are left out. */
  readonly joules: (elapsedSeconds: number) => Readonly<Record<string, number>>;
  readonly finish: (elapsedSeconds: number) => {
    readonly known: readonly KnownEnergy[];
    /** Components whose instruments were there and told nothing, and hardware that no instrument could read. */
    readonly silent: readonly MissingComponent[];
    /** Of instruments that contain others: to be shown, not added. */
    readonly platform: readonly PlatformEnergy[];
  };
  readonly close: () => void;
}

/** What was found by one sensor of the registry, once it was opened. */
interface Slot {
  readonly sensor: Sensor;
  report?: SensorReport;
  ready: boolean;
}

/** Probes the sensors that must have been read before the command starts. Synchronous for their sake. */
export function openChannelMeter(host: Host, factories: readonly SensorFactory[], intervalSeconds = 1): ChannelMeter {
  const slots = factories.map((factory): Slot => ({ sensor: factory(host), ready: false }));
  const integrals = new Map<string, ChannelIntegral>();
  const taken = new Map<string, string>();
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
    for (const channel of [...availability.channels, ...(availability.platform ?? [])]) {
      integrals.set(channel.id, integrateCounter(channel));
    }
    for (const channel of [...(availability.gauges ?? []), ...(availability.platformGauges ?? [])]) {
      integrals.set(channel.id, integrateGauge(channel, intervalSeconds));
    }
  };
  const opened = (): readonly Sensor[] => slots.filter(({ ready }) => ready).map(({ sensor }) => sensor);
  for (const slot of slots) if (!isLate(slot)) open(slot);
  const reports = (): readonly SensorReport[] => slots.flatMap(({ report }) => report ?? []);
  return {
    reports,
    openLate: (elapsed) => {
      const late = slots.filter((slot) => isLate(slot));
      for (const slot of late) open(slot);
      const sensors = late.filter(({ ready }) => ready).map(({ sensor }) => sensor);
      if (sensors.length > 0) found.push(...lookAtAll(host, sensors, integrals, elapsed()));
    },
    longestPeriodSeconds: () => Math.min(...[...integrals.values()].map(({ channel }) => longestPeriod(channel))),
    wantsUnevenLooks: () =>
      [...integrals.values()].some(
        ({ channel }) =>
          "averageSeconds" in channel &&
          channel.averageSeconds < intervalSeconds &&
          channel.refreshSeconds < intervalSeconds,
      ),
    accelerators: () => opened().flatMap(({ accelerators }) => accelerators ?? []),
    look: (elapsedSeconds) => {
      const all = [...found, ...lookAtAll(host, opened(), integrals, elapsedSeconds)];
      found = [];
      return all;
    },
    joules: (elapsedSeconds) => joulesSoFar(integrals.values(), elapsedSeconds),
    finish: (elapsedSeconds) => finishAll(integrals.values(), unreadHardware(reports()), elapsedSeconds),
    close: () => {
      for (const sensor of opened()) sensor.close();
    },
  };
}

function isLate({ sensor }: Slot): boolean {
  return sensor.opensAfterStart === true;
}

function longestPeriod(channel: ChannelIntegral["channel"]): number {
  const {
    rangeJoules = Number.POSITIVE_INFINITY,
    plausibleWatts,
  }: Pick<CounterChannel, "rangeJoules" | "plausibleWatts"> = channel;
  return rangeJoules / (2 * plausibleWatts);
}

function lookAtAll(
  host: Host,
  sensors: readonly Sensor[],
  integrals: ReadonlyMap<string, ChannelIntegral>,
  elapsedSeconds: number,
): readonly (GapFound | SensorLost)[] {
  const found: (GapFound | SensorLost)[] = [];
  for (const sensor of sensors) {
    for (const { channel, counterJoules } of sensor.read()) {
      found.push(...(integrals.get(channel)?.take(elapsedSeconds, counterJoules) ?? []));
    }
    for (const { channel, watts, takenNanoseconds } of sensor.readPower?.() ?? []) {
      const ageSeconds = takenNanoseconds === undefined ? 0 : Number(host.nowNanoseconds() - takenNanoseconds) / 1e9;
      found.push(...(integrals.get(channel)?.take(elapsedSeconds - ageSeconds, watts) ?? []));
    }
  }
  return found;
}

function unreadHardware(reports: readonly SensorReport[]): readonly MissingComponent[] {
  return unreadDevices(reports.map(({ availability }) => availability)).map(({ component, device, reason }) => ({
    component,
    reason: `${device}: ${reason}`,
  }));
}

function joulesSoFar(integrals: Iterable<ChannelIntegral>, elapsedSeconds: number): Readonly<Record<string, number>> {
  const joules: Record<string, number> = {};
  for (const { channel, energyUntil } of integrals) {
    const energy = energyUntil(elapsedSeconds);
    if (energy.state === "known") joules[channel.id] = energy.joules;
  }
  return joules;
}

function finishAll(
  integrals: Iterable<ChannelIntegral>,
  unread: readonly MissingComponent[],
  elapsedSeconds: number,
): ReturnType<ChannelMeter["finish"]> {
  const known: KnownEnergy[] = [];
  const silent: MissingComponent[] = [];
  const platform: PlatformEnergy[] = [];
  for (const { channel, energyUntil } of integrals) {
    const energy = energyUntil(elapsedSeconds);
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
  return { known, silent: [...silent, ...unread], platform };
}

function platformEnergy(
  { id, covers, evidence, relativeUncertainty }: PlatformChannel | PlatformGauge,
  energy: Extract<IntegratedEnergy, { state: "known" }>,
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
