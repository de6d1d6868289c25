import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { root } from "./dependencies.mjs";

// docs/decisions/2026-11-21-one-file-and-its-compiled-code.md says why the command is one CommonJS file, and what is apart.

const outputFolder = "packages/cli/dist/bundle";

/**
 * What is asked for by `import()` and stays in the file that asks for it: here what a run always needs when its command has
 * started or ended. All else becomes a file of its own.
 */
const inOneFile = new Set(
  [
    "cli/src/run/run-wrapped.ts",
    "cli/src/settings/settings.ts",
    ...["electricity", "embodied", "equivalences", "facility", "machine"].map(
      (name) => `factors/src/tables/${name}.ts`,
    ),
  ].map((path) => join(root, "packages", path)),
);

/** The launcher compiles such a file as it is, and keeps it compiled: a function of what a CommonJS module is given. */
const asFunction = { banner: { js: "(function (exports, require, module) {" }, footer: { js: "})" } };

/** If Node runs the bundle itself, it starts the launcher, which reads it again: as a script of its own it has no `module`. */
const mainFile = {
  ...asFunction,
  banner: { js: `if (typeof module === "object") require("../../bin/wattledger.cjs");\n${asFunction.banner.js}` },
};

/** Builds the command from the sources of all packages; nothing has to be compiled before. Gives bytes by file. */
export async function bundle() {
  const main = await buildFile(join(root, "packages/cli/src/main.ts"), mainFile);
  const files = new Map();
  const waiting = [...main.apart];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (files.has(path)) continue;
    const isData = path.endsWith(".json");
    const { text, apart } = isData ? dataFile(path) : await buildFile(path, asFunction);
    files.set(path, isData ? text : withHash(text));
    waiting.push(...apart);
  }
  rmSync(join(root, outputFolder), { recursive: true, force: true });
  mkdirSync(join(root, outputFolder), { recursive: true });
  const written = new Map([...files].map(([path, text]) => [nameOf(path), text]));
  written.set("wattledger.cjs", withHash(main.text));
  written.set("NOTICE.md", notices());
  for (const [name, text] of written) writeFileSync(join(root, outputFolder, name), text);
  return new Map([...written].map(([name, text]) => [name, text.length]));
}

/** Whose the data in these files are: licences ask that it travels with them. */
function notices() {
  return ["factors", "methods"]
    .map((name) => readFileSync(join(root, `packages/${name}/NOTICE.md`), "utf8"))
    .join("\n");
}

/** The launcher tells builds apart by the first line. */
function withHash(text) {
  return `// ${createHash("sha256").update(text).digest("hex").slice(0, 16)}\n${text}`;
}

/** One CommonJS file, and the sources that it asks for by `import()` and that are not in it. */
async function buildFile(entryPoint, options = {}) {
  const apart = new Set();
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entryPoint],
    outfile: basename(entryPoint),
    write: false,
    bundle: true,
    conditions: ["wattledger-source"],
    platform: "node",
    target: "node20.19",
    format: "cjs",
    // Installed apart, if somebody wants it: its engine is larger than all the rest.
    external: ["@wattledger/server"],
    // `import()` becomes `require`, whose path is next to the command's file.
    supported: { "dynamic-import": false },
    // A package that searches next to itself (koffi) searches next to the bundle: the launcher gives the module its path.
    define: { "import.meta.filename": "module.filename" },
    // Names stay, so that a stack trace in a bug report can be read.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "eof",
    logLevel: "warning",
    plugins: [
      { name: "apart", setup: (builder) => keepApart(builder, apart) },
      { name: "no-programs", setup: leaveProgramsOut },
    ],
    ...options,
  });
  return { text: inAscii(outputFiles[0].text), apart };
}

function dataFile(path) {
  return { text: inAscii(JSON.stringify(JSON.parse(readFileSync(path, "utf8")))), apart: [] };
}

function keepApart(builder, apart) {
  const looking = Symbol("looking");
  builder.onResolve({ filter: /./ }, async ({ path, kind, resolveDir, pluginData, with: attributes }) => {
    if (kind !== "dynamic-import" || pluginData === looking) return undefined;
    const found = await builder.resolve(path, { kind, resolveDir, pluginData: looking, with: attributes });
    if (found.external || found.errors.length > 0 || inOneFile.has(found.path)) return found;
    apart.add(found.path);
    return { path: `./${nameOf(found.path)}`, external: true };
  });
}

/** Commander could start a subcommand that is a program of its own. Wattledger does not have one, and Node's code for that takes milliseconds to load. */
function leaveProgramsOut(builder) {
  builder.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
    importer.includes("/commander/") ? { path: "no-programs", namespace: "no-programs" } : undefined,
  );
  builder.onLoad({ filter: /./, namespace: "no-programs" }, () => ({ contents: "module.exports = {};" }));
}

/** `cli-cases-text.cjs` of packages/cli/src/cases/cases-text.ts: a folder that the file's own name begins with is not said twice. */
function nameOf(path) {
  const parts = relative(join(root, "packages"), path).replace("/src/", "/").replace(/\.ts$/, "").split(/[/\\]/);
  const name = parts.filter((part, index) => !parts[index + 1]?.startsWith(`${part}-`)).join("-");
  return name.endsWith(".json") ? name : `${name}.cjs`;
}

/** esbuild writes ASCII but for regular expressions; a file without exception is read and compiled as single bytes. */
function inAscii(text) {
  return text.replace(/[^\0-\x7f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(0)} kB`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const sizes = await bundle().catch((error) => {
    if (error.errors === undefined) console.error(error);
    process.exit(1);
  });
  const total = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
  console.log(
    `${outputFolder}: wattledger.cjs ${kilobytes(sizes.get("wattledger.cjs"))}, in all ${kilobytes(total)} in ${sizes.size} files`,
  );
}
