import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { root } from "./dependencies.mjs";

// `npm run docs` writes the reference pages in docs/ that derive from methods, factors and cases; `--check` only says which are
// stale and exits with 1. Runs unbuilt: the generator is TypeScript, and esbuild makes one file of it and of the packages.

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
const { generatedFolders, generatedPages } = await import(pathToFileURL(bundled).href);
const pages = await generatedPages(root);

const superfluous = generatedFolders
  .flatMap((folder) =>
    existsSync(join(docs, folder)) ? readdirSync(join(docs, folder)).map((name) => `${folder}/${name}`) : [],
  )
  .filter((path) => !pages.has(path));
const stale = [...pages].filter(([path, text]) => readIfThere(join(docs, path)) !== text).map(([path]) => path);

if (process.argv.includes("--check")) {
  for (const path of stale) console.error(`docs/${path} is not what would be generated`);
  for (const path of superfluous) console.error(`docs/${path} is generated no more`);
  if (stale.length + superfluous.length > 0) {
    console.error("`npm run docs` writes them anew; commit what it changes.");
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
