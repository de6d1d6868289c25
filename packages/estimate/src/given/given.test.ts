import { families } from "@wattledger/factors";
import { greenAlgorithms, measured } from "@wattledger/methods";
import { expect, test } from "vitest";
import { missingLists, parseGiven } from "./given.ts";
import type { FileInputs } from "./given.ts";

const parse = (assignments: readonly string[], file: FileInputs = {}) =>
  parseGiven(greenAlgorithms, families, file, assignments);
const parseMeasured = (assignments: readonly string[], file: FileInputs = {}) =>
  parseGiven(measured, families, file, assignments);
const messages = (assignments: readonly string[]) => parse(assignments).failures.map(({ message }) => message);

test("numbers, choices and keys of factors are told apart", () => {
  const { given, failures } = parse(["runtime=12h", "taskPeriodUnit=day", "zone=FR", "cpu=AMD EPYC 7763"]);
  expect(failures).toEqual([]);
  expect(given).toEqual({
    runtime: { value: 12, unit: "h" },
    taskPeriodUnit: "day",
    zone: "FR",
    cpu: "AMD EPYC 7763",
  });
});

test("an equation's name takes its value as given, and the origin says of what", () => {
  const { given, assumed } = parse(["energy=2 kWh", "zone=FR"]);
  expect(assumed).toEqual(["energy"]);
  expect(given["energy"]).toEqual({
    value: 2,
    unit: "kWh",
    origin: { kind: "given", by: "instead of energy = runtime × power × multiplier" },
  });
});

test("dotted names make rows of a list; a label may hold dots", () => {
  const { given, failures } = parseMeasured([
    "components.cpu.energy=1200",
    "components.gpu.0.energy=3 kJ",
    "hardware.server.share=50%",
    "hardware.server.device=server",
  ]);
  expect(failures).toEqual([]);
  expect(given).toEqual({
    components: [
      { label: "cpu", fields: { energy: { value: 1200 } } },
      { label: "gpu.0", fields: { energy: { value: 3, unit: "kJ" } } },
    ],
    hardware: [{ label: "server", fields: { share: { value: 50, unit: "%" }, device: "server" } }],
  });
});

test("a file gives the same, and an assignment wins over it, field by field", () => {
  const file = { duration: "2 h", pue: 1.2, components: [{ label: "cpu", energy: 10 }, { energy: "2 kJ" }] };
  const { given, failures } = parseMeasured(["pue=1.3", "components.cpu.energy=11"], file);
  expect(failures).toEqual([]);
  expect(given).toEqual({
    duration: { value: 2, unit: "h" },
    pue: { value: 1.3 },
    components: [
      { label: "cpu", fields: { energy: { value: 11 } } },
      { label: "2", fields: { energy: { value: 2, unit: "kJ" } } },
    ],
  });
});

test("a list given whole replaces the file's rows", () => {
  expect(parseMeasured(["components=[]"], { components: [{ energy: 1 }] }).given).toEqual({ components: [] });
});

test("all failures are reported", () => {
  expect(parse(["runtme=1", "memory=lots", "cores=2 kg"]).failures.map(({ kind, name }) => [kind, name])).toEqual([
    ["unknown-name", "runtme"],
    ["bad-input", "memory"],
    ["bad-unit", "cores"],
  ]);
});

test.for([
  ["runtme=1", "green-algorithms has no input `runtme`. Did you mean `runtime`?"],
  ["gwp=1", "green-algorithms has no input `gwp`. The output `gwp` is the equation `carbon`."],
  ["runtime", '"runtime" has no value. Write name=value, such as runtime=12h.'],
  [
    "runtime=12 kWh",
    '`runtime` (Wall-clock time of the task) must be in h or another unit of time, but "12 kWh" is energy.',
  ],
  [
    "runtime=12 hous",
    "`runtime` (Wall-clock time of the task) must be in h or another unit of time. The unit `hous` is not known.",
  ],
  [
    "intensity=FR",
    '`intensity`: "FR" is not a number. Wanted: Carbon intensity of the electricity, such as 12 gCO2e/kWh, 12±1 gCO2e/kWh or 10..14 gCO2e/kWh. Or name a row of the factors: zone=FR.',
  ],
] as const)("%s: the message says what would be right", ([assignment, message]) => {
  expect(messages([assignment])).toEqual([expect.stringContaining(message)]);
});

test("a name given twice is refused, since one of them was meant otherwise", () => {
  expect(messages(["runtime=1", "runtime=2"])).toEqual([
    '`runtime` is given twice, as "runtime=1" and as "runtime=2". Give it once.',
  ]);
});

test("rows are not dropped by what follows them", () => {
  expect(parseMeasured(["components.cpu.energy=1", "components=[]"]).failures.map(({ message }) => message)).toEqual([
    "`components=[]` would drop components.cpu.energy, which you gave before it. Put it first, or leave it out.",
  ]);
  expect(parseMeasured(["components=[]", "components.cpu.energy=1"]).failures).toEqual([]);
});

test.for([
  ["components.energy=1", "lacks the label of a row. Write components.LABEL.energy=NUMBER."],
  ["components=5", "is a list. Give its rows, as in components.LABEL.energy=NUMBER, or components=[] for none."],
  ["components.cpu.enrgy=1", "a row has no field `enrgy`. Did you mean `energy`? Known fields: energy"],
] as const)("%s: the message shows how a row is written", ([assignment, message]) => {
  expect(parseMeasured([assignment]).failures.map((failure) => failure.message)).toEqual([
    expect.stringContaining(message),
  ]);
});

test("a list instead of a number is refused", () => {
  const { failures } = parse([], { runtime: [{ energy: 1 }] });
  expect(failures.map(({ message }) => message)).toEqual([
    "`runtime`: a list is neither a number nor text. Wanted: Wall-clock time of the task, such as 12 h, 12±1 h or 10..14 h. Leave out a value that you do not know.",
  ]);
});

test("lists that nobody gave are asked for in the words of the command line", () => {
  const { given } = parseMeasured(["hardware=[]"]);
  expect(missingLists(measured, given)).toEqual([
    {
      kind: "missing-input",
      name: "components",
      message: expect.stringContaining("components.LABEL.energy=NUMBER, or components=[] for none."),
    },
  ]);
});

test.for([
  [{ duration: "12h" }, "runtime"],
  [{ time: "12h" }, "runtime"],
  [{ processorCores: 4 }, "cores"],
  [{ cpuModel: "AMD EPYC 7763" }, "cpu"],
  [{ meanLoad: 0.5 }, "cpuUsage"],
] as const)("%o is another name for %s", ([file, name]) => {
  const { given, failures } = parseGiven(greenAlgorithms, families, file, []);
  expect(failures).toEqual([]);
  expect(Object.keys(given)).toEqual([name]);
});

test("the same thing under two names is refused", () => {
  const { failures } = parseGiven(greenAlgorithms, families, {}, ["runtime=12h", "time=13h"]);
  expect(failures.map(({ message }) => message)).toEqual(["`time` and `runtime` mean the same. Give one of them."]);
});
