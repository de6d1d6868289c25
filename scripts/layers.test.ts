import { existsSync, readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { transformSync } from "esbuild";
import { expect, test } from "vitest";
import * as z from "zod";

// Which package may import which. Lint says the same while one types; this test reads every file, sees what lint's patterns
// cannot (a relative path that leaves its package), and holds the lint file to the table below.

const root = fileURLToPath(new URL("..", import.meta.url));

/** Package → the Wattledger packages that it may import. */
const layers: ReadonlyMap<string, readonly string[]> = new Map([
  ["core", []],
  ["factors", ["core"]],
  ["methods", ["core", "factors"]],
  ["estimate", ["core", "factors", "methods"]],
  ["cases", ["core", "factors", "methods", "estimate"]],
  ["sensors", ["core"]],
  ["meter", ["core", "factors", "methods", "estimate", "sensors"]],
  ["ledger", ["core", "factors", "methods", "estimate"]],
  ["server", ["core", "factors", "methods", "estimate", "ledger"]],
  ["cli", ["core", "factors", "methods", "estimate", "cases", "sensors", "meter", "server"]],
]);

/**
 * Package → its folders, the lowest first: a file may import from its own folder and from those listed before it, so that no
 * two folders import each other. A file at the root of a package is below all folders, or above the folders that it imports.
 * A package without an entry, whose folders are members of families, may have any order in which no two import each other.
 */
const floors: ReadonlyMap<string, readonly string[]> = new Map([
  [
    "core",
    ["units", "formula", "uncertainty", "activity", "graph", "evaluate", "resolve", "explain", "footprint", "cases"],
  ],
  [
    "factors",
    [
      "data",
      "tables",
      "family",
      "places",
      "equivalences",
      "electricity",
      "hardware",
      "cloud-instance",
      "ai-model",
      "facility",
    ],
  ],
  ["estimate", ["given", "choose", "estimate", "batch", "compare", "restate"]],
  [
    "meter",
    [
      "record",
      "machine",
      "command",
      "integrate",
      "sampler",
      "attribute",
      "processes",
      "channels",
      "store",
      "measure",
      "account",
      "progress",
      "watch",
      "job",
      "compare",
      "summary",
      "difference",
    ],
  ],
  ["ledger", ["model", "sql", "engine", "journal", "store", "questions", "thread", "ledger"]],
  [
    "cli",
    [
      "settings",
      "given",
      "batch",
      "cases",
      "compare",
      "estimate",
      "factors",
      "methods",
      "run",
      "config",
      "doctor",
      "runs",
      "restate",
      "top",
      "serve",
    ],
  ],
  ["sensors", ["host", "sensor", "linux", "rapl", "nvidia", "amd", "intel", "apple", "board", "models", "diagnose"]],
]);

/** Packages whose product code knows no clock, no chance, no environment. */
const pure: readonly string[] = ["core", "factors", "methods", "estimate", "cases"];

const impureGlobals = ["Date", "performance", "process", "globalThis", "fetch", "crypto", "setTimeout", "setInterval"];

interface SourceFile {
  readonly path: string;
  readonly packageName: string;
  readonly text: string;
  readonly imports: readonly string[];
  readonly isTest: boolean;
}

const files: readonly SourceFile[] = [...layers.keys()].flatMap((packageName) =>
  sourceFilesOf(packageName).map((path) => {
    const text = readFileSync(join(root, path), "utf8");
    return { path, packageName, text, imports: importsOf(text), isTest: /\.test(-d)?\.ts$/.test(path) };
  }),
);

test("every package of the workspace has its place in the drawing", () => {
  const present = readdirSync(join(root, "packages")).filter((name) =>
    existsSync(join(root, "packages", name, "package.json")),
  );
  expect(present.toSorted()).toEqual([...layers.keys()].toSorted());
});

test("imports point one way, between packages by name only", () => {
  expect(files.length).toBeGreaterThan(layers.size);
  expect(files.flatMap(wrongImports)).toEqual([]);
});

test("every folder of a package with floors has its place among them", () => {
  for (const [packageName, folders] of floors) {
    const present = readdirSync(join(root, `packages/${packageName}/src`), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    // A new folder takes its place in `floors`, above the folders that it imports.
    expect([packageName, present.toSorted()]).toEqual([packageName, folders.toSorted()]);
  }
});

test("inside a package, imports go down the floors", () => {
  for (const packageName of layers.keys()) {
    const all = productFiles([packageName]);
    expect(upwardImports(all, floors.get(packageName) ?? anyOrder(all))).toEqual([]);
  }
});

function coreFile(path: string, imports: readonly string[]): SourceFile {
  return { path: `packages/core/src/${path}`, packageName: "core", text: "", imports, isTest: false };
}

test("the reader of floors sees an import upwards, also by way of a root file", () => {
  const seen = [
    coreFile("graph/graph.ts", ["../units/unit.ts", "./method.ts", "zod"]),
    coreFile("units/unit.ts", ["../graph/graph.ts", "../error.ts"]),
    coreFile("index.ts", ["./graph/graph.ts"]),
    coreFile("error.ts", ["./graph/graph.ts"]),
  ];
  expect(upwardImports(seen, ["units", "graph"])).toEqual([
    "packages/core/src/units/unit.ts (units) imports ../graph/graph.ts (graph)",
    "packages/core/src/units/unit.ts (units) imports ../error.ts (root)",
  ]);
  expect(anyOrder(seen.slice(1))).toEqual(["units"]);
  expect(upwardImports(seen, anyOrder(seen))).not.toEqual([]);
});

test("only the command `cases` asks for the package cases, by `import()`: the published command goes without it", () => {
  const users = files.filter(
    ({ packageName, text, isTest }) =>
      packageName === "cli" && !isTest && /(?<!import type .*)"@wattledger\/cases"/.test(text),
  );
  expect(users.map(({ path }) => path)).toEqual(["packages/cli/src/cases/cases-action.ts"]);
  expect(users.map(({ text }) => /from "@wattledger\/cases"/.test(text.replaceAll(/^import type .*$/gm, "")))).toEqual([
    false,
  ]);
});

test("pure packages import no Node module", () => {
  const wrong = productFiles(pure).flatMap(({ path, imports }) =>
    imports.filter(isNodeModule).map((specifier) => `${path} imports ${specifier}`),
  );
  expect(wrong).toEqual([]);
});

test("pure packages use no clock, no chance and no environment", () => {
  expect(productFiles(pure).flatMap(impureUses)).toEqual([]);
});

test("a package declares the packages it imports", () => {
  const wrong = files.flatMap(({ path, packageName, imports }) => {
    const manifest: unknown = JSON.parse(readFileSync(join(root, `packages/${packageName}/package.json`), "utf8"));
    const declared = JSON.stringify(manifest);
    return imports
      .filter((specifier) => specifier.startsWith("@wattledger/") && !declared.includes(`"${packageOf(specifier)}":`))
      .map((specifier) => `${path} imports ${specifier}, which its package.json does not list`);
  });
  expect([...new Set(wrong)]).toEqual([]);
});

test("lint draws the same arrows as this table", () => {
  for (const [packageName, allowed] of layers) {
    const patterns = lintPatterns(packageName);
    const refused = (specifier: string): boolean => patterns.some((pattern) => pattern.test(specifier));
    for (const other of layers.keys()) {
      const name = other === "cli" ? "wattledger" : `@wattledger/${other}`;
      expect([packageName, name, refused(name)]).toEqual([packageName, name, !allowed.includes(other)]);
      expect([packageName, refused(`@wattledger/${other}/src/index.ts`)]).toEqual([packageName, true]);
    }
    expect([packageName, refused("./neighbour.ts"), refused("../data/table.json"), refused("zod")]).toEqual([
      packageName,
      false,
      false,
      false,
    ]);
  }
});

test("the reader of imports sees every form of import", () => {
  const text = `import { a } from "one";
import type { B } from "two";
import {
  c,
} from "three";
import "four";
export * from "five";
export { d } from "six";
const e = await import("seven");
const f = await import(/* lazily */ "eight", { with: { type: "json" } });
type G = import("nine").G;
// import { h } from "not this";
`;
  expect(importsOf(text)).toEqual(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]);
});

test("the reader of purity sees a use and not a word", () => {
  const path = "x.ts";
  expect(impureUses({ path, text: "export const now = Date.now();" })).toEqual(["x.ts uses Date"]);
  expect(impureUses({ path, text: "export const pick = () => Math.random();" })).toEqual(["x.ts uses Math.random"]);
  expect(impureUses({ path, text: "// Date\nexport const a = 'Date'; const o = { process: 1 }; o.process;" })).toEqual(
    [],
  );
});

const manifestSchema = z.object({ exports: z.record(z.string(), z.unknown()).optional() });

/** `@wattledger/core` of `@wattledger/core/schemas`. */
function packageOf(specifier: string): string {
  return specifier.split("/").slice(0, 2).join("/");
}

function wrongImports({ path, packageName, imports }: SourceFile): readonly string[] {
  const allowed = layers.get(packageName) ?? [];
  return imports.flatMap((specifier) => {
    if (specifier === "wattledger" || specifier.startsWith("wattledger/")) return [`${path} imports ${specifier}`];
    const named = /^@wattledger\/([^/]+)(\/.*)?$/.exec(specifier);
    if (named?.[2] !== undefined && !isExported(named[1] ?? "", named[2])) return [`${path} reaches into ${specifier}`];
    if (named?.[1] !== undefined && !allowed.includes(named[1])) return [`${path} imports ${specifier}`];
    if (!specifier.startsWith(".")) return [];
    const target = normalize(join(dirname(path), specifier));
    return target.startsWith(`packages/${packageName}/`) ? [] : [`${path} leaves its package by ${specifier}`];
  });
}

/** Imports that go to a folder above their own. A root file is above the folders that it imports. */
function upwardImports(all: readonly SourceFile[], order: readonly string[]): readonly string[] {
  return all.flatMap((file) => {
    const own = order.indexOf(folderOf(file, file.path));
    if (own === -1) return [];
    return ownImports(file)
      .filter((imported) => foldersBehind(all, imported).some((folder) => order.indexOf(folder) > own))
      .map(
        ({ specifier, folder }) =>
          `${file.path} (${order[own] ?? ""}) imports ${specifier} (${folder === "" ? "root" : folder})`,
      );
  });
}

/** The folders of a package, each above those that it imports; of folders that import each other, by name. */
function anyOrder(all: readonly SourceFile[]): readonly string[] {
  const below = new Map<string, Set<string>>();
  for (const file of all) {
    const own = folderOf(file, file.path);
    if (own === "") continue;
    const known = below.get(own) ?? new Set();
    for (const folder of ownImports(file).flatMap((imported) => foldersBehind(all, imported))) known.add(folder);
    below.set(own, known);
  }
  const order: string[] = [];
  const isFree = (folder: string): boolean =>
    [...(below.get(folder) ?? [])].every((one) => one === folder || order.includes(one));
  for (;;) {
    const waiting = [...below.keys()].filter((folder) => !order.includes(folder)).toSorted();
    const next = waiting.find(isFree);
    if (next === undefined) return [...order, ...waiting];
    order.push(next);
  }
}

/** The folder of an imported file; of a root file, the folders that it imports. */
function foldersBehind(all: readonly SourceFile[], { target, folder }: OwnImport): readonly string[] {
  if (folder !== "") return [folder];
  return all
    .filter(({ path }) => path === target)
    .flatMap((file) => ownImports(file).flatMap((one) => (one.folder === "" ? [] : [one.folder])));
}

interface OwnImport {
  readonly specifier: string;
  readonly target: string;
  readonly folder: string;
}

/** Imports of code that stay in the package's source. Data imports nothing, so that every floor may read it. */
function ownImports(file: SourceFile): readonly OwnImport[] {
  return file.imports.flatMap((specifier) => {
    if (!specifier.startsWith(".") || specifier.endsWith(".json")) return [];
    const target = normalize(join(dirname(file.path), specifier));
    if (!target.startsWith(`packages/${file.packageName}/src/`)) return [];
    return [{ specifier, target, folder: folderOf(file, target) }];
  });
}

/** The folder that a path is in, in the package of a file; empty at the root. */
function folderOf({ packageName }: SourceFile, path: string): string {
  return /^([^/]+)\//.exec(path.slice(`packages/${packageName}/src/`.length))?.[1] ?? "";
}

/** Whether a package's manifest offers this path besides its main entry: `/schemas` of core. */
function isExported(packageName: string, subpath: string): boolean {
  const text = readFileSync(join(root, `packages/${packageName}/package.json`), "utf8");
  const paths = Object.keys(manifestSchema.parse(JSON.parse(text)).exports ?? {});
  return paths.some((path) => {
    const [before = "", after] = path.split("*", 2);
    if (after === undefined) return path === `.${subpath}`;
    return `.${subpath}`.startsWith(before) && `.${subpath}`.endsWith(after);
  });
}

/** Uses of a global that only looks outside: esbuild's `define` replaces references to the global, never a word in a text. */
function impureUses({ path, text }: Pick<SourceFile, "path" | "text">): readonly string[] {
  const marks = [...impureGlobals, "Math.random"].map((name) => ({ name, mark: `impure_${name.replace(".", "_")}` }));
  const define = Object.fromEntries(marks.map(({ name, mark }) => [name, mark]));
  const { code } = transformSync(text, { loader: "ts", define });
  return marks.filter(({ mark }) => code.includes(mark)).map(({ name }) => `${path} uses ${name}`);
}

function productFiles(packages: readonly string[]): readonly SourceFile[] {
  return files.filter(({ packageName, isTest }) => packages.includes(packageName) && !isTest);
}

function isNodeModule(specifier: string): boolean {
  return specifier.startsWith("node:") || builtinModules.includes(specifier);
}

function sourceFilesOf(packageName: string): readonly string[] {
  const folder = `packages/${packageName}/src`;
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${folder}/${name}`);
}

function importsOf(text: string): readonly string[] {
  const statement = /^(?:import|export)\b(?:[^;"'`]*?\bfrom)?\s*["']([^"']+)["']/gm;
  const call = /^(?!\s*(?:\/\/|\*)).*?$/gm;
  const calls = [...text.matchAll(call)].flatMap(([line]) => [
    ...line.matchAll(/\bimport\(\s*(?:\/\*.*?\*\/\s*)?["']([^"']+)["']/g),
  ]);
  return [...text.matchAll(statement), ...calls].flatMap((match) => match[1] ?? []);
}

const lintFile = z.object({
  overrides: z.array(
    z.object({
      files: z.array(z.string()),
      rules: z.object({
        "no-restricted-imports": z.optional(
          z.tuple([z.literal("error"), z.object({ patterns: z.array(z.object({ regex: z.string() })) })]),
        ),
      }),
    }),
  ),
});

function lintPatterns(packageName: string): readonly RegExp[] {
  const { overrides } = lintFile.parse(JSON.parse(readFileSync(join(root, ".oxlintrc.json"), "utf8")));
  return overrides
    .filter(({ files: globs }) => globs.includes(`packages/${packageName}/src/**/*.ts`))
    .flatMap(({ rules }) => rules["no-restricted-imports"]?.[1].patterns ?? [])
    .map(({ regex }) => new RegExp(regex));
}

test("names that somebody else wrote are taken by `recordOf`: `z.record` leaves `__proto__` out in silence", () => {
  const users = files.filter(({ text }) => text.includes("z.record(")).map(({ path }) => path);
  expect(users).toEqual(["packages/core/src/record-of.ts"]);
});
