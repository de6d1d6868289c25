import { expect, test } from "vitest";
import { mapTexts, withoutPaths } from "./privacy.ts";

test.for([
  [
    "the graph of measured 0, /home/ada/store/methods/measured-0.json, is not there",
    "the graph of measured 0, …, is not there",
  ],
  ["read from ~/data/x", "read from …"],
  ["(in /Users/ada/a b)", "(in … b)"],
  ["cannot open '/srv/team/x.csv'", "cannot open '…'"],
  ["no /sys/class/powercap: RAPL", "no /sys/class/powercap: RAPL"],
  ["of /proc/stat and /dev/cpu", "of /proc/stat and /dev/cpu"],
  ["20 to 1300 gCO2e/kWh, W/GB and/or 1/2", "20 to 1300 gCO2e/kWh, W/GB and/or 1/2"],
] as const)("%s", ([text, clean]) => {
  expect(withoutPaths(text)).toBe(clean);
});

test("a known folder is removed with the spaces in its name", () => {
  expect(withoutPaths("in /Users/Ada Lovelace/a b/c", ["/Users/Ada Lovelace", "/Users/Ada Lovelace/a b"])).toBe(
    "in …/c",
  );
});

test("texts are replaced at any depth, and nothing else", () => {
  expect(mapTexts({ a: ["x", 1, null], b: { c: "x" } }, () => "y")).toEqual({ a: ["y", 1, null], b: { c: "y" } });
});
