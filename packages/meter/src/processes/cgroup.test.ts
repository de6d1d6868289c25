import { recordedHost } from "@wattledger/sensors";
import type { Recording } from "@wattledger/sensors";
import { describe, expect, test } from "vitest";
import { followByGroup } from "./cgroup.ts";
import type { CommandGroup, GroupFiles } from "./cgroup.ts";

const root = "/sys/fs/cgroup";
const scope = `${root}/user.slice/app.scope`;
const own = `${scope}/wattledger-${process.pid}-7`;
const command = 4711;
const mark = "20261121-223001-k3f9@1.1";

interface Fake {
  readonly files: GroupFiles;
  readonly content: Map<string, string>;
  /** The files that were written, with their contents. */
  readonly written: string[];
  readonly folders: Set<string>;
  /** Lets the kernel move the command, or refuse. */
  readonly move: (problem?: Error) => void;
}

function fakeFiles(content: Readonly<Record<string, string>>, options: { readonly readOnly?: true } = {}): Fake {
  const texts = new Map(Object.entries(content));
  const written: string[] = [];
  const folders = new Set<string>();
  let done: ((problem: unknown) => void) | undefined;
  const refuse = (): void => {
    if (options.readOnly === true) throw new Error("EROFS");
  };
  return {
    content: texts,
    written,
    folders,
    move: (problem) => done?.(problem ?? null),
    files: {
      read: (path) => texts.get(path),
      makeFolder: (path) => {
        refuse();
        folders.add(path);
      },
      write: (path, text) => {
        refuse();
        written.push(`${path} ${text}`);
      },
      writeLater: (path, text, later) => {
        written.push(`${path} ${text}`);
        done = later;
      },
      removeFolder: (path) => {
        if (texts.get(`${path}/cgroup.procs`)?.trim()) throw new Error("EBUSY");
        folders.delete(path);
      },
    },
  };
}

function stat(pid: number, parent: number, ticks = 0, start = 7): string {
  const fields = Array.from({ length: 30 }, () => 0);
  fields[0] = parent;
  fields[10] = ticks;
  fields[18] = start;
  return `${pid} (sh) S ${fields.join(" ")}\n`;
}

const machine: Recording = {
  files: {
    [`${root}/cgroup.controllers`]: "cpu memory\n",
    "/proc/self/cgroup": "0::/user.slice/app.scope\n",
    "/proc/self/stat": stat(process.pid, 1),
    [`/proc/${command}/stat`]: stat(command, process.pid, 3),
  },
};

function follow(
  fake: Fake,
  { recording = machine, isRoot = false, ownCpuSeconds = (): number => 0 } = {},
): CommandGroup | undefined {
  return followByGroup(recordedHost(recording), command, mark, { files: fake.files, isRoot, ownCpuSeconds });
}

const crowded = { [`${scope}/cgroup.procs`]: `1\n${process.pid}\n${command}\n`, [`${scope}/cgroup.type`]: "domain\n" };

describe("a group is made for the command", () => {
  test("below the wrapper's, and counts from the command's move into it, with the command's earlier use", () => {
    const fake = fakeFiles({ ...crowded, [`${own}/cpu.stat`]: "usage_usec 10000\nuser_usec 1\n" });
    const group = follow(fake);
    expect(fake.written).toEqual([`${own}/cgroup.procs ${command}`]);
    expect([group?.kind(), group?.cpuSeconds()]).toEqual([undefined, undefined]);
    fake.move();
    // Of the three ticks that the command has used, the group has counted one.
    fake.content.set(`${own}/cpu.stat`, "usage_usec 2500000\nuser_usec 1\n");
    expect(group?.kind()).toBe("created");
    expect(group?.cpuSeconds()).toBeCloseTo(2.52, 9);
    expect(group?.memoryBytes()).toBeUndefined();
    expect(group?.close()).toEqual([]);
    expect(fake.folders.size).toBe(0);
  });

  test("the earlier use is counted in nanoseconds of all its threads, because a short command uses less than a tick", () => {
    const fake = fakeFiles({ ...crowded, [`${own}/cpu.stat`]: "usage_usec 0\n" });
    const group = follow(fake, {
      recording: {
        files: {
          ...machine.files,
          [`/proc/${command}/stat`]: stat(command, process.pid, 0),
          [`/proc/${command}/task/${command}/schedstat`]: "1200000 50 3\n",
          [`/proc/${command}/task/4712/schedstat`]: "300000 50 3\n",
        },
      },
    });
    fake.move();
    expect(group?.cpuSeconds()).toBeCloseTo(0.0015, 9);
  });

  test("processes that the command started before the move are moved after it, also detached ones", () => {
    const fake = fakeFiles({ ...crowded, [`${own}/cgroup.procs`]: `${command}\n4714\n` });
    follow(fake, {
      recording: {
        files: {
          ...machine.files,
          [`/proc/${command}/task/${command}/children`]: "4712 4714 \n",
          "/proc/4712/task/4712/children": "4713 ",
          "/proc/4712/stat": stat(4712, command, 10),
          "/proc/4715/stat": stat(4715, 1, 5),
          "/proc/4715/environ": `WATTLEDGER_RUN=${mark}\0`,
          "/proc/4716/stat": stat(4716, 1, 5),
          "/proc/4716/environ": "WATTLEDGER_RUN=20261121-223001-zzzz@1.1\0",
          "/proc/4713/stat": stat(4713, 4712, 20),
          "/proc/4714/stat": stat(4714, command, 1000),
        },
      },
    });
    fake.move();
    expect(fake.written.slice(1)).toEqual([4712, 4713, 4715].map((pid) => `${own}/cgroup.procs ${pid}`));
  });

  test("processes that still run at the end are moved out and reported, and the group is removed", () => {
    const fake = fakeFiles({ ...crowded, [`${own}/cpu.stat`]: "usage_usec 1\n" });
    const group = follow(fake);
    fake.move();
    fake.content.set(`${own}/cgroup.procs`, "4800\n4801\n");
    expect(group?.close()).toEqual([4800, 4801]);
    expect(fake.written.slice(1)).toEqual([`${scope}/cgroup.procs 4800`, `${scope}/cgroup.procs 4801`]);
  });

  test("a command that ends before it is moved is not counted by it, and the group is removed", () => {
    const fake = fakeFiles(crowded);
    const group = follow(fake);
    expect(group?.close()).toEqual([]);
    fake.move(new Error("ESRCH"));
    expect(group?.kind()).toBeUndefined();
    expect(fake.folders.size).toBe(0);
  });

  test.for([
    ["nothing may be written", { readOnly: true } as const, {}, machine],
    [
      "systemd owns the tree and we are root",
      {},
      { isRoot: true },
      { files: { ...machine.files, "/proc/1/comm": "systemd\n" } },
    ],
    ["there is version 1 only", {}, {}, { files: { ...machine.files, [`${root}/cgroup.controllers`]: undefined } }],
    [
      "the wrapper's own group is outside of what it sees",
      {},
      {},
      { files: { ...machine.files, "/proc/self/cgroup": "0::/../other\n" } },
    ],
  ] as const)("not if %s", ([, options, situation, { files }]) => {
    const fake = fakeFiles(crowded, options);
    const known = Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined);
    expect(follow(fake, { ...situation, recording: { files: Object.fromEntries(known) } })).toBeUndefined();
    expect(fake.folders.size).toBe(0);
  });

  test("root makes one without systemd, as in a container", () => {
    expect(follow(fakeFiles(crowded), { isRoot: true })).toBeDefined();
  });
});

describe("a group that the wrapper has to itself", () => {
  const alone = { ...crowded, [`${scope}/cgroup.procs`]: `${process.pid}\n${command}\n` };

  test("is used as it is, less the wrapper's own use", () => {
    const fake = fakeFiles({
      ...alone,
      [`${scope}/cpu.stat`]: "usage_usec 1000000\n",
      [`${scope}/memory.current`]: "900\n",
      [`${scope}/memory.stat`]: "anon 300\nfile 500\nshmem 50\n",
    });
    let ownSeconds = 0.5;
    const group = follow(fake, { ownCpuSeconds: () => ownSeconds });
    ownSeconds = 0.75;
    fake.content.set(`${scope}/cpu.stat`, "usage_usec 4000000\n");
    expect(group?.kind()).toBe("alone");
    expect(group?.cpuSeconds()).toBeCloseTo(2.75, 9);
    expect(group?.memoryBytes()).toBe(450);
    expect(fake.folders.size).toBe(0);
    expect(group?.close()).toEqual([]);
  });

  test("the root of all groups is never the wrapper's own", () => {
    const fake = fakeFiles({
      [`${root}/cgroup.procs`]: `${process.pid}\n${command}\n`,
      [`${root}/cpu.stat`]: "usage_usec 1\n",
    });
    follow(fake, { recording: { files: { ...machine.files, "/proc/self/cgroup": "0::/\n" } } });
    expect([...fake.folders]).toEqual([`${root}/wattledger-${process.pid}-7`]);
  });
});
