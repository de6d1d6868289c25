import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { runSummarySchema } from "@wattledger/meter/records";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorkshop } from "../run/wrapped.fixture.ts";
import type { Ended, Workshop } from "../run/wrapped.fixture.ts";

// Prices of electricity through the built command; what they come to is tested in packages/meter.

let workshop: Workshop;
let yaml = "";
beforeAll(() => {
  workshop = openWorkshop();
  yaml = workshop.path("prices.yaml");
  writeFileSync(
    yaml,
    "prices:\n  - {zone: FR, price: 0.18, currency: EUR, validFrom: 2020-01-01, source: our contract}\n",
  );
});
afterAll(() => {
  workshop.remove();
});

test("the cost is next to the carbon in the summary, the JSON, and later pages", () => {
  const json = workshop.path("run.json");
  const { stderr } = workshop.call(["run", "--zone", "FR", "--prices", yaml, "--json", json, "--", "true"]);
  expect(stderr).toMatch(/^ {2}Cost +\S+ EUR /mu);
  const { cost } = runSummarySchema.parse(JSON.parse(readFileSync(json, "utf8")));
  expect(cost?.price).toMatchObject({ amount: 0.18, source: "our contract" });
  expect(workshop.call(["runs", "show", "last"]).stdout.toString()).toMatch(/^ {2}Cost +\S+ EUR /mu);
  const [exported] = runSummarySchema.array().parse(JSON.parse(workshop.call(["runs", "export"]).stdout.toString()));
  expect(exported?.cost).toEqual(cost);
});

test("another file of prices takes the place of the one on record", () => {
  const other = workshop.path("prices.json");
  const entry = { price: 100, per: "MWh", currency: "USD", validFrom: "2020-01-01", source: "another" };
  writeFileSync(other, JSON.stringify({ prices: [entry] }));
  expect(workshop.call(["runs", "show", "last", "--verbose", "--prices", other]).stdout.toString()).toContain(
    "100 USD/MWh",
  );
});

test("a place without a price has no cost, and says why; without a file nothing is said", () => {
  const { status, stderr } = workshop.call(["run", "--zone", "DE", "--prices", yaml, "--", "true"]);
  expect(status).toBe(0);
  expect(stderr).toMatch(/^ {2}Cost +unknown +no price is given for DE$/mu);
  expect(workshop.call(["run", "--zone", "DE", "--", "true"]).stderr).not.toMatch(/^ {2}Cost /mu);
});

test.for([
  ["no-such-file.yaml", "", "cannot be read"],
  ["bad.yaml", "prices: [", "not YAML"],
  ["bad.json", "{", "not JSON"],
  ["empty.yaml", "", "it is empty"],
  ["cents.yaml", "prices: [{price: 18, currency: ct, validFrom: 2026-01-01, source: x}]", "not 18 ct"],
] as const)("%s ends before the command starts", ([name, text, why]) => {
  const path = workshop.path(name);
  if (!name.startsWith("no-such")) writeFileSync(path, text);
  const ended = workshop.call(["run", "--prices", path, "--", "touch", "started"]);
  expect(ended).toMatchObject({ status: 2, stderr: expect.stringContaining(why) });
  expect(existsSync(workshop.path("started"))).toBe(false);
});

test("a budget in money needs a price in its currency", () => {
  expect(budget("--budget", "3EUR")).toMatchObject({ status: 2, stderr: expect.stringContaining("Give --prices") });
  const [france, germany] = [
    ["--zone", "FR"],
    ["--zone", "DE"],
  ];
  expect(budget("--budget", "1e-12EUR", "--prices", yaml, ...france).stderr).toMatch(
    /^wattledger: budget .*1e-12EUR/mu,
  );
  expect(budget("--budget", "3USD", "--prices", yaml, ...france).stderr).toContain("not watched: the price is in EUR");
  expect(budget("--budget", "3EUR", "--prices", yaml, ...germany).stderr).toContain(
    "not watched: no price is given for DE",
  );
});

test("--csv appends rows of CodeCarbon's columns", () => {
  const csv = workshop.path("emissions.csv");
  for (const name of ["one", "two"]) workshop.call(["run", "--quiet", "--name", name, "--csv", csv, "--", "true"]);
  const lines = readFileSync(csv, "utf8").trimEnd().split("\r\n");
  expect(lines.map((line) => line.split(",")[1])).toEqual(["project_name", "one", "two"]);
  const exported = workshop.call(["runs", "export", "--csv"]).stdout.toString().trimEnd().split("\r\n");
  expect(exported.slice(-2)).toEqual(lines.slice(1));
});

function budget(...words: readonly string[]): Ended {
  return workshop.call(["run", "--quiet", ...words, "--", "sleep", "0.1"]);
}
