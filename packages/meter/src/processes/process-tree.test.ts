import { recordedHost } from "@wattledger/sensors";
import { describe, expect, test } from "vitest";
import { parseProcessStat } from "../machine/process-stat.ts";
import { watchTree } from "./process-tree.ts";

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly name?: string;
  readonly ticks?: number;
  readonly waitedTicks?: number;
  readonly start?: number;
  readonly pages?: number;
}

function line(process: Process): string {
  const fields = Array.from({ length: 50 }, () => 0);
  fields[0] = process.parent;
  fields[1] = process.parent;
  fields[4] = -1;
  fields[10] = process.ticks ?? 0;
  fields[12] = process.waitedTicks ?? 0;
  fields[18] = process.start ?? 0;
  fields[20] = process.pages ?? 0;
  return `${process.pid} (${process.name ?? "sh"}) S ${fields.join(" ")}\n`;
}

function machine(...processes: readonly Process[]): Parameters<typeof recordedHost>[0] {
  return { files: Object.fromEntries(processes.map((process) => [`/proc/${process.pid}/stat`, line(process)])) };
}

test("a program's name may contain spaces and parentheses", () => {
  const stat = parseProcessStat(line({ pid: 7, parent: 3, name: "evil) S 1 (x", ticks: 250, waitedTicks: 50 }));
  expect(stat).toMatchObject({ pid: 7, parentPid: 3, cpuSeconds: 2.5, waitedCpuSeconds: 0.5 });
});

test.for(["", "garbage", "12 (sh) S 1"])("the line '%s' is not a process", (text) => {
  expect(parseProcessStat(text)).toBeUndefined();
});

test("descendants count with their memory, other processes do not", () => {
  const host = recordedHost(
    machine(
      { pid: 1, parent: 0, ticks: 900, pages: 900 },
      { pid: 10, parent: 5, ticks: 100, waitedTicks: 20, pages: 2 },
      { pid: 11, parent: 10, ticks: 300, pages: 3 },
      { pid: 12, parent: 11, ticks: 1, pages: 4 },
      { pid: 20, parent: 5, ticks: 900, pages: 900 },
    ),
  );
  expect(watchTree(host, 10).look()).toMatchObject({
    cpuSeconds: 4.21,
    residentBytes: 9 * 4096,
    memorySource: "resident",
    processes: 3,
  });
});

test("a later walk reads a share of the strangers, and finds a detached process under the id of one of them", () => {
  const strangers = Array.from({ length: 80 }, (_, index): Process => ({ pid: 100 + index, parent: 5 }));
  const root = { pid: 10, parent: 5, start: 50 };
  let now = recordedHost(machine(root, ...strangers));
  const read: string[] = [];
  const host = {
    ...now,
    listDirectory: (path: string) => now.listDirectory(path),
    readText: (path: string) => {
      if (path.endsWith("/stat")) read.push(path);
      return now.readText(path);
    },
  };
  const tree = watchTree(host, 10, "run-7");
  tree.look();
  read.length = 0;
  tree.look();
  expect(read.length).toBeLessThan(20);
  // The stranger 133 ends, and a process of the run gets its number.
  const detached = { pid: 133, parent: 1, start: 60, ticks: 300 };
  const { files } = machine(root, ...strangers.filter(({ pid }) => pid !== 133), detached);
  now = recordedHost({ files: { ...files, "/proc/133/environ": "WATTLEDGER_RUN=run-7\0" } });
  const found = Array.from({ length: 8 }, () => tree.look()?.processes);
  expect(found.at(-1)).toBe(2);
});

test("a child that ended and was waited for moves into its parent's count", () => {
  const host = recordedHost(machine({ pid: 10, parent: 5 }, { pid: 11, parent: 10, ticks: 300 }));
  const tree = watchTree(host, 10);
  tree.look();
  host.show(machine({ pid: 10, parent: 5, waitedTicks: 320 }));
  expect(tree.look()).toMatchObject({ cpuSeconds: 3.2, processes: 1 });
});

test("time does not run backwards while a dead child waits to be counted by its parent", () => {
  const host = recordedHost(machine({ pid: 10, parent: 5 }, { pid: 11, parent: 10, ticks: 300 }));
  const tree = watchTree(host, 10);
  tree.look();
  host.show(machine({ pid: 10, parent: 5 }));
  expect(tree.look()).toMatchObject({ cpuSeconds: 3 });
});

test("a daemon that init adopted stays in the tree, while it runs and after its end", () => {
  const host = recordedHost(machine({ pid: 10, parent: 5 }, { pid: 11, parent: 10, ticks: 100, start: 7 }));
  const tree = watchTree(host, 10);
  tree.look();
  host.show(machine({ pid: 10, parent: 5 }, { pid: 11, parent: 1, ticks: 200, start: 7 }));
  expect(tree.look()).toMatchObject({ cpuSeconds: 2, processes: 2 });
  host.show(machine({ pid: 10, parent: 5, ticks: 50 }));
  expect(tree.look()).toMatchObject({ cpuSeconds: 2.5, processes: 1 });
  expect(tree.finalCpuSeconds(0.5)).toBe(2.5);
});

test("a new process with an old pid is not the old process", () => {
  const host = recordedHost(machine({ pid: 10, parent: 5 }, { pid: 11, parent: 10, ticks: 100, start: 7 }));
  const tree = watchTree(host, 10);
  tree.look();
  host.show(machine({ pid: 10, parent: 5, waitedTicks: 100 }, { pid: 11, parent: 1, ticks: 9000, start: 8 }));
  expect(tree.look()).toMatchObject({ cpuSeconds: 1, processes: 1 });
});

test("after the end, the kernel's count of waited-for children corrects the observed use", () => {
  const tree = watchTree(recordedHost(machine({ pid: 10, parent: 5, ticks: 10 })), 10);
  tree.look();
  expect(tree.finalCpuSeconds(4)).toBe(4);
});

test("without procfs nothing is known", () => {
  expect(watchTree(recordedHost({ files: {} }), 10).look()).toBeUndefined();
});

/** A process's `smaps_rollup`, in kibibytes. */
function pagesOf(pid: number, pss: number, rss = 400): Readonly<Record<string, string>> {
  return { [`/proc/${pid}/smaps_rollup`]: `Rss: ${rss} kB\nPss: ${pss} kB\n` };
}

function lookAt(...files: readonly Readonly<Record<string, string>>[]): unknown {
  return watchTree(recordedHost({ files: Object.assign({}, ...files) }), 10).look();
}

describe("pages that several processes share", () => {
  const two = machine({ pid: 10, parent: 5, pages: 100 }, { pid: 11, parent: 10, pages: 100 });
  const three = machine(
    { pid: 10, parent: 5, pages: 100 },
    { pid: 11, parent: 10, pages: 100 },
    { pid: 12, parent: 10, pages: 100 },
  );
  const both = { ...pagesOf(10, 300), ...pagesOf(11, 100) };

  test("count once, and a process that may not be read counts in full", () => {
    expect(lookAt(two.files, both)).toMatchObject({ residentBytes: 400 * 1024, memorySource: "proportional" });
    expect(lookAt(two.files, pagesOf(10, 300))).toMatchObject({
      residentBytes: 700 * 1024,
      memorySource: "proportional",
    });
    expect(lookAt(two.files)).toMatchObject({ residentBytes: 800 * 1024, memorySource: "resident" });
  });

  test("count once if any worker ends while they are asked for, at any look", () => {
    // Three processes, of which one vanishes between the reading of its size and that of its pages.
    for (const vanishedAt of [0, 1, 5, 10, 15]) {
      const host = recordedHost({ files: {} });
      const tree = watchTree(host, 10, undefined, () => 0);
      for (let look = 0; look < 20; look += 1) {
        const files = look === vanishedAt ? { ...three.files, ...both } : { ...two.files, ...both };
        host.show({ files }, 1);
        // Of the third, only the size can be read: it runs, so it counts in full, and for this look only.
        const expected = look === vanishedAt ? 800 : 400;
        expect([vanishedAt, look, tree.look()?.residentBytes]).toEqual([vanishedAt, look, expected * 1024]);
      }
    }
  });

  test("keep the last known share, if none can be read any more", () => {
    const host = recordedHost({ files: { ...two.files, ...both } });
    const tree = watchTree(host, 10, undefined, () => 0);
    tree.look();
    host.show(two, 20);
    expect(tree.look()).toMatchObject({ residentBytes: 400 * 1024, memorySource: "proportional" });
  });

  test("are asked for again when the memory has changed, as soon as the cost allows", () => {
    const more = machine({ pid: 10, parent: 5, pages: 100 }, { pid: 11, parent: 10, pages: 200 });
    const own = { ...pagesOf(10, 300), ...pagesOf(11, 500, 800) };
    let spent = 0;
    const host = recordedHost({ files: { ...two.files, ...both } });
    const tree = watchTree(host, 10, undefined, () => (spent += 0.01));
    tree.look();
    // The question's cost, a hundredth of a second, is half a per cent of two seconds.
    host.show({ files: { ...more.files, ...own } }, 1);
    expect(tree.look()?.residentBytes).toBe((1200 * 1024) / 2);
    host.show({ files: { ...more.files, ...own } }, 1.1);
    expect(tree.look()?.residentBytes).toBe(800 * 1024);
  });
});

function environ(value: string): string {
  return `PATH=/bin\0WATTLEDGER_RUN=${value}\0HOME=/\0`;
}

describe("a process whose parents have all ended", () => {
  const mark = "20261121-223001-k3f9@9.9";
  const root = { pid: 10, parent: 5, start: 100 };

  test.for([
    ["is the run's by the mark in its environment", `x@1.1,${mark}`, 101, 4],
    ["is not, if the mark is of another run", "20261121-223001-zzzz@9.9", 101, 1],
    ["is not, if it is older than the command", mark, 99, 1],
  ] as const)("%s", ([, value, start, cpuSeconds]) => {
    const daemon = { pid: 20, parent: 1, ticks: 300, start };
    const host = recordedHost({
      files: {
        ...machine({ ...root, ticks: 100 }, daemon).files,
        "/proc/20/environ": environ(value),
      },
    });
    expect(watchTree(host, 10, mark).look()).toMatchObject({ cpuSeconds });
  });

  test("is found at the end, with its use until then, even without an earlier look", () => {
    const host = recordedHost(machine(root));
    const tree = watchTree(host, 10, mark);
    host.show({
      files: {
        ...machine({ pid: 20, parent: 1, ticks: 300, start: 101 }).files,
        "/proc/20/environ": environ(mark),
      },
    });
    expect(tree.findLeft()).toEqual([20]);
    expect(tree.finalCpuSeconds(1)).toBe(4);
  });
});
