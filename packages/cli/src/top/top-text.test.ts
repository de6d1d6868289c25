import { watchMachine } from "@wattledger/meter/records";
import type { MachineView } from "@wattledger/meter/records";
import { recordedHost, raplPowercap } from "@wattledger/sensors";
import type { Recording } from "@wattledger/sensors";
import { expect, test } from "vitest";
import { topLines } from "./top-text.ts";
import type { TopView } from "./top-text.ts";

const zone = "/sys/class/powercap/intel-rapl:0";

function machine(joules: number, busySeconds: number, seconds: number): Recording {
  return {
    files: {
      "/proc/cpuinfo": "processor\t: 0\nmodel name\t: AMD Ryzen 7 7840U\nphysical id\t: 0\nflags\t\t: fpu\n",
      "/proc/stat": `cpu  ${busySeconds * 100} 0 0 ${(seconds - busySeconds) * 100} 0 0 0 0 0 0\n`,
      "/proc/meminfo": "MemTotal: 8000000 kB\nMemAvailable: 6000000 kB\n",
      "/sys/class/dmi/id/chassis_type": "9\n",
      [`${zone}/name`]: "package-0\n",
      [`${zone}/max_energy_range_uj`]: "262143328850\n",
      [`${zone}/energy_uj`]: `${5e6 + joules * 1e6}\n`,
    },
  };
}

async function viewOf(zoneKey = "FR"): Promise<MachineView> {
  const host = recordedHost(machine(0, 0, 0));
  const startedAt = new Date("2026-11-22T08:00:00Z");
  const watch = await watchMachine({
    host,
    sensorFactories: [raplPowercap],
    intervalSeconds: 1,
    startedAt,
    place: {},
    zone: zoneKey,
  });
  host.show(machine(150, 4, 10), 10);
  const view = await watch.look();
  watch.close();
  return view;
}

async function page(runs: TopView["runs"] = []): Promise<TopView> {
  const history = new Map([["rapl-powercap/package-0", [5, 10, 15, 30, 0, 15]]]);
  return { clock: "08:00:10", view: await viewOf(), history, runs };
}

test("a page of the machine and its runs", async () => {
  const view = await viewOf();
  const results = "problem" in view.accounted ? undefined : view.accounted.results;
  if (results === undefined) throw new Error("no results");
  const runs = [
    { id: "k3f9", name: "train", elapsedSeconds: 754, sampledSeconds: 753, results },
    { id: "zz2a", name: "", elapsedSeconds: 0.4 },
  ];
  await expect(`${topLines(await page(runs), 100, 40).join("\n")}\n`).toMatchFileSnapshot("./top.golden.txt");
});

test.for([
  [60, 40],
  [60, 8],
  [20, 3],
] as const)("no page is larger than its terminal of %i by %i", async ([width, height]) => {
  const runs = Array.from({ length: 30 }, (_, index) => ({
    id: `r${index}`,
    name: "x".repeat(80),
    elapsedSeconds: index,
  }));
  const lines = topLines(await page(runs), width, height);
  expect(lines.length).toBeLessThanOrEqual(height);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  expect(lines.at(-1)).toMatch(/more lines/u);
});

test("what is not known is said to be unknown", async () => {
  const view = await viewOf("Atlantis");
  const lines = topLines({ ...(await page()), view }, 120, 40).join("\n");
  expect(lines).toContain('unknown: Unknown place "Atlantis"');
  expect(lines).toContain("Runs in progress: none in this store");
  const silent = { ...view, watts: new Map<string, number>(), history: new Map<string, readonly number[]>() };
  expect(topLines({ ...(await page()), view: silent }, 120, 40).join("\n")).toMatch(
    / {2}cpu +unknown +.*rapl-powercap/u,
  );
});
