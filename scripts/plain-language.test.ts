import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { proseOf } from "./prose-of.ts";

// Many readers of messages, comments and pages learnt English later in life. These words stop them; the plain word is next to each.

const root = fileURLToPath(new URL("..", import.meta.url));

const plainWords: readonly (readonly [dialect: RegExp, plain: string])[] = [
  [/\b(?:is|are|was|were) no (?!longer\b|more\b|less\b)/iu, "is not a"],
  [/\b(?:has|have|had) none\b/iu, "does not have"],
  [/\b(?:is|are) none\b/iu, "there is no …"],
  [/\bwhoever\b|\bwhomever\b/iu, "who, or: the person that"],
  [/\bwhatever\b|\bwherever\b|\bwhichever\b/iu, "if; any"],
  [/\bbeside\b/iu, "next to; compared with"],
  [/\banew\b/iu, "again"],
  [/\breckon(?:s|ed|ing)?\b/iu, "calculate"],
  [/\bbears?\b|\bborne\b/iu, "is attributed"],
  [/\b(?:give|gives|given|gave|has|have|had) leave\b|\bleave to\b/iu, "permission"],
  [/\bin the place of\b/iu, "instead of"],
  [/\bwill not do\b/iu, "is not valid"],
  [/\b(?:was|is|were|are|be) had\b/iu, "was computed; was read"],
  [/\btells? of\b/iu, "says; reports"],
  [/\bstands? (?:for|in|at|on|by|near|alone|beside|next|behind|over|with)\b/iu, "is"],
  [/\bof whom\b/iu, "whose; two sentences"],
  [/\bnought\b|\baught\b|\blest\b|\bthereof\b|\bwhereof\b|\btherein\b|\bwherein\b/iu, "two sentences"],
  [/\bbearing\b/iu, "effect"],
  [/\blikewise\b/iu, "also"],
  [/\bgoes? on\b(?! to\b)/iu, "continues"],
  [/\bnothing of ours\b|\bones? of ours\b|\bof ours\b/iu, "Wattledger's"],
];

/** Folders whose prose is held to the words above. */
const held: readonly string[] = [
  "README.md",
  "scripts",
  "bench",
  "docs/evaluation.md",
  "docs/cli.md",
  "docs/configuration.md",
  "docs/codecarbon-csv.md",
  "docs/restate.md",
  "docs/estimate-json.md",
  "docs/compare-json.md",
  "docs/lists-json.md",
  "docs/which-method.md",
  "docs/writing-a-method.md",
  "docs/limits.md",
  "examples",
  "packages/cli",
  "CONTRIBUTING.md",
  "packages/sensors",
  "packages/meter",
  "docs/sensors.md",
  "docs/attribution.md",
  "docs/run-record.md",
  "docs/run-json.md",
  "docs/socket.md",
  "docs/prediction.md",
  "docs/location.md",
  "docs/prices.md",
  "packages/core",
  "packages/estimate",
  "packages/factors",
  "packages/methods",
  "packages/cases",
  "packages/ledger",
  "packages/server",
];

const tracked = execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" }).split("\0");

test.for(held)("%s is written in plain words", (folder) => {
  const faults = tracked
    .filter((path) => (path === folder || path.startsWith(`${folder}/`)) && /\.(?:ts|mjs|md)$/u.test(path))
    // The words themselves are here.
    .filter((path) => path !== "scripts/plain-language.test.ts")
    .flatMap((path) => faultsOf(path, readFileSync(join(root, path), "utf8")));
  expect(faults.slice(0, 40)).toEqual([]);
});

test("prose is what people read: comments, strings and pages, without code", () => {
  expect(proseOf("x.ts", 'const anew = 1; // said anew\ncall("whoever");')).toEqual([
    { line: 1, text: " said anew" },
    { line: 2, text: "whoever" },
  ]);
  expect(proseOf("x.ts", "const a = /beside/u; const b = `one ${whoever} two`;")).toEqual([
    { line: 1, text: "one " },
    { line: 1, text: " two" },
  ]);
  expect(proseOf("x.md", "text `code` more\n\n    indented\n```\nfenced\n```\n")).toEqual([
    { line: 1, text: "text  more" },
  ]);
});

test("the words are found", () => {
  expect(faultsOf("x.ts", "// it is no object")).toEqual(['x.ts:1 "is no ": write is not a']);
  expect(faultsOf("x.ts", "// it is no longer an object")).toEqual([]);
});

function faultsOf(path: string, text: string): readonly string[] {
  return proseOf(path, text).flatMap(({ line, text: prose }) =>
    plainWords.flatMap(([dialect, plain]) => {
      const found = dialect.exec(prose);
      return found === null ? [] : [`${path}:${line} "${found[0]}": write ${plain}`];
    }),
  );
}
