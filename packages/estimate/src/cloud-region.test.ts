import { factorSet, families } from "@wattledger/factors";
import { methods } from "@wattledger/methods";
import { expect, test } from "vitest";
import { batchAnswerer, makeEstimate, parseGiven, tallies } from "./index.ts";

// Amazon publishes a PUE of 1.11 for eu-west-1; `run --zone aws:eu-west-1` has always used it.

const method = methods.find(({ id }) => id === "green-algorithms");
const work = { runtime: 10, cores: 8, corePower: 10, memory: 64 };
const places: readonly Readonly<Record<string, string>>[] = [
  { zone: "aws:eu-west-1" },
  { facility: "aws:eu-west-1" },
  { zone: "eu-west-1" },
  { zone: "IE", facility: "aws:eu-west-1" },
];

async function pueAndIntensity(place: Readonly<Record<string, string>>): Promise<readonly number[]> {
  if (method === undefined) throw new Error("no green-algorithms");
  const parsed = parseGiven(method, families, { ...work, ...place }, []);
  const estimate = await makeEstimate(method, parsed, families, factorSet, { seed: 1 });
  if (!estimate.ok) throw new Error(JSON.stringify(estimate.error));
  const { pue, intensity } = estimate.value.document.inputs;
  return [pue, intensity].map((one) => (one?.kind === "number" ? one.value : Number.NaN));
}

test.for(places)("a cloud region is the facility and the zone, in any form: %o", async (place) => {
  const [pue, intensity] = await pueAndIntensity(place);
  expect(pue).toBe(1.11);
  expect(intensity).toBe((await pueAndIntensity({ zone: "IE" }))[1]);
});

test.for(places)("a line of a batch reads a cloud region alike: %o", async (place) => {
  if (method === undefined) throw new Error("no green-algorithms");
  const request = { method, families, common: {}, intervals: false, notes: tallies() };
  const answer = await batchAnswerer(request)(JSON.stringify({ ...work, ...place }), 1);
  const text = typeof answer === "string" ? answer : (answer?.text ?? "");
  expect(text).toContain('"energy":{"unit":"kWh","nominal":1.15262');
});

test("what is given of the other key goes before what a cloud region implies", async () => {
  expect((await pueAndIntensity({ zone: "aws:eu-west-1", facility: "industry" }))[0]).toBe(1.56);
  expect((await pueAndIntensity({ zone: "FR", facility: "aws:eu-west-1" }))[1]).toBe(
    (await pueAndIntensity({ zone: "FR" }))[1],
  );
});

test("a country says nothing of the facility", async () => {
  expect((await pueAndIntensity({ zone: "IE" }))[0]).toBe(1.56);
});
