import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { methodPage, parseUnit } from "@wattledger/core";
import type { Method } from "@wattledger/core";
import { makeEstimate, parseGiven } from "@wattledger/estimate";
import { factorSet, families } from "@wattledger/factors";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { methodFaults } from "./method-faults.ts";

// The example of docs/writing-a-method.md as a reader would paste it: it compiles, it computes, and it has all that the project
// asks of a method.

const root = fileURLToPath(new URL("..", import.meta.url));
const page = readFileSync(join(root, "docs/writing-a-method.md"), "utf8");
const [, code = ""] = /^```ts\n(.*?)^```/msu.exec(page) ?? [];
// Within the project, so that the packages are found.
const folder = mkdtempSync(join(root, "node_modules/.example-"));
let kettle: Method | undefined;

beforeAll(async () => {
  const entry = join(folder, "kettle.ts");
  writeFileSync(entry, code);
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: join(folder, "kettle.mjs"),
    bundle: true,
    conditions: ["wattledger-source"],
    platform: "node",
    format: "esm",
    logLevel: "warning",
  });
  const module: Readonly<Record<string, Method>> = await import(/* @vite-ignore */ join(folder, "kettle.mjs"));
  kettle = module["kettle"];
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function example(): Method {
  if (kettle === undefined) throw new Error("docs/writing-a-method.md exports no `kettle`.");
  return kettle;
}

test("the example compiles strictly", () => {
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({
      extends: join(root, "tsconfig.base.json"),
      compilerOptions: {
        composite: false,
        declarationMap: false,
        noEmit: true,
        types: [],
        rewriteRelativeImportExtensions: false,
        allowImportingTsExtensions: true,
      },
      files: ["kettle.ts"],
    }),
  );
  const typescript = join(root, "node_modules/typescript/bin/tsc");
  const { status, stdout } = spawnSync(process.execPath, [typescript, "-p", folder], { cwd: root, encoding: "utf8" });
  expect([status, stdout]).toEqual([0, ""]);
});

test("the example has all that the project asks of a method", () => {
  expect(methodFaults(example(), families)).toEqual([]);
});

test("the example of its page is estimated: 2 kW for the default of 3 minutes are 0.1 kWh", async () => {
  const method = example();
  const assignments = Object.entries(method.example ?? {}).map(([name, value]) => `${name}=${value}`);
  const estimate = await makeEstimate(method, parseGiven(method, families, {}, assignments), families, factorSet, {
    seed: 1,
  });
  if (!estimate.ok) throw new Error(estimate.error.map(({ message }) => message).join("\n"));
  const { energy, gwp } = estimate.value.document.outputs;
  expect(energy?.nominal).toBeCloseTo(2 * (3 / 60), 12);
  expect(parseUnit(gwp?.unit ?? "").scale).toBe(parseUnit("gCO2e").scale);
});

test("the example has a page", () => {
  expect(methodPage(example())).toContain(example().title);
});

test("a program imports any method by the path of its file, so that a new one needs no entry in the manifest", async () => {
  const listed = readFileSync(join(root, "packages/methods/src/registry.ts"), "utf8");
  const files = [...listed.matchAll(/^export \{ \w+ \} from "\.\/(.+)\.ts";$/gmu)].map(([, file = ""]) => file);
  expect(files).toContain("ours/measured");
  const manifest: { readonly exports: Readonly<Record<string, unknown>> } = JSON.parse(
    readFileSync(join(root, "packages/methods/package.json"), "utf8"),
  );
  expect(manifest.exports["./*"]).toMatchObject({ types: "./dist/*.d.ts", default: "./dist/*.js" });
  // Another pattern must not catch the path before `./*` does.
  const others = Object.keys(manifest.exports).filter((path) => path.length > "./*".length);
  const caught = files.filter((file) =>
    others.some((path) => {
      const [before = "", after] = path.split("*", 2);
      return after === undefined ? false : file.includes("/") && `./${file}`.startsWith(before);
    }),
  );
  expect(caught).toEqual([]);
  const module: Readonly<Record<string, Method>> = await import("@wattledger/methods/ours/server-use");
  expect(module["serverUse"]?.id).toBe("server-use");
});
