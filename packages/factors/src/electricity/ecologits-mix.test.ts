import { expect, test } from "vitest";
import { ecologitsMix, ecologitsMixGwp, ecologitsMixPe } from "./ecologits-mix.ts";
import { electricityAdpe, electricityPeFossil } from "./electricity-resources.ts";

// By the package ecologits 0.11.3.
test.for([
  ["WOR", 0.45829],
  ["FRA", 0.04144],
  ["DEU", 0.32965],
  ["SWE", 0.03526],
  ["IND", 0.67013],
  ["EEE", 0.28268],
] as const)("%s is %d kgCO2e/kWh, as in EcoLogits 0.11.3", async ([zone, gwp]) => {
  expect((await ecologitsMix(zone))?.gwp).toBe(gwp);
});

test("a zone within a country, a country without data and a figure of the world are announced", async () => {
  expect(await ecologitsMixGwp.find("US-CAL-CISO")).toMatchObject({
    value: { factor: { value: 0.3844 }, fallbacks: [expect.stringContaining("EcoLogits has countries only")] },
  });
  expect(await ecologitsMixGwp.find("CF")).toMatchObject({
    value: { factor: { value: 0.45829 }, fallbacks: [expect.stringContaining("the world average is used")] },
  });
  expect(await ecologitsMixPe.find("AW")).toMatchObject({
    value: { factor: { value: 2.5871 }, fallbacks: [expect.stringContaining("uses the world's")] },
  });
});

test("the families of resources hold a country's own figure, never EcoLogits' figure of the world", async () => {
  expect(await electricityAdpe.find("SG")).toMatchObject({
    value: { factor: { id: expect.stringContaining("/SGP/") } },
  });
  expect(await electricityPeFossil.find("AW")).toMatchObject({
    value: { factor: { value: 6.47232 }, fallbacks: [expect.stringContaining("world average")] },
  });
});
