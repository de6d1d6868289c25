import * as fc from "fast-check";
import { expect, test } from "vitest";
import { foldName, similarNames } from "./similar.ts";

test.for([
  ["Côte d'Ivoire", "cotedivoire"],
  ["Côte d’Ivoire", "cotedivoire"],
  ["Türkiye", "turkiye"],
  ["Åland Islands", "alandislands"],
  ["The Netherlands", "netherlands"],
  ["\tTrinidad & Tobago ", "trinidadandtobago"],
  ["日本", "日本"],
  ["Lietuva\u0307", "lietuva"],
  ["हिन्दी", "हनद"],
  ["Platinum 8480+", "platinum8480+"],
  ["U.S.", "us"],
  ["the UK", "uk"],
  ["U.K.", "uk"],
  ["N/A", "n/a"],
  ["F-R", "f-r"],
  ["H-100", "h100"],
] as const)("%s is spelt %s", ([text, spelling]) => {
  expect(foldName(text)).toBe(spelling);
});

test("a spelling is the same next to names in any script", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      // The letter of another script sends the whole name through the classes of Unicode.
      expect(foldName(`long${text}日`)).toBe(`${foldName(`long${text}`)}日`);
    }),
  );
});

test("the likest names come first, and unlike ones not at all", () => {
  expect(similarNames("Frnace", ["Finland", "France", "Peru"], 3)).toEqual(["France"]);
  expect(similarNames("eu-west", ["eu-north-1", "eu-west-3", "eu-west-1"], 2)).toEqual(["eu-west-1", "eu-west-3"]);
});
