import { execFileSync } from "node:child_process";
import { recordedHost } from "@wattledger/sensors";
import { describe, expect, test } from "vitest";
import { commandLine } from "./command-line.ts";

const command = ["sh", "-c", "true"] as const;
const path = { PATH: "/usr/bin:/bin" };

function limits(soft: number | string, hard: number | string = 20_000): string {
  return `Limit                     Soft Limit           Hard Limit           Units     \nMax open files            ${soft}                 ${hard}                files     \n`;
}

/** A process that Node gave a soft limit of 20000, below a parent with these limits. */
function host(parent: string, more: Readonly<Record<string, string>> = {}): ReturnType<typeof recordedHost> {
  return recordedHost({
    files: {
      "/proc/self/limits": limits(20_000),
      "/proc/self/status": "Name:\tnode\nPPid:\t77\n",
      "/proc/77/limits": parent,
      ...more,
    },
  });
}

/** The soft limit that the command would be started with. Undefined: no change is needed. */
function limitOf(line: readonly string[]): string | undefined {
  return (
    /^--nofile=(\d+):$|ulimit -S -n (\d+);/.exec(line.join(" "))?.[0] ??
    line.find((word) => word.startsWith("--nofile"))
  );
}

describe("the soft limit of open files", () => {
  test("is that of the parent if Node raised it", () => {
    expect(limitOf(commandLine(host(limits(1024)), command, path))).toContain("1024");
  });

  test("is what the launcher found, with any limit of the parent", () => {
    const environment = { ...path, WATTLEDGER_FILE_LIMIT: "256" };
    expect(limitOf(commandLine(host(limits(1024)), command, environment))).toContain("256");
  });

  test.for([
    ["the launcher found the one we have", limits(1024), { WATTLEDGER_FILE_LIMIT: "20000" }],
    ["the parent has the same", limits(20_000), {}],
    ["the parent has another hard limit, so that ours does not come from it", limits(1024, 4096), {}],
    ["the parent's cannot be read", "", {}],
  ] as const)("is not changed if %s", ([, parent, environment]) => {
    expect(commandLine(host(parent), command, { ...path, ...environment })).toEqual(command);
  });

  test("does not change the error for a command that does not exist", () => {
    expect(commandLine(host(limits(1024)), ["no-such-program"], path)).toEqual(["no-such-program"]);
    expect(commandLine(host(limits(1024)), ["/etc/passwd"], path)).toEqual(["/etc/passwd"]);
  });

  test("is left to the system without procfs", () => {
    expect(commandLine(recordedHost({ files: {} }), command, path)).toEqual(command);
  });
});

test("under nohup a shell ignores SIGHUP before it becomes the command, and sets the limit too", () => {
  const line = commandLine(host(limits(1024), { "/proc/self/fdinfo/0": "pos:\t0\nflags:\t0100001\n" }), command, path);
  expect(line.slice(0, 2)).toEqual(["/bin/sh", "-c"]);
  expect(line[2]).toBe(`trap '' HUP; ulimit -S -n 1024; exec "$0" "$@"`);
  expect(line.slice(3)).toEqual(command);
});

test.for([
  ["0000000000000001", "HUP"],
  ["0000000000000006", "INT QUIT"],
  ["0000000000001001", "HUP PIPE"],
  ["0000000180040103", "HUP INT KILL STOP"],
] as const)("signals that the launcher found ignored, %s, are ignored by the command", ([told, all]) => {
  const names = all.replace(" KILL STOP", "");
  const line = commandLine(recordedHost({ files: {} }), command, { ...path, WATTLEDGER_IGNORED_SIGNALS: told });
  expect(line.slice(0, 3)).toEqual(["/bin/sh", "-c", `trap '' ${names}; exec "$0" "$@"`]);
});

test.for(["0000000000000000", "", "x"])("a command is started directly if the launcher found %j", (told) => {
  const environment = { ...path, WATTLEDGER_IGNORED_SIGNALS: told };
  expect(commandLine(recordedHost({ files: {} }), command, environment)).toEqual(command);
});

/** Runs printf with this command line, as the kernel and Node would report it, and returns what it printed. */
function printed(words: readonly Buffer[], environment: Readonly<Record<string, Buffer>> = {}): Buffer {
  const decoded = words.map((word) => word.toString());
  const entries = Object.entries(environment);
  const variables = Object.fromEntries(entries.map(([name, value]) => [name, value.toString()]));
  const files = {
    "/proc/self/cmdline": [Buffer.from("node"), Buffer.from("run"), ...words]
      .map((word) => `${word.toString("latin1")}\0`)
      .join(""),
    "/proc/self/environ": entries.map(([name, value]) => `${name}=${value.toString("latin1")}\0`).join(""),
  };
  const [first = "", ...rest] = decoded;
  const [program, ...args] = commandLine(recordedHost({ files }), [first, ...rest], { ...path, ...variables });
  return execFileSync(program, args, { env: { ...path, ...variables } });
}

describe("what is not UTF-8", () => {
  test("reaches the command byte for byte, also line ends at the end", () => {
    const words = [
      Buffer.from("a\xff\xfeb", "latin1"),
      Buffer.from("gr\xfc\xdfe\n\n", "latin1"),
      Buffer.from("größe '$x\\"),
    ];
    const out = printed([Buffer.from("printf"), Buffer.from("%s,%s,%s"), ...words]);
    expect(
      out.equals(
        Buffer.concat([
          words[0] ?? Buffer.of(),
          Buffer.from(","),
          words[1] ?? Buffer.of(),
          Buffer.from(","),
          words[2] ?? Buffer.of(),
        ]),
      ),
    ).toBe(true);
  });

  test("is passed on in the environment as well", () => {
    const value = Buffer.from("/daten/gr\xfc\xdfe", "latin1");
    expect(
      printed([Buffer.from("sh"), Buffer.from("-c"), Buffer.from('printf %s "$DATA"')], { DATA: value }).equals(value),
    ).toBe(true);
  });

  test("stays as in Node if the kernel does not report it", () => {
    expect(commandLine(recordedHost({ files: {} }), ["echo", "\u{FFFD}"], path)).toEqual(["echo", "\u{FFFD}"]);
  });

  test("is not confused with the character U+FFFD itself, which is UTF-8", () => {
    expect(printed([Buffer.from("printf"), Buffer.from("%s"), Buffer.from("\u{FFFD}")]).toString()).toBe("\u{FFFD}");
  });
});
