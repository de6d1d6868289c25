import { keysOf } from "@wattledger/core";
import type { Activity } from "@wattledger/core";
import { families } from "@wattledger/factors";
import { methods } from "@wattledger/methods";
import { expect, test } from "vitest";
import { batchAnswerer, compareActivity, makeEstimate, parseGiven, tallies } from "./index.ts";

// A name that nobody knows is refused, or the answer names what is used instead: on every road, for every family.

const byId = new Map(families.map((family) => [family.id, family]));
const words = ["Xyzzy-9000", "N/A", "None", "null", "NaN", "#N/A", "undefined", "-", "tbd", "unknown"];

test.for(families.map((family) => [family.id, family] as const))(
  "the family %s refuses names that nobody knows, and words for a missing value",
  async ([, family]) => {
    const taken: string[] = [];
    for (const word of words) {
      const found = await family.find(word);
      if (found.ok && !found.value.fallbacks.some((step) => step.includes(word))) taken.push(word);
    }
    expect(taken).toEqual([]);
  },
);

const keyed = methods.flatMap((method) => keysOf(method, byId).map((key) => [method.id, key, method] as const));

test.for(keyed)("estimate %s: an unknown %s is refused, or said, and so is it in a batch", async ([, key, method]) => {
  const example = method.example ?? {};
  // What is given of an input goes before a key: without inputs of the family the key is read.
  const needs = Object.entries(method.inputs).flatMap(([name, one]) =>
    one.kind === "number" && one.from !== undefined && byId.get(one.from)?.key.name === key ? [name] : [],
  );
  const rest = Object.fromEntries(Object.entries(example).filter(([name]) => !needs.includes(name)));
  const silent: string[] = [];
  for (const word of words.slice(0, 3)) {
    const given = { ...rest, [key]: word };
    const estimate = await makeEstimate(method, parseGiven(method, families, given, []), families, "", { seed: 1 });
    if (
      estimate.ok &&
      !estimate.value.document.notes.some(
        (note) =>
          note.includes(word) || note.startsWith(`${key} is not used`) || note.startsWith(`${key} does not change`),
      )
    )
      silent.push(`estimate ${word}`);
    const notes = tallies();
    const request = { method, families, common: {}, intervals: false, notes };
    const answer = await batchAnswerer(request)(JSON.stringify(given), 1);
    const text = typeof answer === "string" ? answer : (answer?.text ?? "");
    const isSaid =
      text.includes('"error') ||
      text.includes(`"ignored":["${key}"`) ||
      [...notes.all()].some(({ sentence }) => sentence.includes(word));
    if (!isSaid) silent.push(`batch ${word}: ${text.slice(0, 200)}`);
  }
  expect(silent).toEqual([]);
});

const activities: readonly (readonly [string, Activity])[] = [
  ["zone", { kind: "llm-request", model: "gpt-4o", outputTokens: 400, zone: "Xyzzy-9000" }],
  ["facility", { kind: "llm-request", model: "gpt-4o", outputTokens: 400, zone: "FR", facility: "Xyzzy-9000" }],
  ["model", { kind: "llm-request", model: "Xyzzy-9000", outputTokens: 400, zone: "FR" }],
  ["accelerator", { kind: "llm-request", model: "gpt-4o", outputTokens: 400, zone: "FR", accelerator: "Xyzzy-9000" }],
  [
    "accelerators",
    { kind: "compute-run", durationSeconds: 3600, zone: "FR", accelerators: [{ model: "Xyzzy-9000", count: 8 }] },
  ],
  ["instance", { kind: "compute-run", durationSeconds: 3600, zone: "FR", instance: "Xyzzy-9000" }],
  ["server", { kind: "compute-run", durationSeconds: 3600, zone: "FR", server: "Xyzzy-9000" }],
  ["device", { kind: "device-use", device: "Xyzzy-9000", count: 1, durationSeconds: 3600, zone: "FR" }],
  ["model of pictures", { kind: "media-request", medium: "image", model: "Xyzzy-9000", count: 1, zone: "FR" }],
];

test.for(activities)(
  "compare: an unknown %s is refused, or the methods that read it drop out by name",
  async ([, activity]) => {
    const said = await compareActivity(activity, methods, families).then(
      ({ silent }) => silent.map(({ reason }) => reason).join("\n"),
      String,
    );
    expect(said).toContain("Xyzzy-9000");
  },
);
