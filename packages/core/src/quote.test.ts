import { expect, test } from "vitest";
import { printable, printablePage, quoted, shortened } from "./quote.ts";

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

test.for([
  ["a colour", "\u001B[31mred", String.raw`\u001b[31mred`],
  ["the one-byte form of an escape", "\u009B31m", String.raw`\u009b31m`],
  ["a title of the window", "\u001B]0;pwned\u0007", String.raw`\u001b]0;pwned\u0007`],
  ["a mark that turns the writing", "a\u202Etxt.exe", String.raw`a\u202etxt.exe`],
  ["an isolate", "\u2066a\u2069", String.raw`\u2066a\u2069`],
  ["line ends", "a\nb\r\nc\u2028d", String.raw`a\nb\r\nc\u2028d`],
  ["a delete", "a\u007Fb", String.raw`a\u007fb`],
  ["half of a pair", "a\uD800b", String.raw`a\ud800b`],
  ["a hidden tag", "a\u{E0041}b", String.raw`a\udb40\udc41b`],
  ["letters, accents, joiners and emoji", "é ü 漢 नि‍ 👩‍💻", "é ü 漢 नि‍ 👩‍💻"],
] as const)("%s is shown and not obeyed", ([, text, shown]) => {
  expect(printable(text)).toBe(shown);
});

test("a page keeps its own lines, and JSON stays the same JSON", () => {
  const value = { name: "\u001B[31m\u009B\u202Ea\nb\t\u007F" };
  const page = printablePage(JSON.stringify(value, undefined, 2));
  expect(JSON.parse(page)).toEqual(value);
  expect(page).toMatch(/^[\n\u0020-\u007e]*$/);
});
