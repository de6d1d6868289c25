import { fail, ok, quoted } from "@wattledger/core";
import type { FactorFamily, FoundFactor, NoFactor, Result } from "@wattledger/core";
import { factorFamily } from "../family/family.ts";
import { nearestSentence } from "../family/similar.ts";
import { cloudRegions, findCloudRegion } from "../places/cloud-region.ts";
import { grid } from "./grid.ts";

/**
 * Carbon intensity where a cloud region stands: from provider and region to the zone of the grid, and from there as the
 * family `grid`. A region that may lie in either of two zones names both, and its interval takes both in.
 */
export const cloud: FactorFamily = factorFamily({
  id: "cloud",
  title: "Carbon intensity of electricity in a cloud region, life cycle",
  unit: "gCO2e/kWh",
  critique: [
    "It does not include electricity that the provider buys by contract. That counts in market-based figures only.",
    "If a country's grid is not divided into zones, the country's mean is used for each of its regions. Countries are by production, zones by consumption.",
  ],
  key: {
    name: "region",
    help: "provider:region of AWS, Google Cloud, Azure, Oracle, OVHcloud or Scaleway; the provider may be left out",
    examples: ["aws:us-west-2", "gcp:europe-west9", "azure:West Europe", "us-central1-a"],
  },
  find: findOfRegion,
  heldKeys: async () => (await cloudRegions()).map((region) => region.key),
});

async function findOfRegion(key: string | undefined): Promise<Result<FoundFactor, NoFactor>> {
  if (key === undefined || key.trim() === "")
    return fail({ kind: "no-factor", message: "No cloud region was named. Name one, such as aws:eu-west-1." });
  const region = await findCloudRegion(key);
  if (region === undefined) {
    const names = (await cloudRegions()).map((one) => one.key);
    return fail({
      kind: "unknown-name",
      message: `Unknown cloud region ${quoted(key)}.${nearestSentence(key, names)}`,
    });
  }
  const found = await grid.find(region.key);
  if (!found.ok) return found;
  const { factor, fallbacks } = found.value;
  const id = factor.id.replace(/^grid\//u, "cloud/");
  return ok({ factor: { ...factor, id }, matched: region.key, fallbacks });
}
