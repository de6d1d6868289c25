import { expect, test } from "vitest";
import { readPlaceHints } from "./hints.ts";
import type { HintPlaces, PlaceHints } from "./hints.ts";

function hints(environment: HintPlaces["environment"], link?: string, text?: string): PlaceHints {
  return readPlaceHints({
    environment,
    readLink: (path) => (path === "/etc/localtime" ? link : undefined),
    readText: (path) => (path === "/etc/timezone" ? text : undefined),
  });
}

test.for([
  [{ TZ: "Europe/Paris" }, undefined, undefined, "Europe/Paris"],
  [{ TZ: ":Asia/Tokyo" }, "/usr/share/zoneinfo/UTC", undefined, "Asia/Tokyo"],
  [{}, "/usr/share/zoneinfo/Europe/Berlin", "Etc/UTC", "Europe/Berlin"],
  [{}, "../usr/share/zoneinfo/posix/Europe/Berlin", undefined, "Europe/Berlin"],
  [{}, "/var/db/timezone/zoneinfo/America/New_York", undefined, "America/New_York"],
  [{}, "/usr/share/zoneinfo.default/Asia/Kolkata", undefined, "Asia/Kolkata"],
  [{}, undefined, "Etc/UTC\n", "Etc/UTC"],
  [{}, undefined, undefined, undefined],
  [{ TZ: "" }, "/usr/share/zoneinfo/Europe/Berlin", undefined, undefined],
] as const)("time zone of TZ %j, link %j, file %j: %j", ([environment, link, text, timeZone]) => {
  expect(hints(environment, link, text)).toEqual(timeZone === undefined ? {} : { timeZone });
});

test("of the environment only variables that name a cloud region are noted, and only values that can be one", () => {
  const environment = {
    AWS_REGION: "eu-west-1",
    HOME: "/home/ada",
    REGION_NAME: "West Europe",
    OCI_REGION: "",
    HOST: "x",
  };
  expect(hints(environment).cloud).toEqual([
    { variable: "AWS_REGION", value: "eu-west-1" },
    { variable: "REGION_NAME", value: "West Europe" },
  ]);
  expect(hints({ AWS_REGION: "$(cat /etc/passwd)\nroot" })).toEqual({});
});
