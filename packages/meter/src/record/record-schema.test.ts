import { readFileSync } from "node:fs";
import { recordOf } from "@wattledger/core/schemas";
import { expect, test } from "vitest";
import * as z from "zod";
import { recordKinds, recordLineSchema } from "./record-schema.ts";
import { recordSchemaId } from "./record.ts";

const page = readFileSync(new URL("../../../../docs/run-record.md", import.meta.url), "utf8");

test("docs/run-record.md has a row for every kind of line", () => {
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \|/gmu)].map((match) => match[1]);
  expect(rows).toEqual(expect.arrayContaining([...recordKinds, "footprint"]));
  expect(page).toContain(recordSchemaId);
});

test("docs/run-record.md names every field of every line", () => {
  const names = new Set(fieldsOf(z.toJSONSchema(recordLineSchema, { io: "input" })));
  expect(names.size).toBeGreaterThan(60);
  expect([...names].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

const nodeSchema = z.looseObject({
  properties: z.optional(recordOf(z.unknown())),
  items: z.optional(z.unknown()),
  anyOf: z.optional(z.array(z.unknown())),
  oneOf: z.optional(z.array(z.unknown())),
});

/** Names of all fields below a JSON schema, at any depth. */
function fieldsOf(schema: unknown): readonly string[] {
  const { properties = {}, items, anyOf = [], oneOf = [] } = nodeSchema.parse(schema ?? {});
  const inner = [...Object.values(properties), ...anyOf, ...oneOf, ...(items === undefined ? [] : [items])];
  return [...Object.keys(properties), ...inner.flatMap(fieldsOf)];
}
