import { recordedHost } from "@wattledger/sensors";
import { expect, test } from "vitest";
import { hasLauncher, heldSignals, readForeground, readHasTerminal, signalRule } from "./signals.ts";
import type { SignalSituation } from "./signals.ts";

const inForeground: SignalSituation = { foreground: true, terminalAtStart: true, launcher: false };
const inBackground: SignalSituation = { foreground: false, terminalAtStart: true, launcher: false };
const asService: SignalSituation = { foreground: false, terminalAtStart: false, launcher: false };

test.for([
  {
    name: "at a terminal the command gets Ctrl-C itself",
    situation: inForeground,
    forwarded: ["SIGTERM", "SIGUSR1", "SIGUSR2"],
  },
  {
    name: "as a background job only the end of the terminal reaches the command by itself",
    situation: inBackground,
    forwarded: ["SIGINT", "SIGQUIT", "SIGTERM", "SIGUSR1", "SIGUSR2"],
  },
  {
    name: "without a terminal everything but the processor limit was meant for us alone",
    situation: asService,
    forwarded: ["SIGINT", "SIGQUIT", "SIGHUP", "SIGTERM", "SIGUSR1", "SIGUSR2"],
  },
  { name: "a launcher signals every process", situation: { ...asService, launcher: true }, forwarded: [] },
])("$name", ({ situation, forwarded }) => {
  expect(heldSignals.filter((signal) => signalRule(signal, situation) === "forward")).toEqual(forwarded);
});

test("signals of job control are left to the kernel", () => {
  expect(heldSignals).not.toContain("SIGTSTP");
  expect(heldSignals).not.toContain("SIGCONT");
});

/** A machine on which this process has the group 50 and its terminal the foreground group given. */
const machine = (foregroundGroup: number): Parameters<typeof readForeground>[0] => {
  const fields = [1, 50, 50, 34816, foregroundGroup, ...Array.from({ length: 45 }, () => 0)];
  return recordedHost({ files: { "/proc/self/stat": `50 (node) R ${fields.join(" ")}\n` } });
};

test.for([
  { name: "in the foreground", group: 50, foreground: true, terminal: true },
  { name: "in the background", group: 60, foreground: false, terminal: true },
  { name: "without a terminal", group: -1, foreground: false, terminal: false },
])("a process $name knows it", ({ group, foreground, terminal }) => {
  expect(readForeground(machine(group))).toBe(foreground);
  expect(readHasTerminal(machine(group))).toBe(terminal);
});

test("without procfs it is unknown", () => {
  const mac = recordedHost({ files: {}, platform: "darwin" });
  expect([readForeground(mac), readHasTerminal(mac)]).toEqual([undefined, undefined]);
});

test.for(["SLURM_JOB_ID", "PMIX_RANK", "OMPI_COMM_WORLD_RANK"])("%s shows a launcher", (name) => {
  expect(hasLauncher({ [name]: "0" })).toBe(true);
  expect(hasLauncher({ HOME: "/root" })).toBe(false);
});
