import { expect, test } from "vitest";
import { openCommandMeter } from "./command-meter.ts";
import type { CommandMeters } from "./command-meter.ts";

const machine = { busySeconds: 3, capacitySeconds: 8, memoryUsedBytes: 1e9 };

/** Meters whose processes were seen at `seen.processes` and whose machine was seen at `seen.machine`. */
function meters(seen: { processes: number; machine: number }): CommandMeters & { readonly calls: string[] } {
  const calls: string[] = [];
  return {
    calls,
    tree: {
      follow: () => undefined,
      look: () => calls.push("tree"),
      lookSoon: () => calls.push("tree soon"),
      tree: () => ({ cpuSeconds: 2, residentBytes: 100 }),
      seenSeconds: () => seen.processes,
      residentByteSeconds: () => 500,
      meanResidentBytes: () => 100,
      finish: () => {
        calls.push("tree ended");
        return { cpuSeconds: 2.5, cpuSource: "waited-for", left: [] };
      },
    },
    accelerators: {
      follow: () => undefined,
      look: () => calls.push("accelerators"),
      used: () => ({}),
      finish: () => ({ shares: {}, notes: ["devices"] }),
    },
    activity: {
      look: (elapsedSeconds) => {
        calls.push(`machine at ${elapsedSeconds}`);
        seen.machine = elapsedSeconds;
      },
      machine: () => machine,
      seenSeconds: () => seen.machine,
      memoryByteSeconds: () => 7e9,
    },
  };
}

test("while the command runs, its use has the machine's figures of the moment at which its processes were seen", () => {
  const seen = meters({ processes: 5, machine: 4 });
  const command = openCommandMeter(seen);
  command.look(5);
  expect(seen.calls).toEqual(["tree", "accelerators", "machine at 5"]);
  expect(command.use()).toEqual({ cpuSeconds: 2, busySeconds: 3, capacitySeconds: 8, meanResidentBytes: 100 });
});

test("a moment at which processes or machine were not seen has no use to divide", () => {
  const command = openCommandMeter(meters({ processes: 5, machine: 5 }));
  expect(command.useAt(5)).toMatchObject({ cpuSeconds: 2, busySeconds: 3, residentByteSeconds: 500 });
  expect(command.useAt(6)).toBeUndefined();
  expect(openCommandMeter(meters({ processes: 5, machine: 6 })).useAt(6)).toBeUndefined();
});

test("the command ends once: its use stays that of its end, without the machine's earlier figures", () => {
  const seen = meters({ processes: 5, machine: 5 });
  const command = openCommandMeter(seen);
  command.look(5);
  command.end();
  command.end();
  command.look(6);
  expect(seen.calls.filter((call) => call === "tree ended")).toHaveLength(1);
  expect(command.use()).toEqual({ cpuSeconds: 2.5, cpuSource: "waited-for" });
  expect(command.useAt(5)?.cpuSeconds).toBe(2.5);
  expect(command.accelerators().notes).toEqual(["devices"]);
});
