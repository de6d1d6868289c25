import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { methods } from "@wattledger/methods";
import { beforeAll, expect, test } from "vitest";
import { generatedFolders, generatedPages, keptPages } from "./docs/pages.ts";

// Reference pages are generated. Git keeps a few samples; this holds the samples to their sources, and the links of all pages.

const root = fileURLToPath(new URL("..", import.meta.url));
const docs = join(root, "docs");
const remedy = "run `npm run docs` and commit what it changes";
let pages: ReadonlyMap<string, string> = new Map();

beforeAll(async () => {
  pages = await generatedPages(root);
}, 600_000);

test.for(keptPages)("docs/%s is what would be generated now", (path) => {
  const written = existsSync(join(docs, path)) ? readFileSync(join(docs, path), "utf8") : "";
  expect(written === pages.get(path), `docs/${path} is stale: ${remedy}`).toBe(true);
});

test("git keeps the samples and no other generated page", () => {
  const kept: readonly string[] = keptPages;
  const tracked = execFileSync("git", ["ls-files", "docs"], { cwd: root, encoding: "utf8" })
    .split("\n")
    .map((path) => path.replace("docs/", ""));
  const generated = tracked.filter(
    (path) => pages.has(path) || generatedFolders.some((folder) => path.startsWith(`${folder}/`)),
  );
  expect(generated.toSorted()).toEqual(kept.toSorted());
});

test.for(methods.map((method) => [method.id, method] as const))(
  "%s: its page has every section that a reader looks for, criticism among them",
  ([id, { claim, critique, boundary }]) => {
    const page = pages.get(`methods/${id}.md`) ?? "";
    const sections = [...page.matchAll(/^## (.*)$/gmu)].map(([, title]) => title);
    expect(sections).toEqual(
      expect.arrayContaining(
        "When to use it|When not to use it|Boundary|Inputs|Equations|Outputs|Known criticism|Reference cases|Worked example".split(
          "|",
        ),
      ),
    );
    for (const text of [claim, ...critique, ...boundary.excludes]) expect(page).toContain(text);
  },
);

test("links between documents lead somewhere", () => {
  const written = execFileSync("git", ["ls-files", "docs/*.md"], { cwd: root, encoding: "utf8" })
    .split("\n")
    .filter((path) => path !== "" && existsSync(join(root, path)))
    .map((path) => [path.replace("docs/", ""), readFileSync(join(root, path), "utf8")] as const);
  const broken = [...pages, ...written].flatMap(([path, text]) =>
    [...text.matchAll(/\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)/gu)].flatMap(([, target = ""]) =>
      existsSync(join(docs, path, "..", target)) || pages.has(join(path, "..", target))
        ? []
        : [`docs/${path} links to ${target}`],
    ),
  );
  expect(broken).toEqual([]);
});
