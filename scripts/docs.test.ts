import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { methods } from "@wattledger/methods";
import { generatedFolders, generatedPages } from "./docs/pages.ts";

// Reference pages are generated, and kept in the project so that they can be read where it is: this holds them to their sources.

const root = fileURLToPath(new URL("..", import.meta.url));
const docs = join(root, "docs");
const pages = await generatedPages(root);
const remedy = "run `npm run docs` and commit what it changes";

test.for([...pages])("docs/%s is what would be generated now", ([path, text]) => {
  const written = existsSync(join(docs, path)) ? readFileSync(join(docs, path), "utf8") : "";
  expect(written === text, `docs/${path} is stale: ${remedy}`).toBe(true);
});

test("folders of generated pages hold nothing else", () => {
  const found = generatedFolders.flatMap((folder) =>
    readdirSync(join(docs, folder)).map((name) => `${folder}/${name}`),
  );
  expect(
    found.filter((path) => !pages.has(path)),
    remedy,
  ).toEqual([]);
});

test("every method has its place in the table of which to use", () => {
  const text = readFileSync(join(docs, "which-method.md"), "utf8");
  const missing = methods.filter(({ id }) => !text.includes(`(methods/${id}.md)`)).map(({ id }) => id);
  expect(missing, "give each a row, or a place in one, in docs/which-method.md").toEqual([]);
});

test("links between documents lead somewhere", () => {
  const written = ["which-method.md", "writing-a-method.md"].map(
    (path) => [path, readFileSync(join(docs, path), "utf8")] as const,
  );
  const broken = [...pages, ...written].flatMap(([path, text]) =>
    [...text.matchAll(/\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)/gu)].flatMap(([, target = ""]) =>
      existsSync(join(docs, path, "..", target)) ? [] : [`docs/${path} links to ${target}`],
    ),
  );
  expect(broken).toEqual([]);
});
