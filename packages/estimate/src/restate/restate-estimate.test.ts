import { families, factorSet } from "@wattledger/factors";
import { methods } from "@wattledger/methods";
import { expect, test } from "vitest";
import { chooseMethod } from "../choose/choose-method.ts";
import { makeEstimate } from "../estimate/document.ts";
import type { EstimateDocument } from "../estimate/document.ts";
import { parseGiven } from "../given/given.ts";
import { parseEstimate, restateEstimate } from "./restate-estimate.ts";
import type { Restatement } from "./restatement.ts";

const factors = { name: factorSet, families };

async function estimated(id: string, given: Readonly<Record<string, string | number>>): Promise<EstimateDocument> {
  const method = chooseMethod(id);
  const assignments = Object.entries(given).map(([name, value]) => `${name}=${value}`);
  const parsed = parseGiven(method, families, {}, assignments);
  const estimate = await makeEstimate(method, parsed, families, factorSet, { seed: 1 });
  if (!estimate.ok) throw new Error(estimate.error.map(({ message }) => message).join("\n"));
  return estimate.value.document;
}

/** What `restate` says of a document that was written to a file and read again. */
function restated(document: object, changes: Readonly<Record<string, string>> = {}): Promise<Restatement> {
  return restateEstimate("Estimate", parseEstimate(JSON.parse(JSON.stringify(document)), "e.json"), factors, changes);
}

function changesIn({ figures, changed }: Restatement): unknown {
  return {
    changed: changed.map(({ name }) => name),
    figures: figures.filter(({ before, after, causes }) => before.nominal !== after.nominal || causes.length > 0),
  };
}

test.for(methods.map((method) => [method.id, method.example ?? {}] as const))(
  "%s: its example restated without a change is unchanged",
  async ([id, example]) => {
    const document = await estimated(id, example);
    const restatement = await restated(document);
    expect(restatement.figures.length).toBe(Object.keys(document.outputs).length);
    expect(changesIn(restatement)).toEqual({ changed: [], figures: [] });
  },
);

test.for(methods.map((method) => [method.id, method.example ?? {}] as const))(
  "%s: a record without its keys is unchanged too",
  async ([id, example]) => {
    const { keys: _, ...document } = await estimated(id, example);
    expect(changesIn(await restated(document))).toEqual({ changed: [], figures: [] });
  },
);

test("another zone changes the carbon alone: 0.92861 Wh of France at Germany's 342.06 g/kWh", async () => {
  const document = await estimated("api-inference", { model: "gpt-4o", outputTokens: 500, zone: "FR" });
  const { figures } = await restated(document, { zone: "DE" });
  const [energy, gwp] = ["energy", "gwp"].map((name) => figures.find((one) => one.name === name));
  expect(energy?.causes).toEqual([]);
  expect(gwp?.causes.map(({ name }) => name)).toEqual(["intensity"]);
  expect(gwp?.after.nominal).toBeCloseTo(((energy?.after.nominal ?? 0) * 342.06) / 1000, 4);
});

test("a change that no input depends on is refused", async () => {
  const document = await estimated("act-die", chooseMethod("act-die").example ?? {});
  await expect(restated(document, { pue: "1.2" })).rejects.toThrow("`pue` does not affect this estimate");
});
