import { readFileSync } from "node:fs";
import { recordOf } from "@wattledger/core/schemas";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { accountRecordedRun } from "../../test/recorded-run.ts";
import type { RecordedRun } from "../../test/recorded-run.ts";
import type { RunProgress } from "../record/progress.ts";
import { runSummarySchema } from "../records.ts";
import type { RunSummary } from "./run-summary.ts";

const predicted = { nominal: 900, low: 850, high: 950, level: 0.9 };
const progress: RunProgress = {
  phases: [{ name: "load", count: 1, seconds: 2, joules: 30, joulesByComponent: { cpu: 28, dram: 2 } }],
  epochs: { done: 3, planned: 9, seconds: 7, joules: 300 },
  work: { steps: 3, samples: 300, tokens: 0 },
  metrics: { accuracy: 0.9 },
  prediction: {
    basis: "epochs",
    done: 3,
    planned: 9,
    pastRuns: 0,
    joules: predicted,
    seconds: predicted,
  },
  budget: {
    budget: { text: "500J", kind: "energy", limitJoules: 500 },
    state: "exceeded",
    used: 600,
    limit: 500,
    askedToEndAfterSeconds: 5,
  },
};
const counters: RecordedRun = {
  packages: [{ joules: 900, dramJoules: 60 }],
  progress,
  options: { zone: "FR", pue: 1.2 },
  labels: {
    name: "try",
    project: "vision",
    tags: { team: "a" },
    lineage: {
      stage: "training",
      experiment: "depth",
      parentRun: "20261121-223001-k3f9",
      model: "m",
      modelVersion: "2",
    },
  },
};
const runs: readonly (readonly [string, RecordedRun])[] = [
  ["with counters and all options", counters],
  [
    "of whose progress little was told",
    { ...counters, progress: { phases: [], epochs: { done: 1, seconds: 1, joules: 1 } } },
  ],
  ["of whose progress nothing was told", { ...counters, progress: { phases: [] } }],
  ["in a virtual machine without counters", { virtual: true }],
  ["with counters of processors alone", { packages: [{ joules: 900 }], models: false }],
  ["of which nothing is known", { models: false, processTimes: false }],
];

test.for(runs)("the summary of a run %s matches its schema", async ([, run]) => {
  const { summary } = await accountRecordedRun(run);
  const written: unknown = JSON.parse(JSON.stringify(summary));
  expect(runSummarySchema.parse(written)).toEqual(summary);
});

test.for(runs)("of a run %s each null has a reason, and no other value has one", async ([, run]) => {
  const { footprint: _, ...summary } = (await accountRecordedRun(run)).summary;
  expect(Object.keys(summary.reasons).toSorted()).toEqual(nullsOf(summary).toSorted());
});

test("the summary has no null if all is known, except what this machine does not have", async () => {
  const { summary } = await accountRecordedRun({ ...counters, exitCode: 3 });
  expect(
    Object.keys(summary.reasons).filter((path) => !/energyJoules\.(gpu|storage|network|other)$/.test(path)),
  ).toEqual(["signal", "within", "job", "cost"]);
});

test.for([
  ["a later version", { schema: "wattledger/run-summary/2" }],
  ["a field that is not documented", { joules: 3 }],
  ["an exit code that no process has", { exitCode: 256 }],
  ["an interval upside down", { carbonGrams: { nominal: 1, mean: 1, low: 2, high: 1, level: 0.9 } }],
  ["a figure without an interval", { waterLitres: 3 }],
] as const)("%s is refused", async ([, change]) => {
  const { summary } = await accountRecordedRun(counters);
  expect(runSummarySchema.safeParse(summary).success).toBe(true);
  expect(runSummarySchema.safeParse({ ...summary, ...change }).success).toBe(false);
});

test("an instrument of the whole platform is shown next to the parts and changes none of them", async () => {
  const { summary: without } = await accountRecordedRun(counters);
  const { summary } = await accountRecordedRun({ ...counters, platformJoules: 900 });
  expect(runSummarySchema.safeParse(summary).success).toBe(true);
  expect(summary.platform).toMatchObject([{ id: "rapl-powercap/psys", energyJoules: { nominal: 900 }, coverage: 1 }]);
  expect({ ...summary, platform: [] }).toEqual(without);
});

describe("docs/run-json.md", () => {
  const page = readFileSync(new URL("../../../../docs/run-json.md", import.meta.url), "utf8");

  test("names every field of the schema", () => {
    const names = new Set(fieldsOf(z.toJSONSchema(runSummarySchema)));
    expect(names.size).toBeGreaterThan(60);
    expect([...names].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  test("has an example that the schema takes, with a reason for each null", () => {
    const example = /```json\n(.*?)```/su.exec(page)?.[1] ?? "";
    const { footprint: _, ...summary }: RunSummary = runSummarySchema.parse(JSON.parse(example));
    expect(Object.keys(summary.reasons).toSorted()).toEqual(nullsOf(summary).toSorted());
  });
});

/** Paths of all nulls in a document. */
function nullsOf(value: unknown, path = ""): readonly string[] {
  if (value === null) return [path];
  if (typeof value !== "object") return [];
  return Object.entries(value).flatMap(([name, inner]) => nullsOf(inner, path === "" ? name : `${path}.${name}`));
}

const nodeSchema = z.looseObject({
  properties: z.optional(recordOf(z.unknown())),
  items: z.optional(z.unknown()),
  anyOf: z.optional(z.array(z.unknown())),
});

/**
 * Names of all fields below a JSON schema, at any depth; but not those of the kinds of activity (a `oneOf`), which no
 * run fills and which have their own words.
 */
function fieldsOf(schema: unknown): readonly string[] {
  const { properties = {}, items, anyOf = [] } = nodeSchema.parse(schema ?? {});
  const inner = [...Object.values(properties), ...anyOf, ...(items === undefined ? [] : [items])];
  return [...Object.keys(properties), ...inner.flatMap(fieldsOf)];
}
