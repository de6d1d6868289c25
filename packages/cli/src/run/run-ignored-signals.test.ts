import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { launcher, openWorkshop } from "./wrapped.fixture.ts";

const workshop = openWorkshop();
afterAll(() => {
  workshop.remove();
});

/** What the kernel says of the command's ignored signals, and what it was told of them. */
const look = "grep SigIgn /proc/self/status | cut -f2; env | grep -c WATTLEDGER_IGNORED || true";

test.runIf(existsSync("/proc/self/status")).for([
  ["plain", '"$@"', 0n],
  ["nohup with input from nowhere", 'nohup "$@" < /dev/null', 1n],
  ["nohup with input from a file", 'nohup "$@" < /etc/passwd', 1n],
  ["nohup without input", 'nohup "$@" <&-', 1n],
  ["nohup and setsid", 'nohup setsid -w "$@" < /dev/null', 1n],
  ["a script's background", '"$@" & wait', 6n],
  ["a script that ignores others", 'trap "" USR1 PIPE; "$@"', 0x1200n],
] as const)("a command ignores the signals that it would have ignored alone: %s", ([, shell, mask]) => {
  const { stdout } = workshop.call([], {
    shell: shell.replaceAll('"$@"', `${launcher} run --quiet -- sh -c '${look}'`),
  });
  const [seen = "", told] = stdout.toString().trim().split("\n");
  expect([BigInt(`0x${seen}`) & 0x7fff_ffffn, told]).toEqual([mask, "0"]);
});

test.runIf(existsSync("/proc/self/status"))(
  "a command under nohup outlives SIGHUP to itself and to us, in a session of its own",
  async () => {
    const marker = workshop.path("outlived");
    const script = `echo ready; sleep 1.5; echo done > ${marker}`;
    const child = spawn("sh", ["-c", `exec nohup ${launcher} run --quiet -- sh -c '${script}' < /dev/null`], {
      env: workshop.environment(workshop.home),
      stdio: ["ignore", "pipe", "ignore"],
      detached: true,
    });
    const ends = new Promise<readonly [number | null, string | null]>((resolve) =>
      child.once("exit", (code, signal) => resolve([code, signal])),
    );
    await new Promise((resolve) => child.stdout?.once("data", resolve));
    process.kill(-(child.pid ?? 0), "SIGHUP");
    expect(await ends).toEqual([0, null]);
    expect(readFileSync(marker, "utf8")).toBe("done\n");
  },
);
