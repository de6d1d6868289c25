import { expect, test } from "vitest";
import { columns, longest } from "./columns.ts";

test("cells of a column begin together, those of numbers end together, and no line ends with a space", () => {
  const rows = [
    ["cpu", "9 J", "measured"],
    ["dram", "10.5 J", ""],
  ];
  expect(columns(rows, { right: [1] })).toEqual(["  cpu      9 J  measured", "  dram  10.5 J"]);
  expect(columns(rows, { indent: "", gap: " | " })).toEqual(["cpu  | 9 J    | measured", "dram | 10.5 J |"]);
});

test("a row with fewer cells is as long as its own cells", () => {
  expect(columns([["a"], ["bb", "c", "d"]])).toEqual(["  a", "  bb  c  d"]);
  expect(columns([])).toEqual([]);
  expect(longest([])).toBe(0);
});
