import { expect, test } from "vitest";
import { amdEnergyServer } from "../../test/machines.ts";
import { amdEnergyHwmon } from "../amd/amd-energy-hwmon.ts";
import { recordedHost } from "../host/recorded-host.ts";
import { cpuModel } from "../models/cpu-model.ts";
import { dramModel } from "../models/dram-model.ts";
import { raplPowercap } from "../rapl/rapl-powercap.ts";
import { sensorFactories } from "../registry.ts";
import { diagnose } from "./diagnose.ts";

const models = [
  cpuModel({ thermalDesignWatts: 100, basis: "a test" }),
  dramModel({ memoryBytes: 10e9, wattsPerGigabyte: 0.5, basis: "a test" }),
];

const proc = { "/proc/stat": "cpu  1 0 0 1\n", "/proc/meminfo": "MemTotal: 1000 kB\n" };
const laptop = {
  ...proc,
  "/sys/class/powercap/intel-rapl:0/name": "package-0\n",
  "/sys/class/powercap/intel-rapl:0/energy_uj": "1\n",
};

test("a machine without instruments uses models and reports how much less certain that is", () => {
  const findings = diagnose(recordedHost({ files: proc }), [raplPowercap], models);
  expect(findings.map(({ id, inUse }) => [id, inUse])).toEqual([
    ["rapl-powercap", false],
    ["cpu-model", true],
    ["dram-model", true],
    ["storage-model", false],
  ]);
  expect(findings[0]?.insteadOf).toMatchObject([
    { component: "cpu", model: { id: "cpu-model", relativeUncertainty: { value: 0.51 } } },
    { component: "dram", model: { id: "dram-model", relativeUncertainty: { value: 0.5 } } },
  ]);
});

test("if only the processor has an instrument, memory uses its model", () => {
  const findings = diagnose(recordedHost({ files: laptop }), [raplPowercap], models);
  expect(findings.map(({ id, inUse }) => [id, inUse])).toEqual([
    ["rapl-powercap", true],
    ["cpu-model", false],
    ["dram-model", true],
    ["storage-model", false],
  ]);
  expect(findings[0]?.insteadOf.map(({ component }) => component)).toEqual(["dram"]);
});

test("without /proc no model works, and the diagnosis says so", () => {
  const model = diagnose(recordedHost({ files: {} }), sensorFactories, models).find(({ id }) => id === "cpu-model");
  expect(model).toMatchObject({
    inUse: false,
    availability: { state: "absent", reason: expect.stringContaining("/proc/stat") },
  });
});

test("of two instruments of the same sockets the first is used, and the other is reported as not needed", () => {
  const files = { ...amdEnergyServer([1, 2]).files, ...laptop };
  const findings = diagnose(recordedHost({ files }), [raplPowercap, amdEnergyHwmon], models);
  expect(findings.slice(0, 2)).toMatchObject([
    { inUse: true, availability: { state: "ready" } },
    { inUse: true, availability: { channels: [{ id: "amd-energy-hwmon/socket-1" }] } },
  ]);
});

test("an instrument of the whole machine leaves the models in use", () => {
  const psys = {
    "/sys/class/powercap/intel-rapl:0/name": "psys\n",
    "/sys/class/powercap/intel-rapl:0/energy_uj": "1\n",
  };
  const findings = diagnose(recordedHost({ files: { ...proc, ...psys } }), [raplPowercap], models);
  expect(findings.map(({ id, inUse }) => [id, inUse])).toEqual([
    ["rapl-powercap", true],
    ["cpu-model", true],
    ["dram-model", true],
    ["storage-model", false],
  ]);
});

test("a model that this machine cannot use says why", () => {
  const storage = diagnose(recordedHost({ files: proc }), [], models).find(({ id }) => id === "storage-model");
  expect(storage).toMatchObject({
    inUse: false,
    availability: { state: "absent", reason: expect.stringMatching(/laptop/) },
  });
});
