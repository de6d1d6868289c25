import { expect, test } from "vitest";
import { facilityPue, facilityWue } from "./facility.ts";

test.for([
  ["outside-data-centre", 1, 0],
  ["home", 1, 0],
  ["industry", 1.56, 0],
  ["aws", 1.15, 0],
  ["gcp", 1.09, 0],
  ["Microsoft", 1.16, 0],
  ["OVHcloud", 1.09, 0],
  ["openai", 1.2, 0],
  ["anthropic", 1.115, 0],
  ["aws:eu-west-1", 1.11, 0],
  ["eu-west-1", 1.11, 0],
  ["aws:eu-west-3", 1.15, 1],
  ["azure:uksouth", 1.16, 1],
  ["ovh:gra", 1.09, 1],
  ["oci:uk-london-1", 1.56, 1],
] as const)("the PUE of %s is %s, after %s fall-backs", async ([key, value, steps]) => {
  const found = await facilityPue.find(key);
  expect(found.ok && [found.value.factor.value, found.value.fallbacks.length]).toEqual([value, steps]);
});

test.for(["aws:ap-southeast-4", "gcp:us-west1", "google", "industry", "home"])(
  "the interval of the PUE of %s does not reach below 1",
  async (key) => {
    const found = await facilityPue.find(key);
    const distribution = found.ok ? found.value.factor.uncertainty.distribution : undefined;
    expect(distribution?.kind === "interval" ? distribution.low : 0).toBeGreaterThanOrEqual(1);
  },
);

test.for([
  ["outside-data-centre", 0],
  ["industry", 0.38],
  ["aws:eu-west-1", 0.03],
  ["azure:southeastasia", 2.06],
  ["google", 0.99],
  ["mistralai", 0.09],
] as const)("the site water of %s is %s L/kWh", async ([key, value]) => {
  const found = await facilityWue.find(key);
  expect(found.ok && found.value.factor.value).toBe(value);
});

test("without a facility both are the industry's, announced", async () => {
  for (const family of [facilityPue, facilityWue]) {
    const found = await family.find(undefined);
    expect(found.ok && found.value.fallbacks.join()).toContain("No facility was given");
  }
});
