import { join } from "node:path";
import { buildSync } from "esbuild";
import { expect, test } from "vitest";

/** Files of core that import no other part of it, or only each other. */
const small = ["defined", "argument", "error", "quote", "group-by", "uncertainty/house-level"].map(
  (name) => `packages/core/src/${name}.ts`,
);

test("what is loaded before a command starts is the meter, the sensors and a few small files of core", () => {
  const { metafile } = buildSync({
    entryPoints: [join(import.meta.dirname, "measure-entry.ts")],
    absWorkingDir: join(import.meta.dirname, "../../.."),
    bundle: true,
    write: false,
    metafile: true,
    outdir: "dist",
    platform: "node",
    format: "esm",
    conditions: ["wattledger-source"],
    logLevel: "error",
  });
  const loaded = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([path]) => path),
  );
  expect(loaded).toContain("packages/meter/src/measure/measure.ts");
  expect(loaded.filter((path) => !/^packages\/(meter|sensors)\/src\//.test(path) && !small.includes(path))).toEqual([]);
});
