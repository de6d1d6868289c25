import { defined } from "@wattledger/core";
import { raplPowercap, recordedHost } from "@wattledger/sensors";
import type { EnergyModel, Recording } from "@wattledger/sensors";
import { accountRun } from "../src/account/account.ts";
import type { AccountedRun } from "../src/account/account.ts";
import { modelsForMachine } from "../src/machine/machine-models.ts";
import { readMachineFacts } from "../src/machine/machine.ts";
import { openRunMeter } from "../src/measure/run-meter.ts";
import type { RunProgress } from "../src/record/progress.ts";
import { recordSchemaId } from "../src/record/record.ts";
import type { RunFinished, RunOptions, RunStarted } from "../src/record/record.ts";
import { summariseRun } from "../src/summary/run-summary.ts";
import type { RunSummary } from "../src/summary/run-summary.ts";

/** A run on a recorded machine: what the machine is, and what happened on it in the time of the run. */
export interface RecordedRun {
  /** Joules that each processor package and its memory drew; none: the machine has no RAPL. */
  readonly packages?: readonly { readonly joules: number; readonly dramJoules?: number }[];
  /** Joules by the instrument of the whole platform; absent: the machine does not have one. */
  readonly platformJoules?: number;
  /** Number of the enclosure in the firmware: 9 a laptop, 3 a desktop, 23 a server. */
  readonly chassis?: number;
  readonly virtual?: boolean;
  /** Drives without moving parts; absent: the kernel lists none. */
  readonly drives?: number;
  readonly processors?: number;
  readonly seconds?: number;
  /** Processor time of everybody, and of the command. */
  readonly busySeconds?: number;
  readonly cpuSeconds?: number;
  /** False: nothing is known but what instruments say. */
  readonly models?: boolean;
  /** False: the kernel does not say what processes use. */
  readonly processTimes?: boolean;
  readonly options?: Partial<Pick<RunOptions, "zone" | "pue">>;
  readonly exitCode?: number;
  readonly labels?: Pick<RunStarted, "name" | "project" | "tags" | "lineage">;
  readonly progress?: RunProgress;
}

/** The lines of a record that frame the run, made by metering the recorded machine. */
export async function meterRecordedRun(
  run: RecordedRun,
): Promise<{ readonly started: RunStarted; readonly finished: RunFinished }> {
  const { seconds = 10, models = true, options = {}, exitCode = 0, labels = { tags: {} } } = run;
  const host = recordedHost(machineAt(run, "start"));
  const meter = openRunMeter({ host, factories: [raplPowercap] });
  meter.look(0);
  meter.follow(2);
  const machine = readMachineFacts(host);
  const chosen: readonly EnergyModel[] = models ? await modelsForMachine(machine) : [];
  meter.useModels(chosen);
  host.show(machineAt(run, "end"), seconds);
  meter.look(seconds);
  const started: RunStarted = {
    kind: "run-started",
    schema: recordSchemaId,
    id: "20261121-223001-k3f9",
    ...labels,
    startedAt: "2026-11-21T22:30:01.000Z",
    command: ["python", "secret-model.py"],
    omittedArguments: 0,
    workingDirectory: "/home/me",
    wrapper: { pid: 1 },
    machine,
    sensors: meter.reports,
    options: { intervalSeconds: 1, idlePolicy: "cpu-time", ...options },
  };
  const finished: RunFinished = {
    kind: "run-finished",
    exitCode,
    ...meter.finish({ elapsedSeconds: seconds, idlePolicy: "cpu-time" }, []),
    ...defined({ progress: run.progress }),
  };
  return { started, finished };
}

/** The same, accounted for and summarised. */
export async function accountRecordedRun(
  run: RecordedRun,
): Promise<{ readonly accounted: AccountedRun; readonly summary: RunSummary }> {
  const { started, finished } = await meterRecordedRun(run);
  const accounted = await accountRun(started, finished, finished.exitCode === 0 ? "succeeded" : "failed");
  if (!accounted.ok) throw new Error(accounted.error.map(({ message }) => message).join(" "));
  return { accounted: accounted.value, summary: summariseRun(started, finished, accounted.value) };
}

const rangeMicrojoules = 262_143_328_850;

function machineAt(run: RecordedRun, moment: "start" | "end"): Recording {
  const { packages = [], chassis, virtual = false, processors = 8, seconds = 10, processTimes = true } = run;
  const { cpuSeconds = 20, busySeconds = 40 } = run;
  const after = moment === "end" ? 1 : 0;
  const ticks = (time: number): number => Math.round(time * 100 * after);
  const files: Record<string, string> = {
    "/proc/cpuinfo": Array.from({ length: processors }, (_, index) => processorText(index, run, virtual)).join("\n"),
    "/proc/stat": `cpu  ${ticks(busySeconds)} 0 0 ${ticks(seconds * processors - busySeconds)} 0 0 0 0 0 0\n`,
    "/proc/meminfo": "MemTotal: 32000000 kB\nMemAvailable: 16000000 kB\n",
    ...(processTimes ? { "/proc/self/stat": waitedFor(ticks(cpuSeconds)) } : {}),
  };
  if (chassis !== undefined) files["/sys/class/dmi/id/chassis_type"] = `${chassis}\n`;
  for (const [index, { joules, dramJoules }] of packages.entries()) {
    const folder = `/sys/class/powercap/intel-rapl:${index}`;
    Object.assign(files, zone(folder, `package-${index}`, 5e6 + joules * 1e6 * after));
    if (dramJoules !== undefined) Object.assign(files, zone(`${folder}:0`, "dram", 7e6 + dramJoules * 1e6 * after));
  }
  for (let drive = 0; drive < (run.drives ?? 0); drive += 1) {
    const block = `/sys/block/nvme${drive}n1`;
    Object.assign(files, { [`${block}/size`]: "1000\n", [`${block}/device/model`]: "a drive\n" });
  }
  if (run.platformJoules !== undefined) {
    Object.assign(files, zone("/sys/class/powercap/intel-rapl:9", "psys", 9e6 + run.platformJoules * 1e6 * after));
  }
  return { files };
}

function processorText(index: number, { packages = [] }: RecordedRun, virtual: boolean): string {
  return [
    `processor\t: ${index}`,
    "vendor_id\t: GenuineIntel",
    "cpu family\t: 6",
    "model\t\t: 106",
    "model name\t: Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz",
    `physical id\t: ${index % Math.max(1, packages.length)}`,
    `flags\t\t: fpu sse2${virtual ? " hypervisor" : ""}`,
    "",
  ].join("\n");
}

/** A line of /proc/PID/stat: its children, all waited for, had so much processor time. */
function waitedFor(ticks: number): string {
  const fields = Array.from({ length: 30 }, () => 0);
  fields[12] = ticks;
  return `1 (node) S ${fields.join(" ")}\n`;
}

function zone(folder: string, name: string, microjoules: number): Readonly<Record<string, string>> {
  return {
    [`${folder}/name`]: `${name}\n`,
    [`${folder}/max_energy_range_uj`]: `${rangeMicrojoules}\n`,
    [`${folder}/energy_uj`]: `${Math.round(microjoules)}\n`,
  };
}
