import { raplPowercap, recordedHost } from "@wattledger/sensors";
import type { Recording } from "@wattledger/sensors";
import { expect, test } from "vitest";
import { watchMachine } from "./machine-watch.ts";
import type { WatchOptions } from "./machine-watch.ts";

const zone = "/sys/class/powercap/intel-rapl:0";

/** A laptop after so many joules and busy seconds. */
function machine(joules: number, busySeconds: number, seconds: number): Recording {
  return {
    files: {
      "/proc/cpuinfo":
        "processor\t: 0\nmodel name\t: a processor\nphysical id\t: 0\nflags\t\t: fpu\n\nprocessor\t: 1\nphysical id\t: 0\n",
      "/proc/stat": `cpu  ${busySeconds * 100} 0 0 ${(2 * seconds - busySeconds) * 100} 0 0 0 0 0 0\n`,
      "/proc/meminfo": "MemTotal: 8000000 kB\nMemAvailable: 6000000 kB\n",
      "/sys/class/dmi/id/chassis_type": "9\n",
      [`${zone}/name`]: "package-0\n",
      [`${zone}/max_energy_range_uj`]: "262143328850\n",
      [`${zone}/energy_uj`]: `${5e6 + joules * 1e6}\n`,
    },
  };
}

function watching(rest: Partial<WatchOptions> = {}): { host: ReturnType<typeof recordedHost>; options: WatchOptions } {
  const host = recordedHost(machine(0, 0, 0));
  const startedAt = new Date("2026-11-22T08:00:00Z");
  return {
    host,
    options: { host, sensorFactories: [raplPowercap], intervalSeconds: 1, startedAt, place: {}, zone: "FR", ...rest },
  };
}

test("each look tells the power since the one before, and the whole since the beginning", async () => {
  const { host, options } = watching();
  const watch = await watchMachine(options);
  host.show(machine(20, 1, 2), 2);
  const first = await watch.look();
  expect(first.watts.get("rapl-powercap/package-0")).toBeCloseTo(10, 9);
  expect(first).toMatchObject({ elapsedSeconds: 2, busyShare: 0.25, memoryUsedBytes: 2_048_000_000 });
  host.show(machine(50, 3, 3), 1);
  const second = await watch.look();
  watch.close();
  expect(second.watts.get("rapl-powercap/package-0")).toBeCloseTo(30, 9);
  expect(second.busyShare).toBe(1);
  const cpu = second.measurement.energy.find(({ channel }) => channel.component === "cpu");
  // The watch is attributed the whole machine, with the energy of all users.
  expect(cpu?.attribution.runJoules).toBeCloseTo(50, 9);
  if ("problem" in second.accounted) throw new Error(second.accounted.problem);
  expect(second.accounted.results.get("carbon")?.quantity.nominal).toBeGreaterThan(0);
});

test("a machine without a meter is watched by models, and a wrong zone is a problem, not an end", async () => {
  const { options } = watching({ sensorFactories: [], zone: "Atlantis" });
  const watch = await watchMachine(options);
  const view = await watch.look();
  watch.close();
  expect(view.watts.size).toBe(0);
  expect(view.accounted).toMatchObject({ problem: expect.stringContaining("Atlantis") });
});
