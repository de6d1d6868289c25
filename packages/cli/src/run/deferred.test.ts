import { join } from "node:path";
import { buildSync } from "esbuild";
import { expect, test } from "vitest";

test("the report of a run loads no schemas of files, and only the families of factors that it asks", () => {
  const { metafile } = buildSync({
    entryPoints: [join(import.meta.dirname, "deferred.ts")],
    absWorkingDir: join(import.meta.dirname, "../../../.."),
    bundle: true,
    // What is asked for by `import()` goes into other files.
    splitting: true,
    write: false,
    metafile: true,
    outdir: "dist",
    platform: "node",
    format: "esm",
    conditions: ["wattledger-source"],
    logLevel: "error",
  });
  const { outputs } = metafile;
  const filesOf = (name: string, seen = new Set<string>()): ReadonlySet<string> => {
    if (seen.has(name)) return seen;
    seen.add(name);
    for (const { path, kind } of outputs[name]?.imports ?? []) if (kind === "import-statement") filesOf(path, seen);
    return seen;
  };
  const entry = Object.keys(outputs).find((name) => outputs[name]?.entryPoint?.endsWith("/deferred.ts")) ?? "";
  const loaded = [...filesOf(entry)].flatMap((name) =>
    Object.entries(outputs[name]?.inputs ?? {}).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? path : [])),
  );
  expect(loaded).toContain("packages/meter/src/account/account.ts");
  expect(loaded.filter((path) => /node_modules|ai-model|cloud-instance|-schema\.ts$/.test(path))).toEqual([]);
});
