import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { root } from "./dependencies.mjs";

// docs/decisions/2026-11-21-code-split-cli-bundle.md says why the command is split into chunks, and why the launcher.

const outputFolder = "packages/cli/dist/bundle";

/** Builds the command from the sources of all packages; nothing has to be compiled before. */
export async function bundle() {
  // Old chunks carry other hashes in their names, and would pile up.
  rmSync(join(root, outputFolder), { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: ["packages/cli/src/main.ts"],
    outdir: outputFolder,
    bundle: true,
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    conditions: ["wattledger-source"],
    platform: "node",
    target: "node20.19",
    format: "esm",
    // Names stay, so that a stack trace in a bug report can be read.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "linked",
    // commander is CommonJS and asks for Node's modules by `require`, which an ES module does not have.
    banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
    logLevel: "warning",
  });
}

/** Bytes of what was built, by file. */
export function bundleSizes() {
  const folder = join(root, outputFolder);
  return readdirSync(folder, { recursive: true })
    .map((name) => ({ name, bytes: statSync(join(folder, name)).size, isFile: statSync(join(folder, name)).isFile() }))
    .filter(({ isFile }) => isFile)
    .map(({ name, bytes }) => ({ name, bytes }));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await bundle().catch(() => process.exit(1));
  const sizes = bundleSizes();
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  const main = sizes.find(({ name }) => name === "main.js")?.bytes ?? 0;
  console.log(`${outputFolder}: main.js ${kilobytes(main)}, in all ${kilobytes(total)} in ${sizes.length} files`);
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(0)} kB`;
}
