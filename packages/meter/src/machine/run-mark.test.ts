import { recordedHost } from "@wattledger/sensors";
import { expect, test } from "vitest";
import { enclosingRun, markedEnvironment, runMark, runVariable } from "./run-mark.ts";

function stat(pid: number, parent: number, start: number): string {
  const fields = Array.from({ length: 30 }, () => 0);
  fields[0] = parent;
  fields[18] = start;
  return `${pid} (sh) S ${fields.join(" ")}\n`;
}

/** A wrapper (10) around a wrapper (30) around a shell (40) around us (50). */
const host = recordedHost({
  files: {
    "/proc/self/stat": stat(50, 40, 500),
    "/proc/40/stat": stat(40, 30, 400),
    "/proc/30/stat": stat(30, 20, 300),
    "/proc/20/stat": stat(20, 10, 200),
    "/proc/10/stat": stat(10, 1, 100),
    "/proc/1/stat": stat(1, 0, 1),
  },
});

const outer = runMark({ id: "20261121-223001-aaaa", pid: 10, startTicks: 100 });
const inner = runMark({ id: "20261121-223002-bbbb", pid: 30, startTicks: 300 });

test("the innermost run whose wrapper is an ancestor is around us", () => {
  const { [runVariable]: both } = markedEnvironment(markedEnvironment({}, outer), inner);
  expect(both).toBe(`${outer},${inner}`);
  expect(enclosingRun(host, { [runVariable]: both })?.id).toBe("20261121-223002-bbbb");
  expect(enclosingRun(host, { [runVariable]: outer })?.id).toBe("20261121-223001-aaaa");
});

test.for([
  ["nobody", undefined],
  ["an empty word", ""],
  ["a wrapper that has ended, whose process number is another's now", "20261121-223001-aaaa@10.99"],
  ["a wrapper of another machine", "20261121-223001-aaaa@11.100"],
  ["a text that is not a mark", "yes"],
] as const)("%s does not", ([, value]) => {
  expect(enclosingRun(host, { [runVariable]: value })).toBeUndefined();
});
