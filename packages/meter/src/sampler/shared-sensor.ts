import type { CounterReading, Host, PowerReading, Reading, Sensor, SensorAvailability } from "@wattledger/sensors";
import type { SensorWord, Told } from "./sampler-word.ts";

/** A sensor that reads its instrument itself, or hands on what the machine's sampler tells of it. */
export interface SharedSensor extends Sensor {
  /**
   * Reads by itself whoever samples, where that costs no more than a file: at the start, the end and the marks of a run.
   * Of what opens after the start, what was told.
   */
  readonly readExactly: () => readonly Reading[];
  /** For those who listen: what was read last, or is read `now`. */
  readonly tell: (options: { readonly now: boolean; readonly introduce: boolean }) => SensorWord;
  /** Takes in what the sampler told; from then on its word counts. */
  readonly hear: (word: SensorWord) => void;
  /** From now on it reads for itself. */
  readonly lead: () => void;
}

/** Makes a {@link SharedSensor}, which reads for itself until it hears something. */
export function sharedSensor(inner: Sensor, host: Host, isHeard: () => boolean): SharedSensor {
  const late = inner.opensAfterStart === true;
  let availability: SensorAvailability | undefined;
  let told: SensorWord | undefined;
  let introduced: SensorAvailability | undefined;
  let counters: readonly Told<CounterReading>[] = [];
  let [powers, untold]: [Told<PowerReading>[], Told<PowerReading>[]] = [[], []];
  let uses: SensorWord["uses"] = [];
  let deliveredNanoseconds = 0n;
  // Another sensor reads the same devices, or there are none.
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
  /** Powers that came between two looks and were not handed out. */
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
        // What a slow source has handed out once it does not hand out again.
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
      // Of what was not introduced it is not known what its channels are.
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
