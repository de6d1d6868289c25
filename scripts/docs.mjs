import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { root } from "./dependencies.mjs";

// `npm run docs` writes the reference pages in docs/ that derive from methods, factors and cases. Git keeps a few of them;
// `--check` says which of those are stale and exits with 1. The generator is TypeScript: esbuild makes one file of it and of the packages.

const docs = join(root, "docs");
const bundled = join(root, "node_modules/.cache/wattledger-docs.mjs");

await build({
  absWorkingDir: root,
  entryPoints: [join(root, "scripts/docs/pages.ts")],
  outfile: bundled,
  bundle: true,
  conditions: ["wattledger-source"],
  platform: "node",
  target: "node20.19",
  format: "esm",
  external: ["esbuild"],
  logLevel: "warning",
});
const { generatedFolders, generatedPages, keptPages } = await import(pathToFileURL(bundled).href);
const pages = await generatedPages(root);

const superfluous = generatedFolders
  .flatMap((folder) =>
    existsSync(join(docs, folder)) ? readdirSync(join(docs, folder)).map((name) => `${folder}/${name}`) : [],
  )
  .filter((path) => !pages.has(path));
const stale = [...pages].filter(([path, text]) => readIfThere(join(docs, path)) !== text).map(([path]) => path);

if (process.argv.includes("--check")) {
  const staleKept = stale.filter((path) => keptPages.includes(path));
  for (const path of staleKept) console.error(`docs/${path} is stale`);
  if (staleKept.length > 0) {
    console.error("Run `npm run docs` and commit what it changes.");
    process.exitCode = 1;
  }
} else {
  for (const path of superfluous) rmSync(join(docs, path));
  for (const path of stale) {
    mkdirSync(dirname(join(docs, path)), { recursive: true });
    writeFileSync(join(docs, path), pages.get(path));
  }
  console.log(`${pages.size} pages, ${stale.length} written, ${superfluous.length} removed`);
}

function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}
