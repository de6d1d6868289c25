import { fixtureFamilies } from "@wattledger/estimate/kettle.fixture";
import { families } from "@wattledger/factors";
import { expect, test } from "vitest";
import { chooseFamily, runFactors } from "./factors-action.ts";
import { familiesText, familyText, foundText, groupText, usualFamilies, usualFamiliesText } from "./factors-text.ts";

const [grid] = fixtureFamilies;
if (grid === undefined) throw new Error("The fixture has no family.");

test("the list of families", async () => {
  await expect(familiesText(families, "2026-11", 80)).toMatchFileSnapshot("./factors.golden.txt");
});

test("a figure with its papers, and without a key how to ask for a nearer one", async () => {
  const pages: string[] = [];
  for (const key of ["FR", undefined]) {
    const found = await grid.find(key);
    if (found.ok) pages.push(foundText(grid, key, found.value, 80));
  }
  await expect(pages.join("\n")).toMatchFileSnapshot("./factors-found.golden.txt");
});

test("a family without a general figure says what must be named", () => {
  expect(familyText(grid, "Name a zone. Held: FR.", 80)).toBe(`Carbon intensity of electricity (grid, gCO2e/kWh)
  Name a zone. Held: FR.

The zone chooses: wattledger factors grid KEY
  Country. Such as:
  FR
  "South Korea"
`);
});

test("all that a group of families knows of a key, with what is assumed and what is not known", async () => {
  const group = families.filter(({ id }) => id.startsWith("cloud-instance."));
  const answers = await Promise.all(
    group.map(async (family) => ({ family, found: await family.find("ml.inf2.xlarge") })),
  );
  const known = answers.flatMap(({ family, found }) => (found.ok ? [{ family, found: found.value }] : []));
  const missing = answers.flatMap(({ family, found }) => (found.ok ? [] : [family]));
  const page = groupText("ml.inf2.xlarge", known, missing, 80);
  expect(page).toContain("aws:inf2.xlarge, asked for as ml.inf2.xlarge\n");
  expect(page).toMatch(/cloud-instance\.memory +16 GB\n/u);
  expect(page).toContain("service adds.");
  expect(page).toMatch(/Not known of it: cloud-instance\.accelerator-full-power,/u);
});

test.for([
  ["server", "dgx-h1000", /unknown server "dgx-h1000".* Nearest names: dgx-h100/u],
  ["cloud-instance", "D4s", /no instance is called "D4s"\. Names that begin so: D4s v3/u],
  ["cloud-instance", undefined, /Unknown family of factors "cloud-instance"\. Nearest: cloud-instance\./u],
] as const)("factors %s %s is refused with what would be right", async ([id, key, message]) => {
  await expect(runFactors(id, key, {})).rejects.toThrow(message);
});

test.for(families.map((family) => [family.id, family] as const))(
  "%s: every page fits 80 columns",
  async ([, family]) => {
    const keys = [undefined, ...family.key.examples];
    for (const key of keys) {
      const found = await family.find(key);
      const page = found.ok ? foundText(family, key, found.value, 80) : familyText(family, found.error.message, 80);
      // A word alone on its line, such as an address or an id, cannot be broken.
      const wide = page.split("\n").filter((line) => line.length > 80 && line.slice(13).trim().includes(" "));
      expect(wide).toEqual([]);
    }
  },
);

test("the page of France holds value, interval, papers and year", async () => {
  const family = chooseFamily("grid", families);
  const found = await family.find("FR");
  const page = found.ok ? foundText(family, "FR", found.value, 80) : "";
  for (const part of ["France", "gCO2e/kWh (90 % interval", "source     Ember", "licence", "year       20"])
    expect(page).toContain(part);
});

test.for([
  ["gird", 'Unknown family of factors "gird". Nearest: grid. `wattledger factors --all` lists all families.'],
  ["gpu", "Nearest: hardware.accelerator.tdp, embodied.accelerator, "],
  ["zzzq", 'Unknown family of factors "zzzq". `wattledger factors --all`'],
  ["facility", "Nearest: facility.pue, facility.wue."],
] as const)("%s: the families nearby are named", ([id, message]) => {
  expect(() => chooseFamily(id, families)).toThrow(message);
});

test("no refusal of a family or a key is longer than a few lines, and names at most five of them", async () => {
  for (const id of ["gpu", "cpu", "memory", "water", "carbon", "power", "x"])
    expect(() => chooseFamily(id, families)).toThrow(/^Unknown family[^]{0,260}lists all families\.$/u);
  const refusals = await Promise.all(families.map((family) => family.find("zzzq")));
  const long = refusals.flatMap((found) =>
    !found.ok && found.error.message.length > 500 ? [found.error.message] : [],
  );
  expect(long).toEqual([]);
});

test("the usual families exist, and each has the key that is shown with it", async () => {
  for (const [id, , key] of usualFamilies) {
    const own = families.filter((family) => family.id === id || family.id.startsWith(`${id}.`));
    expect([id, own.length > 0]).toEqual([id, true]);
    const found = await Promise.all(
      own.map((family) => family.find(key.replaceAll('"', "") || family.key.examples[0])),
    );
    expect([id, key, found.some(({ ok }) => ok)]).toEqual([id, key, true]);
  }
});

test.for([60, 80, 120])("the usual families fit a screen of %d columns", (width) => {
  const lines = usualFamiliesText(families, "2026-11", width).trimEnd().split("\n");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  expect(lines.length).toBeLessThanOrEqual(width < 80 ? 40 : 24);
});
