import * as fc from "fast-check";
import { expect, test } from "vitest";
import { wrapText } from "./wrap.ts";

test("lines break at spaces, the first with its own lead", () => {
  expect(wrapText("one two three four", "- ", "  ", 10)).toEqual(["- one two", "  three", "  four"]);
});

test("a word that is longer than the width has its own line; an empty text becomes its lead", () => {
  expect(wrapText("a extraordinarily b", "", "", 5)).toEqual(["a", "extraordinarily", "b"]);
  expect(wrapText("", "- ", "  ", 5)).toEqual(["- "]);
});

test("no word is lost or broken, and no line is too long that has more than one", () => {
  const word = fc.stringMatching(/^[a-z]{1,12}$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), fc.integer({ min: 5, max: 40 }), (words, width) => {
      const lines = wrapText(words.join(" "), "", "", width);
      expect(lines.join(" ").split(" ")).toEqual(words);
      expect(lines.filter((line) => line.length > width && line.includes(" "))).toEqual([]);
    }),
  );
});
