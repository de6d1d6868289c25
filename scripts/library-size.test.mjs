import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { root } from "./dependencies.mjs";

const most = 60_000;

test("the library with one method is small enough for a page, and needs no module of Node", async () => {
  const contents = `
    export { evaluate, explain, monteCarlo, propagate, resolve } from "@wattledger/core";
    export { greenAlgorithms } from "@wattledger/methods";`;
  // For a browser, esbuild fails on any module of Node.
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    conditions: ["wattledger-source"],
    write: false,
  });
  expect(gzipSync(outputFiles[0].contents).length).toBeLessThan(most);
});
