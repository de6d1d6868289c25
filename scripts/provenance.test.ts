import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Expression, Graph, Method, Source } from "@wattledger/core";
import { sourceSchema } from "@wattledger/core/schemas";
import { methods } from "@wattledger/methods";
import { expect, test } from "vitest";
import { shippedLicences } from "../packages/factors/src/licences.ts";

// No number of a method without its papers: where it is from, of which year, under which licence. An interval is not asked of a
// default: an original calculates with the number alone, and `estimate` says which numbers it takes as exact for that reason.

/** The graph of a method and those of its lists' rows. */
function graphsOf(method: Method): readonly Graph[] {
  return [method, ...Object.values(method.inputs).flatMap((one) => (one.kind === "list" ? [one.of] : []))];
}

test.for(methods.map((method) => [method.id, method] as const))(
  "%s: its source says year and licence",
  ([, method]) => {
    expect(faultsOf(method.source)).toEqual([]);
  },
);

test.for(methods.map((method) => [method.id, method] as const))(
  "%s: every default and table says where it is from",
  ([, method]) => {
    const faults = graphsOf(method).flatMap((graph) => [
      ...Object.entries(graph.inputs).flatMap(([name, declared]) =>
        declared.kind === "list" || declared.default === undefined ? [] : sourceFaults(name, declared.source),
      ),
      ...Object.entries(graph.tables).flatMap(([name, { source }]) => sourceFaults(name, source)),
    ]);
    expect(faults).toEqual([]);
  },
);

test.for(methods.map((method) => [method.id, method] as const))(
  "%s: an equation with a number of its paper says what it is",
  ([, method]) => {
    const silent = graphsOf(method).flatMap((graph) =>
      Object.entries(graph.equations).flatMap(([name, { expression, help }]) =>
        help === undefined && holdsConstant(expression) ? [name] : [],
      ),
    );
    expect(silent).toEqual([]);
  },
);

test.for(methods.map((method) => [method.id, method] as const))(
  "%s: its page says when to use it and when not, with an example",
  ([, { whenToUse = "", whenNotToUse = "", example }]) => {
    expect(whenToUse, "whenToUse: a sentence").toMatch(/^[A-Z].{15,}\.$/u);
    expect(whenNotToUse, "whenNotToUse: a sentence").toMatch(/^[A-Z].{15,}\.$/u);
    expect(Object.keys(example ?? {}).length, "example: values as on the command line").toBeGreaterThan(0);
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

test("tables that serve reference cases alone are in no package that is published, under whatever licence they are", () => {
  expect(manifestOf("cases").private).toBe(true);
  expect(manifestOf("cli").files).toEqual(expect.arrayContaining(["!dist/bundle/cases-*"]));
});

function manifestOf(name: string): { readonly private?: unknown; readonly files?: unknown } {
  return JSON.parse(readFileSync(fileURLToPath(new URL(`../packages/${name}/package.json`, import.meta.url)), "utf8"));
}

/** `MPL-2.0 (code), CC-BY-4.0 (text)` names two. */
function licencesOf({ license = "" }: Source): readonly string[] {
  return license.split(", ").map((one) => one.replace(/ \(.*\)$/u, ""));
}

/** Licences of texts, of which single figures are taken and not a sentence. */
const ofTexts: ReadonlySet<string> = new Set(["CC-BY-SA-4.0"]);

function faultsOf(source: Source): readonly string[] {
  const { title, version, locator } = source;
  const dated = /\b(19|20)\d\d\b|arXiv \d{4}\.\d{5}/u.test(`${title} ${version} ${locator}`);
  return [
    ...(dated ? [] : [`"${title}, ${version}" says no year`]),
    ...licencesOf(source)
      .filter((licence) => !Object.hasOwn(shippedLicences, licence) && !ofTexts.has(licence))
      .map((licence) => `"${title}" is under "${licence}", which is not among the licences that may travel`),
  ];
}

function sourceFaults(name: string, source: string | Source | undefined): readonly string[] {
  if (source === undefined || source === "") return [`${name} has no source`];
  return typeof source === "string" ? [] : faultsOf(source).map((fault) => `${name}: ${fault}`);
}

/** Whether a formula holds a number that does more than count, double or shift a unit. */
function holdsConstant(expression: Expression): boolean {
  if (expression.kind === "number") {
    const { value } = expression;
    return ![0, 1, 2].includes(value) && !(value >= 10 && Number.isInteger(Math.log10(value)));
  }
  return Object.values(expression).some((part: unknown) =>
    Array.isArray(part)
      ? part.some((one: unknown) => isExpression(one) && holdsConstant(one))
      : isExpression(part) && holdsConstant(part),
  );
}

function isExpression(part: unknown): part is Expression {
  return typeof part === "object" && part !== null && "kind" in part;
}

/** Every source that stands anywhere in a data file. */
function sourcesIn(data: unknown): readonly Source[] {
  if (typeof data !== "object" || data === null) return [];
  return Object.entries(data).flatMap(([name, value]: [string, unknown]) => {
    const parsed = name === "source" ? sourceSchema.safeParse(value) : undefined;
    return parsed?.success === true ? [parsed.data] : sourcesIn(value);
  });
}
