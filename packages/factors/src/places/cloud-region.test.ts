import { expect, test } from "vitest";
import { findCloudRegion } from "./cloud-region.ts";

test.each([
  ["aws:eu-west-1", "aws:eu-west-1"],
  ["eu-west-1", "aws:eu-west-1"],
  ["us-central1-a", "gcp:us-central1"],
  ["West Europe", "azure:westeurope"],
  ["ovh:de", "ovh:de"],
])("%s is the region %s", async (name, key) => {
  expect((await findCloudRegion(name))?.key).toBe(key);
});

test.each(["DE", "de", "UK", "FR", "gra"])("%s alone is not a data centre of OVHcloud", async (name) => {
  expect(await findCloudRegion(name)).toBeUndefined();
});
