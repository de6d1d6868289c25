import { expect, test } from "vitest";
import { quoted, shortened } from "./quote.ts";

test.for([
  ["Frnace", '"Frnace"'],
  ["", '""'],
  ['19" rack \\ shelf', '"19" rack \\ shelf"'],
  ["a\nb\u0000\u001B[31m", String.raw`"a\nb\u0000\u001b[31m"`],
  ["Франция", '"Франция"'],
] as const)("%j is shown as %s", ([text, expected]) => {
  expect(quoted(text)).toBe(expected);
});

test("of a long text the beginning is shown, with its length", () => {
  expect(shortened("x".repeat(5000))).toBe(`${"x".repeat(60)}… (5000 characters)`);
});
