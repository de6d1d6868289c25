import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { openWorkshop } from "../run/wrapped.fixture.ts";
import type { Workshop } from "../run/wrapped.fixture.ts";

// `wattledger restate` of the built command; the division among causes is tested in packages/core.

const quantity = z.looseObject({ unit: z.string(), nominal: z.number() });
const document = z.strictObject({
  schema: z.literal("wattledger/restatement/1"),
  of: z.string(),
  method: z.strictObject({ id: z.string(), before: z.string(), after: z.string() }),
  factorSet: z.strictObject({ before: z.string(), after: z.string() }),
  figures: z.array(
    z.strictObject({
      name: z.string(),
      before: quantity,
      after: quantity,
      causes: z.array(z.strictObject({ kind: z.enum(["equations", "input"]), name: z.string(), change: z.number() })),
    }),
  ),
  changed: z.array(z.looseObject({ name: z.string() })),
});

let workshop: Workshop;
let folder: string;
beforeAll(() => {
  workshop = openWorkshop();
  folder = mkdtempSync(join(tmpdir(), "restate-"));
  const words = ["runtime=12h", "cores=12", "memory=64GB", "zone=GB", "--json"];
  writeFileSync(path("estimate.json"), workshop.call(["estimate", "green-algorithms", ...words]).stdout);
  writeFileSync(path("factors.json"), JSON.stringify(factors));
});
afterAll(() => {
  workshop.remove();
  rmSync(folder, { recursive: true });
});

const path = (name: string): string => join(folder, name);

const factors = {
  schema: "wattledger/factor-set/1",
  name: "supplier-2026",
  figures: [
    {
      family: "green-algorithms-grid",
      keys: ["GB", "GBR"],
      factor: {
        title: "United Kingdom, as the supplier says",
        value: 0.15,
        unit: "kgCO2e/kWh",
        uncertainty: { distribution: { kind: "interval", low: 0.14, high: 0.16, level: 0.9 }, basis: "the supplier" },
        year: 2025,
        boundary: "life-cycle",
        basis: "consumption",
        signal: "average",
        accounting: "location",
        source: { title: "Supplier", version: "1", locator: "p. 3", retrieved: "2026-11-22", license: "facts" },
      },
    },
  ],
};

function restated(...words: readonly string[]): z.infer<typeof document> {
  const { status, stdout, stderr } = workshop.call(["restate", ...words, "--json"]);
  expect([status, stderr]).toEqual([0, ""]);
  return document.parse(JSON.parse(stdout.toString()));
}

test("an estimate with the same factors is the same, and twice is once", () => {
  const { figures, changed } = restated(path("estimate.json"));
  expect(figures.length).toBeGreaterThan(1);
  for (const { before, after, causes } of figures) expect([after.nominal, causes]).toEqual([before.nominal, []]);
  expect(changed).toEqual([]);
});

test("another place and another PUE each have their part of the change", () => {
  const { figures } = restated(path("estimate.json"), "--zone", "DE", "--pue", "1.2");
  const carbon = figures.find(({ name }) => name === "gwp");
  const change = (carbon?.after.nominal ?? 0) - (carbon?.before.nominal ?? 0);
  expect(carbon?.causes.map(({ name }) => name)).toEqual(["pue", "intensity"]);
  expect(carbon?.causes.reduce((sum, one) => sum + one.change, 0)).toBeCloseTo(change, 9);
  // Energy does not hang on the place.
  expect(figures.find(({ name }) => name === "energy")?.causes.map(({ name }) => name)).toEqual(["pue"]);
});

test("the page has a line for each figure, in words, and --verbose adds the inputs", () => {
  const words = ["restate", path("estimate.json"), "--zone", "DE"];
  const page = workshop.call(words).stdout.toString();
  expect(page).toMatch(/^ {2}Energy +.*, unchanged$/mu);
  expect(page).toMatch(/^ {2}Carbon +\S+ \S+ → .*: [+−]\S+ %, by intensity$/mu);
  expect(page).not.toMatch(/gwp/u);
  expect(page.replaceAll(/\s+/gu, " ")).toContain("Inputs that changed: intensity. --verbose shows");
  expect(workshop.call([...words, "--verbose"]).stdout.toString()).toMatch(/^ {2}intensity: .*GBR.*→ .*DEU/msu);
});

test("a given set of factors replaces the built-in one, converted to its unit, and is named", () => {
  const { figures, factorSet, changed } = restated(path("estimate.json"), "--factors", path("factors.json"));
  const [energy, carbon] = ["energy", "gwp"].map(
    (name) => figures.find((one) => one.name === name)?.after.nominal ?? 0,
  );
  expect(carbon).toBeCloseTo((energy ?? 0) * 150, 6);
  expect(factorSet.after).toBe(`${factorSet.before} with supplier-2026`);
  expect(changed).toMatchObject([{ name: "intensity", after: { value: 150, unit: "gCO2e/kWh" } }]);
});

test("a run keeps both footprints: the later one counts, and restating back gives the first", () => {
  workshop.call(["run", "--quiet", "--name", "work", "--zone", "FR", "--", "sleep", "0.2"]);
  const there = restated("last", "--zone", "DE", "--record");
  expect(there.changed.map(({ name }) => name)).toEqual(["intensity", "gridWater"]);
  const back = restated("last", "--zone", "FR");
  for (const { name, after } of back.figures) {
    const first = there.figures.find((one) => one.name === name)?.before.nominal ?? 0;
    expect(after.nominal).toBeCloseTo(first, 12);
  }
});

test("what did not change is printed as the pages of the run and of the estimate print it", () => {
  workshop.call(["run", "--quiet", "--name", "same", "--zone", "FR", "--", "sleep", "0.2"]);
  const shown = workshop.call(["runs", "export", "same", "--json"]).stdout.toString();
  const [exported] = z.array(z.looseObject({ embodiedGrams: z.looseObject({}) })).parse(JSON.parse(shown));
  const { figures } = restated("same", "--zone", "FR");
  const hardware = figures.find(({ name }) => name === "gwp-embodied");
  expect(exported?.embodiedGrams).toMatchObject({ low: hardware?.after["low"], high: hardware?.after["high"] });
  expect(hardware?.before).toEqual(hardware?.after);

  const words = ["estimate", "api-inference", "model=gpt-4o", "outputTokens=400", "requests=1000000", "zone=BR"];
  writeFileSync(path("million.json"), workshop.call([...words, "--json"]).stdout);
  const [, energy] = /^ {2}Energy +(\S+ \S+)/mu.exec(workshop.call(words).stdout.toString()) ?? [];
  const page = workshop.call(["restate", path("million.json"), "--zone", "BR"]).stdout.toString();
  expect(page.replaceAll(/\s+/gu, " ")).toMatch(new RegExp(`Energy ${energy} \\(\\S+ to \\S+\\), unchanged`, "u"));
  expect(page).toContain("Values are means, as of a sum.");
});

test.each([
  [["nothing-like-it"], /no run/iu],
  [["BROKEN"], /The estimate cannot be read from .*JSON/u],
  [["OTHER"], /is not an estimate that `wattledger estimate --json` wrote/u],
  [["ESTIMATE", "--record"], /--record is for runs/u],
  [["ESTIMATE", "--factors", "OTHER"], /is not a set of factors/u],
  [["ESTIMATE", "--zone", "Atlantis"], /cannot be restated.*Unknown place "Atlantis"/u],
])("%j is refused in words that help", (words, message) => {
  writeFileSync(path("broken.json"), "{");
  writeFileSync(path("other.json"), "{}");
  const files: Readonly<Record<string, string>> = { BROKEN: "broken", OTHER: "other", ESTIMATE: "estimate" };
  const given = words.map((word) => (Object.hasOwn(files, word) ? path(`${files[word] ?? ""}.json`) : word));
  const { status, stderr } = workshop.call(["restate", ...given]);
  expect(status).toBe(1);
  expect(stderr.replaceAll("\n", " ")).toMatch(message);
});

test("a result that names an id of before is computed by the equations of its version, and moved to the current one", () => {
  const words = ["model=gpt-4o", "outputTokens=400", "pue=1.2", "wue=0.569", "zone=US", "--json"];
  const old = workshop.call(["estimate", "ecologits-0-9", ...words]).stdout.toString();
  // As release 0.1 of Wattledger wrote it, when `ecologits` was version 0.9.
  writeFileSync(path("recorded.json"), old.replace('"id": "ecologits-0-9"', '"id": "ecologits"'));
  const { method, figures, changed } = restated(path("recorded.json"));
  expect(method).toEqual({ id: "ecologits", before: "0.9", after: "0.11" });
  const energy = figures.find(({ name }) => name === "energy");
  // By the package ecologits 0.11.3: 0.5789 to 0.9637 Wh, of which this is the middle.
  expect(energy?.after.nominal).toBeCloseTo(0.000_771_290_130_8, 9);
  expect(energy?.causes.map(({ kind, name }) => `${kind} ${name}`).toSorted()).toEqual([
    "input firstTokenTime",
    "input throughput",
  ]);
  expect(changed.map(({ name }) => name)).toContain("gpuEmbodied.gwp");
});
