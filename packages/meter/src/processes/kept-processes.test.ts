import { spawn } from "node:child_process";
import { machineHost, recordedHost } from "@wattledger/sensors";
import fc from "fast-check";
import { expect, test } from "vitest";
import { keepProcesses } from "./kept-processes.ts";

/** A process with the ids of its first thread's children, and possibly those of a second thread. */
interface Process {
  readonly startTicks: number;
  readonly children: readonly number[];
  readonly ofSecondThread?: readonly number[];
}

function filesOf(pid: number, { startTicks, children, ofSecondThread }: Process): Record<string, string> {
  const fields = Array.from({ length: 49 }, () => 0);
  fields[16] = ofSecondThread === undefined ? 1 : 2;
  fields[18] = startTicks;
  return {
    [`/proc/${pid}/stat`]: `${pid} (a b) S ${fields.join(" ")}\n`,
    [`/proc/${pid}/task/${pid}/children`]: list(children),
    ...(ofSecondThread === undefined ? {} : { [`/proc/${pid}/task/${pid}0/children`]: list(ofSecondThread) }),
  };
}

function list(pids: readonly number[]): string {
  return pids.map((pid) => `${pid} `).join("");
}

function machine(processes: readonly (readonly [number, Process])[]): Parameters<typeof recordedHost>[0] {
  return { files: Object.assign({}, ...processes.map(([pid, process]) => filesOf(pid, process))) };
}

const anyPid = fc.integer({ min: 1, max: 40 });
const anyMachine = fc
  .uniqueArray(
    fc.tuple(
      anyPid,
      fc.record(
        {
          startTicks: fc.integer({ min: 0, max: 3 }),
          children: fc.array(anyPid, { maxLength: 6 }),
          ofSecondThread: fc.array(anyPid, { maxLength: 3 }),
        },
        { requiredKeys: ["startTicks", "children"] },
      ),
    ),
    { selector: ([id]) => id, maxLength: 40 },
  )
  .map(machine);

test("when processes start and end in any order, open files show the same as newly opened ones", () => {
  fc.assert(
    fc.property(
      fc.array(anyMachine, { minLength: 1, maxLength: 5 }),
      fc.array(anyPid, { maxLength: 3 }),
      (moments, roots) => {
        const host = recordedHost({ files: {} });
        const kept = keepProcesses(host);
        for (const moment of moments) {
          host.show(moment);
          expect(kept.readBelow(roots)).toEqual(keepProcesses(recordedHost(moment)).readBelow(roots));
        }
      },
    ),
  );
});

test("a list of children that is longer than a reading is read whole", () => {
  const children = Array.from({ length: 900 }, (_, index) => 100_000 + index);
  const host = recordedHost(
    machine([
      [1, { startTicks: 0, children }],
      ...children.map((child) => [child, { startTicks: 1, children: [] }] as const),
    ]),
  );
  const kept = keepProcesses(host);
  expect([kept.readBelow([1]).size, kept.readBelow([1]).size]).toEqual([901, 901]);
});

test("if the members of a tree do not change, no file is opened again, and every file is closed in the end", () => {
  const recorded = recordedHost(
    machine([
      [1, { startTicks: 0, children: [2] }],
      [2, { startTicks: 1, children: [] }],
    ]),
  );
  let opened = 0;
  let open = 0;
  const kept = keepProcesses({
    ...recorded,
    openForReading: (path) => {
      const file = recorded.openForReading(path);
      if (!file.ok) return file;
      opened += 1;
      open += 1;
      return { ok: true, value: { read: file.value.read, close: () => (open -= 1) } };
    },
    readText: (path) => {
      opened += 1;
      return recorded.readText(path);
    },
  });
  kept.readBelow([1]);
  const atFirst = opened;
  kept.readBelow([1]);
  expect([opened - atFirst, open]).toEqual([0, 4]);
  recorded.show(machine([[1, { startTicks: 0, children: [] }]]));
  kept.readBelow([1]);
  expect(open).toBe(2);
  kept.close();
  expect(open).toBe(0);
});

test.skipIf(process.platform !== "linux")(
  "the kernel's own lists change under open files: a child that comes is found, one that goes is gone",
  async () => {
    const kept = keepProcesses(machineHost());
    const shell = spawn("sh", ["-c", "read go; sleep 60 & read end; kill $!; wait; read over"], {
      stdio: ["pipe", "ignore", "ignore"],
    });
    const size = (): number => kept.readBelow([shell.pid ?? 0]).size;
    await expect.poll(size).toBe(1);
    shell.stdin.write("go\n");
    await expect.poll(size).toBe(2);
    shell.stdin.write("end\n");
    await expect.poll(size).toBe(1);
    shell.stdin.end();
    await expect.poll(size).toBe(0);
    kept.close();
  },
);
