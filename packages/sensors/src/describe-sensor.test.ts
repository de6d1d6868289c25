import { readFileSync } from "node:fs";
import { defined } from "@wattledger/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildFakeNvml } from "../test/fake-nvml.ts";
import type { FakeBoard, FakeNvml } from "../test/fake-nvml.ts";
import {
  amdBoards,
  amdProcessorGraphics,
  amdWithoutPower,
  intelCards,
  nvidiaDriverAlone,
} from "../test/gpu-machines.ts";
import { amdEnergyServer, graceHopper, jetson, laptopOnBattery, meteredServer } from "../test/machines.ts";
import type { Host } from "./host/host.ts";
import { recordedHost } from "./host/recorded-host.ts";
import type { Recording } from "./host/recorded-host.ts";
import { sensorFactories } from "./registry.ts";
import type { InstrumentChannel, Sensor, SensorAvailability, SensorFactory } from "./sensor/sensor.ts";

const zone = (folder: string, name: string, microjoules: number): Record<string, string> => ({
  [`/sys/class/powercap/${folder}/name`]: `${name}\n`,
  [`/sys/class/powercap/${folder}/energy_uj`]: `${microjoules}\n`,
  [`/sys/class/powercap/${folder}/max_energy_range_uj`]: "262143328850\n",
});

const nothing: Recording = { files: {} };
const laptop: Recording = { files: { ...zone("intel-rapl:0", "package-0", 5_000_000) } };
const server: Recording = {
  files: {
    ...zone("intel-rapl:0", "package-0", 5_000_000),
    ...zone("intel-rapl:0:0", "dram", 1_000_000),
    ...zone("intel-rapl:1", "package-1", 7_000_000),
    ...zone("intel-rapl:1:0", "dram", 2_000_000),
    ...zone("intel-rapl:2", "psys", 9_000_000),
  },
};
const mac: Recording = { files: {}, platform: "darwin" };

const machines: Readonly<Record<string, Recording>> = {
  nothing,
  laptop,
  server,
  "counters for root only": {
    files: { "/sys/class/powercap/intel-rapl:0/name": "package-0\n" },
    denied: ["/sys/class/powercap/intel-rapl:0/energy_uj"],
  },
  "an empty counter": { files: { ...laptop.files, "/sys/class/powercap/intel-rapl:0/energy_uj": "" } },
  mac,
  "AMD's own driver": amdEnergyServer([5_000_000, 6_000_000]),
  "AMD's own driver, for root only": {
    ...amdEnergyServer([5_000_000, 6_000_000]),
    denied: ["/sys/class/hwmon/hwmon3/energy4_input"],
  },
  "Grace Hopper": graceHopper({ module: 400, grace: 150, cpu: 90, sysIo: 20 }),
  "meters for root only": {
    ...graceHopper({ module: 400, grace: 150, cpu: 90, sysIo: 20 }),
    denied: ["/sys/class/hwmon/hwmon3/power1_average"],
  },
  "a metered server": meteredServer,
  "a laptop on battery": laptopOnBattery(),
  "a laptop on mains": laptopOnBattery(["Charging", "Full"]),
  jetson,
  "AMD boards": amdBoards(),
  "graphics of an AMD processor": amdProcessorGraphics,
  "an AMD board without power": amdWithoutPower,
  "Intel cards": intelCards(),
  "NVIDIA's driver without its library": nvidiaDriverAlone,
};

/** The text in the files of an unreadable sensor. */
const texts = ["", "N/A\n", "nan\n", "<unknown>\n", "-\n", "12.5.1\n"];

/** A machine that a test can change while a sensor looks at it. */
interface Stage {
  readonly host: Host;
  /** The machine's files no longer exist. */
  readonly vanish: () => void;
  readonly restore: () => void;
  /** Every number is replaced by an invalid text. */
  readonly garble: (text: string) => void;
}

function recordedStage(machine: Recording): Stage {
  const host = recordedHost(machine);
  return {
    host,
    vanish: () => {
      host.show({ ...nothing, platform: host.platform });
    },
    restore: () => {
      host.show(machine);
    },
    garble: (text) => {
      host.show({ files: Object.fromEntries(Object.keys(machine.files).map((path) => [path, text])) });
    },
  };
}

let nvml: FakeNvml;
beforeAll(() => {
  nvml = buildFakeNvml();
});
afterAll(() => {
  nvml.remove();
});

/** NVIDIA boards, one with a counter and one with power only. A library reports by codes what files report by texts. */
function nvmlStage(): Stage {
  const volta: FakeBoard = { uuid: "GPU-1b", name: "V100", bus: "00000000:1B:00.0", arch: 5, energy_mj: 5000 };
  const pascal: FakeBoard = { uuid: "GPU-43", name: "P100", bus: "00000000:43:00.0", arch: 4, usage_mw: 31_000 };
  const show = (code: number): void => {
    nvml.show([volta, pascal].map((board) => ({ ...board, energy_rc: code, usage_rc: code })));
  };
  show(0);
  const { openLibrary } = nvml.host;
  const host = { ...recordedHost(nvidiaDriverAlone), ...defined({ openLibrary }) };
  return {
    host,
    vanish: () => {
      show(15);
    },
    restore: () => {
      show(0);
    },
    garble: () => {
      show(999);
    },
  };
}

const stages: Readonly<Record<string, () => Stage>> = {
  ...Object.fromEntries(Object.entries(machines).map(([name, machine]) => [name, () => recordedStage(machine)])),
  "NVIDIA boards with NVML": nvmlStage,
};

/** What every sensor promises, on any machine. */
function describeSensor(factory: SensorFactory): void {
  describe.for(Object.entries(stages))("on the machine '%s'", ([, stage]) => {
    test("an absent sensor has a reason, and a denied one a remedy", () => {
      const availability = factory(stage().host).probe();
      const explained = {
        ready: { state: "ready", channels: expect.anything() },
        absent: { state: "absent", reason: expect.stringMatching(/\w{3}/) },
        denied: { state: "denied", reason: expect.stringMatching(/\w{3}/), remedy: expect.stringMatching(/\w{3}/) },
      };
      expect(availability).toMatchObject(explained[availability.state]);
      expect(described(availability).length > 0).toBe(availability.state === "ready");
    });

    test("each channel has a unique name, a component that was announced, and limits", () => {
      const sensor = factory(stage().host);
      const channels = described(sensor.probe());
      expect(new Set(channels.map(({ id }) => id)).size).toBe(channels.length);
      for (const channel of channels) {
        expect(channel.sensor).toBe(sensor.id);
        const known =
          channel.of === "whole" ? channel.covers.length > 3 : sensor.components.includes(channel.component);
        expect(known).toBe(true);
        expect(channel.relativeUncertainty.value).toBeGreaterThan(0);
        expect(channel.plausibleWatts).toBeGreaterThan(0);
        expect(channel.refreshSeconds).toBeGreaterThan(0);
      }
    });

    test("a reading has exactly the channels that were found, and is never negative", () => {
      const sensor = factory(stage().host);
      const channels = described(sensor.probe()).map(({ id, reads }) => `${id} ${reads}`);
      const readings = readAll(sensor);
      expect(readings.map(({ channel, reads }) => `${channel} ${reads}`).toSorted()).toEqual(channels.toSorted());
      for (const { value } of readings) expect(value.ok && value.value >= 0).toBe(true);
    });

    test("when the machine's files vanish, every channel reports a failure and none a number", () => {
      const { host, vanish } = stage();
      const sensor = factory(host);
      sensor.probe();
      vanish();
      expect(readAll(sensor).filter(({ value }) => value.ok)).toEqual([]);
    });

    test("files that vanish and come back are read again", () => {
      const { host, vanish, restore } = stage();
      const sensor = factory(host);
      sensor.probe();
      const before = readAll(sensor);
      vanish();
      readAll(sensor);
      restore();
      expect(readAll(sensor)).toEqual(before);
    });

    test.for(texts)("a text such as %j instead of its numbers is a failure that may pass, and never zero", (text) => {
      const { host, garble } = stage();
      const sensor = factory(host);
      sensor.probe();
      garble(text);
      for (const { value } of readAll(sensor)) expect(value).toMatchObject({ ok: false, error: { kind: "retry" } });
    });

    test("every file that was opened is closed again", () => {
      const counting = countOpenFiles(stage().host);
      const sensor = factory(counting.host);
      sensor.probe();
      sensor.probe();
      sensor.close();
      expect(counting.open()).toBe(0);
    });
  });
}

/** Every channel of an instrument, of a component or of a whole. */
function described(availability: SensorAvailability): readonly InstrumentChannel[] {
  return availability.state === "ready" ? availability.channels : [];
}

/** Counters and powers. */
function readAll(sensor: Sensor) {
  return sensor.read().map((reading) => ({
    channel: reading.channel,
    reads: reading.reads,
    value: reading.reads === "counter" ? reading.counterJoules : reading.watts,
  }));
}

function countOpenFiles(inner: Host): { readonly host: Host; readonly open: () => number } {
  let count = 0;
  const openForReading: Host["openForReading"] = (path) => {
    const opened = inner.openForReading(path);
    if (!opened.ok) return opened;
    count += 1;
    const close = (): void => {
      count -= 1;
      opened.value.close();
    };
    return { ok: true, value: { read: opened.value.read, close } };
  };
  return { host: { ...inner, openForReading }, open: () => count };
}

describe.for(sensorFactories.map((factory) => ({ id: factory(recordedHost(nothing)).id, factory })))(
  "$id",
  ({ factory }) => {
    describeSensor(factory);
  },
);

/** Machines with programs. The sensors' own tests play what the programs print. */
const machinesWithPrograms: readonly { readonly machine: Recording; readonly programs: readonly string[] }[] = [
  { machine: nvidiaDriverAlone, programs: ["nvidia-smi"] },
  { machine: amdBoards(), programs: ["amd-smi"] },
  { machine: mac, programs: ["powermetrics", "sudo"] },
  { machine: { files: { "/proc/device-tree/model": "Raspberry Pi 5 Model B Rev 1.0\0" } }, programs: ["vcgencmd"] },
];

function hostWithPrograms({ machine, programs }: (typeof machinesWithPrograms)[number]): Host {
  return {
    ...recordedHost(machine),
    programs: {
      find: (name) => (programs.includes(name) ? `/usr/bin/${name}` : undefined),
      start: () => ({ stop: () => {} }),
    },
  };
}

describe("members of the registry", () => {
  test("each is ready on at least one recorded machine: add the machine to test/machines.ts", () => {
    expect(
      sensorFactories.filter((factory) => !isReady(factory)).map((factory) => factory(recordedHost(nothing)).id),
    ).toEqual([]);
  });

  test("each has its row in the table of docs/sensors.md", () => {
    const page = readFileSync(new URL("../../../docs/sensors.md", import.meta.url), "utf8");
    const ids = sensorFactories.map((factory) => factory(recordedHost(nothing)).id);
    expect(ids.filter((id) => !page.includes(`| \`${id}\` |`))).toEqual([]);
  });
});

function isReady(factory: SensorFactory): boolean {
  const hosts = [...Object.values(stages).map((stage) => stage().host), ...machinesWithPrograms.map(hostWithPrograms)];
  return hosts.some((host) => {
    const sensor = factory(host);
    const { state } = sensor.probe();
    sensor.close();
    return state === "ready";
  });
}
