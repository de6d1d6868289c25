import type { Cause } from "@wattledger/meter/records";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { openWorkshop } from "../run/wrapped.fixture.ts";
import type { Ended, Workshop } from "../run/wrapped.fixture.ts";
import { causeRows, causeSentence } from "./runs-diff.ts";

// `wattledger runs diff` of the built command; what it computes is tested in packages/meter.

let workshop: Workshop;
const [first, second] = ["first", "second"];
let ids: readonly string[] = [];
beforeAll(() => {
  workshop = openWorkshop();
  workshop.call(["run", "--quiet", "--name", first, "--zone", "FR", "--", "true"]);
  workshop.call(["run", "--quiet", "--name", second, "--zone", "PL", "--pue", "1.2", "--", "sleep", "0.1"]);
  const lines = workshop.call(["runs"]).stdout.toString().trimEnd().split("\n").slice(1, 3);
  ids = lines.map((line) => line.slice(0, 4));
});
afterAll(() => {
  workshop.remove();
});

const diff = (...words: readonly string[]): Ended => workshop.call(["runs", "diff", ...words]);

test("two runs are shown side by side, with a sentence on why they differ", () => {
  const { status, stdout, stderr } = diff(...ids);
  const text = stdout.toString();
  expect([status, stderr]).toEqual([0, ""]);
  expect(text).toMatch(/^A \w{4}, first, .* exit code 0\nB \w{4}, second, /u);
  expect(text.replaceAll("\n", " ")).toMatch(
    /B has .* (?:more|less) than A.*dirtier electricity \(France to Poland\)/u,
  );
  expect(text).toMatch(/^ {2}intensity +44\.2 gCO2e\/kWh +\S+ gCO2e\/kWh +\+/mu);
  expect(text).toMatch(/^ {2}PUE +\S+ +1\.2 +−0\.\d+ \(.*\)/mu);
  expect(text).toMatch(/^Carbon, by cause\n/mu);
});

test("a run is the same as itself", () => {
  const text = diff("last", "last").stdout.toString();
  expect(text).toContain("Both runs have the same carbon.");
  expect(text).toMatch(/^ {2}carbon .* the same$/mu);
  expect(text).not.toContain("by cause");
});

test("the same comes as data, without commands", () => {
  const schema = z.looseObject({
    schema: z.literal("wattledger/run-difference/1"),
    sentence: z.string(),
    rows: z.array(
      z.strictObject({
        name: z.string(),
        unit: z.string(),
        a: z.number().nullable(),
        b: z.number().nullable(),
        difference: z.unknown(),
      }),
    ),
    causes: z.array(z.looseObject({ kind: z.string(), gramsCO2e: z.number() })),
  });
  const text = diff(...ids, "--json").stdout.toString();
  const document = schema.parse(JSON.parse(text));
  expect(document.rows.map(({ name }) => name)).toContain("carbon");
  expect(document.causes.map(({ kind }) => kind)).toContain("intensity");
  expect(text).not.toContain("sleep");
});

test.for([
  [["last"], 2, "missing required argument"],
  [["last", "nobody"], 1, "no run has the id or the name"],
] as const)("%j is refused", ([words, status, why]) => {
  expect(diff(...words)).toMatchObject({ status, stderr: expect.stringContaining(why) });
});

function cause(kind: Cause["kind"], gramsCO2e: number): Cause {
  return { kind, gramsCO2e, a: 1, b: 1, unit: "1" };
}

test("causes in the text add up to the difference; small ones are one row, and none of them is in the sentence", () => {
  const figure = { nominal: 1, mean: 1, low: 0.5, high: 1.5, level: 0.9 };
  const row = { name: "carbon", unit: "gCO2e", a: 1, b: 2, difference: figure } as const;
  const causes = [cause("intensity", 0.998), cause("pue", 0.001), cause("rest-of-node", 0.001)];
  expect(causeRows(causes, ["A", "A"]).map(([grams]) => grams)).toEqual(["+998 mgCO2e", "+2 mgCO2e"]);
  expect(causeSentence({ rows: [row], causes, notes: [] }, ["A", "A"])).not.toContain("PUE");
});
