import { defined } from "@wattledger/core/defined";
import { recordedHost } from "@wattledger/sensors";
import type {
  CounterChannel,
  PowerChannel,
  PowerReading,
  RecordedHost,
  Sensor,
  SensorAvailability,
  SensorFactory,
  UnreadDevice,
} from "@wattledger/sensors";
import { describe, expect, test } from "vitest";
import { openChannelMeter } from "./channel-meter.ts";
import type { ChannelMeter } from "./channel-meter.ts";

const uncertainty = { value: 0.05, basis: "a test" };
const board = {
  of: "component",
  component: "gpu",
  method: "measured",
  evidence: "a test",
  relativeUncertainty: uncertainty,
} as const;
const limits = { plausibleWatts: 1000, refreshSeconds: 0.1 };
const common = (id: string, device?: string) => ({
  id,
  sensor: "a-test",
  ...board,
  ...limits,
  ...defined({ device }),
});
const counter = (id: string, device?: string): CounterChannel => ({ ...common(id, device), reads: "counter" });
const gauge = (id: string, device?: string): PowerChannel => ({
  ...common(id, device),
  reads: "power",
  averageSeconds: 0,
});

/** A sensor whose answers the test sets. */
interface Played {
  readonly factory: SensorFactory;
  availability: SensorAvailability;
  joules: Readonly<Record<string, number | string>>;
  power: readonly PowerReading[];
  readonly calls: string[];
}

function played(id: string, availability: SensorAvailability, rest: Partial<Sensor> = {}): Played {
  const calls: string[] = [];
  const one: Played = {
    calls,
    availability,
    joules: {},
    power: [],
    factory: () => ({
      id,
      components: ["gpu"],
      probe: () => {
        calls.push("probe");
        return one.availability;
      },
      read: () => {
        calls.push("read");
        const counts = Object.entries(one.joules).map(([channel, value]) => ({
          channel,
          reads: "counter" as const,
          counterJoules:
            typeof value === "number"
              ? ({ ok: true, value } as const)
              : ({ ok: false, error: { kind: "gone", cause: value } } as const),
        }));
        return [...counts, ...one.power];
      },
      close: () => {
        calls.push("close");
      },
      ...rest,
    }),
  };
  return one;
}

function open(sensors: readonly Played[], intervalSeconds = 1): { meter: ChannelMeter; host: RecordedHost } {
  const host = recordedHost({ files: {} });
  return {
    meter: openChannelMeter(
      host,
      sensors.map(({ factory }) => factory),
      intervalSeconds,
    ),
    host,
  };
}

const known = (meter: ChannelMeter, seconds: number): unknown =>
  meter.finish(seconds).known.map(({ channel, joules }) => [channel.id, Math.round(joules * 1000) / 1000]);

const watts = (channel: string, value: number, takenNanoseconds?: bigint): PowerReading => ({
  channel,
  reads: "power",
  watts: { ok: true, value },
  ...defined({ takenNanoseconds }),
});

describe("gauges", () => {
  test("several boards add up, each by its own power", () => {
    const sensor = played("s", { state: "ready", channels: [gauge("s/a"), gauge("s/b")] });
    const { meter } = open([sensor]);
    sensor.power = [watts("s/a", 100), watts("s/b", 300)];
    meter.look(0);
    meter.look(1);
    sensor.power = [watts("s/a", 200), watts("s/b", 300)];
    meter.look(2);
    expect(known(meter, 2)).toEqual([
      ["s/a", 250],
      ["s/b", 600],
    ]);
    expect(meter.joules(2)).toEqual({ "s/a": 250, "s/b": 600 });
  });

  test("a slow source's figures count from the time of their measurement, all since the last look", () => {
    const sensor = played("s", { state: "ready", channels: [gauge("s/a")] });
    const { meter, host } = open([sensor]);
    meter.look(0);
    host.show({ files: {} }, 3);
    sensor.power = [watts("s/a", 100, 1_000_000_000n), watts("s/a", 300, 2_000_000_000n)];
    meter.look(3);
    // 100 W until 1 s, the mean of both until 2 s, 300 W held until 3 s.
    expect(known(meter, 3)).toEqual([["s/a", 600]]);
  });

  test("looks come at uneven times only if instant power is read", () => {
    const ready = (one: PowerChannel): readonly Played[] => [
      played("s", { state: "ready", channels: [counter("s/c"), one] }),
    ];
    expect(open([played("s", { state: "ready", channels: [counter("s/c")] })]).meter.wantsUnevenLooks()).toBe(false);
    expect(open(ready(gauge("s/a"))).meter.wantsUnevenLooks()).toBe(true);
    expect(open(ready({ ...gauge("s/a"), averageSeconds: 1 })).meter.wantsUnevenLooks()).toBe(false);
    expect(open(ready({ ...gauge("s/a"), averageSeconds: 1 }), 10).meter.wantsUnevenLooks()).toBe(true);
    expect(open(ready({ ...gauge("s/a"), refreshSeconds: 1 })).meter.wantsUnevenLooks()).toBe(false);
  });

  test("a gauge that reports nothing in the whole run is missing with its reason", () => {
    const sensor = played("s", { state: "ready", channels: [gauge("s/a")] });
    const { meter } = open([sensor]);
    sensor.power = [
      { channel: "s/a", reads: "power", watts: { ok: false, error: { kind: "retry", cause: "asleep" } } },
    ];
    meter.look(0);
    meter.look(1);
    expect(meter.finish(1)).toMatchObject({ known: [], silent: [{ component: "gpu", reason: "s/a: asleep" }] });
  });
});

describe("a board that is lost", () => {
  test("is reported once, its time is filled, and the others continue", () => {
    const sensor = played("s", { state: "ready", channels: [counter("s/a"), counter("s/b")] });
    const { meter } = open([sensor]);
    const lines = [0, 1, 2, 3, 4].flatMap((second) => {
      sensor.joules = { "s/a": second < 3 ? 100 * second : "the GPU is lost", "s/b": 50 * second };
      return meter.look(second);
    });
    expect(lines).toEqual([{ kind: "sensor-lost", channel: "s/a", elapsedSeconds: 3, cause: "the GPU is lost" }]);
    expect(known(meter, 4)).toEqual([
      ["s/a", 400],
      ["s/b", 200],
    ]);
    expect(meter.finish(4).known).toMatchObject([{ coverage: 0.5, gaps: { gaps: [{ handling: "imputed" }] } }, {}]);
  });
});

describe("sensors that a command does not wait for", () => {
  test("are not opened before it runs, and then count from the start of the run", () => {
    const late = played("s", { state: "ready", channels: [counter("s/a")] }, { opensAfterStart: true });
    late.joules = { "s/a": 1000 };
    const { meter } = open([late]);
    meter.look(0);
    expect(late.calls).toEqual([]);
    expect(meter.reports()).toEqual([]);
    meter.openLate(() => 0.03);
    expect(late.calls).toEqual(["probe", "read"]);
    late.joules = { "s/a": 1200 };
    meter.look(2);
    expect(known(meter, 2)).toEqual([["s/a", 200]]);
    expect(meter.finish(2).known).toMatchObject([{ coverage: 1, gaps: { gaps: [] } }]);
  });

  test("that open slowly leave a gap at the start, which later power fills", () => {
    const late = played("s", { state: "ready", channels: [counter("s/a")] }, { opensAfterStart: true });
    late.joules = { "s/a": 0 };
    const { meter } = open([late]);
    meter.look(0);
    meter.openLate(() => 1.5);
    late.joules = { "s/a": 150 };
    meter.look(3);
    expect(known(meter, 3)).toEqual([["s/a", 300]]);
    expect(meter.finish(3).known).toMatchObject([
      { gaps: { gaps: [{ fromSeconds: 0, toSeconds: 1.5, handling: "imputed" }] } },
    ]);
  });

  test("report a loss at opening at the next look", () => {
    const late = played("s", { state: "ready", channels: [counter("s/a")] }, { opensAfterStart: true });
    late.joules = { "s/a": "the GPU is lost" };
    const { meter } = open([late]);
    meter.openLate(() => 0.1);
    expect(meter.look(1)).toMatchObject([{ kind: "sensor-lost", channel: "s/a" }]);
  });

  test("reports have the order of the registry, in any order of opening", () => {
    const late = played("first", { state: "absent", reason: "no" }, { opensAfterStart: true });
    const { meter } = open([late, played("second", { state: "absent", reason: "no" })]);
    meter.openLate(() => 0);
    expect(meter.reports().map(({ id }) => id)).toEqual(["first", "second"]);
  });
});

describe("one device, one channel", () => {
  test("the second sensor of a board keeps its other boards, and one without others is closed unread", () => {
    const first = played("a", { state: "ready", channels: [counter("a/1", "pci:1")] });
    const second = played("b", {
      state: "ready",
      channels: [gauge("b/1", "pci:1"), gauge("b/2", "pci:2")],
    });
    const third = played("c", { state: "ready", channels: [gauge("c/1", "pci:1")] });
    const { meter } = open([first, second, third]);
    expect(meter.reports().map(({ availability }) => availability)).toMatchObject([
      { state: "ready" },
      { state: "ready", channels: [{ id: "b/2" }] },
      { state: "absent", reason: expect.stringContaining("a/1") },
    ]);
    expect(third.calls).toEqual(["probe", "close"]);
    first.joules = { "a/1": 0 };
    second.power = [watts("b/1", 500), watts("b/2", 10)];
    meter.look(0);
    first.joules = { "a/1": 100 };
    meter.look(1);
    expect(known(meter, 1)).toEqual([
      ["a/1", 100],
      ["b/2", 10],
    ]);
  });

  test("hardware that one sensor cannot read is missing unless another reads it", () => {
    const first = played("a", { state: "absent", reason: "no koffi", unread: [unread("pci:1"), unread("pci:2")] });
    const second = played("b", { state: "ready", channels: [gauge("b/1", "pci:1")] });
    const { meter } = open([first, second, played("c", { ...first.availability })]);
    expect(meter.finish(1).silent).toContainEqual({ component: "gpu", reason: "pci:2: no koffi" });
    expect(meter.finish(1).silent.filter(({ reason }) => reason.includes("koffi"))).toHaveLength(1);
  });
});

test("abilities of sensors that are not in use are not offered", () => {
  const asked: string[] = [];
  const reader = (name: string): Pick<Sensor, "accelerators"> => ({
    accelerators: {
      devices: () => {
        asked.push(name);
        return [];
      },
      uses: () => [],
    },
  });
  const used = played("a", { state: "ready", channels: [counter("a/1")] }, reader("a"));
  const unused = played("b", { state: "absent", reason: "no" }, reader("b"));
  for (const one of open([used, unused]).meter.accelerators()) one.devices();
  expect(asked).toEqual(["a"]);
});

function unread(device: string): UnreadDevice {
  return { component: "gpu", device, reason: "no koffi" };
}

const notesOf = (availability: SensorAvailability, other?: Played): readonly string[] => {
  const one = played("s", availability);
  const factories = [one, ...(other === undefined ? [] : [other])].map(({ factory }) => factory);
  const meter = openChannelMeter(recordedHost({ files: {} }), factories);
  meter.look(0);
  if (other !== undefined) other.joules = { "o/1": 50 };
  meter.look(1);
  return meter.finish(1).notes;
};

describe("what cannot be read", () => {
  const denied: SensorAvailability = { state: "denied", reason: "for root only", remedy: "ask" };

  test("an instrument that may not be read is named, with a pointer to the remedy", () => {
    expect(notesOf(denied)).toEqual([
      "s exists but may not be read (for root only); `wattledger doctor` shows how to allow it",
    ]);
  });

  test("it is not named if another instrument measures the same", () => {
    const other = played("o", { state: "ready", channels: [counter("o/1")] });
    other.joules = { "o/1": 5 };
    expect(notesOf(denied, other)).toEqual([]);
  });

  test("parts that may not be read are named, the rest is read", () => {
    const refused = [
      { device: "socket:1", reason: "for root only", remedy: "ask" },
      { device: "psys", reason: "broken" },
    ];
    expect(notesOf({ state: "ready", channels: [counter("s/1")], unread: refused })).toEqual([
      "s is read in part: for root only; `wattledger doctor` shows how to allow it",
      "psys: broken",
    ]);
  });

  test("a counter that repeats another does not count, and is named", () => {
    const sensor = played("s", { state: "ready", channels: [counter("s/1"), counter("s/2")] });
    let repeats = false;
    const factory: SensorFactory = (host) => {
      const inner = sensor.factory(host);
      const error = { kind: "duplicate", cause: "it repeats s/1" } as const;
      return {
        ...inner,
        read: () =>
          inner
            .read()
            .map((one) =>
              repeats && one.channel === "s/2"
                ? { channel: one.channel, reads: "counter" as const, counterJoules: { ok: false, error } as const }
                : one,
            ),
      };
    };
    const meter = openChannelMeter(recordedHost({ files: {} }), [factory]);
    sensor.joules = { "s/1": 100, "s/2": 100 };
    meter.look(0);
    sensor.joules = { "s/1": 150, "s/2": 150 };
    repeats = true;
    const mark = meter.mark(0.5);
    expect(meter.look(1)).toMatchObject([{ kind: "sensor-lost", channel: "s/2" }]);
    meter.look(2);
    expect(meter.joules(2)).toEqual({ "s/1": 50 });
    expect(Object.keys(mark())).not.toContain("s/2");
    const { known: counted, silent, notes } = meter.finish(2);
    expect(counted.map(({ channel }) => channel.id)).toEqual(["s/1"]);
    expect([silent, notes]).toEqual([[], ["s/2 is left out: it repeats s/1"]]);
  });
});

function readyWith(id: string): SensorAvailability {
  return { state: "ready", channels: [counter(id)] };
}

function fails(): never {
  throw new Error("Unexpected token");
}

describe("a sensor with a defect", () => {
  test("loses its own reading only, and is named", () => {
    const sound = played("sound", readyWith("sound/0"));
    let isBroken = false;
    const broken: SensorFactory = (host) => {
      const inner = played("broken", readyWith("broken/0")).factory(host);
      return {
        ...inner,
        read: () =>
          isBroken ? fails() : [{ channel: "broken/0", reads: "counter", counterJoules: { ok: true, value: 5 } }],
        accelerators: { devices: fails, uses: fails },
        close: fails,
      };
    };
    const meter = openChannelMeter(recordedHost({ files: {} }), [broken, sound.factory]);
    for (const second of [0, 1, 2]) {
      sound.joules = { "sound/0": 50 * second };
      isBroken = second === 1;
      meter.look(second);
    }
    const finished = meter.finish(2);
    expect(finished.known.map(({ channel, joules }) => [channel.id, joules])).toEqual([["sound/0", 100]]);
    expect(finished.silent.map(({ reason }) => reason).join()).toContain("broken/0");
    expect(meter.accelerators().flatMap((reader) => [...reader.devices(), ...reader.uses()])).toEqual([]);
    meter.close();
  });

  test("is absent if it fails when it is opened, and the others are present", () => {
    const sound = played("sound", readyWith("sound/0"));
    const broken: SensorFactory = (host) => ({ ...played("broken", readyWith("x")).factory(host), probe: fails });
    const meter = openChannelMeter(recordedHost({ files: {} }), [broken, sound.factory]);
    expect(meter.reports()).toMatchObject([
      { id: "broken", availability: { state: "absent", reason: "the sensor failed: Unexpected token" } },
      { id: "sound", availability: { state: "ready" } },
    ]);
  });
});
