import { expect, test } from "vitest";
import type { PlaceHints } from "./hints.ts";
import { locate } from "./locate.ts";
import { countryCodeOfTimeZone } from "./time-zone.ts";

const server = { mayBeInCloud: true };
const cloud = (...pairs: readonly (readonly [string, string])[]): PlaceHints => ({
  cloud: pairs.map(([variable, value]) => ({ variable, value })),
  timeZone: "Europe/Paris",
});

test.for([
  [cloud(["AWS_REGION", "eu-west-1"]), "aws:eu-west-1"],
  [cloud(["AWS_REGION", "eu-west-1"], ["AWS_DEFAULT_REGION", "eu-west-1"]), "aws:eu-west-1"],
  [cloud(["GOOGLE_CLOUD_ZONE", "us-central1-a"]), "gcp:us-central1"],
  [cloud(["REGION_NAME", "West Europe"]), "azure:westeurope"],
  [cloud(["OCI_REGION", "us-ashburn-1"]), "oci:us-ashburn-1"],
  [cloud(["AWS_REGION", "moon-1"], ["AWS_DEFAULT_REGION", "eu-west-3"]), "aws:eu-west-3"],
] as const)("the environment names a cloud region: %j", async ([hints, zone]) => {
  const located = await locate(hints, server);
  expect(located).toMatchObject({ by: "cloud-region", zone });
  expect(located.notes.at(-1)).toContain(`the environment names the cloud region ${zone} by`);
});

test.for([
  ["of one provider in the variable of another", cloud(["AWS_REGION", "europe-west9"]), server, "AWS_REGION is"],
  [
    "on a laptop, where it is a setting of tools",
    cloud(["AWS_REGION", "eu-west-1"]),
    { mayBeInCloud: false },
    "is not in a cloud",
  ],
  [
    "that another one contradicts",
    cloud(["AWS_REGION", "eu-west-1"], ["AZURE_REGION", "westeurope"]),
    server,
    "contradict each other",
  ],
] as const)("a region %s is not believed: the time zone speaks, and a note says why", async ([, hints, where, why]) => {
  const located = await locate(hints, where);
  expect(located).toMatchObject({ by: "time-zone", zone: "time-zone:Europe/Paris" });
  expect(located.notes.join()).toContain(why);
});

test("a time zone without a country leaves the place unknown, and says so", async () => {
  expect(await locate({ timeZone: "UTC" }, server)).toEqual({
    by: "nothing",
    notes: ["the time zone UTC does not name a country"],
  });
  expect(await locate({}, server)).toEqual({ by: "nothing", notes: [] });
});

test.for([
  ["Europe/Paris", "FR"],
  ["europe/paris", "FR"],
  ["Europe/Stockholm", "SE"],
  ["America/Argentina/Ushuaia", "AR"],
  ["Asia/Calcutta", "IN"],
  ["Europe/Kiev", "UA"],
  ["Japan", "JP"],
  ["UTC", undefined],
  ["JP", undefined],
] as const)("the time zone %s lies in %s", async ([timeZone, iso2]) => {
  expect(await countryCodeOfTimeZone(timeZone)).toBe(iso2);
});
