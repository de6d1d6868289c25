import { equation, given, input, method } from "@wattledger/core";
import type { Activity } from "@wattledger/core";
import { families } from "@wattledger/factors";
import { methods } from "@wattledger/methods";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { compareActivity } from "./compare-activity.ts";
import type { Said } from "./compare-activity.ts";

const request: Activity = {
  kind: "llm-request",
  model: "gpt-4o",
  outputTokens: 400,
  zone: "FR",
  acceleratorJoules: 600,
};

const run: Activity = {
  kind: "compute-run",
  durationSeconds: 43_200,
  processorCores: 32,
  memoryBytes: 256e9,
  accelerators: [{ model: "A100", count: 4 }],
  energyJoules: { cpu: 7.2e6, gpu: 5.4e7, dram: 1e6 },
  zone: "DE",
  facility: "outside-data-centre",
};

const pictures: Activity = {
  kind: "media-request",
  medium: "image",
  count: 1,
  model: "black-forest-labs/FLUX.1-dev",
  steps: 50,
  zone: "FR",
};

const instances: Activity = { kind: "compute-run", durationSeconds: 3600, instance: "m5.large", zone: "DE" };

async function said(activity: Activity, id: string): Promise<Said> {
  const comparison = await compareActivity(activity, methods, families);
  const found = comparison.said.find((one) => one.id === id);
  if (found === undefined) throw new Error(`${id} is silent: ${JSON.stringify(comparison.silent)}`);
  return found;
}

test.each([
  ["gpu", ["mlco2-impact", "zeus", "samsi", "mlenergy-lookup", "ai-energy-score"]],
  ["server", ["cumulator", "pyjoules", "energy-meter", "dauner-socher"]],
  [
    "facility",
    ["green-algorithms", "codecarbon", "ecologits", "jegham", "gpu-times-two", "measured", "swdm-4", "one-byte"],
  ],
  ["full-stack", ["google-full-stack", "bloom"]],
])("the energy of these counts the %s", (boundary, ids) => {
  const found = methods.filter(({ id }) => ids.includes(id));
  expect(found.map((one) => one.boundary.energy)).toEqual(ids.map(() => boundary));
});

test.each(methods)("$id says what its energy counts where it has one, and only there", ({ boundary, outputs }) => {
  expect(boundary.energy !== undefined).toBe(outputs["energy"] !== undefined);
  // A method that counts accelerators alone names no other component.
  expect(boundary.components.some((one) => one !== "gpu") && boundary.energy === "gpu").toBe(false);
});

test("the doubling of MIT Technology Review is twice the accelerators, even if more is known", async () => {
  const { energy, boundary, equal } = await said(request, "gpu-times-two");
  expect(energy.nominal * 3.6e6).toBeCloseTo(1200, 6);
  expect(boundary).toBe("facility");
  // It states no PUE of its own, so that equal terms leave its energy as it is.
  expect(equal.energy.nominal).toBeCloseTo(energy.nominal, 12);
});

test("Google's parts become the facility without the idle machines", async () => {
  const { energy, equal } = await said({ ...request, pue: 1.09 }, "google-full-stack");
  expect(energy.nominal * 3.6e6).toBeCloseTo((600 * 0.24) / 0.14, 6);
  expect(equal.energy.nominal / energy.nominal).toBeCloseTo(1.09 / ((0.24 / 0.22) * 1.1), 9);
});

test("outside a data centre a counter's joules, scaled to the machine, need no facility", async () => {
  const { terms, said: all } = await compareActivity(run, methods, families);
  expect(terms.pue).toBe(1);
  const zeus = all.find(({ id }) => id === "zeus");
  expect(zeus?.energy.nominal).toBeCloseTo(15, 9);
  expect(zeus?.equal.energy.nominal).toBeCloseTo(15 * 1.43, 9);
  expect(all.find(({ id }) => id === "carbontracker")?.pue).toBe(1.58);
});

test.each([request, run])("the causes of each difference multiply to it", async (activity) => {
  const { said: all, reference } = await compareActivity(activity, methods, families);
  expect(all.length).toBeGreaterThan(4);
  for (const { ratio, reasons, id } of all) {
    const product = reasons.reduce((left, { factor }) => left * factor, 1);
    // Causes of less than two per cent are left out.
    expect(Math.abs(Math.log(product / ratio))).toBeLessThan(0.061);
    expect(id === reference ? reasons : []).toEqual([]);
  }
});

test.each([request, run])(
  "on equal terms an interval holds its value and carbon is energy times one intensity",
  async (activity) => {
    const { said: all, terms } = await compareActivity(activity, methods, families);
    for (const { equal } of all) {
      expect(equal.energy.low).toBeLessThanOrEqual(equal.energy.nominal * (1 + 1e-12));
      expect(equal.energy.high).toBeGreaterThanOrEqual(equal.energy.nominal * (1 - 1e-12));
      expect(equal.carbon.nominal).toBeCloseTo(equal.energy.nominal * terms.gramsPerKilowattHour, 9);
    }
  },
);

test("every method is of the same mind about a hundred requests as about one, a hundred times", async () => {
  const one = await compareActivity(request, methods, families);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: 10_000 }), async (requests) => {
      const many = await compareActivity({ ...request, requests }, methods, families);
      for (const { id, energy, equal } of many.said) {
        const single = one.said.find((other) => other.id === id);
        const times = (value: number | undefined): number => (value ?? Number.NaN) * requests;
        expect(energy.nominal).toBeCloseTo(times(single?.energy.nominal), 6);
        expect(energy.mean).toBeCloseTo(times(single?.energy.mean), 6);
        expect(equal.energy.nominal).toBeCloseTo(times(single?.equal.energy.nominal), 6);
      }
    }),
    { numRuns: 5 },
  );
});

test("each method that accepts the kind either says something or says why not", async () => {
  const comparison = await compareActivity({ kind: "llm-request", outputTokens: 10 }, methods, families).catch(
    (error: unknown) => error,
  );
  expect(String(comparison)).toMatch(/No method can answer.*ecologits.*: an input that it needs is missing/su);
  const { said: all, silent } = await compareActivity(request, methods, families);
  const accepting = methods.filter(({ accepts }) => accepts.includes("llm-request")).map(({ id }) => id);
  expect([...all, ...silent].map(({ id }) => id).toSorted()).toEqual(accepting.toSorted());
});

test("roles, not names, say what an input is and whether carbon includes making the hardware", async () => {
  const own = method({
    id: "other-words",
    version: "1",
    title: "Other words",
    claim: "Energy and carbon of a request.",
    source: { title: "A paper", version: "2024", locator: "table 1", retrieved: "2026-11-30", license: "CC-BY-4.0" },
    accepts: { "llm-request": ({ outputTokens }) => given({ words: outputTokens }) },
    boundary: { energy: "facility", components: ["gpu"], overheads: ["pue"], lifeCycle: ["use"], excludes: [] },
    inputs: {
      words: input("1", "Words"),
      overhead: input("1", "Energy of the building for that of its machines", { default: 1.25, source: "table 1" }),
      grams: input("kgCO2e/kWh", "Carbon of the electricity", { default: 0.3, source: "table 1" }),
      hardware: input("gCO2e", "Carbon of making the machine", { default: 2, source: "table 1" }),
    },
    equations: {
      energy: equation("kWh", "words × overhead × 1 [Wh]"),
      carbon: equation("gCO2e", "energy × grams + hardware"),
    },
    outputs: { energy: "energy", gwp: "carbon" },
    roles: { pue: "overhead", intensity: "grams", embodied: "hardware" },
    critique: [],
  });
  const comparison = await compareActivity({ kind: "llm-request", outputTokens: 10 }, [own], families);
  expect(comparison.said[0]).toMatchObject({ pue: 1.25, gramsPerKilowattHour: 300, countsMaking: true });
});

test("the carbon of Cloud Carbon Footprint, SCI and the web models holds the making of hardware", () => {
  const holding = methods.filter(({ roles }) => (roles?.embodied ?? null) !== null).map(({ id }) => id);
  expect(holding).toEqual(expect.arrayContaining(["cloud-carbon-footprint", "sci", "sci-ai-provider", "swdm-4"]));
});

test.for<readonly [string, Activity, Activity, string]>([
  ["requests", { ...request, requests: 1000 }, { ...request, requests: 2000 }, "api-inference"],
  ["pictures", { ...pictures, count: 1000 }, { ...pictures, count: 2000 }, "image-generation"],
  ["machines", { ...instances, machines: 1000 }, { ...instances, machines: 2000 }, "instance-use"],
])("of several %s people read each method's mean, as of an estimate", async ([, several, twice, id]) => {
  const comparison = await compareActivity(several, methods, families);
  expect(comparison.valuesAre).toBe("Values are means, as of a sum.");
  const own = comparison.said.find((one) => one.id === id);
  expect((await said(twice, id)).energy.mean / (own?.energy.mean ?? 0)).toBeCloseTo(2, 6);
  for (const one of comparison.said) {
    expect(one.ratio).toBeCloseTo(one.energy.mean / (own?.energy.mean ?? 0), 9);
    expect(one.equal.ratio).toBeCloseTo(one.equal.energy.mean / (own?.equal.energy.mean ?? 0), 9);
  }
});

test("of one unit the values are the central ones", async () => {
  const comparison = await compareActivity(request, methods, families);
  expect(comparison).not.toHaveProperty("valuesAre");
});

test.for<readonly [string, Activity]>([
  ["requests", { ...request, requests: 1e14 }],
  ["count", { ...pictures, count: 1e14 }],
  ["machines", { ...instances, machines: 1e9 }],
])("more %s than anybody has are refused until they are accepted", async ([name, activity]) => {
  await expect(compareActivity(activity, methods, families)).rejects.toThrow(
    new RegExp(`^\`${name}\`: .* If it is right, add --accept ${name}\\.$`),
  );
  expect((await compareActivity(activity, methods, families, { accept: [name] })).said).not.toEqual([]);
});

test.each([{ outputTokens: 0 }, { outputTokens: 10, requests: 0 }])(
  "an activity of no energy is refused in words of the person who asks: %o",
  async (amounts) => {
    const nothing: Activity = { kind: "llm-request", model: "gpt-4o", zone: "FR", ...amounts };
    await expect(compareActivity(nothing, methods, families)).rejects.toThrow(
      /says that this llm-request takes no energy.* Give amounts above 0\.$/u,
    );
  },
);
