import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { root } from "./dependencies.mjs";

// docs/decisions/2026-11-21-one-file-and-its-compiled-code.md says why the command is one CommonJS file.

const outputFolder = "packages/cli/dist/bundle";

/** Builds the command from the sources of all packages; nothing has to be compiled before. Gives its size in bytes. */
export async function bundle() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { wattledger: "packages/cli/src/main.ts" },
    outdir: outputFolder,
    outExtension: { ".js": ".cjs" },
    write: false,
    bundle: true,
    conditions: ["wattledger-source"],
    platform: "node",
    target: "node20.19",
    format: "cjs",
    // What looks for packages beside itself (koffi) looks beside the bundle: the launcher gives the module its path.
    define: { "import.meta.filename": "module.filename" },
    // Names stay, so that a stack trace in a bug report can be read.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "linked",
    // The launcher compiles the file as it is: a function of what a CommonJS module is given.
    banner: { js: "(function (exports, require, module) {" },
    footer: { js: "})" },
    logLevel: "warning",
  });
  rmSync(join(root, outputFolder), { recursive: true, force: true });
  mkdirSync(join(root, outputFolder), { recursive: true });
  for (const { path, contents, text } of outputFiles) {
    const hash = createHash("sha256").update(contents).digest("hex").slice(0, 16);
    // The launcher tells builds apart by this line.
    writeFileSync(path, path.endsWith(".cjs") ? `// ${hash}\n${inAscii(text)}` : contents);
  }
  return outputFiles.reduce((sum, { contents }) => sum + contents.length, 0);
}

/** esbuild writes ASCII but for regular expressions; a file without exception is read and compiled as single bytes. */
function inAscii(text) {
  return text.replace(/[^\0-\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const bytes = await bundle().catch(() => process.exit(1));
  console.log(`${outputFolder}: ${(bytes / 1000).toFixed(0)} kB`);
}
