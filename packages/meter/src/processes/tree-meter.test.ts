import { recordedHost } from "@wattledger/sensors";
import { describe, expect, test } from "vitest";
import type { CommandGroup } from "./cgroup.ts";
import { openTreeMeter } from "./tree-meter.ts";

function stat(pid: number, parent: number, ticks: number, pages: number): string {
  const fields = Array.from({ length: 50 }, () => 0);
  fields[0] = parent;
  fields[10] = ticks;
  fields[20] = pages;
  return `${pid} (python) S ${fields.join(" ")}\n`;
}

function machine(ticks: number, pages = 100): Parameters<typeof recordedHost>[0] {
  return { files: { "/proc/self/stat": stat(5, 1, 0, 1), "/proc/10/stat": stat(10, 5, ticks, pages) } };
}

function group(counts: { seconds: number | undefined; bytes: number | undefined }): CommandGroup {
  return { kind: () => "created", cpuSeconds: () => counts.seconds, memoryBytes: () => counts.bytes, close: () => [] };
}

describe("processor time while the command runs", () => {
  test("is that of the latest reading if a group counts it, at any cost of a walk", () => {
    let spent = 0;
    const counts = { seconds: 0, bytes: undefined };
    // A walk takes a tenth of a second of processor time.
    const tree = openTreeMeter({
      host: recordedHost(machine(1)),
      follow: () => group(counts),
      ownCpuSeconds: () => (spent += 0.1),
    });
    tree.follow(10);
    const seen = Array.from({ length: 12 }, (_, second) => {
      counts.seconds = second;
      tree.look(second);
      return [tree.tree()?.cpuSeconds, tree.seenSeconds()];
    });
    expect(seen.slice(1)).toEqual(Array.from({ length: 11 }, (_, index) => [index + 1, index + 1]));
  });

  test("is up to date on a busy machine, where a walk takes long by the clock and little of the processor", () => {
    const host = recordedHost(machine(0));
    const tree = openTreeMeter({ host, follow: () => undefined, ownCpuSeconds: () => 0 });
    tree.follow(10);
    const seen = Array.from({ length: 12 }, (_, second) => {
      host.show(machine(second * 100), 5);
      tree.look(second);
      return tree.tree()?.cpuSeconds;
    });
    expect(seen).toEqual(Array.from({ length: 12 }, (_, second) => second));
  });
});

test("memory that a group counts is added up at every reading, and the main source of it is named", () => {
  const counts: { seconds: number | undefined; bytes: number | undefined } = { seconds: undefined, bytes: undefined };
  const tree = openTreeMeter({ host: recordedHost(machine(1)), follow: () => group(counts), ownCpuSeconds: () => 0 });
  tree.follow(10);
  tree.look(1);
  counts.seconds = 1;
  counts.bytes = 1e6;
  for (const second of [2, 3, 4, 5]) tree.look(second);
  expect(tree.residentByteSeconds()).toBe(100 * 4096 + 4e6);
  expect(tree.finish()).toMatchObject({ memorySource: "cgroup", meanResidentBytes: (100 * 4096 + 4e6) / 5 });
});

test("a group that counted nothing did not hold the command: the kernel moves no ended process", () => {
  const tree = openTreeMeter({
    host: recordedHost(machine(0)),
    follow: () => group({ seconds: 0, bytes: undefined }),
    ownCpuSeconds: () => 0,
  });
  tree.follow(10);
  expect(tree.finish()).toMatchObject({ cpuSeconds: 0, cpuSource: "waited-for" });
});
