import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import type { RunSummary } from "@wattledger/meter";
import { runSummarySchema } from "@wattledger/meter/records";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fakeRangeMicrojoules, launcher, makeSysfs, openWorkshop } from "./wrapped.fixture.ts";
import type { Workshop } from "./wrapped.fixture.ts";

// The built command, as a person calls it, around real processes. What it measures is tested in packages/meter.

let workshop: Workshop;
beforeAll(() => {
  workshop = openWorkshop();
});
afterAll(() => {
  workshop.remove();
});

const quietly = (...command: readonly string[]): readonly string[] => ["run", "--quiet", "--", ...command];

function summaryAt(path: string): RunSummary {
  return runSummarySchema.parse(JSON.parse(readFileSync(path, "utf8")));
}

describe("the command ends as if it ran alone", () => {
  test.for([0, 3, 127])("exit code %i", (code) => {
    expect(workshop.call(quietly("sh", "-c", `exit ${code}`))).toMatchObject({
      status: code,
      signal: null,
      stderr: "",
    });
  });

  test("a program that is not there is 127, one that may not be run 126, and a line says which", () => {
    writeFileSync(workshop.path("text"), "no program", { mode: 0o644 });
    expect(workshop.call(quietly("no-such-program"))).toMatchObject({
      status: 127,
      stderr: "wattledger: no-such-program: command not found\n",
    });
    expect(workshop.call(quietly("./text"))).toMatchObject({
      status: 126,
      stderr: "wattledger: ./text: permission denied\n",
    });
  });

  test("with a summary that cannot be written, as standard error is closed", () => {
    const ended = workshop.call(["run", "--", "sh", "-c", "exit 4"], { shell: '"$@" 2>&-' });
    expect([ended.status, ended.signal]).toEqual([4, null]);
  });

  test.for(["TERM", "KILL", "USR2"])("death by SIG%s", (name) => {
    const ended = workshop.call(quietly("sh", "-c", `kill -${name} $$`));
    expect(ended).toMatchObject({ status: null, signal: `SIG${name}`, stderr: "" });
  });

  test.for([
    ["USR1", 138],
    ["PIPE", 141],
    ["XFSZ", 153],
  ] as const)("death by SIG%s, which Node cannot die of, is told as a shell tells it", ([name, code]) => {
    expect(workshop.call(quietly("sh", "-c", `kill -${name} $$`))).toMatchObject({ status: code, signal: null });
  });

  test("death by SIGSEGV, without an image of our memory instead of the command's", () => {
    const shell = '(ulimit -c unlimited) 2>/dev/null && ulimit -c unlimited; exec "$@"';
    const ended = workshop.call(quietly("sh", "-c", "kill -SEGV $$"), { shell });
    expect(ended).toMatchObject({ status: null, signal: "SIGSEGV", stderr: "" });
    const images = readdirSync(workshop.folder).filter((name) => name.startsWith("core"));
    // That of a shell is below a megabyte, that of Node above fifty.
    expect(images.filter((name) => statSync(workshop.path(name)).size > 20e6)).toEqual([]);
  });

  test("the JSON has both", () => {
    const path = workshop.path("death.json");
    workshop.call(["run", "--quiet", "--json", path, "--", "sh", "-c", "kill -TERM $$"]);
    const { footprint, ...summary } = summaryAt(path);
    expect(summary).toMatchObject({ exitCode: 143, signal: "SIGTERM" });
    expect(footprint.of.lineage).toEqual({ outcome: "failed" });
  });
});

describe("Wattledger adds nothing in between", () => {
  const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7919) % 256));

  test.for([{ options: ["--quiet"] }, { options: [] }])(
    "input and output pass byte for byte with $options",
    ({ options }) => {
      const ended = workshop.call(["run", ...options, "--", "cat"], { input: bytes });
      expect(ended.stdout.equals(bytes)).toBe(true);
      expect(ended.stderr === "").toBe(options.includes("--quiet"));
    },
  );

  test("the summary is on standard error, after the command's own errors", () => {
    const { stdout, stderr } = workshop.call(["run", "--name", "try", "--", "sh", "-c", "echo out; echo own >&2"]);
    expect(stdout.toString()).toBe("out\n");
    expect(stderr).toMatch(/^own\nwattledger: try: /);
    expect(stderr).toContain("No zone was given");
    const [, code = ""] = /runs explain ([a-z0-9]{4}) /.exec(stderr) ?? [];
    expect(workshop.call(["runs", "show", code])).toMatchObject({ status: 0, stderr: "" });
  });

  test.for([{ dashes: ["--"] }, { dashes: [] }])(
    "words after the command are its own, with $dashes before it",
    ({ dashes }) => {
      const words = ["--quiet", "--json", "x", "--help", "", "a b", "$HOME", "*", "--"];
      const command = ["sh", "-c", `printf '<%s>' "$@"`, "sh", ...words];
      const { stdout, stderr } = workshop.call(["run", "--quiet", ...dashes, ...command]);
      expect(stdout.toString()).toBe(words.map((word) => `<${word}>`).join(""));
      expect(stderr).toBe("");
      expect(existsSync(workshop.path("x"))).toBe(false);
    },
  );

  test("a wrapper in a wrapper measures too, and both end alike", () => {
    const before = workshop.records().length;
    const ended = workshop.call(quietly(process.execPath, launcher, ...quietly("sh", "-c", "echo in; exit 3")));
    expect(ended).toMatchObject({ status: 3, stderr: "" });
    expect(ended.stdout.toString()).toBe("in\n");
    expect(workshop.records().length).toBe(before + 2);
  });
});

describe("what a run is part of", () => {
  const options = ["--stage", "fine-tuning", "--experiment", "depth", "--parent", "20261121-223001-k3f9"];
  const model = ["--model", "resnet-50", "--model-version", "2.10"];

  test("lands in the record, the footprint and the JSON", () => {
    const path = workshop.path("lineage.json");
    workshop.call(["run", "--quiet", ...options, ...model, "--json", path, "--", "true"]);
    const lineage = {
      stage: "fine-tuning",
      experiment: "depth",
      parentRun: "20261121-223001-k3f9",
      model: "resnet-50",
      modelVersion: "2.10",
    };
    const { stage, ...rest } = lineage;
    const summary = summaryAt(path);
    expect(summary).toMatchObject({ lineage, scope: "process" });
    expect(summary.footprint.of).toMatchObject({ workloadStage: stage, lineage: { ...rest, outcome: "succeeded" } });
    const record = readFileSync(`${workshop.home}/runs/${summary.id}.jsonl`, "utf8");
    expect(JSON.parse(record.split("\n")[0] ?? "")).toMatchObject({ lineage });
  });

  test("may be in a configuration file, and a flag wins", () => {
    const path = workshop.path("configured.json");
    writeFileSync(
      workshop.path("wattledger.yaml"),
      "stage: training\nexperiment: width\nscope: machine\nquiet: true\n",
    );
    try {
      const ended = workshop.call(["run", "--experiment", "depth", "--json", path, "--", "true"]);
      expect(ended).toMatchObject({ status: 0, stderr: "" });
    } finally {
      rmSync(workshop.path("wattledger.yaml"));
    }
    const summary = summaryAt(path);
    expect(summary).toMatchObject({ lineage: { stage: "training", experiment: "depth" }, scope: "machine" });
    expect(summary.energyJoules.cpu?.nominal).toBeCloseTo(summary.machine.energyJoules.cpu?.nominal ?? 0, 12);
  });
});

describe("a loss is reported, and the command continues", () => {
  test("a JSON file that cannot be written", () => {
    const path = workshop.path("no-such-folder/run.json");
    const ended = workshop.call(["run", "--quiet", "--json", path, "--", "sh", "-c", "exit 5"]);
    expect(ended.status).toBe(5);
    expect(ended.stderr).toMatch(/^wattledger: --json: .*no-such-folder.*\n$/);
  });

  test("a store that lies in a file", () => {
    const path = workshop.path("file");
    writeFileSync(path, "");
    const ended = workshop.call(quietly("sh", "-c", "exit 5"), { home: `${path}/home` });
    expect(ended.status).toBe(5);
    expect(ended.stderr).toMatch(/^wattledger: the run record .* could not be written: ENOTDIR.*\n$/);
  });

  test.for([0, 1])("a disk that takes %i half kilobytes a file", (blocks) => {
    const home = workshop.path(`full-${blocks}`);
    const ended = workshop.call(quietly("sh", "-c", "echo on; exit 5"), {
      home,
      shell: `ulimit -f ${blocks}; exec "$@"`,
    });
    expect(ended.status).toBe(5);
    expect(ended.stdout.toString()).toBe("on\n");
    expect(ended.stderr).toMatch(/^wattledger: the run record .* could not be written: .*\n$/);
    // What is left of the record does not spoil the list: it is named at most.
    const listed = workshop.call(["runs"], { home });
    expect(listed.status).toBe(0);
    expect(listed.stderr).toMatch(/^(wattledger: .* (is empty|ends in its first line): the disk was full.*\n)?$/u);
  });
});

describe("a wrong option is an error before the command starts", () => {
  test.for([
    [["--pue", "0.5"], "from 1 to 10"],
    [["--pue", "x"], "from 1 to 10"],
    [["--interval", "x"], "0.1 to 3600"],
    [["--interval", "0"], "0.1 to 3600"],
    [["--zone", "Frnace"], "France"],
    [["--tag", "x"], "key=value"],
    [["--tag", "=x"], "key=value"],
    [["--jsn", "x"], "--json"],
    [["--stage", "trainin"], "training"],
    [["--budget", "3"], "500gCO2e"],
    [["--epochs", "0"], "whole number"],
    [["--epoch-pattern", "("], "regular expression"],
  ] as const)("%j", ([options, help]) => {
    const ended = workshop.call(["run", ...options, "--", "touch", "started"]);
    expect(ended).toMatchObject({ status: 2, signal: null });
    expect(ended.stderr).toContain(help);
    expect(ended.stdout.toString()).toBe("");
    expect(existsSync(workshop.path("started"))).toBe(false);
  });

  test("and so is a missing command", () => {
    expect(workshop.call(["run", "--quiet"])).toMatchObject({ status: 2 });
  });
});

describe("with counters that the command itself moves", () => {
  const last = fakeRangeMicrojoules - 400_000;

  test.for([
    ["straight on", [5_000_000, 8_000_000], [6_234_567, 8_100_000], 1.234_567, 0.1],
    ["once around", [last, 8_000_000], [834_567, 8_000_001], 1.234_567, 0.000_001],
    ["both around", [last, last], [100_000, 200_000], 0.5, 0.6],
  ] as const)("the machine's energy is the difference of the counters: %s", ([name, from, to, cpu, dram]) => {
    const { machine, quality, energyJoules, footprint } = measured(name, from, to);
    // Kilowatt hours and back cost the last digits.
    expect(machine.energyJoules.cpu?.nominal).toBeCloseTo(cpu, 9);
    expect(machine.energyJoules.dram?.nominal).toBeCloseTo(dram, 9);
    expect(quality).toMatchObject({ measuredShare: 1, coverage: 1 });
    expect(energyJoules.cpu?.nominal ?? 0).toBeGreaterThan(0);
    expect(footprint.made.boundary.components).toEqual(["cpu", "dram"]);
  });

  test("the total is what a reader would make of it by hand", () => {
    const { machine, zone } = measured("by-hand", [0, 0], [1_000_000, 500_000]);
    const { total, restOfNode } = machine.energyJoules;
    const joules = (1.5 + (restOfNode?.nominal ?? Number.NaN)) * 1.5;
    expect(total?.nominal).toBeCloseTo(joules, 9);
    expect(zone).toMatchObject({ asked: "FR", fallbacks: [] });
    expect(machine.carbonGrams?.nominal).toBeCloseTo((joules / 3.6e6) * zone.intensityGramsPerKilowattHour.nominal, 12);
  });

  test("a counter that nobody moves says nothing of the processor, and a model speaks instead", () => {
    const { quality, machine, footprint } = measured("stuck", [7, 7], [7, 7]);
    expect(quality.measuredShare).toBe(0);
    expect(machine.energyJoules.cpu?.nominal ?? 0).toBeGreaterThan(0);
    expect(footprint.made.quality.measuredEnergyShare).toBe(0);
  });

  test("the chassis that the fake firmware names is believed where no hypervisor contradicts", () => {
    const sysfs = makeSysfs(workshop.path("laptop"), 0, 0);
    mkdirSync(workshop.path("laptop/class/dmi/id"), { recursive: true });
    writeFileSync(workshop.path("laptop/class/dmi/id/chassis_type"), "9\n");
    const procfs = workshop.path("laptop-proc");
    mkdirSync(procfs);
    writeFileSync(`${procfs}/cpuinfo`, "processor\t: 0\nvendor_id\t: GenuineIntel\nflags\t\t: fpu\n");
    const path = workshop.path("laptop.json");
    const roots = ["--sysfs-root", sysfs.root, "--procfs-root", procfs];
    const ended = workshop.call([
      "run",
      "--quiet",
      ...roots,
      "--json",
      path,
      "--",
      "sh",
      "-c",
      sysfs.setting("1000000"),
    ]);
    expect(ended).toMatchObject({ status: 0, stderr: "" });
    const summary = summaryAt(path);
    expect(summary.quality.notes).toContainEqual(expect.stringContaining("outside a data centre"));
    expect(summary.energyJoules.facilityOverhead).toMatchObject({ nominal: 0, low: 0, high: 0 });
    // Without a procfs nobody's processor time is known: all is attributed to the command, and memory is unknown, not zero.
    expect(summary).toMatchObject({ cpuSeconds: null, reasons: { cpuSeconds: expect.any(String) } });
    expect(summary.energyJoules.cpu?.nominal).toBeCloseTo(1, 9);
  });
});

/** Runs a command that leaves the counters at these microjoules, and gives what was made of it. */
function measured(name: string, from: readonly [number, number], to: readonly [number, number]): RunSummary {
  const sysfs = makeSysfs(workshop.path(name), ...from);
  const path = workshop.path(`${name}.json`);
  const command = sysfs.setting(String(to[0]), String(to[1]));
  const options = ["--quiet", "--sysfs-root", sysfs.root, "--json", path, "--zone", "FR", "--pue", "1.5"];
  expect(workshop.call(["run", ...options, "--", "sh", "-c", command])).toMatchObject({ status: 0, stderr: "" });
  return summaryAt(path);
}
