import { describe, expect, test } from "vitest";
import type { Host } from "./host.ts";
import { recordedHost } from "./recorded-host.ts";
import type { Recording } from "./recorded-host.ts";
import { sensorFactories } from "./registry.ts";
import type { SensorFactory } from "./sensor.ts";

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
  },
};
const closed: Recording = {
  files: { "/sys/class/powercap/intel-rapl:0/name": "package-0\n" },
  denied: ["/sys/class/powercap/intel-rapl:0/energy_uj"],
};
const garbled: Recording = {
  files: { ...laptop.files, "/sys/class/powercap/intel-rapl:0/energy_uj": "" },
};
const mac: Recording = { files: {}, platform: "darwin" };

/** What every sensor promises, on whatever machine it finds itself. */
function describeSensor(factory: SensorFactory, machines: Readonly<Record<string, Recording>>): void {
  describe.for(Object.entries(machines))("on the machine '%s'", ([, machine]) => {
    test("finding nothing comes with a reason, and a denial with a remedy", () => {
      const availability = factory(recordedHost(machine)).probe();
      const explained = {
        ready: { state: "ready", channels: expect.arrayContaining([expect.anything()]) },
        absent: { state: "absent", reason: expect.stringMatching(/\w{3}/) },
        denied: { state: "denied", reason: expect.stringMatching(/\w{3}/), remedy: expect.stringMatching(/\w{3}/) },
      };
      expect(availability).toEqual(explained[availability.state]);
    });

    test("each channel has a name of its own, a component that was announced, and limits", () => {
      const sensor = factory(recordedHost(machine));
      const availability = sensor.probe();
      const channels = availability.state === "ready" ? availability.channels : [];
      expect(new Set(channels.map(({ id }) => id)).size).toBe(channels.length);
      for (const channel of channels) {
        expect(channel.id.startsWith(`${sensor.id}/`)).toBe(true);
        expect(sensor.components).toContain(channel.component);
        expect(channel.relativeUncertainty.value).toBeGreaterThan(0);
        expect(channel.plausibleWatts).toBeGreaterThan(0);
        expect(channel.refreshSeconds).toBeGreaterThan(0);
      }
    });

    test("a reading speaks of exactly the channels that were found, and never of less than nothing", () => {
      const sensor = factory(recordedHost(machine));
      const availability = sensor.probe();
      const channels = availability.state === "ready" ? availability.channels.map(({ id }) => id) : [];
      const readings = sensor.read();
      expect(readings.map(({ channel }) => channel)).toEqual(channels);
      for (const { counterJoules } of readings) expect(counterJoules.ok && counterJoules.value >= 0).toBe(true);
    });

    test("when the machine's files vanish, every channel reports a failure and none a number", () => {
      const host = recordedHost(machine);
      const sensor = factory(host);
      sensor.probe();
      host.show(nothing);
      expect(sensor.read().filter(({ counterJoules }) => counterJoules.ok)).toEqual([]);
    });

    test("every file that was opened is closed again", () => {
      const counting = countOpenFiles(recordedHost(machine));
      const sensor = factory(counting.host);
      sensor.probe();
      sensor.probe();
      sensor.close();
      expect(counting.open()).toBe(0);
    });
  });
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
    describeSensor(factory, { nothing, laptop, server, closed, garbled, mac });
  },
);
