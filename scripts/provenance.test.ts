import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Source } from "@wattledger/core";
import { sourceSchema } from "@wattledger/core/schemas";
import { families } from "@wattledger/factors";
import { methods } from "@wattledger/methods";
import { expect, test } from "vitest";
import { faultsOf, methodFaults } from "./method-faults.ts";

// No number of a method without its papers: where it is from, of which year, under which licence. An interval is not asked of a
// default: an original calculates with the number alone, and `estimate` says which numbers it takes as exact for that reason.

test.for(methods.map((method) => [method.id, method] as const))(
  "%s: has its papers, a page with its limits, and ranges for its times",
  ([, method]) => {
    expect(methodFaults(method, families)).toEqual([]);
  },
);

test("every table that travels with the methods has its papers, under a licence that may travel", () => {
  const folder = fileURLToPath(new URL("../packages/methods/src/data/", import.meta.url));
  const faults = readdirSync(folder).flatMap((name) => {
    const sources = sourcesIn(JSON.parse(readFileSync(`${folder}${name}`, "utf8")));
    const missing = sources.length === 0 ? [`${name} names no source`] : [];
    return [...missing, ...sources.flatMap((source) => faultsOf(source).map((fault) => `${name}: ${fault}`))];
  });
  expect(faults).toEqual([]);
});

test("tables that only serve reference cases are not in a published package, under any licence", () => {
  expect(manifestOf("cases").private).toBe(true);
  expect(manifestOf("cli").files).toEqual(expect.arrayContaining(["!dist/bundle/cases-*"]));
});

function manifestOf(name: string): { readonly private?: unknown; readonly files?: unknown } {
  return JSON.parse(readFileSync(fileURLToPath(new URL(`../packages/${name}/package.json`, import.meta.url)), "utf8"));
}

/** Every source that stands anywhere in a data file. */
function sourcesIn(data: unknown): readonly Source[] {
  if (typeof data !== "object" || data === null) return [];
  return Object.entries(data).flatMap(([name, value]: [string, unknown]) => {
    const parsed = name === "source" ? sourceSchema.safeParse(value) : undefined;
    return parsed?.success === true ? [parsed.data] : sourcesIn(value);
  });
}
