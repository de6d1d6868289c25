import { recordedHost } from "@wattledger/sensors";
import { describe, expect, test } from "vitest";
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
  { name: "a number without a meaning", files: dmi("Someone", "Box", 2), expected: "unknown" },
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

describe("limits of control groups", () => {
  const machine = {
    "/proc/cpuinfo": Array.from({ length: 64 }, (_, index) => `processor\t: ${index}\n`).join(""),
    "/proc/meminfo": "MemTotal:       263000000 kB\n",
  };
  const gibibytes = 2 ** 30;

  test.for([
    {
      name: "Docker under cgroup v1",
      files: {
        "/.dockerenv": "",
        "/proc/self/cgroup": "5:memory:/docker/ab\n4:cpu,cpuacct:/docker/ab\n",
        "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "200000\n",
        "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
        "/sys/fs/cgroup/memory/memory.limit_in_bytes": `${4 * gibibytes}\n`,
      },
      expected: { processors: 2, memoryBytes: 4 * gibibytes },
    },
    {
      name: "cgroup v1 without limits",
      files: {
        "/.dockerenv": "",
        "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
        "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
        "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
      },
      expected: {},
    },
    {
      name: "a container with the host's namespace of groups",
      files: {
        "/proc/self/cgroup": "0::/ecs/task/c1\n",
        "/sys/fs/cgroup/ecs/task/c1/cpu.max": "max 100000\n",
        "/sys/fs/cgroup/ecs/task/cpu.max": "400000 100000\n",
        "/sys/fs/cgroup/ecs/task/c1/memory.max": `${8 * gibibytes}\n`,
        "/sys/fs/cgroup/ecs/task/memory.max": `${16 * gibibytes}\n`,
      },
      expected: { processors: 4, memoryBytes: 8 * gibibytes },
    },
    {
      name: "a scope of systemd with CPUQuota=150%",
      files: {
        "/proc/self/cgroup": "0::/user.slice/user-1000.slice/run-r1.scope\n",
        "/sys/fs/cgroup/user.slice/user-1000.slice/run-r1.scope/cpu.max": "150000 100000\n",
        "/sys/fs/cgroup/cpuset.cpus.effective": "0-63\n",
      },
      expected: { kind: "control-group", processors: 1.5 },
    },
    {
      name: "a set of processors",
      files: {
        "/sys/fs/cgroup/cpu.max": "max 100000\n",
        "/sys/fs/cgroup/cpuset.cpus.effective": "0-3,8,10-11\n",
      },
      expected: { processors: 7 },
    },
    { name: "no group at all", files: {}, expected: undefined },
  ])("$name", ({ files, expected }) => {
    expect(readMachineFacts(recordedHost({ files: { ...machine, ...files } })).container).toEqual(expected);
  });
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
