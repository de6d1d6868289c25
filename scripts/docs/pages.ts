import { methods } from "@wattledger/methods";
import { apiPage } from "./api-page.ts";
import { runAllCases } from "./cases-of.ts";
import { coveragePage } from "./coverage-page.ts";
import { disagreementPage } from "./disagreement-page.ts";
import { expertDefaultsPage } from "./expert-defaults-page.ts";
import { factorPages } from "./factor-pages.ts";
import { methodPages } from "./method-pages.ts";
import { publishedPage } from "./published-page.ts";

/** Folders of docs that hold generated pages and nothing else. */
export const generatedFolders = ["factors", "methods"] as const;

/** The generated pages that the repository keeps. The others would conflict whenever two changes meet; `npm run docs` writes them. */
export const keptPages = [
  "api.md",
  "why-tools-disagree.md",
  "factors/facility.pue.md",
  "methods/green-algorithms.md",
] as const;

/** Every generated page by its path below docs/. */
export async function generatedPages(root: string): Promise<ReadonlyMap<string, string>> {
  const runs = await runAllCases(root);
  const pages = new Map([
    ["api.md", await apiPage(root)],
    ["coverage.md", coveragePage(methods, runs)],
    ["expert-defaults.md", await expertDefaultsPage()],
    ["published-results.md", publishedPage()],
    ["why-tools-disagree.md", await disagreementPage()],
  ]);
  for (const [name, text] of await factorPages(methods)) pages.set(`factors/${name}`, text);
  for (const [name, text] of await methodPages(methods, runs)) pages.set(`methods/${name}`, text);
  return pages;
}
