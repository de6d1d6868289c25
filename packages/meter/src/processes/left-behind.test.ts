import { spawn } from "node:child_process";
import { once } from "node:events";
import { machineHost, recordedHost } from "@wattledger/sensors";
import { expect, test } from "vitest";
import { awaitHelpers, leftNotes, leftProcesses, stillRunning } from "./left-behind.ts";

const line = (pid: number, state: string, start: number): string =>
  `${pid} (x) ${state} 1 ${Array.from({ length: 17 }, () => 0).join(" ")} ${start} 0 0\n`;

test("a number that another process has now, and a process that was not waited for, do not run", () => {
  const files = {
    "/proc/7/stat": line(7, "S", 100),
    "/proc/8/stat": line(8, "S", 100),
    "/proc/9/stat": line(9, "S", 100),
  };
  const host = recordedHost({ files });
  const left = leftProcesses(host, [7, 8, 9, 10]);
  expect(left).toHaveLength(3);
  host.show({ files: { ...files, "/proc/8/stat": line(8, "S", 200), "/proc/9/stat": line(9, "Z", 100) } });
  expect(stillRunning(host, left)).toEqual([{ pid: 7, startTicks: 100 }]);
});

test.skipIf(process.platform !== "linux")(
  "a helper that ends a moment after the command is not left behind; a daemon is",
  async () => {
    const host = machineHost();
    const [helper, daemon] = [spawn("sleep", ["0.1"]), spawn("sleep", ["30"])];
    await Promise.all([once(helper, "spawn"), once(daemon, "spawn")]);
    const left = leftProcesses(host, [helper.pid ?? 0, daemon.pid ?? 0]);
    expect(left).toHaveLength(2);
    const running = await awaitHelpers(host, left);
    daemon.kill();
    expect(running.map(({ pid }) => pid)).toEqual([daemon.pid]);
    expect(leftNotes(running)).toEqual([expect.stringContaining("1 process that the command started still runs")]);
    expect(leftNotes([])).toEqual([]);
  },
);
