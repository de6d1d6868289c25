import { expect, test } from "vitest";
import { recordedHost } from "../host/recorded-host.ts";
import type { Recording } from "../host/recorded-host.ts";
import { openMachineActivity } from "./machine-activity.ts";

const meminfo = "MemTotal:       8000 kB\nMemFree:        1000 kB\nMemAvailable:   6000 kB\n";

function read(files: Recording["files"]): unknown {
  const opened = openMachineActivity(recordedHost({ files }));
  return opened.ok ? opened.value.read() : opened;
}

const stat = (line: string): Recording["files"] => ({
  "/proc/stat": `${line}\ncpu0 1 1 1 1\n`,
  "/proc/meminfo": meminfo,
});
const memory = { memoryBytes: 8_192_000, memoryUsedBytes: 2_048_000 };

test.for([
  {
    name: "interrupts are work, waiting for disks is idle, stolen time is neither",
    line: "cpu  100 200 300 4000 500 60 70 800 0 0",
    value: { busySeconds: 7.3, capacitySeconds: 60.3 },
  },
  {
    name: "time of guests is in user time already",
    line: "cpu  100 50 0 850 0 0 0 0 100 50",
    value: { busySeconds: 1.5, capacitySeconds: 10 },
  },
  {
    name: "an old kernel prints fewer columns",
    line: "cpu  100 0 100 800",
    value: { busySeconds: 2, capacitySeconds: 10 },
  },
])("$name", ({ line, value }) => {
  expect(read(stat(line))).toEqual({ ok: true, value: { ...value, ...memory } });
});

test("free memory is used instead of available memory on a kernel that does not report it", () => {
  const files = { ...stat("cpu  1 0 0 1"), "/proc/meminfo": "MemTotal:       8000 kB\nMemFree:        1000 kB\n" };
  expect(read(files)).toMatchObject({ value: { memoryUsedBytes: 7000 * 1024 } });
});

test.for([
  { name: "an empty /proc/stat", files: { "/proc/stat": "", "/proc/meminfo": meminfo }, kind: "retry" },
  { name: "an empty /proc/meminfo", files: { ...stat("cpu  1 0 0 1"), "/proc/meminfo": "" }, kind: "retry" },
  { name: "no /proc at all", files: {}, kind: "gone" },
])("$name is a failure, not an idle machine", ({ files, kind }) => {
  expect(read(files)).toMatchObject({ ok: false, error: { kind } });
});

test("without /proc the operating system's own figures are used", () => {
  const facts = {
    processorModel: "Apple M2",
    logicalProcessors: 8,
    busySeconds: 30,
    idleSeconds: 70,
    memoryBytes: 1000,
    memoryFreeBytes: 400,
  };
  const opened = openMachineActivity(recordedHost({ files: {}, platform: "darwin", systemFacts: facts }));
  expect(opened.ok && opened.value.read()).toEqual({
    ok: true,
    value: { busySeconds: 30, capacitySeconds: 100, memoryBytes: 1000, memoryUsedBytes: 600 },
  });
});
