import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { printable, printablePage } from "@wattledger/core/quote";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openWorkshop } from "./run/wrapped.fixture.ts";

/** A colour, a title, the one-byte escape, a mark that turns the writing, and a line of our own shape. */
const evil = "x\u001B[31m\u001B]0;pwned\u0007\u009B1m\u202E\u2028\u007F\nFAKE: ok\r\nFAKE\ty";

/** What a terminal would obey, and a line that only the outside can have begun. */
const obeyed = /[^\P{Cc}\n]|[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\u2028\u2029]|^\s*FAKE/mu;

const workshop = openWorkshop();
afterAll(() => {
  workshop.remove();
});

function file(name: string, content: string | Buffer): string {
  writeFileSync(workshop.path(name), content);
  return workshop.path(name);
}

function said(args: readonly string[], options?: Parameters<typeof workshop.call>[1]): string {
  const { stdout, stderr } = workshop.call(args, options);
  expect(stderr).not.toContain("defect of Wattledger");
  return `${stdout.toString()}${stderr}`;
}

test("no text moves, colours or turns a terminal, and JSON keeps its meaning", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(printablePage(text)).not.toMatch(/[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069\u2028\u2029]/u);
      expect(printable(text)).not.toMatch(/[\n\t]/);
      expect(JSON.parse(printablePage(JSON.stringify(text)))).toBe(text);
    }),
  );
});

test("no file but terminal.ts writes to standard output or error", () => {
  const source = fileURLToPath(new URL(".", import.meta.url));
  const writers = readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !/\.(test|fixture)\.ts$/.test(name))
    .filter((name) => /process\.std(?:out|err)\.write\(|console\./.test(readFileSync(join(source, name), "utf8")));
  expect(writers.toSorted()).toEqual(["terminal.ts"]);
});

describe("a run with such words", () => {
  const words = ["--name", evil, "--project", evil, "--tag", `${evil}=${evil}`, "--experiment", evil, "--model", evil];

  beforeAll(() => {
    workshop.call(["run", "--quiet", ...words, "--", "sh", "-c", `: '${evil}'`]);
    const runs = join(workshop.home, "runs");
    const [name = ""] = readdirSync(runs);
    // Every text that a record may hold, as somebody else's record would.
    const spoilt = readFileSync(join(runs, name), "utf8").replaceAll(
      /"(processorModel|reason|cause|title|label|text|details|notes?|missing|excludes)":"([^"]*)"/gu,
      (_, key: string, text: string) => `"${key}":${JSON.stringify(text + evil)}`,
    );
    writeFileSync(join(runs, name), spoilt);
    writeFileSync(join(runs, "20200101-000000-abcd.jsonl"), evil);
  });

  test("prints its summary", () => {
    expect(said(["run", ...words, "--", "true"])).not.toMatch(obeyed);
  });

  test.for([
    ["runs"],
    ["runs", "--json"],
    ["runs", "show", "last"],
    ["runs", "show", "last", "--json", "--with-command"],
    ["runs", "explain", "last"],
    ["runs", "explain", "last", "--markdown"],
    ["runs", "compare", "last"],
    ["runs", "diff", "last", "last"],
    ["runs", "recover"],
    ["runs", "export", "--jsonl", "--with-command"],
    ["restate", "last"],
    ["restate", "last", "--json"],
    ["top", "--once"],
  ])("wattledger %s", (args) => {
    expect(said(args)).not.toMatch(obeyed);
  });
});

describe("such words as arguments", () => {
  test.for([
    [evil],
    ["estimate", evil],
    ["estimate", "api-inference", evil],
    ["estimate", "api-inference", `${evil}=1`],
    ["estimate", "api-inference", `model=${evil}`],
    ["estimate", "api-inference", "model=gpt-4o", "outputTokens=500", `zone=${evil}`],
    ["estimate", "api-inference", "model=gpt-4o", "outputTokens=500", "--explain", evil],
    ["estimate", "api-inference", "model=gpt-4o", "outputTokens=500", "--outputs", evil],
    ["estimate", "--file", evil],
    ["estimate", "api-inference", "--batch", evil],
    ["compare", evil],
    ["compare", "llm-request", `model=${evil}`],
    ["compare", "llm-request", `${evil}=${evil}`],
    ["methods", evil],
    ["factors", evil],
    ["factors", "grid", evil],
    ["cases", evil],
    ["runs", evil],
    ["runs", "show", evil],
    ["runs", "explain", "last", evil],
    ["runs", "export", "--out", `${evil}/x`],
    ["restate", evil],
    ["restate", "last", "--zone", evil],
    ["restate", "last", "--factors", evil],
    ["top", "--zone", evil],
    ["run", "--zone", evil, "--", "true"],
    ["run", "--budget", evil, "--", "true"],
    ["run", "--stage", evil, "--", "true"],
    ["run", "--prices", evil, "--", "true"],
    ["run", "--epoch-pattern", `(${evil}`, "--", "true"],
    ["run", `--${evil}`],
    ["run", "--quiet", "--json", `${evil}/x`, "--csv", `${evil}/y`, "--", "true"],
    ["run", "--quiet", "--", evil],
    ["run", "--quiet", "--", `/nowhere/${evil}`],
  ])("%j", (args) => {
    expect(said(args)).not.toMatch(obeyed);
  });
});

describe("such words in files", () => {
  const binary = Buffer.from(Array.from({ length: 600 }, (_, at) => at % 256));

  test.for(["factors", "prices", "inputs", "rows", "cases", "estimate"] as const)("%s", (kind) => {
    const content = JSON.stringify({
      [evil]: evil,
      schema: evil,
      cases: [{ name: evil, kind: evil, [evil]: 1 }],
      prices: [{ [evil]: evil }],
      parts: [{ label: evil, fields: { power: evil } }],
    });
    const [own, raw] = [file(`${kind}.json`, content), file(`${kind}-raw.json`, binary)];
    const yaml = file(`${kind}.yaml`, `${JSON.stringify({ [evil]: [evil] })}\n`);
    for (const path of [own, raw, yaml]) {
      const calls = {
        factors: ["restate", "last", "--factors", path],
        prices: ["runs", "show", "last", "--prices", path],
        inputs: ["estimate", "green-algorithms", "--file", path],
        rows: ["estimate", "server-use", "--file", path],
        cases: ["cases", path],
        estimate: ["restate", path],
      };
      expect(said(calls[kind])).not.toMatch(obeyed);
    }
  });

  test.for([
    ["a key", `${JSON.stringify(evil)}: 1\n`],
    ["a value", `name: ${JSON.stringify(evil)}\nproject: ${JSON.stringify(evil)}\n`],
    ["a tag", `tag: {${JSON.stringify(evil)}: ${JSON.stringify(evil)}}\n`],
    ["no YAML", binary],
  ] as const)("a configuration with %s", ([, content]) => {
    const folder = workshop.path("configured");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "wattledger.yaml"), content);
    const shell = 'cd configured && exec "$@"';
    expect(said(["config"], { shell })).not.toMatch(obeyed);
    expect(said(["run", "--", "true"], { shell })).not.toMatch(obeyed);
  });

  test("a variable of the environment", () => {
    expect(said(["config"], { environment: { "WATTLEDGER_\u001B[31m": evil } })).not.toMatch(obeyed);
    expect(said(["config"], { environment: { WATTLEDGER_NAME: evil } })).not.toMatch(obeyed);
  });
});
