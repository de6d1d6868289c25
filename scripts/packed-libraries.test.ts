import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { methods } from "@wattledger/methods";
import { afterAll, beforeAll, expect, test } from "vitest";
import { examplesOf } from "./docs/api-page.ts";

// core, factors, methods and estimate as they would be published: packed, installed in an empty project without a network, and used there by
// the examples of docs/api.md.

const root = fileURLToPath(new URL("..", import.meta.url));
const typescript = join(root, "node_modules/typescript/bin/tsc");
const libraries = ["core", "factors", "methods", "estimate"];
const examples = examplesOf(readFileSync(join(root, "docs/api.md"), "utf8"));
const project = mkdtempSync(join(tmpdir(), "wattledger-project-"));

/** A misspelt name does not compile, or the directive above it does not. */
const misspelt = `
import { compile, evaluate } from "@wattledger/core";
import { greenAlgorithms } from "@wattledger/methods";

// @ts-expect-error -- no such input
evaluate(greenAlgorithms, { runtmie: 12, memory: 64, intensity: 56 });
// @ts-expect-error -- no such equation
evaluate(greenAlgorithms, { runtime: 12, memory: 64, intensity: 56 }).carbn;
// @ts-expect-error -- neither
compile(greenAlgorithms).slot("intensty");
`;

const options = {
  target: "ES2022",
  lib: ["ES2023", "DOM"],
  types: [],
  strict: true,
  skipLibCheck: false,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
};

beforeAll(() => {
  run(process.execPath, [typescript, "-b", "packages/estimate"], root);
  const workspaces = libraries.flatMap((name) => ["--workspace", `packages/${name}`]);
  run("npm", ["pack", "--ignore-scripts", "--pack-destination", project, ...workspaces], root);
  const packed = readdirSync(project).filter((name) => name.endsWith(".tgz"));
  const dependencies = Object.fromEntries(
    libraries.map((name) => {
      const file = packed.find((one) => one.startsWith(`wattledger-${name}-`));
      return [`@wattledger/${name}`, `file:${file ?? ""}`];
    }),
  );
  // What they depend on is taken from here, so that nothing is asked of a registry.
  write("package.json", { type: "module", dependencies: { ...dependencies, zod: `file:${root}node_modules/zod` } });
  run("npm", ["install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund"], project);
  mkdirSync(join(project, "src"));
  write("src/misspelt.ts", misspelt);
  for (const [index, { code }] of examples.entries()) write(`src/example-${index + 1}.ts`, code);
}, 300_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

test.for([
  { module: "nodenext", moduleResolution: "nodenext" },
  { module: "esnext", moduleResolution: "bundler" },
])("every example compiles strictly, with $moduleResolution", (resolution) => {
  write("tsconfig.json", { compilerOptions: { ...options, ...resolution, noEmit: true }, include: ["src"] });
  run(process.execPath, [typescript, "-p", "."], project);
  expect(examples.length).toBeGreaterThan(5);
});

test("every example prints in Node what the page says", () => {
  const compilerOptions = { ...options, module: "nodenext", rootDir: "src", outDir: "out" };
  write("tsconfig.json", { compilerOptions, include: ["src/example-*.ts"] });
  run(process.execPath, [typescript, "-p", "."], project);
  const files = examples.map((_, index) => `./out/example-${index + 1}.js`);
  write("all.js", `for (const file of ${JSON.stringify(files)}) await import(file);\n`);
  expect(run(process.execPath, ["all.js"], project)).toBe(examples.map(({ printed }) => printed).join(""));
});

test("each method has a path of its own", () => {
  const imports = methods.map(({ id }) => `import * as ${nameOf(id)} from "@wattledger/methods/${id}";`);
  const named = `const named = { ${methods.map(({ id }) => `"${id}": ${nameOf(id)}`).join(", ")} };`;
  const found = `for (const [id, module] of Object.entries(named))
  if (!Object.values(module).some((one) => methods.some((method) => method === one && method.id === id))) console.log(id);`;
  const all = `import { methods } from "@wattledger/methods";`;
  write("src/paths.ts", [all, ...imports, named, found].join("\n"));
  const compilerOptions = { ...options, module: "nodenext", rootDir: "src", outDir: "out" };
  write("tsconfig.json", { compilerOptions, include: ["src/paths.ts"] });
  run(process.execPath, [typescript, "-p", "."], project);
  expect(run(process.execPath, ["out/paths.js"], project)).toBe("");
});

/** An identifier for the module of a method. */
function nameOf(id: string): string {
  return `method_${id.replaceAll("-", "_")}`;
}

function write(path: string, content: unknown): void {
  writeFileSync(join(project, path), typeof content === "string" ? content : JSON.stringify(content));
}

/** What a command prints. @throws Error with all that it said where it failed */
function run(command: string, words: readonly string[], folder: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, words, { cwd: folder, encoding: "utf8" });
  if (status === 0) return stdout;
  throw new Error(`${command} ${words.join(" ")} failed: ${error?.message ?? status}\n${stdout}${stderr}`);
}
