import fc from "fast-check";
import { expect, test } from "vitest";
import { cpuModel } from "./cpu-model.ts";
import { dramModel, dramModelByModules } from "./dram-model.ts";
import { storageModel } from "./storage-model.ts";

const cpu = cpuModel({ thermalDesignWatts: 200, basis: "a processor" });
const interval = (load: number, durationSeconds = 1): Parameters<typeof cpu.joules>[0] => ({
  durationSeconds,
  busySeconds: load * durationSeconds * 8,
  capacitySeconds: durationSeconds * 8,
});

// Computed by hand from P = TDP (0.117 + 0.626 u^0.718): 0.5^0.718 = exp(-0.718 ln 2) = 0.6079396...
test.for([
  { load: 0, watts: 23.4 },
  { load: 0.5, watts: 99.514 },
  { load: 1, watts: 148.6 },
])("at load $load a processor of 200 W draws $watts W", ({ load, watts }) => {
  expect(cpu.joules(interval(load, 10))).toBeCloseTo(watts * 10, 2);
});

test("more work is never less energy, and no load is outside the range from idle to full", () => {
  const load = fc.double({ min: -0.5, max: 1.5, noNaN: true });
  fc.assert(
    fc.property(load, load, (a, b) => {
      const [less, more] = [cpu.joules(interval(Math.min(a, b))), cpu.joules(interval(Math.max(a, b)))];
      expect(less).toBeLessThanOrEqual(more);
      expect(less).toBeGreaterThanOrEqual(23.4 - 1e-9);
      expect(more).toBeLessThanOrEqual(148.6 + 1e-9);
    }),
  );
});

test("an interval without a tick counts as idle", () => {
  expect(cpu.joules({ durationSeconds: 0.004, busySeconds: 0, capacitySeconds: 0 })).toBeCloseTo(0.0936, 12);
});

test("the processor model says that it is a model, with its power, curve and uncertainty", () => {
  expect(cpu.channel).toMatchObject({ component: "cpu", method: "modelled", relativeUncertainty: { value: 0.51 } });
  expect(cpu.channel.evidence).toMatch(/a processor.*0\.117 \+ 0\.626 × load\^0\.718.*TDP 200 W, ±51 %/);
});

test("memory draws by its size and the time, at any load", () => {
  const dram = dramModel({ memoryBytes: 64e9, wattsPerGigabyte: 0.375, basis: "a source" });
  expect(dram.joules(interval(0.3, 10))).toBeCloseTo(240, 9);
  expect(dram.idleWatts).toBeCloseTo(24, 9);
  expect(dram.channel.evidence).toBe("modelled from size: 64.0 GB × 0.375 W/GB (a source), ±50 %");
});

test("registered modules draw the same power at any size", () => {
  const relativeUncertainty = { value: 0.3, basis: "a test" };
  const dram = dramModelByModules({ modules: 16, wattsPerModule: 5, basis: "a source", relativeUncertainty });
  expect(dram.joules(interval(0.3, 10))).toBeCloseTo(800, 9);
  expect(dram.channel.evidence).toBe("modelled from modules: 16 × 5 W (a source), ±30 %");
});

test("drives draw by their number and kind, and kinds without drives are not named", () => {
  const drives = [
    { count: 2, watts: 6, what: "SSD" },
    { count: 0, watts: 6.5, what: "HDD" },
  ];
  const storage = storageModel({ drives, basis: "a source", relativeUncertainty: { value: 0.6, basis: "a test" } });
  expect(storage.joules(interval(1, 10))).toBeCloseTo(120, 9);
  expect(storage.channel).toMatchObject({
    component: "storage",
    evidence: "modelled from drives: 2 SSD × 6 W (a source), ±60 %",
  });
});
