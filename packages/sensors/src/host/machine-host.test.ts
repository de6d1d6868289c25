import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openMachineActivity } from "../linux/machine-activity.ts";
import { raplPowercap } from "../rapl/rapl-powercap.ts";
import { machineHost } from "./machine-host.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "wattledger-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

test("a tree on disk, named as the sysfs root, is read through open descriptors", () => {
  write("class/powercap/intel-rapl:0/name", "package-0\n");
  write("class/powercap/intel-rapl:0/energy_uj", "1000000\n");
  write("class/powercap/intel-rapl:0/max_energy_range_uj", "65532610987\n");
  const sensor = raplPowercap(machineHost({ sysfsRoot: folder, platform: "linux" }));
  expect(sensor.probe()).toMatchObject({ state: "ready", channels: [{ id: "rapl-powercap/package-0" }] });
  // Written in place: the open descriptor sees the new value, as on sysfs.
  write("class/powercap/intel-rapl:0/energy_uj", "2500000\n");
  expect(sensor.read()).toEqual([
    { channel: "rapl-powercap/package-0", reads: "counter", counterJoules: { ok: true, value: 2.5 } },
  ]);
  sensor.close();
});

test("a counter that cannot be opened as a file is not a sensor and not an error", () => {
  write("class/powercap/intel-rapl:0/name", "package-0\n");
  mkdirSync(join(folder, "class/powercap/intel-rapl:0/energy_uj"));
  const availability = raplPowercap(machineHost({ sysfsRoot: folder, platform: "linux" })).probe();
  expect(availability).toMatchObject({ state: "absent", reason: expect.stringContaining("EISDIR") });
});

test("a tree on disk, named as the procfs root, shows the machine's activity", () => {
  write("stat", "cpu  100 0 100 800 0 0 0 0 0 0\n");
  write("meminfo", "MemTotal: 1000 kB\nMemAvailable: 250 kB\n");
  const opened = openMachineActivity(machineHost({ procfsRoot: folder, platform: "linux" }));
  expect(opened.ok && opened.value.read()).toMatchObject({ value: { busySeconds: 2, memoryUsedBytes: 768_000 } });
  if (opened.ok) opened.value.close();
});

test("only the root itself is moved, not a path that begins with the same letters", () => {
  write("name", "moved");
  const host = machineHost({ sysfsRoot: folder, platform: "linux" });
  expect(host.readText("/sys/name")).toBe("moved");
  expect(host.readText("/system/name")).toBeUndefined();
});

test("what is absent is undefined or empty, and the names of a folder are sorted", () => {
  write("b", "");
  write("a", "");
  const host = machineHost({ sysfsRoot: folder, platform: "linux" });
  expect(host.readText("/sys/c")).toBeUndefined();
  expect(host.listDirectory("/sys/c")).toEqual([]);
  expect(host.listDirectory("/sys")).toEqual(["a", "b"]);
  expect(host.openForReading("/sys/c")).toEqual({ ok: false, error: { kind: "absent", cause: "ENOENT" } });
});

test("on other platforms than Linux the operating system's own figures are used", () => {
  expect(machineHost({ platform: "linux" }).systemFacts).toBeUndefined();
  expect(machineHost({ platform: "darwin" }).systemFacts?.().memoryBytes).toBeGreaterThan(0);
});
