import type { CounterReading, Host, PowerReading, Reading, Sensor, SensorAvailability } from "@wattledger/sensors";
import type { SensorWord, Told } from "./sampler-word.ts";

/** A sensor that reads its instrument itself, or returns the readings of the machine's sampler. */
export interface SharedSensor extends Sensor {
  /**
   * Every run reads a source that costs no more than a file by itself: at the start, the end and the marks of a run.
   * For sensors that open after the start, it returns the sampler's readings.
   */
  readonly readExactly: () => readonly Reading[];
  /** Readings for listeners: the last ones, or a new reading if `now`. */
  readonly tell: (options: { readonly now: boolean; readonly introduce: boolean }) => SensorWord;
  /** Takes a message of the sampler. From then on the sampler's readings are used. */
  readonly hear: (word: SensorWord) => void;
  /** From now on it reads for itself. */
  readonly lead: () => void;
}

/** Makes a {@link SharedSensor}, which reads for itself until it gets a message. */
export function sharedSensor(inner: Sensor, host: Host, isHeard: () => boolean): SharedSensor {
  const late = inner.opensAfterStart === true;
  let availability: SensorAvailability | undefined;
  let told: SensorWord | undefined;
  let introduced: SensorAvailability | undefined;
  let counters: readonly Told<CounterReading>[] = [];
  let [powers, untold]: [Told<PowerReading>[], Told<PowerReading>[]] = [[], []];
  let uses: SensorWord["uses"] = [];
  let deliveredNanoseconds = 0n;
  // Another sensor reads the same devices, or the machine does not have any.
  let closed = false;

  const readOwn = (): readonly Reading[] => {
    const readings = inner.read();
    counters = readings.filter(isCounter).map((reading) => stamped(host, reading));
    deliveredNanoseconds = host.nowNanoseconds();
    noteUntold(readings);
    return readings;
  };
  const noteUntold = (readings: readonly Reading[]): void => {
    if (isHeard()) untold.push(...readings.filter(isPower).map((reading) => stamped(host, reading)));
  };
  /** Power readings that arrived between two looks and were not returned yet. */
  const laidBy = (): readonly Reading[] => powers.splice(0).map(moment);
  const heard = (): readonly Reading[] => {
    const news = counters.map(moment).filter(({ takenNanoseconds }) => takenNanoseconds > deliveredNanoseconds);
    for (const { takenNanoseconds } of news) deliveredNanoseconds = later(deliveredNanoseconds, takenNanoseconds);
    counters = [];
    return [...news, ...laidBy()];
  };
  return {
    ...inner,
    probe: () => {
      if (introduced !== undefined) return introduced;
      availability = inner.probe();
      return availability;
    },
    read: () => (told === undefined ? [...laidBy(), ...readOwn()] : heard()),
    readExactly: () => (late && told !== undefined ? heard() : [...laidBy(), ...readOwn()]),
    ...(inner.accelerators === undefined
      ? {}
      : {
          accelerators: {
            devices: () => told?.devices ?? inner.accelerators?.devices() ?? [],
            uses: () => {
              if (told === undefined) uses = inner.accelerators?.uses() ?? [];
              return told?.uses ?? uses;
            },
            askForInstances: () => inner.accelerators?.askForInstances?.(),
          },
        }),
    tell: ({ now, introduce }) => {
      const isReady = availability?.state === "ready" && !closed;
      if (now && isReady) {
        const readings = inner.read();
        counters = readings.filter(isCounter).map((reading) => stamped(host, reading));
        noteUntold(readings);
        // A slow source returns its values only once.
        powers.push(
          ...readings.filter(isPower).flatMap((reading) => (isOfSlowSource(reading) ? stamped(host, reading) : [])),
        );
      }
      return {
        id: inner.id,
        ...(introduce && availability !== undefined ? { availability } : {}),
        counters,
        powers: untold.splice(0),
        devices: isReady ? (inner.accelerators?.devices() ?? []) : [],
        uses,
      };
    },
    hear: (word) => {
      // The sampler has not listed the channels of this sensor, so they are unknown.
      if (told === undefined && word.availability === undefined) return;
      introduced = late ? (word.availability ?? introduced) : undefined;
      told = word;
      ({ counters } = word);
      powers.push(...word.powers);
    },
    lead: () => {
      const wasOpened = introduced !== undefined;
      told = undefined;
      introduced = undefined;
      counters = [];
      if (wasOpened && !closed) availability = inner.probe();
    },
    close: () => {
      closed = true;
      inner.close();
    },
  };
}

function isCounter(reading: Reading): reading is CounterReading {
  return reading.reads === "counter";
}

function isPower(reading: Reading): reading is PowerReading {
  return reading.reads === "power";
}

function isOfSlowSource({ takenNanoseconds }: PowerReading): boolean {
  return takenNanoseconds !== undefined;
}

function stamped<T extends Reading>(host: Host, reading: T): Told<T> {
  return { ...reading, takenNanoseconds: Number(reading.takenNanoseconds ?? host.nowNanoseconds()) };
}

function moment<T extends { readonly takenNanoseconds: number }>(
  reading: T,
): Omit<T, "takenNanoseconds"> & { readonly takenNanoseconds: bigint } {
  return { ...reading, takenNanoseconds: BigInt(Math.round(reading.takenNanoseconds)) };
}

function later(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
