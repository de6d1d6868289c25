import { recordedHost } from "@wattledger/sensors";
import { expect, test } from "vitest";
import { readMachineFacts } from "./machine.ts";

const thread = (number: number, socket: number, flags = "fpu sse2"): string =>
  `processor\t: ${number}\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 85\n` +
  `model name\t: Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz\nphysical id\t: ${socket}\nflags\t\t: ${flags}\n\n`;
const dmi = (maker: string, product: string, chassis: number): Record<string, string> => ({
  "/sys/class/dmi/id/sys_vendor": `${maker}\n`,
  "/sys/class/dmi/id/product_name": `${product}\n`,
  "/sys/class/dmi/id/chassis_type": `${chassis}\n`,
});

test("a server of two sockets", () => {
  const files = {
    "/proc/cpuinfo": thread(0, 0) + thread(1, 0) + thread(2, 1) + thread(3, 1),
    "/proc/meminfo": "MemTotal:       1000 kB\n",
    ...dmi("Dell Inc.", "PowerEdge R740", 23),
  };
  expect(readMachineFacts(recordedHost({ files }))).toEqual({
    platform: "linux",
    architecture: "x64",
    processorModel: "Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz",
    processorPackages: 2,
    logicalProcessors: 4,
    memoryBytes: 1_024_000,
    virtualised: false,
    chassis: "server",
  });
});

test.for([
  {
    name: "a guest that its processor flags give away",
    cpuinfo: thread(0, 0, "fpu hypervisor"),
    extra: {},
    expected: true,
  },
  {
    name: "a guest that its firmware gives away",
    cpuinfo: thread(0, 0),
    extra: dmi("QEMU", "Standard PC", 1),
    expected: true,
  },
  { name: "cloud metal", cpuinfo: thread(0, 0), extra: dmi("Amazon EC2", "m5.metal", 25), expected: false },
])("$name", ({ cpuinfo, extra, expected }) => {
  const facts = readMachineFacts(recordedHost({ files: { "/proc/cpuinfo": cpuinfo, ...extra } }));
  expect(facts.virtualised).toBe(expected);
});

test("an ARM machine without firmware tables may or may not be a guest", () => {
  const facts = readMachineFacts(
    recordedHost({ files: { "/proc/cpuinfo": "processor\t: 0\n" }, architecture: "arm64" }),
  );
  expect(facts).toMatchObject({ logicalProcessors: 1, processorPackages: 1, chassis: "unknown" });
  expect(facts).not.toHaveProperty("virtualised");
  expect(facts).not.toHaveProperty("processorModel");
});

test.for([
  { name: "a notebook's case", files: dmi("LENOVO", "T480", 10), expected: "laptop" },
  { name: "a tower", files: dmi("ASUS", "Z790", 3), expected: "desktop" },
  { name: "a battery and no firmware", files: { "/sys/class/power_supply/BAT0/status": "Full" }, expected: "laptop" },
  { name: "a number that says nothing", files: dmi("Someone", "Box", 2), expected: "unknown" },
])("$name", ({ files, expected }) => {
  expect(readMachineFacts(recordedHost({ files })).chassis).toBe(expected);
});

test("a container knows its limits", () => {
  const files = {
    "/.dockerenv": "",
    "/sys/fs/cgroup/cpu.max": "150000 100000\n",
    "/sys/fs/cgroup/memory.max": "max\n",
  };
  expect(readMachineFacts(recordedHost({ files })).container).toEqual({ processors: 1.5 });
});

test("a Mac answers through its operating system", () => {
  const systemFacts = {
    processorModel: "Apple M2",
    logicalProcessors: 8,
    busySeconds: 1,
    idleSeconds: 1,
    memoryBytes: 16e9,
    memoryFreeBytes: 1e9,
  };
  const host = recordedHost({ files: {}, platform: "darwin", architecture: "arm64", systemFacts });
  expect(readMachineFacts(host)).toEqual({
    platform: "darwin",
    architecture: "arm64",
    processorModel: "Apple M2",
    processorPackages: 1,
    logicalProcessors: 8,
    memoryBytes: 16e9,
    chassis: "unknown",
  });
});
