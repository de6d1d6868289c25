import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { modelsForMachine, readMachineFacts } from "@wattledger/meter";
import { diagnose, recordedHost, sensorFactories } from "@wattledger/sensors";
import { afterAll, beforeAll, expect, test } from "vitest";
import { doctorSchema, uncoveredComponents } from "./doctor-report.ts";
import type { DoctorReport } from "./doctor-report.ts";
import { doctorScreen } from "./doctor-screen.ts";
import { lookAtStore } from "./doctor-store.ts";
import { doctorText } from "./doctor-text.ts";

const proc = {
  "/proc/stat": "cpu  1 0 0 1\n",
  "/proc/meminfo": "MemTotal: 16384000 kB\n",
  "/proc/cpuinfo": "processor\t: 0\nmodel name\t: AMD EPYC 7763 64-Core Processor\nphysical id\t: 0\n\n",
};
const server = {
  ...proc,
  "/sys/class/powercap/intel-rapl:0/name": "package-0\n",
  "/sys/class/powercap/intel-rapl:0/energy_uj": "1\n",
  "/sys/class/powercap/intel-rapl:0/max_energy_range_uj": "262143328850\n",
};
const nvidia = {
  "/dev/nvidiactl": "",
  "/proc/driver/nvidia/version": "NVRM\n",
  "/proc/driver/nvidia/gpus/0000:1b:00.0/information": "Model: \t NVIDIA L4\n",
};
const store = { folder: "/home/ada/.local/state/wattledger/runs", writable: true, exists: false };

async function reportOf(
  files: Readonly<Record<string, string>>,
  rest: Partial<DoctorReport> = {},
): Promise<DoctorReport> {
  const host = recordedHost({ files });
  const findings = diagnose(host, sensorFactories, await modelsForMachine(readMachineFacts(host)));
  return {
    schema: doctorSchema,
    version: "1.2.3",
    nodeVersion: "20.20.2",
    machine: readMachineFacts(host),
    findings,
    uncovered: uncoveredComponents(findings),
    place: { by: "nothing", notes: ["the time zone UTC names no country"] },
    store,
    ...rest,
  };
}

test("a machine without instruments", async () => {
  await expect(doctorText(await reportOf(proc), 80)).toMatchFileSnapshot("./doctor-models.golden.txt");
});

test("a machine with a counter of its processor alone", async () => {
  await expect(doctorText(await reportOf(server), 80)).toMatchFileSnapshot("./doctor-counter.golden.txt");
});

test.for([
  ["models", proc],
  ["counter", server],
  ["unread-gpu", { ...proc, ...nvidia }],
] as const)("the first screen of a machine: %s", async ([name, files]) => {
  const page = doctorScreen(await reportOf(files), 80);
  expect(page.split("\n").length).toBeLessThanOrEqual(15);
  expect(Math.max(...page.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  await expect(page).toMatchFileSnapshot(`./doctor-screen-${name}.golden.txt`);
});

test("a zone that is set is the place, and nothing is left to improve", async () => {
  const page = doctorScreen(await reportOf(proc, { zoneSetting: { zone: "FR", from: "WATTLEDGER_ZONE" } }), 80);
  expect(page).toMatch(/^Place +FR +set by WATTLEDGER_ZONE$/mu);
  expect(page).toContain("Nothing that you can change would improve this.");
});

test("the first screen gives the commands that allow a counter, once and unbroken", async () => {
  const report = await reportOf(proc);
  const remedy = `do this:\n  ${"sudo ".repeat(30)}true`;
  const findings = report.findings.map((finding) =>
    finding.kind === "sensor"
      ? { ...finding, availability: { state: "denied" as const, reason: "only root may read it", remedy } }
      : finding,
  );
  const page = doctorScreen({ ...report, findings }, 80);
  expect(page).toContain("2 things would improve this:\n  Only root may read it.\n    do this:\n");
  expect(page.split(`${"sudo ".repeat(30)}true`)).toHaveLength(2);
});

test("a board that is there and that nobody can read is left out by its name, with the reason", async () => {
  const page = doctorText(await reportOf({ ...proc, ...nvidia }), 200);
  expect(page).toContain("left out   gpu, pci:0000:1b:00.0: ");
  expect(page).not.toContain("no instrument found one");
});

test("a counter that may not be read comes with the commands that help, unbroken", async () => {
  const report = await reportOf(proc);
  const remedy = `do this:\n  ${"sudo ".repeat(30)}true`;
  const findings = report.findings.map((finding) =>
    finding.kind === "sensor"
      ? { ...finding, availability: { state: "denied" as const, reason: "only root may", remedy } }
      : finding,
  );
  const page = doctorText({ ...report, findings }, 80);
  expect(page).toContain("denied     rapl-powercap (cpu, dram): only root may");
  expect(page).toContain(`${"sudo ".repeat(30)}true`);
});

test.for([
  [{ by: "cloud-region", zone: "aws:eu-west-1", notes: [] }, "aws:eu-west-1, read from the environment"],
  [{ by: "time-zone", zone: "time-zone:Europe/Paris", notes: [] }, "guessed from the time zone Europe/Paris"],
] as const)("where a run is taken to be: %j", async ([place, words]) => {
  expect(doctorText(await reportOf(proc, { place }), 80)).toContain(words);
});

test("where records cannot be kept, the reason and another way are named", async () => {
  const broken = { folder: "/srv/runs", writable: false, exists: true, reason: "it is read-only" };
  expect(doctorText(await reportOf(proc, { store: broken }), 80)).toContain(
    "not kept   /srv/runs cannot be written (it is read-only). Name another folder\n             with WATTLEDGER_HOME.",
  );
});

test("components that nothing here covers are named", async () => {
  expect((await reportOf(proc)).uncovered).toEqual(expect.arrayContaining(["gpu", "network"]));
  expect((await reportOf(proc)).uncovered).not.toContain("cpu");
});

test("an instrument of the whole machine is said to be for comparison", async () => {
  const files = { ...server, "/sys/class/power_supply/BAT0/type": "Battery\n" };
  const on = {
    "/sys/class/power_supply/BAT0/status": "Discharging\n",
    "/sys/class/power_supply/BAT0/power_now": "9\n",
  };
  expect(doctorText(await reportOf({ ...files, ...on }), 300)).toMatch(
    /found +battery \(the whole machine, for comparison\)\n +battery\/discharge: .*never added: it is the whole machine with its display/,
  );
});

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wattledger-doctor-"));
  writeFileSync(join(folder, "file"), "");
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test("a store that is not there yet is judged by the folder above it", () => {
  expect(lookAtStore(folder)).toEqual({ folder, writable: true, exists: true });
  expect(lookAtStore(join(folder, "a", "b"))).toMatchObject({ writable: true, exists: false });
});

test("a file where the store should be is reported", () => {
  expect(lookAtStore(join(folder, "file", "runs"))).toMatchObject({
    writable: false,
    reason: `${join(folder, "file")} is not a folder`,
  });
});

test("a folder that may not be written is said", () => {
  expect(lookAtStore(folder, refuse)).toMatchObject({ writable: false, reason: expect.stringContaining("EACCES") });
});

function refuse(path: string): void {
  throw new Error(`EACCES: permission denied, access '${path}'`);
}
